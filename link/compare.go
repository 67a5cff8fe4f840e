package link

// compare fills the matrices of what the sentences have in common.
func (m *matcher) compare() {
	n := m.na * m.nb
	m.cos = grow(m.cos, n)
	m.lex = grow(m.lex, n)
	m.value = grow(m.value, n)
	m.name = grow(m.name, n)
	clear(m.lex)
	clear(m.value)
	clear(m.name)
	products(m.cos, m.a.vecs, m.b.vecs, m.na, m.nb, m.story.dim)
	for i := range m.a.sents {
		m.credit(m.lex[i*m.nb:], m.a.sents[i].terms)
		m.credit(m.value[i*m.nb:], m.a.sents[i].values)
		m.debit(m.value[i*m.nb:], m.a.sents[i].units)
		m.credit(m.name[i*m.nb:], m.a.sents[i].names)
	}
	m.fillDices()
	m.rank()
	m.hear()
}

// credit adds the weight of each term to the sentences of b that have it.
func (m *matcher) credit(row []float32, terms []int32) {
	for _, t := range terms {
		w := float32(m.story.weights[t])
		for _, j := range m.b.posts[t] {
			row[j] += w
		}
	}
}

// debit takes the weight of equal numbers back where their units differ.
func (m *matcher) debit(row []float32, units []measure) {
	for _, u := range units {
		w := float32(m.story.weights[u.number])
		for _, j := range m.b.posts[u.number] {
			if m.b.sents[j].differs(u) {
				row[j] = max(0, row[j]-w)
			}
		}
	}
}

// fillDices finds the share of words in common of every pair of sentences, and
// takes it for the cosine where a sentence has no vector.
func (m *matcher) fillDices() {
	m.dices = grow(m.dices, m.na*m.nb)
	for i := range m.na {
		a := &m.a.sents[i]
		for j := range m.nb {
			b, at := &m.b.sents[j], i*m.nb+j
			m.dices[at] = dice(m.lex[at], a.mass+b.mass)
			if a.zero || b.zero {
				m.cos[at] = float32(m.dices[at])
			}
		}
	}
}

// dice returns Dice's coefficient of two sentences' words by weight.
func dice(common float32, mass float64) float64 {
	if common == 0 || mass <= 0 {
		return 0
	}
	return min(1, 2*float64(common)/mass)
}

// rank finds the two best cosines of every row and column, and the crowds
// within the pair, to which those of the story are added.
func (m *matcher) rank() {
	m.rivalA = grow(m.rivalA, m.na)
	m.rivalB = grow(m.rivalB, m.nb)
	m.crowdA = grow(m.crowdA, m.na)
	m.crowdB = grow(m.crowdB, m.nb)
	m.ranks = cleared(m.ranks, m.nb)
	for i := range m.na {
		row := m.cos[i*m.nb : (i+1)*m.nb]
		for j, c := range row {
			m.ranks[j].insert(c)
		}
		r := rankOf(row)
		m.rivalA[i] = r.best()
		m.crowdA[i] = (shrink(r.neighbours()) + m.a.crowd[i]) / 2
	}
	for j := range m.ranks {
		m.rivalB[j] = m.ranks[j].best()
		m.crowdB[j] = (shrink(m.ranks[j].neighbours()) + m.b.crowd[j]) / 2
	}
	m.rankFree()
}

// rankFree finds the two best cosines of every row and column among those
// sentences of the other side that have no better counterpart: one that has
// is not really a rival, however near it is.
func (m *matcher) rankFree() {
	m.freeA = grow(m.freeA, m.na)
	m.freeB = grow(m.freeB, m.nb)
	clear(m.freeA)
	clear(m.freeB)
	for i := range m.na {
		for j := range m.nb {
			c := m.cos[i*m.nb+j]
			if c == m.rivalA[i][0] {
				m.freeB[j] = withCosine(m.freeB[j], c)
			}
			if c == m.rivalB[j][0] {
				m.freeA[i] = withCosine(m.freeA[i], c)
			}
		}
	}
}

// withCosine returns the two best of three cosines.
func withCosine(best [2]float32, c float32) [2]float32 {
	if c > best[0] {
		return [2]float32{c, best[0]}
	}
	return [2]float32{best[0], max(c, best[1])}
}
