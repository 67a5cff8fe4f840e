package lineage

import "math"

// Which of two came first is a question of its own: that they belong together
// can be plain where this is not. So the best tree is held against the one in
// which an edge points the other way.

// leastOdds is the logarithm of the odds below which the direction of an edge
// is uncertain, 20 to 1. On the development stories, with their dates as they are
// and made coarser, one in four of the edges below it points the wrong way, where
// the dates leave the order open, and one in a hundred of those above it.
const leastOdds = 3

// unsettled marks the edges, parent and child, that could as well point the
// other way.
func (g *graph) unsettled() map[[2]int]bool {
	edges := map[[2]int]bool{}
	for c := range g.read {
		if p := g.parent[c]; p < len(g.read) && g.turned(p, c) < g.oddsNeeded(p, c) {
			edges[[2]int{p, c}] = true
		}
	}
	return edges
}

// oddsNeeded is what the odds must be for the direction to be certain. Editions
// of one outlet in two languages are written side by side on one desk: what one
// has and the other lacks tells half as much. And where the dates say the
// opposite, and the child does not say itself whom it follows, the text must
// show it twice.
func (g *graph) oddsNeeded(p, c int) float64 {
	if g.areEditions(&g.read[p], &g.read[c]) || g.follows(p, c) {
		return 2 * leastOdds
	}
	return leastOdds
}

// turned is how much the best tree loses when the edge from p to c is turned
// around: p hangs on c, and c on what is best for it that does not descend
// from p. It is infinite where the edge cannot be turned.
func (g *graph) turned(p, c int) float64 {
	back := g.scoreOf(c, p)
	if math.IsInf(back, -1) {
		return math.Inf(1)
	}
	best := math.Inf(-1)
	for i := range g.pairs[c] {
		if k := &g.pairs[c][i]; k.from == g.root() || !g.descends(k.from, p) {
			best = max(best, g.priced(k))
		}
	}
	return g.scoreOf(p, c) + g.scoreOf(g.parent[p], p) - back - best
}

// scoreOf is the score of an edge, minus infinity where it is no candidate.
func (g *graph) scoreOf(from, to int) float64 {
	for i := range g.pairs[to] {
		if k := &g.pairs[to][i]; k.from == from {
			return g.priced(k)
		}
	}
	return math.Inf(-1)
}

// priced is a candidate's score, with the price of a root.
func (g *graph) priced(c *candidate) float64 {
	if c.from == g.root() {
		return c.score + g.weights[fTreeRoot]
	}
	return c.score
}
