package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Memory compares a story's claims again and again as its articles come and go,
// and remembers how the words of passages were aligned: most edges stay. What it
// finds is what Compare finds. The zero value is ready. A Memory is not for several
// goroutines at once.
type Memory struct {
	aligned map[passages][]inCommon
	// asked are those of aligned that the present call needed, and keeps.
	asked map[passages][]inCommon
}

// passages are two runs of sentences, known by the addresses of their documents.
type passages struct {
	a, b             *text.Document
	atA, nA, atB, nB int32
}

// inCommon is a word that two passages have in common, by its places in both.
type inCommon struct{ a, b int16 }

// Compare is the function Compare.
func (m *Memory) Compare(s Story) []stemma.Claim {
	m.asked = make(map[passages][]inCommon, len(m.aligned))
	c := newCollation(&s)
	c.memory = m
	out := c.compare()
	m.aligned, m.asked = m.asked, nil
	return out
}

// align fills in the words that the two sides have in common, and what follows
// from them.
func (p *pair) align() {
	x, y, m := &p.sides[0], &p.sides[1], p.c.memory
	key := passages{x.doc, y.doc, int32(x.sentences[0]), int32(len(x.sentences)), int32(y.sentences[0]), int32(len(y.sentences))}
	words, ok := m.asked[key]
	if !ok {
		if words, ok = m.aligned[key]; !ok {
			words = slices.Clip(p.c.wordsInCommon(x.words, y.words))
		}
		m.asked[key] = words
	}
	p.place = [2][]int{make([]int, len(x.words)), make([]int, len(y.words))}
	p.common = [2][]int{make([]int, len(words)), make([]int, len(words))}
	for k, w := range words {
		p.common[0][k], p.common[1][k] = int(w.a), int(w.b)
	}
	for which := range p.place {
		k := 0
		for i := range p.place[which] {
			p.place[which][i] = k
			if k < len(words) && p.common[which][k] == i {
				k++
			}
		}
	}
	if n := len(x.words) + len(y.words); n > 0 {
		p.share = 2 * float64(len(words)) / float64(n)
	}
}
