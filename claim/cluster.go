package claim

import (
	"cmp"
	"container/heap"
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
	for c.queue.Len() > 0 {
		p := heap.Pop(&c.queue).(merge)
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
			for x, score := range g.unites[y] {
				if of[x] != k {
					sums[x] += score
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
	edges   []map[int]float64
	age     []int // grows with each change, so that old queue entries can be told
	queue   mergeQueue
}

func (g *graph) newClustering() *clustering {
	c := &clustering{
		graph: g, members: make([][]int, len(g.nodes)), docs: make([]int, len(g.nodes)),
		edges: make([]map[int]float64, len(g.nodes)), age: make([]int, len(g.nodes)),
	}
	for n := range g.nodes {
		c.members[n], c.docs[n] = []int{n}, 1
	}
	for n := range g.nodes {
		c.edges[n] = make(map[int]float64, len(g.edges[n]))
		for o, score := range g.edges[n] {
			c.edges[n][o] = score
			if n < o {
				c.offer(n, o)
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

// offer queues the union of two clusters if they are near enough.
func (c *clustering) offer(a, b int) {
	a, b = min(a, b), max(a, b)
	sum := c.edges[a][b]
	if sum == 0 {
		sum = c.edges[b][a]
	}
	if score := c.linkage(a, b, sum); score >= joinScore {
		heap.Push(&c.queue, merge{score: score, a: a, b: b, ageA: c.age[a], ageB: c.age[b]})
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
	delete(c.edges[a], b)
	delete(c.edges[b], a)
	for o, sum := range c.edges[b] {
		c.edges[a][o] += sum
		c.edges[o][a] = c.edges[a][o]
		delete(c.edges[o], b)
	}
	c.edges[b] = nil
	for o := range c.edges[a] {
		c.offer(a, o) // the queue has a total order: that of offers is no matter
	}
}

// merge is a union that could be made, while both clusters have the age they
// had when it was found.
type merge struct {
	score      float64
	a, b       int
	ageA, ageB int
}

// mergeQueue is a heap of merges, the best first.
type mergeQueue []merge

func (q mergeQueue) Len() int      { return len(q) }
func (q mergeQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q mergeQueue) Less(i, j int) bool {
	x, y := &q[i], &q[j]
	switch {
	case x.score != y.score: // scores are numbers
		return x.score > y.score
	case x.a != y.a:
		return x.a < y.a
	}
	return x.b < y.b
}

// Push and Pop are heap.Interface's.
func (q *mergeQueue) Push(x any) { *q = append(*q, x.(merge)) }

func (q *mergeQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
