package lineage

import "math"

// Reports of one story are edited alike: where retellings keep nearly all,
// a report that has half of another is hardly from it, and where they cut by
// halves it may well be. How much they leave out is read off the likeliest
// parents by that alone: those of which least is left out.

// omissionHabit is how rarely reports of the story leave out a sentence of their
// source: minus the log odds.
func (g *graph) omissionHabit() float64 {
	left, all := priorLeft, priorAll
	for c := range g.read {
		if l, n := g.leastOmission(c); n > 0 {
			left, all = left+float64(l), all+float64(n)
		}
	}
	return math.Log((all - left) / left)
}

// priorLeft of priorAll sentences are taken to be left out before any report is
// read.
const (
	priorLeft = 3.0
	priorAll  = 10.0
)

// leastOmission returns how many of how many sentences article c leaves out of
// the suspect of which it leaves out the smallest share, of those that have most
// of what it shares with any.
func (g *graph) leastOmission(c int) (left, all int) {
	common := map[int]int{}
	shared := 0
	for k, o := range g.read[c].byUnit {
		if g.rival[c].holders[k] > 0 {
			shared++
		}
		for _, h := range g.holders[o.unit] {
			common[h]++
		}
	}
	best := math.Inf(1)
	for _, p := range g.suspects(c) {
		n := len(g.read[p].byUnit)
		if 4*common[p] < 3*shared || common[p] == 0 {
			continue
		}
		if share := 1 - float64(common[p])/float64(n); share < best {
			best, left, all = share, n-common[p], n
		}
	}
	return left, all
}

// compareHabit tallies what the child leaves out by how rare that is.
func (g *graph) compareHabit(t *tally) {
	for _, x := range t.terms {
		if x.feature == fDrop || x.feature == fCut {
			t.terms = append(t.terms, term{fDropHabit, x.unit, g.habit})
		}
	}
}
