package claim

import "slices"

// clustering is the state of the average linkage. A cluster is named by one of
// its nodes; nil members mean that it went into another.
//
// Of a cluster only its best union with a later one is queued, and looked for
// anew when the queue comes to it and it does not hold any more (the generic
// algorithm of Müllner 2011): in a large story most of the time went into a queue
// of all unions.
type clustering struct {
	graph   *graph
	members [][]int
	docs    []int // number of documents, with repeats for stray sentences
	edges   []row
	queue   mergeQueue
	sum     row // of the last union
}

func (g *graph) newClustering() *clustering {
	c := &clustering{
		graph: g, members: make([][]int, len(g.nodes)), docs: make([]int, len(g.nodes)),
		edges: cloned(g.edges), queue: newMergeQueue(len(g.nodes)),
	}
	for n := range g.nodes {
		c.members[n], c.docs[n] = []int{n}, 1
	}
	for n := range g.nodes {
		c.queue.set(n, c.nearest(n))
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

// nearest returns the best union of a cluster with a later one, the first of
// several.
func (c *clustering) nearest(a int) merge {
	best := merge{a: a, b: -1}
	from, _ := c.edges[a].find(a)
	for _, e := range c.edges[a][from:] {
		if score := c.linkage(a, e.to, e.score); score >= joinScore && score > best.score {
			best.score, best.b = score, e.to
		}
	}
	return best
}

// best returns the best union of all that are near enough, if there is one.
func (c *clustering) best() (merge, bool) {
	for {
		p := c.queue.top()
		if p.b < 0 {
			return p, false
		}
		if c.members[p.b] != nil && c.linkage(p.a, p.b, c.edges[p.a].score(p.b)) == p.score {
			return p, true
		}
		c.queue.set(p.a, c.nearest(p.a))
	}
}

// offer notes the score of two clusters, which has changed. What is queued for
// the earlier one is at least as good as its best union: so a worse score is
// found out when the queue comes to it.
func (c *clustering) offer(a, b int, sum float64) {
	m := merge{a: min(a, b), b: max(a, b), score: c.linkage(a, b, sum)}
	if m.score >= joinScore && m.before(c.queue.of(m.a)) {
		c.queue.set(m.a, m)
	}
}

// join puts cluster b into a.
func (c *clustering) join(a, b int) {
	c.members[a] = append(c.members[a], c.members[b]...)
	slices.Sort(c.members[a])
	c.docs[a] = c.graph.articles(c.members[a])
	c.members[b] = nil
	c.edges[a].drop(b)
	c.edges[b].drop(a)
	c.sum = c.edges[a].plus(c.edges[b], c.sum[:0])
	for _, e := range c.edges[b] {
		c.edges[e.to].replace(b, a, c.sum.score(e.to))
	}
	c.edges[a], c.edges[b] = c.sum.fit(c.edges[a], c.edges[b]), nil
	c.queue.set(b, merge{a: b, b: -1})
	for _, e := range c.edges[a] {
		if e.to < a {
			c.offer(a, e.to, e.score)
		}
	}
	c.queue.set(a, c.nearest(a))
}

// merge is a union that could be made: of cluster a with a later one, or with
// none where b is negative.
type merge struct {
	score float64
	a, b  int
}

// before orders merges, the best first.
func (x merge) before(y merge) bool {
	switch {
	case x.score != y.score: // scores are numbers
		return x.score > y.score
	case x.a != y.a:
		return x.a < y.a
	}
	return x.b < y.b
}

// mergeQueue is a heap of merges, one for each cluster, which can be changed.
type mergeQueue struct {
	heap []merge
	at   []int32 // cluster → place in the heap
}

// newMergeQueue returns a queue of n clusters, none of which has a union.
func newMergeQueue(n int) mergeQueue {
	q := mergeQueue{heap: make([]merge, n), at: make([]int32, n)}
	for k := range n {
		q.heap[k], q.at[k] = merge{a: k, b: -1}, int32(k)
	}
	return q
}

func (q *mergeQueue) top() merge {
	if len(q.heap) == 0 {
		return merge{b: -1}
	}
	return q.heap[0]
}

// of returns the merge of a cluster.
func (q *mergeQueue) of(cluster int) merge { return q.heap[q.at[cluster]] }

// set replaces the merge of a cluster.
func (q *mergeQueue) set(cluster int, m merge) {
	k := int(q.at[cluster])
	q.heap[k] = m
	if !q.rise(k) {
		q.sink(k)
	}
}

// rise moves a merge up to its place and says whether it moved.
func (q *mergeQueue) rise(k int) bool {
	from := k
	for k > 0 {
		up := (k - 1) / 2
		if !q.heap[k].before(q.heap[up]) {
			break
		}
		q.swap(k, up)
		k = up
	}
	return k != from
}

func (q *mergeQueue) sink(k int) {
	for {
		down := 2*k + 1
		if down >= len(q.heap) {
			return
		}
		if down+1 < len(q.heap) && q.heap[down+1].before(q.heap[down]) {
			down++
		}
		if !q.heap[down].before(q.heap[k]) {
			return
		}
		q.swap(k, down)
		k = down
	}
}

func (q *mergeQueue) swap(x, y int) {
	q.heap[x], q.heap[y] = q.heap[y], q.heap[x]
	q.at[q.heap[x].a], q.at[q.heap[y].a] = int32(x), int32(y)
}
