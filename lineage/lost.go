package lineage

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
)

// A lost source is known only by its children: what two of them have and no
// other article gave them, it said.

// lostSource is a source that could be a parent and is not among the articles.
type lostSource struct {
	source   int   // index into Story.Sources
	children []int // articles taken to derive from it
	cites    []int // nodes that it is said to cite
	credits  []int // articles that name it as what they rest on
	// after is when the first of its children came out: it was there before.
	after interval
	// above is the article that it derives from in the tree, -1 if none.
	above int
	// common are the units that two of its children have, in order.
	common []int
	// given is set for a source that nobody cites: what reached it from above.
	given *given
	// supposed is set for one that is only an alternative (supposed.go).
	supposed bool
}

// citedSources lists the outlets that articles cite and that published none of
// the articles, then the sources that only those are said to cite.
func (g *graph) citedSources() []lostSource {
	cited := make([]bool, len(g.story.Sources))
	main := make([][]int, len(g.story.Sources))
	for i, list := range g.cite.byArticle {
		for k := range list {
			x := &list[k]
			cited[x.source] = true
			if x.isMain() {
				main[x.source] = append(main[x.source], i)
			}
		}
	}
	var lost []lostSource
	for k := range g.story.Sources {
		if cited[k] && len(g.cite.targets[k]) == 0 {
			lost = append(lost, lostSource{source: k, children: main[k], credits: main[k]})
		}
	}
	return g.chain(lost)
}

// chain adds the sources that lost sources cite. Of several unnamed ones, the
// one that most articles know of stands for all: reports word the same
// anonymity differently.
func (g *graph) chain(lost []lostSource) []lostSource {
	node, number := map[int]int{}, sourceIndex(g.story.Sources)
	for n := range lost {
		node[lost[n].source] = n
	}
	for n := 0; n < len(lost); n++ { // grows as it goes: chains have chains
		for _, id := range g.story.Sources[lost[n].source].Cites {
			k, ok := number[id]
			if !ok || k == lost[n].source {
				continue
			}
			if targets := g.cite.targets[k]; len(targets) > 0 {
				lost[n].cites = append(lost[n].cites, targets...)
				continue
			}
			if !g.mayBeParent(k) {
				continue
			}
			if _, ok := node[k]; !ok {
				node[k] = len(lost)
				lost = append(lost, lostSource{source: k})
			}
			lost[n].cites = append(lost[n].cites, len(g.read)+node[k])
		}
		lost[n].cites = g.oneUnnamed(lost, lost[n].cites)
	}
	return lost
}

// mayBeParent says that a source which a lost source cites is worth an edge:
// people it quotes by name are voices in its report.
func (g *graph) mayBeParent(source int) bool {
	kind := g.story.Sources[source].Kind
	return kind == stemma.SourceOutlet || kind == stemma.SourceUnnamed
}

func (g *graph) oneUnnamed(lost []lostSource, nodes []int) []int {
	best := -1
	for _, v := range nodes {
		if s := g.unnamed(lost, v); s != nil && (best < 0 || len(s.CitedBy) > len(g.unnamed(lost, best).CitedBy)) {
			best = v
		}
	}
	return slices.DeleteFunc(nodes, func(v int) bool { return v != best && g.unnamed(lost, v) != nil })
}

// unnamed returns the unnamed source of a node, nil if it is none.
func (g *graph) unnamed(lost []lostSource, node int) *stemma.Source {
	if node < len(g.read) {
		return nil
	}
	if s := &g.story.Sources[lost[node-len(g.read)].source]; s.Kind == stemma.SourceUnnamed {
		return s
	}
	return nil
}

// weighLost fills in all candidates that have to do with lost sources, as
// parents of articles and as children.
func (g *graph) weighLost() {
	g.pairs = make([][]candidate, g.root())
	for c := range g.near {
		g.pairs[c] = slices.Clip(g.near[c])
	}
	var t tally
	for n := range g.lost {
		g.weighSource(n, &t)
	}
	g.trimLost()
}

// trimLost keeps for each article as many lost sources as articles, the best:
// where every report credits an agency of its own, the rest would make a table of
// all against all.
func (g *graph) trimLost() {
	for c := range g.near {
		list := g.pairs[c][len(g.near[c]):]
		if len(list) <= maxParents {
			continue
		}
		slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
		g.pairs[c] = slices.Clip(g.pairs[c][:len(g.near[c])+maxParents])
	}
}

