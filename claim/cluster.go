package claim

import (
	"cmp"
	"slices"
)

// joinScore is the mean score between two clusters from which they are one
// claim: about that of the weakest link, so that two sentences with a link are
// one claim unless third ones keep them apart. Between 0.3 and 0.45 it hardly
// matters (F1 of pairs of sentences within 0.001 on the development stories).
//
// What lost against it there, F1 of pairs of sentences and B-cubed, of 0.984
// and 0.984: greedy correlation clustering over the log odds of the links,
// with a fine for each missing one and a larger one where a sentence has its
// link with that article elsewhere (0.979, 0.977); the same two fines within
// the mean (0.983, 0.976); moving single sentences afterwards to the claim
// that they fit best, as Louvain does (0.983, 0.981).
const joinScore = 0.4

// cluster groups the nodes; groups and their members are in order.
func (g *graph) cluster() [][]int {
	c := g.newClustering()
	for {
		p, ok := c.best()
		if !ok {
			break
		}
		c.join(p.a, p.b)
	}
	var groups [][]int
	for _, members := range c.members {
		if members != nil {
			groups = append(groups, members)
		}
	}
	slices.SortFunc(groups, func(x, y []int) int { return cmp.Compare(x[0], y[0]) })
	return groups
}

// shareScore is the mean score from which a sentence that unites two claims
// makes both.
const shareScore = 0.4

// share adds to each group the sentences of further articles that say as much
// and more: one that unites what others say in two sentences went to the claim
// of one of them, and makes that of the other too.
func (g *graph) share(groups [][]int) [][]int {
	of := make([]int, len(g.nodes))
	for k, group := range groups {
		for _, x := range group {
			of[x] = k
		}
	}
	out := make([][]int, len(groups))
	for k, group := range groups {
		out[k] = slices.Clone(group)
		sums := map[int]float64{} // of the scores of nodes outside with those inside
		for _, y := range group {
			for _, e := range g.unites[y] {
				if of[e.to] != k {
					sums[e.to] += e.score
				}
			}
		}
		need := shareScore * float64(min(g.articles(group), crowd))
		for x, sum := range sums {
			if sum >= need && !g.holds(group, g.nodes[x].doc) {
				out[k] = append(out[k], x)
			}
		}
		slices.Sort(out[k])
	}
	return out
}

// holds tells whether an article has a sentence in a group.
func (g *graph) holds(group []int, doc int) bool {
	return slices.ContainsFunc(group, func(x int) bool { return g.nodes[x].doc == doc })
}
