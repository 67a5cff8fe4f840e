package claim

import (
	"slices"
	"sort"

	"github.com/stemma-news/stemma"
)

const (
	// scoreMove is how sure a move is, of sentences that are surely linked.
	scoreMove = 0.85
	// leastOrder is the number of sentences in common from which an order can
	// be told, and movedShare the share of them that may have moved: where
	// more did, the child was written anew and has an order of its own.
	leastOrder = 3
	movedShare = 0.34
)

// stop is a sentence of the parent on its way through the child.
type stop struct {
	claim, from, to int
}

// addMoves adds to the claims the sentences that stand elsewhere among the
// others: on each edge those that are not on a longest increasing subsequence
// (Fredman 1975) of the child's sentences in the parent's order.
func (c *collation) addMoves(claims []stemma.Claim) {
	for _, e := range c.edges {
		if e.role != primary {
			continue
		}
		way := c.way(e)
		moved := outOfOrder(way)
		if len(way) < leastOrder || float64(len(moved)) > movedShare*float64(len(way)) && len(moved) > 1 {
			continue
		}
		for _, s := range moved {
			claims[s.claim].Changes = append(claims[s.claim].Changes, c.move(e, s, way))
		}
	}
}

// way returns the sentences that two articles have in common, in the parent's
// order, each once.
func (c *collation) way(e edge) []stop {
	var all []stop
	for _, cl := range c.inBoth(e) {
		held := c.said[cl]
		a, b := held[e.parent], held[e.child]
		if len(a) == 0 || len(b) == 0 || !isRun(a) || !isRun(b) || !c.isLinked(e, a, b) {
			continue
		}
		if len(a) == 1 || len(b) == 1 {
			all = append(all, stop{cl, slices.Min(a), slices.Min(b)})
			continue
		}
		for _, p := range c.pairs(e, a, b) { // within a language these are single sentences
			all = append(all, stop{cl, p.sides[0].sentences[0], p.sides[1].sentences[0]})
		}
	}
	slices.SortFunc(all, func(x, y stop) int {
		if x.from != y.from {
			return x.from - y.from
		}
		return x.to - y.to
	})
	seen := map[int]bool{}
	return slices.DeleteFunc(all, func(s stop) bool {
		again := seen[s.to] || seen[-1-s.from]
		seen[s.to], seen[-1-s.from] = true, true
		return again
	})
}

// isRun says that sentences follow one another.
func isRun(sentences []int) bool {
	return slices.Max(sentences)-slices.Min(sentences) < len(sentences)
}

// isLinked says that a link joins the two, and not only that third articles do.
func (c *collation) isLinked(e edge, before, after []int) bool {
	if c.links == nil {
		return true
	}
	for _, i := range before {
		for _, j := range after {
			if c.links[linkOf(node{e.parent, i}, node{e.child, j})] >= strayScore {
				return true
			}
		}
	}
	return false
}

// outOfOrder returns the stops that are not on a longest increasing
// subsequence. It looks from the end, so that of two sentences that changed
// places the one is told that went up: what stands higher counts more.
func outOfOrder(way []stop) []stop {
	var ends []int // of the best subsequence of each length, as an index
	next := make([]int, len(way))
	for i, s := range slices.Backward(way) {
		n := sort.Search(len(ends), func(k int) bool { return way[ends[k]].to <= s.to })
		next[i] = -1
		if n > 0 {
			next[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	kept := map[int]bool{}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = next[i] {
			kept[i] = true
		}
	}
	var moved []stop
	for i, s := range way {
		if !kept[i] {
			moved = append(moved, s)
		}
	}
	return moved
}

// move is the change of a sentence that stands elsewhere.
func (c *collation) move(e edge, s stop, way []stop) stemma.Change {
	before, after := 0, 0
	for _, o := range way {
		if o.from < s.from {
			before++
		}
		if o.to < s.to {
			after++
		}
	}
	ch := c.change(e, stemma.ChangeOrder, scoreMove)
	ch.Before, ch.After = textOf(c.docs[e.parent], []int{s.from}), textOf(c.docs[e.child], []int{s.to})
	ch.FromSentence, ch.ToSentence = &s.from, &s.to
	if ch.Detail = "moved down"; after < before {
		ch.Detail = "moved up"
	}
	return ch
}