// weighSource adds the candidates that lost source n makes, as a parent of
// articles and as a child.
func (g *graph) weighSource(n int, t *tally) {
	l, node := &g.lost[n], len(g.read)+n
	g.settleTime(l)
	said := g.said(l)
	for c := range g.read {
		if g.compareLost(c, l, said, t) {
			g.pairs[c] = append(g.pairs[c], g.candidate(node, t))
		}
	}
	g.ancestry(l, said, t, func(from int, t *tally) {
		g.pairs[node] = append(g.pairs[node], g.candidate(from, t))
	})
}

// settleTime finds when the first of the source's children came out, and what
// stands above it in the tree as it is.
func (g *graph) settleTime(l *lostSource) {
	l.after = interval{}
	for _, c := range l.children {
		l.after = earliest(l.after, g.read[c].when)
	}
	l.above = -1
	n := slices.IndexFunc(g.lost, func(x lostSource) bool { return x.source == l.source })
	if v := len(g.read) + n; n >= 0 && v < len(g.parent) && g.parent[v] < len(g.read) {
		l.above = g.parent[v]
	}
}

// isFromAbove says that what stands above the source has a unit, so that the
// source had it if a child of it does.
func (g *graph) isFromAbove(l *lostSource, unit int) bool {
	return l.above >= 0 && g.read[l.above].find(unit) != nil
}

// said counts, for each unit, the source's children that have it.
func (g *graph) said(l *lostSource) map[int]int {
	count := map[int]int{}
	l.common = nil
	for _, c := range l.children {
		for _, o := range g.read[c].byUnit {
			if count[o.unit]++; count[o.unit] == 2 {
				l.common = append(l.common, o.unit)
			}
		}
	}
	slices.Sort(l.common)
	return count
}

// compareLost tallies the evidence that article c derives from a lost source,
// whose other children tell what it said. It reports whether there is any.
func (g *graph) compareLost(c int, l *lostSource, said map[int]int, t *tally) bool {
	t.reset()
	if l.given != nil {
		return g.compareInferred(c, l, said, t)
	}
	child := &g.read[c]
	own, others := 0, len(l.children)
	if slices.Contains(l.children, c) {
		own, others = 1, others-1
	}
	shared := 0
	for k, o := range child.byUnit {
		switch {
		case said[o.unit] > own:
			shared++
		case others > 0 && g.rival[c].holders[k] > 0 && !g.isFromAbove(l, o.unit):
			t.add(fLostMiss, o.unit)
		}
	}
	cited := g.citeLost(c, l, t)
	if !cited && (shared == 0 || l.after.surelyLater(child.last())) {
		return false
	}
	t.whole[fLost] = 1
	g.compareCommon(c, l.children, t)
	switch {
	case others == 0:
		t.whole[fLostAlone] = 1
		return true
	case !cited:
		t.whole[fLostUncited] = 1
		t.whole[fLostHas] = float64(shared) / float64(len(child.byUnit))
		if others == 1 {
			t.whole[fLostOne] = 1
		}
	}
	for _, unit := range l.common {
		if child.find(unit) == nil {
			t.add(fLostDrop, unit)
		}
	}
	return true
}

// citeLost tallies how article c cites a lost source, if it does.
func (g *graph) citeLost(c int, l *lostSource, t *tally) bool {
	for k := range g.cite.byArticle[c] {
		x := &g.cite.byArticle[c][k]
		if x.source != l.source {
			continue
		}
		if !x.credit && !x.lead {
			t.whole[fLostNamed] = 1
			return false
		}
		t.whole[fLostShare] = x.share
		if x.credit {
			t.whole[fLostCredit] = 1
		} else if x.lead {
			t.whole[fLostLead] = 1
		}
		return true
	}
	return false
}

// adopt takes the articles that derive from each lost source in the best tree
// as its children. One that has fewer than two keeps those that rest on it: they
// tell what it said even where they have it from another that rests on it too,
// or rest on two.
func (g *graph) adopt() {
	for n := range g.lost {
		var children []int
		for c := range g.read {
			if g.parent[c] == len(g.read)+n {
				children = append(children, c)
			}
		}
		l := &g.lost[n]
		if len(children) < 2 && l.given == nil {
			children = slices.Concat(children, l.credits)
			slices.Sort(children)
			children = slices.Compact(children)
		}
		if len(children) > 0 {
			l.children = children
		}
	}
}
