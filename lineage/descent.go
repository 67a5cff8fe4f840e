package lineage

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
)

// Who has a sentence from a report has it from where that report has it from,
// up to a report that had it from nobody. Counting a text's sentences by where
// that ends says how much of it goes back to which origin.

// uptake is where every article has its sentences from.
type uptake struct {
	g *graph
	// mixed are the articles with all of their parents; nil for an origin.
	mixed []*mixture
	// origin is for each sentence of each article's course the node at which
	// it ends; notTraced until it is asked for.
	origin [][]int
}

// notTraced is an origin that is not traced yet, tracing one that is being traced.
const (
	notTraced = -1
	tracing   = -2
)

// takeUp follows every article's sentences to its main and further parents.
func (g *graph) takeUp(seconds []second) *uptake {
	u := &uptake{g: g, mixed: make([]*mixture, len(g.read)), origin: make([][]int, len(g.read))}
	nodes := make([][]int, len(g.read))
	for c := range g.read {
		if p := g.parent[c]; p != g.root() {
			nodes[c] = []int{p}
		}
		u.origin[c] = slices.Repeat([]int{notTraced}, len(g.read[c].seq))
	}
	for i := range seconds {
		nodes[seconds[i].child] = append(nodes[seconds[i].child], seconds[i].parent)
	}
	for c, parents := range nodes {
		if len(parents) > 0 {
			u.mixed[c] = g.mix(c, parents)
		}
	}
	return u
}

// of returns the node at which the k-th sentence of article c ends: the
// article that had it first, or a lost source.
func (u *uptake) of(c, k int) int {
	if u.origin[c][k] == notTraced {
		u.origin[c][k] = tracing
		u.origin[c][k] = u.trace(c, k)
	}
	if u.origin[c][k] == tracing {
		return c // two reports that have it from each other; acyclic trees have none
	}
	return u.origin[c][k]
}

func (u *uptake) trace(c, k int) int {
	m := u.mixed[c]
	if m == nil || !m.explained(k) && !u.g.onlyWitness(c) {
		return c
	}
	from := m.strands[m.way[k]].node
	if !m.explained(k) {
		from = u.g.parent[c]
	}
	for from >= len(u.g.read) {
		up := u.g.parent[from]
		if up == u.g.root() || up < len(u.g.read) && u.g.read[up].find(u.g.read[c].seq[k].unit) == nil {
			return from // a lost source, or what it added to an article
		}
		from = up
	}
	return u.of(from, u.g.read[from].find(u.g.read[c].seq[k].unit).rank)
}

// onlyWitness says that article c rests on a lost source of which nothing else
// is left: no other report tells what the source had and what c added.
func (g *graph) onlyWitness(c int) bool {
	p := g.parent[c]
	if p < len(g.read) || p == g.root() {
		return false
	}
	for h := range g.read {
		if h != c && g.parent[h] == p {
			return false
		}
	}
	source := g.lost[p-len(g.read)].source
	return slices.ContainsFunc(g.cite.byArticle[c], func(x citation) bool { return x.source == source && x.isMain() })
}

// descents says for each article what it has from which origin.
func (u *uptake) descents() []stemma.Descent {
	out := make([]stemma.Descent, len(u.g.read))
	for c := range u.g.read {
		out[c] = u.descent(c)
	}
	return out
}

func (u *uptake) descent(c int) stemma.Descent {
	d := stemma.Descent{Article: u.g.id(c), From: []stemma.Share{}}
	sentences := map[int][]int{} // origin → sentences
	seen := map[int]bool{}
	for k, o := range u.g.read[c].seq {
		from := u.of(c, k)
		for _, j := range o.all {
			if !seen[j] {
				seen[j] = true
				sentences[from] = append(sentences[from], j)
			}
		}
	}
	if len(seen) == 0 { // nothing but credit lines
		sentences[u.g.top(c)] = []int{}
	}
	total := float64(max(1, len(seen)))
	for from, list := range sentences {
		slices.Sort(list)
		share := float64(len(list)) / total
		switch {
		case from == c && u.mixed[c] != nil:
			d.Own = share
		case len(seen) == 0:
			d.From = append(d.From, stemma.Share{Origin: u.g.id(from), Share: 1, Sentences: list})
		default:
			d.From = append(d.From, stemma.Share{
				Origin: u.g.id(from), Share: share, Sentences: list, Added: u.g.parent[from] != u.g.root(),
			})
		}
	}
	slices.SortFunc(d.From, func(a, b stemma.Share) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Origin, b.Origin))
	})
	return d
}

// divide writes on the edges of articles with several parents which sentences
// they have from each.
func (u *uptake) divide(edges []stemma.Edge) {
	index := articleIndex(u.g.story.Docs)
	for i := range edges {
		c, ok := index[edges[i].Child]
		if !ok || u.mixed[c] == nil || len(u.mixed[c].strands) < 2 {
			continue
		}
		m := u.mixed[c]
		s := slices.IndexFunc(m.strands, func(s strand) bool { return u.g.id(s.node) == edges[i].Parent })
		if s >= 0 {
			edges[i].Sentences = u.g.sentencesFrom(m, s)
		}
	}
}

// sentencesFrom lists the child's sentences that it has from a parent of the
// mixture; each sentence of the child is from one at most.
func (g *graph) sentencesFrom(m *mixture, parent int) []int {
	var list []int
	taken := map[int]bool{}
	for k, o := range g.read[m.child].seq {
		for _, j := range o.all {
			if m.way[k] == parent && m.explained(k) && !taken[j] {
				list = append(list, j)
			}
			taken[j] = true
		}
	}
	slices.Sort(list)
	return list
}
