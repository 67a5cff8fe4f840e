package link

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
)

const (
	// clauseGram is the number of words of the shingles that find clauses.
	clauseGram = 3
	// A clause of one sentence that went into another has at least minClause
	// words, of clauseMass letters, and makes at least clausePart of the
	// shorter sentence.
	minClause, clauseMass, clausePart = 6, 32, 0.35
	// Less is enough of a sentence that went into another as a whole.
	minWhole, wholeMass, wholePart = 4, 20, 0.9
	// clauseClose is the share of the words within the clause that are the same.
	clauseClose = 0.75
	// joinPart of a sentence without a link makes it join the link beside it.
	joinPart = 0.8
	// The score of a clause rises from clauseLeast with its mass.
	clauseLeast, clauseRise = 0.8, 0.18
	// clauseFull is the mass at which it has risen to the full.
	clauseFull = 90
)

// clauses adds to the links of a pair of articles those of clauses: a sentence
// is linked with one other or a run of them, but half of it may come from a
// third. What no link covers on either side is searched for text in common.
func (m *matcher) clauses(found []finding) []finding {
	m.cover(found)
	c := &m.align.collator
	c.texts(m.a.stream, m.b.stream, m.align.coverA, m.align.coverB)
	linked := m.linkedPairs(found)
	pieces := map[[2]int][]stretch{}
	c.stretches(m.a.grams, m.b.grams, clauseGram, func(s stretch) bool {
		found := false
		for _, p := range m.cut(s) {
			at := [2]int{m.a.sentence(p.first().a), m.b.sentence(p.first().b)}
			if !linked[at] && m.isClause(p, at) {
				pieces[at] = append(pieces[at], slices.Clone(p))
				found = true
			}
		}
		return found
	})
	return m.withClauses(found, pieces)
}

// cover marks the words that links share.
func (m *matcher) cover(found []finding) {
	m.align.coverA, m.align.coverB = cleared(m.align.coverA, len(m.a.stream)), cleared(m.align.coverB, len(m.b.stream))
	for i := range found {
		for _, s := range found[i].stretches {
			for p := s.first().a; p <= s.last().a; p++ {
				m.align.coverA[p] = true
			}
			for p := s.first().b; p <= s.last().b; p++ {
				m.align.coverB[p] = true
			}
		}
	}
}

// linkedPairs lists the pairs of sentences that are linked.
func (m *matcher) linkedPairs(found []finding) map[[2]int]bool {
	linked := map[[2]int]bool{}
	for i := range found {
		f := &found[i]
		for k := f.a.at; k < f.a.end(); k++ {
			for o := f.b.at; o < f.b.end(); o++ {
				linked[[2]int{k, o}] = true
			}
		}
	}
	return linked
}

// cut divides a stretch where a sentence of either side ends.
func (m *matcher) cut(s stretch) []stretch {
	var out []stretch
	from := 0
	for k := 1; k <= len(s); k++ {
		if k == len(s) || m.a.sentence(s[k].a) != m.a.sentence(s[from].a) || m.b.sentence(s[k].b) != m.b.sentence(s[from].b) {
			out = append(out, s[from:k])
			from = k
		}
	}
	return out
}

// isClause tells whether two sentences share enough to be linked by it alone.
func (m *matcher) isClause(s stretch, at [2]int) bool {
	span := max(s.last().a-s.first().a, s.last().b-s.first().b) + 1
	if float64(len(s)) < clauseClose*float64(span) {
		return false
	}
	a, b := m.units(s)
	part := max(a/m.a.unitsOf(at[0]), b/m.b.unitsOf(at[1]))
	words, mass := min(a, b), m.ownMass(s)
	return part >= clausePart && words >= minClause && mass >= clauseMass ||
		part >= wholePart && words >= minWhole && mass >= wholeMass
}

// ownMass is the mass of the words of a stretch, as far as they are neither
// names nor part of a phrase that comes again and again.
func (m *matcher) ownMass(s stretch) float64 {
	var sum float64
	for k, p := range s {
		sum += m.massOf(s, k, 0, 0) * min(m.a.own[p.a], m.b.own[p.b])
	}
	return sum
}

// withClauses adds a link for each pair of sentences that share a clause. A
// sentence without a link, most of which went into a sentence beside whose
// counterparts it stands, joins these.
func (m *matcher) withClauses(found []finding, pieces map[[2]int][]stretch) []finding {
	var order [][2]int
	for at := range pieces {
		order = append(order, at)
	}
	slices.SortFunc(order, func(x, y [2]int) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	whole := len(found)
	for _, at := range order {
		if m.join(found[:whole], at, pieces[at]) {
			continue
		}
		slices.SortFunc(pieces[at], func(x, y stretch) int { return cmp.Compare(x.first().a, y.first().a) })
		found = append(found, finding{m.clause(at, pieces[at]), pieces[at]})
	}
	return found
}

// clause is the link of two sentences that share clauses.
func (m *matcher) clause(at [2]int, shared []stretch) match {
	var mass float64
	for _, s := range shared {
		mass += m.ownMass(s)
	}
	score := clauseLeast + clauseRise*min(1, mass/clauseFull)
	return match{a: run{at[0], 1}, b: run{at[1], 1}, kind: stemma.LinkVerbatim, score: score}
}

// join adds a sentence to the link that it belongs to, if there is one.
func (m *matcher) join(found []finding, at [2]int, shared []stretch) bool {
	ownerA, ownerB := owner(found, at[0], true), owner(found, at[1], false)
	var inA, inB float64
	for _, s := range shared {
		a, b := m.units(s)
		inA, inB = inA+a, inB+b
	}
	var grown match
	n := max(ownerA, ownerB)
	switch {
	case ownerA < 0 && ownerB >= 0 && inA >= joinPart*m.a.unitsOf(at[0]):
		grown = found[n].match
		grown.a = grown.a.with(at[0])
	case ownerB < 0 && ownerA >= 0 && inB >= joinPart*m.b.unitsOf(at[1]):
		grown = found[n].match
		grown.b = grown.b.with(at[1])
	}
	if grown.a.n+grown.b.n == 0 || grown.a == found[n].a && grown.b == found[n].b {
		return false
	}
	found[n] = m.finding(grown)
	return true
}

// owner returns the link that has a sentence of one side, or -1.
func owner(found []finding, k int, onA bool) int {
	return slices.IndexFunc(found, func(f finding) bool { return onA && f.a.has(k) || !onA && f.b.has(k) })
}

// with returns the run with sentence k, if that is beside it and no merge too
// many.
func (r run) with(k int) run {
	switch {
	case r.n == maxMerge:
	case k == r.at-1:
		return run{k, r.n + 1}
	case k == r.end():
		return run{r.at, r.n + 1}
	}
	return r
}

// sentence returns which sentence has a word of the stream.
func (a *article) sentence(p int) int {
	k, exact := slices.BinarySearch(a.starts, p)
	if exact {
		return k
	}
	return k - 1
}
