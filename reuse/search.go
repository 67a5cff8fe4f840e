package reuse

import (
	"cmp"
	"context"
	"slices"
)

// searcher compares the texts of a corpus through its index.
type searcher struct {
	*corpus
	index *index
	least int
	// formula is the weight below which a passage is one.
	formula float64
}

// passages compares all texts, each with those after it.
func (s *searcher) passages(ctx context.Context) ([]Passage, error) {
	found := make([][]Passage, len(s.articles))
	err := parallel(ctx, len(s.articles), func(next func() (int, bool)) {
		w := worker{searcher: s, last: slices.Repeat([]hit{{with: none}}, len(s.articles))}
		for a, ok := next(); ok; a, ok = next() {
			found[a] = w.of(a)
		}
	})
	s.index = nil // as large as the texts, and not needed any more
	return slices.Concat(found...), err
}

// worker compares one text at a time and keeps the memory that this takes.
type worker struct {
	*searcher
	align aligner
	hits  []hit
	seeds []seed
	// last[b] is the last hit of text b, with the text that it is a hit with.
	last []hit
}

// hit is a seed in common with another text.
type hit struct {
	seed
	with uint32
}

// of returns the passages that text a has in common with those after it.
func (w *worker) of(a int) []Passage {
	w.find(a)
	slices.SortFunc(w.hits, func(x, y hit) int { return cmp.Or(cmp.Compare(x.with, y.with), bySeed(x.seed, y.seed)) })
	var out []Passage
	for hits := w.hits; len(hits) > 0; {
		b, n := hits[0].with, 0
		w.seeds = w.seeds[:0]
		for n < len(hits) && hits[n].with == b {
			w.seeds = append(w.seeds, hits[n].seed)
			n++
		}
		hits = hits[n:]
		out = w.compare(a, int(b), out)
	}
	return out
}

// find fills in the hits of text a in those after it.
func (w *worker) find(a int) {
	w.hits = w.hits[:0]
	x := w.index
	for p := x.first[a]; p < x.first[a+1]; p++ {
		g := x.group[p]
		if g == none {
			continue
		}
		list := x.entries[x.start[g]:x.start[g+1]]
		from, _ := slices.BinarySearch(list, newEntry(uint32(a)+1, 0))
		left := reach
		if x.have[g] <= pairsUpTo {
			left = pairsUpTo
		}
		w.scan(a, x.at[p], list[from:], left)
	}
}

// scan adds the hits of a word of text a in the first so many texts of a list
// that are not of its series.
func (w *worker) scan(a int, at uint32, list []entry, left int) {
	series := w.articles[a].series
	last := uint32(none)
	for _, e := range list[:min(len(list), pairsUpTo*oftenInOne)] {
		b := e.high()
		if series != 0 && series == w.articles[b].series {
			continue
		}
		if b != last {
			if left == 0 {
				return
			}
			last = b
			left--
		}
		w.add(uint32(a), b, seed{at, e.low()})
	}
}

// add adds a hit, unless it only goes on where the last one was: a long copy is
// one hit and not one for each of its words.
func (w *worker) add(a, b uint32, s seed) {
	before := w.last[b]
	w.last[b] = hit{s, a}
	if before.with == a && before.a+1 == s.a && before.b+1 == s.b {
		return
	}
	w.hits = append(w.hits, hit{s, b})
}

// compare appends the passages that two texts have in common.
func (w *worker) compare(a, b int, out []Passage) []Passage {
	x, y := &w.articles[a], &w.articles[b]
	begin, same := len(out), 0.0
	for _, m := range w.align.stretches(x.words, y.words, w.seeds, w.least) {
		size := matchHalves(x.words, y.words, m)
		p := Passage{
			A: a, B: b, ASpan: x.span(m.A), BSpan: y.span(m.B), Words: (size + 1) / 2,
			Same:   float64(m.Same) / float64(max(m.A.Len(), m.B.Len())),
			Weight: w.index.weight(a, m.A),
		}
		p.Score = p.Weight * p.Same * float64(size) / 2
		same += p.Same * float64(size)
		out = append(out, p)
	}
	copied := same >= copyShare*float64(min(x.halves, y.halves))
	return append(out[:begin], slices.DeleteFunc(out[begin:], func(p Passage) bool {
		return !copied && (p.Score < rareShare*float64(w.least)*p.Same || p.Weight < w.formula)
	})...)
}

// matchHalves is the length of a match in half words, on its longer side.
func matchHalves(a, b []word, m match) int {
	return max(halves(a[m.A.Start:m.A.End]), halves(b[m.B.Start:m.B.End]))
}
