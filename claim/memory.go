package claim

import (
	"maps"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Memory compares a story's claims again and again as its articles come and go,
// and remembers how the words of passages were aligned: most edges stay. What it
// finds is what Compare finds. The zero value is ready. A Memory is not for several
// goroutines at once.
type Memory struct {
	aligned map[passages]*alignment
	calls   int
}

// alignment is what two passages have in common, and the last call that asked for
// it: what a call does not need is forgotten.
type alignment struct {
	words []inCommon
	call  int
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
	if m.aligned == nil {
		m.aligned = map[passages]*alignment{}
	}
	m.calls++
	c := newCollation(&s)
	c.memory = m
	out := c.compare()
	maps.DeleteFunc(m.aligned, func(_ passages, a *alignment) bool { return a.call != m.calls })
	return out
}

// align fills in the words that the two sides have in common, and what follows
// from them.
func (p *pair) align() {
	x, y, m := &p.sides[0], &p.sides[1], p.c.memory
	key := passages{x.doc, y.doc, int32(x.sentences[0]), int32(len(x.sentences)), int32(y.sentences[0]), int32(len(y.sentences))}
	known, ok := m.aligned[key]
	if !ok {
		known = &alignment{words: slices.Clip(p.c.wordsInCommon(x.words, y.words))}
		m.aligned[key] = known
	}
	known.call = m.calls
	words := known.words
	room := make([]int16, len(x.words)+len(y.words)+2*len(words))
	take := func(n int) (part []int16) { // of the room, of which there are thousands
		part, room = room[:n:n], room[n:]
		return part
	}
	p.place = [2][]int16{take(len(x.words)), take(len(y.words))}
	p.common = [2][]int16{take(len(words)), take(len(words))}
	for k, w := range words {
		p.common[0][k], p.common[1][k] = w.a, w.b
	}
	for which := range p.place {
		k := 0
		for i := range p.place[which] {
			p.place[which][i] = int16(k)
			if k < len(words) && int(p.common[which][k]) == i {
				k++
			}
		}
	}
	if n := len(x.words) + len(y.words); n > 0 {
		p.share = 2 * float64(len(words)) / float64(n)
	}
}
