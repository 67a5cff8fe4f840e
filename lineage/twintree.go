package lineage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// hang puts the twins into the tree of the witnesses, and all in the order of the
// articles as they were given.
func (t *twins) hang(tree *Tree) {
	edges := map[string][]stemma.Edge{}
	for _, e := range tree.Edges {
		edges[e.Child] = append(edges[e.Child], e)
	}
	descents := map[string]stemma.Descent{}
	for _, d := range tree.Descents {
		descents[d.Article] = d
	}
	var all []stemma.Edge
	var from []stemma.Descent
	place := map[string]int{}
	for i, k := range t.like {
		id := t.docs[i].Article.ID
		place[id] = i
		if k != i {
			edges[id] = []stemma.Edge{t.edge(k, i)}
			if d, ok := descents[t.docs[k].Article.ID]; ok {
				descents[id] = t.descent(d, k, i, len(edges[d.Article]) == 0)
			}
		}
		all = append(all, edges[id]...)
		if d, ok := descents[id]; ok {
			from = append(from, d)
		}
	}
	for _, e := range tree.Edges {
		if _, ok := place[e.Child]; !ok {
			all = append(all, e)
		}
	}
	tree.Edges, tree.Descents = all, from
	t.except(tree)
	slices.SortStableFunc(tree.Roots, func(a, b stemma.Root) int {
		x, okX := place[a.Origin]
		y, okY := place[b.Origin]
		if okX != okY {
			return map[bool]int{true: -1, false: 1}[okX]
		}
		return x - y
	})
}

// onlyTheseTwo is how evidence says that no other report has something.
const onlyTheseTwo = "only these two have"

// except says of what only an article has, or only the two of an edge, that their
// twins have it, too.
func (t *twins) except(tree *Tree) {
	twin := map[string]bool{}
	for i, k := range t.like {
		if k != i {
			twin[t.docs[k].Article.ID] = true
		}
	}
	for _, r := range tree.Roots {
		for j := range r.Evidence {
			if e := &r.Evidence[j]; twin[r.Origin] && e.Kind == stemma.EvidenceShared {
				e.Detail += ", duplicates apart"
			}
		}
	}
	for _, edge := range tree.Edges {
		for j := range edge.Evidence {
			if e := &edge.Evidence[j]; twin[edge.Parent] || twin[edge.Child] {
				e.Detail = strings.Replace(e.Detail, onlyTheseTwo, "only these two and their duplicates have", 1)
			}
		}
	}
}

// edge joins article i to its twin k.
func (t *twins) edge(k, i int) stemma.Edge {
	n, place := t.same(i, k)
	shared := locations{}
	for theirs, own := range place {
		shared.parent, shared.child = append(shared.parent, theirs), append(shared.child, own)
	}
	of := len(t.imprints[i].sentences)
	detail := fmt.Sprintf("the same article: %d of its %s word for word", n, sentencesOf(of))
	e := stemma.Edge{
		Parent: t.docs[k].Article.ID, Child: t.docs[i].Article.ID, Kind: stemma.EdgeCopy, Primary: true, Support: 1,
		Evidence: []stemma.Evidence{shared.evidence(stemma.EvidenceShared, detail)},
	}
	a, b := t.imprints[k].when, t.imprints[i].when
	e.DirectionUncertain = !b.later(a)
	if b.later(a) {
		e.Evidence = append(e.Evidence, stemma.Evidence{Kind: stemma.EvidenceTime, Detail: publishedLater(b, a)})
	}
	return e
}

// descent is what article i has from where, as its twin k has it; what k has of
// its own, i has from k.
func (t *twins) descent(d stemma.Descent, k, i int, rooted bool) stemma.Descent {
	_, place := t.same(i, k)
	out := stemma.Descent{Article: t.docs[i].Article.ID, From: slices.Clone(d.From)}
	taken := map[int]bool{}
	for x := range out.From {
		sentences := []int{}
		for _, j := range d.From[x].Sentences {
			if own, ok := place[j]; ok {
				sentences = append(sentences, own)
				taken[own] = true
			}
		}
		slices.Sort(sentences)
		out.From[x].Sentences = sentences
	}
	if d.Own == 0 {
		return out
	}
	rest := slices.DeleteFunc(slices.Clone(t.imprints[i].at), func(j int) bool { return taken[j] })
	of := slices.IndexFunc(out.From, func(s stemma.Share) bool { return s.Origin == d.Article })
	if of < 0 {
		of = len(out.From)
		out.From = append(out.From, stemma.Share{Origin: d.Article, Added: !rooted})
	}
	out.From[of].Share += d.Own
	out.From[of].Sentences = append(out.From[of].Sentences, rest...)
	slices.Sort(out.From[of].Sentences)
	slices.SortStableFunc(out.From, func(a, b stemma.Share) int { return cmp.Compare(b.Share, a.Share) })
	return out
}
