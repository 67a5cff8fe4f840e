package link

import "slices"

// sureWords is the least number of words of a sentence that, being the same in
// two articles and once in each, is its own counterpart.
const sureWords = 6

// unsure stands for a sentence without a sure counterpart.
const unsure = -1

// prints returns where the sentences stand that the article has once, by the
// hashes of their words.
func (a *article) prints() map[uint64]int32 {
	at := make(map[uint64]int32, len(a.sents))
	for k := range a.sents {
		s := &a.sents[k]
		if len(s.words) < sureWords {
			continue
		}
		for _, w := range s.words {
			s.print = mix(s.print, uint64(w))
		}
		if _, again := at[s.print]; again {
			at[s.print] = unsure
		} else {
			at[s.print] = int32(k)
		}
	}
	return at
}

// settle finds the sentences that are the same in both articles and once in
// either. Whatever else is near them is no counterpart, and need not be judged:
// where reports share most of their text, that is most of the matrix. In the
// first pass of a small story it is judged all the same, for half a counterpart
// is an opinion worth hearing.
func (m *matcher) settle() {
	m.sureA, m.sureB = grow(m.sureA, m.na), grow(m.sureB, m.nb)
	for i := range m.sureA {
		m.sureA[i] = unsure
	}
	for j := range m.sureB {
		m.sureB[j] = unsure
	}
	if m.story.opinions == nil && len(m.story.articles) <= fewArticles {
		return
	}
	for i := range m.a.sents {
		s := &m.a.sents[i]
		j, ok := m.b.once[s.print]
		if ok && j != unsure && m.a.once[s.print] == int32(i) && slices.Equal(s.words, m.b.sents[j].words) {
			m.sureA[i], m.sureB[j] = j, int32(i)
		}
	}
}

// closed tells whether either of two sentences has a sure counterpart that is
// not the other.
func (m *matcher) closed(i, j int) bool {
	return m.sureA[i] != int32(j) && (m.sureA[i] != unsure || m.sureB[j] != unsure)
}
