package reuse

import (
	"cmp"
	"slices"
)

const (
	// mostly is the share of the words of the shorter of two articles that
	// they have in common when they are mostly one text.
	mostly = 0.5
	// triedCores bounds how many cores one article is compared with.
	triedCores = 8
)

// grouper joins articles that are mostly one text. A chain of pairs is not
// enough (an article that changes step by step ends as another): every member
// is aligned with the core of its group.
type grouper struct {
	*searcher
	align Aligner
	next  [][]int32 // who has most of a text in common with it
	tried []uint8
	done  []bool
}

// groups returns the groups that the passages make, which are in the order of
// their texts.
func (s *searcher) groups(passages []Passage) []Group {
	g := grouper{
		searcher: s, next: make([][]int32, len(s.articles)),
		tried: make([]uint8, len(s.articles)), done: make([]bool, len(s.articles)),
	}
	for len(passages) > 0 {
		a, b, n, words := passages[0].A, passages[0].B, 0, 0.0
		for n < len(passages) && passages[n].A == a && passages[n].B == b {
			words += passages[n].Same * float64(passages[n].Words)
			n++
		}
		passages = passages[n:]
		if g.isMost(a, b, words) {
			g.next[a] = append(g.next[a], int32(b))
			g.next[b] = append(g.next[b], int32(a))
		}
	}
	var out []Group
	for _, core := range g.cores() {
		if !g.done[core] {
			if members := g.around(core); len(members) > 1 {
				out = append(out, Group{core, members})
			}
		}
	}
	return out
}

// isMost reports that so many words are most of one of two texts.
func (g *grouper) isMost(a, b int, words float64) bool {
	return 2*words >= mostly*float64(min(g.articles[a].halves, g.articles[b].halves))
}

// cores returns the articles that may be cores, the best connected first.
func (g *grouper) cores() []int {
	var cores []int
	for a := range g.next {
		if len(g.next[a]) > 0 {
			cores = append(cores, a)
		}
	}
	slices.SortStableFunc(cores, func(x, y int) int { return cmp.Compare(len(g.next[y]), len(g.next[x])) })
	return cores
}

// around returns the core and what belongs to it among those that a chain of
// pairs leads to.
func (g *grouper) around(core int) []int {
	g.done[core] = true
	members := []int{core}
	for k := 0; k < len(members); k++ {
		for _, n := range g.next[members[k]] {
			if g.done[n] || g.tried[n] == triedCores {
				continue
			}
			if !g.areOne(core, int(n)) {
				g.tried[n]++
				continue
			}
			g.done[n] = true
			members = append(members, int(n))
		}
	}
	slices.Sort(members[1:])
	return members
}

// areOne reports that two articles are mostly one text.
func (g *grouper) areOne(a, b int) bool {
	x, y := g.articles[a].words, g.articles[b].words
	var words float64
	for _, m := range g.align.Common(x, y, g.least) {
		words += float64(matchHalves(x, y, m)) / 2 * float64(m.Same) / float64(max(m.A.Len(), m.B.Len()))
	}
	return g.isMost(a, b, words)
}
