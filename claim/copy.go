package claim

import "slices"

// copies says of which document each is a copy that was compared with no other:
// in a large story package link compares one that has the sentences of an earlier
// one with that alone, for it can have no other links. Its one link for each
// sentence would say little among many, and so it goes where that sentence goes;
// -1 stands for all other documents.
func (g *graph) copies(links []couple) []int {
	const none, several = -1, -2
	with := make([]int, len(g.docs)) // document → the only one that it has links with
	for d := range with {
		with[d] = none
	}
	meet := func(d, o int) {
		if with[d] == none || with[d] == o {
			with[d] = o
		} else {
			with[d] = several
		}
	}
	for _, l := range links {
		if a, b := int(l[0]), int(l[1]); l.known() && a != b {
			meet(a, b)
			meet(b, a)
		}
	}
	of := make([]int, len(g.docs))
	for d, o := range with {
		of[d] = none
		if o >= 0 && with[o] == several && slices.Equal(g.told(d), g.told(o)) {
			of[d] = o
		}
	}
	return of
}

// told lists what the sentences of a document's body say that have words.
func (g *graph) told(doc int) (forms []string) {
	for _, x := range g.toldBy(doc) {
		forms = append(forms, formsOf(g.docs[doc].Sentences[g.nodes[x].sentence].Words))
	}
	return forms
}

// toldBy lists the nodes of a document's body that have words.
func (g *graph) toldBy(doc int) (nodes []int) {
	for x := g.first[doc]; x < g.first[doc+1]; x++ {
		if s := &g.docs[doc].Sentences[g.nodes[x].sentence]; s.IsBody() && len(s.Words) > 0 {
			nodes = append(nodes, x)
		}
	}
	return nodes
}

// withCopies puts the sentences of copies into the groups of those that they are
// copies of.
func (g *graph) withCopies(groups [][]int) [][]int {
	like := make([][]int, len(g.nodes)) // node → those of its copies
	isCopy := make([]bool, len(g.nodes))
	for d, o := range g.copyOf {
		if o < 0 {
			continue
		}
		theirs := g.toldBy(o)
		for k, x := range g.toldBy(d) {
			like[theirs[k]] = append(like[theirs[k]], x)
			isCopy[x] = true
		}
	}
	out := groups[:0]
	for _, group := range groups {
		if isCopy[group[0]] { // alone, as it has no edges
			continue
		}
		for _, x := range slices.Clone(group) {
			group = append(group, like[x]...)
		}
		slices.Sort(group)
		out = append(out, group)
	}
	return out
}
