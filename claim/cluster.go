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
	for len(c.queue) > 0 {
		p := c.queue.pop()
		if c.age[p.a] == p.ageA && c.age[p.b] == p.ageB {
			c.join(p.a, p.b)
		}
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

// clustering is the state of the average linkage. A cluster is named by one of
// its nodes; nil members mean that it went into another.
type clustering struct {
	graph   *graph
	members [][]int
	docs    []int // number of documents, with repeats for stray sentences
	edges   []row
	age     []int // grows with each change, so that old queue entries can be told
	queue   mergeQueue
}

func (g *graph) newClustering() *clustering {
	c := &clustering{
		graph: g, members: make([][]int, len(g.nodes)), docs: make([]int, len(g.nodes)),
		edges: make([]row, len(g.nodes)), age: make([]int, len(g.nodes)),
	}
	for n := range g.nodes {
		c.members[n], c.docs[n] = []int{n}, 1
	}
	for n := range g.nodes {
		c.edges[n] = slices.Clone(g.edges[n])
		for _, e := range g.edges[n] {
			if n < e.to {
				c.offer(n, e.to, e.score)
			}
		}
	}
	return c
}

// crowd is the number of articles of a cluster from which on more of them ask
// for no more links: in a large story not every pair of articles is compared.
const crowd = 8

// linkage returns the mean score between two clusters.
func (c *clustering) linkage(a, b int, sum float64) float64 {
	return sum / float64(min(c.docs[a], crowd)*min(c.docs[b], crowd))
}

// offer queues the union of two clusters if they are near enough, by the sum
// of the scores between them.
func (c *clustering) offer(a, b int, sum float64) {
	a, b = min(a, b), max(a, b)
	if score := c.linkage(a, b, sum); score >= joinScore {
		c.queue.push(merge{score: score, a: a, b: b, ageA: c.age[a], ageB: c.age[b]})
	}
}

// join puts cluster b into a.
func (c *clustering) join(a, b int) {
	c.members[a] = append(c.members[a], c.members[b]...)
	slices.Sort(c.members[a])
	c.docs[a] = c.graph.articles(c.members[a])
	c.members[b] = nil
	c.age[a]++
	c.age[b]++
	c.edges[a].drop(b)
	c.edges[b].drop(a)
	c.edges[a] = c.edges[a].plus(c.edges[b])
	for _, e := range c.edges[b] {
		c.edges[e.to].drop(b)
		*c.edges[e.to].at(a) = c.edges[a].score(e.to)
	}
	c.edges[b] = nil
	for _, e := range c.edges[a] {
		c.offer(a, e.to, e.score)
	}
}

// merge is a union that could be made, while both clusters have the age they
// had when it was found.
type merge struct {
	score      float64
	a, b       int
	ageA, ageB int
}

// before orders merges, the best first.
func (x *merge) before(y *merge) bool {
	switch {
	case x.score != y.score: // scores are numbers
		return x.score > y.score
	case x.a != y.a:
		return x.a < y.a
	}
	return x.b < y.b
}

// mergeQueue is a heap of merges. (In a large story half of the time went into
// container/heap's interfaces.)
type mergeQueue []merge

func (q *mergeQueue) push(x merge) {
	*q = append(*q, x)
	h := *q
	for k := len(h) - 1; k > 0; {
		up := (k - 1) / 2
		if !h[k].before(&h[up]) {
			break
		}
		h[k], h[up] = h[up], h[k]
		k = up
	}
}

func (q *mergeQueue) pop() merge {
	h := *q
	first, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	*q = h
	for k := 0; ; {
		down := 2*k + 1
		if down >= last {
			return first
		}
		if down+1 < last && h[down+1].before(&h[down]) {
			down++
		}
		if !h[down].before(&h[k]) {
			return first
		}
		h[k], h[down] = h[down], h[k]
		k = down
	}
}
