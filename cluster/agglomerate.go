package cluster

import (
	"cmp"
	"container/heap"
	"context"
	"maps"
	"slices"
)

// node is a group that grows: its sums, its members, the groups near it.
type node struct {
	article
	members []int
	near    map[int]float64 // group → sum of the ties to its articles
	gone    bool
}

// merge is two groups that could become one. It is stale once one of them has grown.
type merge struct {
	a, b  int
	score float64
}

// queue gives the best merge first, ties by the groups' numbers.
type queue []merge

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[j].score, q[i].score), cmp.Compare(q[i].a, q[j].a), cmp.Compare(q[i].b, q[j].b)) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is for package heap.
func (q *queue) Push(x any) { *q = append(*q, x.(merge)) }

// Pop is for package heap.
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}

// agglomerate merges the most similar groups until none are similar enough.
func agglomerate(ctx context.Context, articles []article, pairs []pair, m measure) ([][]int, error) {
	nodes := make([]node, len(articles), 2*len(articles))
	for i := range nodes {
		nodes[i] = node{article: articles[i], members: []int{i}, near: map[int]float64{}}
	}
	var q queue
	for _, p := range pairs {
		nodes[p.a].near[p.b], nodes[p.b].near[p.a] = p.tie, p.tie
		q.offer(m.merge(nodes, p.a, p.b))
	}
	heap.Init(&q)
	for q.Len() > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		best := heap.Pop(&q).(merge)
		if nodes[best.a].gone || nodes[best.b].gone {
			continue
		}
		nodes = append(nodes, join(nodes, best))
		last := len(nodes) - 1
		for _, n := range slices.Sorted(maps.Keys(nodes[last].near)) {
			nodes[n].near[last] = nodes[last].near[n]
			if q.offer(m.merge(nodes, n, last)) {
				heap.Fix(&q, q.Len()-1)
			}
		}
	}
	m.rescue(nodes)
	return living(nodes), nil
}

func (m measure) merge(nodes []node, a, b int) merge {
	x, y := &nodes[a], &nodes[b]
	ties := tied(x.near[b], x.size, y.size)
	return merge{a, b, m.similarity(&x.article, &y.article) + tieWeight*ties + m.company(&x.article, &y.article, ties)}
}

// offer appends a merge, at the end, if the two are similar enough.
func (q *queue) offer(m merge) bool {
	if m.score < threshold {
		return false
	}
	*q = append(*q, m)
	return true
}

func join(nodes []node, m merge) node {
	a, b := &nodes[m.a], &nodes[m.b]
	n := node{article: sum(&a.article, &b.article), members: slices.Concat(a.members, b.members), near: map[int]float64{}}
	for _, old := range []*node{a, b} {
		for k, tie := range old.near {
			delete(nodes[k].near, m.a)
			delete(nodes[k].near, m.b)
			if k != m.a && k != m.b {
				n.near[k] += tie
			}
		}
		*old = node{gone: true}
	}
	return n
}

// sum is the two groups as one.
func sum(a, b *article) article {
	s := *a
	s.dense, s.lines, s.hubs = slices.Clone(a.dense), nil, nil
	s.add(b)
	s.measureSelf()
	return s
}

// add makes a group and another one of it, but for how alike its articles are.
// The vector of the group is to be its own.
func (a *article) add(b *article) {
	a.size += b.size
	a.dense = addVectors(a.dense, b.dense)
	a.sparse = addTerms(a.sparse, b.sparse)
	a.own, a.named = addTerms(a.own, b.own), addTerms(a.named, b.named)
	a.telling += b.telling
	for k, n := range b.scripts {
		a.scripts[k] += n
	}
	switch {
	case a.isDated && b.isDated:
		if b.from.Before(a.from) {
			a.from = b.from
		}
		if b.to.After(a.to) {
			a.to = b.to
		}
	case b.isDated:
		a.from, a.to, a.isDated = b.from, b.to, true
	}
}

// addVectors adds b to a.
func addVectors(a, b []float32) []float32 {
	if len(a) == 0 {
		return slices.Clone(b)
	}
	for k, x := range b[:min(len(b), len(a))] {
		a[k] += x
	}
	return a
}

func addTerms(a, b []term) []term {
	if len(b) == 0 {
		return a
	}
	if len(a) == 0 {
		return b
	}
	out := make([]term, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0].feature, b[0].feature); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out = append(out, a[0].and(b[0]))
			a, b = a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// and is one feature of two groups.
func (t term) and(u term) term {
	words := max(t.words, u.words)
	if t.words > 0 && u.words > 0 {
		words = (t.words*t.weight + u.words*u.weight) / (t.weight + u.weight)
	}
	return term{t.feature, t.weight + u.weight, words}
}

func living(nodes []node) [][]int {
	var groups [][]int
	for _, n := range nodes {
		if !n.gone {
			slices.Sort(n.members)
			groups = append(groups, n.members)
		}
	}
	return groups
}
