package reuse

import (
	"cmp"
	"context"
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
// is aligned with the core of its group. An article belongs to one part of the
// graph, so that parts are worked on side by side.
type grouper struct {
	*searcher
	next  [][]int32 // who has most of a text in common with it
	tried []uint8   // how many cores it was compared with
	last  []int32   // the last of them
	done  []bool
}

// groups returns the groups that the passages make, which are in the order of
// their texts.
func (s *searcher) groups(ctx context.Context, passages []Passage) ([]Group, error) {
	n := len(s.articles)
	g := grouper{
		searcher: s, next: make([][]int32, n), tried: make([]uint8, n),
		last: slices.Repeat([]int32{-1}, n), done: make([]bool, n),
	}
	g.join(passages)
	parts := g.parts()
	out := make([][]Group, len(parts))
	err := parallel(ctx, len(parts), func(next func() (int, bool)) {
		var align aligner
		for i, ok := next(); ok; i, ok = next() {
			out[i] = g.of(ctx, parts[i], &align)
		}
	})
	return slices.Concat(out...), err
}

// join makes pairs of the articles that have most of a text in common.
func (g *grouper) join(passages []Passage) {
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
}

// isMost reports that so many words are most of one of two texts.
func (g *grouper) isMost(a, b int, words float64) bool {
	return 2*words >= mostly*float64(min(g.articles[a].halves, g.articles[b].halves))
}

// parts returns the articles that chains of pairs hold together, the best
// connected of each part first.
func (g *grouper) parts() (out [][]int32) {
	seen := make([]bool, len(g.next))
	for a := range g.next {
		if seen[a] || len(g.next[a]) == 0 {
			continue
		}
		seen[a] = true
		part := []int32{int32(a)}
		for k := 0; k < len(part); k++ {
			for _, n := range g.next[part[k]] {
				if !seen[n] {
					seen[n] = true
					part = append(part, n)
				}
			}
		}
		slices.SortFunc(part, func(x, y int32) int {
			return cmp.Or(cmp.Compare(len(g.next[y]), len(g.next[x])), cmp.Compare(x, y))
		})
		out = append(out, part)
	}
	return out
}

// of returns the groups of a part, with each article as a core that is in no
// group yet, until ctx is done.
func (g *grouper) of(ctx context.Context, part []int32, align *aligner) (out []Group) {
	for _, core := range part {
		if ctx.Err() == nil && !g.done[core] {
			if members := g.around(ctx, core, align); len(members) > 1 {
				out = append(out, Group{int(core), members})
			}
		}
	}
	return out
}

// around returns the core and what belongs to it among those that a chain of
// pairs leads to.
func (g *grouper) around(ctx context.Context, core int32, align *aligner) []int {
	g.done[core] = true
	members := []int{int(core)}
	for k := 0; k < len(members) && ctx.Err() == nil; k++ {
		for _, n := range g.next[members[k]] {
			if g.done[n] || g.last[n] == core || g.tried[n] == triedCores {
				continue
			}
			g.last[n] = core
			g.tried[n]++
			if g.areOne(align, int(core), int(n)) {
				g.done[n] = true
				members = append(members, int(n))
			}
		}
	}
	slices.Sort(members[1:])
	return members
}

// areOne reports that two articles are mostly one text.
func (g *grouper) areOne(align *aligner, a, b int) bool {
	x, y := g.articles[a].words, g.articles[b].words
	var words float64
	for _, m := range align.common(x, y, g.least) {
		words += float64(matchHalves(x, y, m)) / 2 * float64(m.Same) / float64(max(m.A.Len(), m.B.Len()))
	}
	return g.isMost(a, b, words)
}
