package lineage

import (
	"context"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/lineage/truth"
)

// Known is a story whose family tree is known, to learn the weights from.
type Known struct {
	Story Story
	Tree  *truth.Tree
}

// Lesson is what a known story teaches: for each article and lost source the
// evidence of every parent it could have, and which of them it has.
type Lesson struct {
	nodes   int // without the root, whose number this is
	choices []choice
	seconds []choice
}

// choice is a node's possible parents. None of them is right where the node's
// parent is not known or not among them.
type choice struct {
	node    int
	options []option
	right   []int // into options
}

// option is one possible parent, with the features that are not zero.
type option struct {
	from  int
	value []measured
}

type measured struct {
	feature feature
	value   float64
}

// Lesson replays how Infer weighs the story's parents. Given weights, it takes
// the tree that they find for what hangs on the tree: the children of lost
// sources, and which of them are assumed. Without, it takes the true one.
func (k *Known) Lesson(ctx context.Context, w *Weights) (*Lesson, error) {
	twins := findTwins(k.Story.Docs, k.Story.Claims)
	g, err := newGraph(ctx, twins.witnesses(k.Story))
	if err != nil {
		return nil, fmt.Errorf("learn from %s: %w", k.Tree.Name, err)
	}
	if w != nil {
		g.weights = w.of
	}
	l := &Lesson{}
	if w == nil {
		k.settle(g, k.nodes(g))
	} else {
		if err := g.grow(ctx); err != nil {
			return nil, fmt.Errorf("learn from %s: %w", k.Tree.Name, err)
		}
		l.seconds = k.secondChoices(g)
	}
	k.assume(g)
	node := k.nodes(g)
	parents := k.parents(g, node)
	if w == nil {
		g.hang(parents)
	}
	l.nodes = g.root()
	for v := range g.root() {
		l.choices = append(l.choices, g.choice(v, parents[v]))
	}
	return l, nil
}

// hang makes the known parents the graph's tree. Nodes that stand for one lost
// source could make a cycle of it: such a node is left without a parent.
func (g *graph) hang(truth [][]int) {
	g.parent = make([]int, g.root()+1)
	for v := range g.parent {
		g.parent[v] = g.root()
	}
	for v, parents := range truth {
		if len(parents) > 0 && (parents[0] == g.root() || !g.descends(parents[0], v)) {
			g.parent[v] = parents[0]
		}
	}
}

// assume adds the lost sources that nobody cites and that the graph does not
// have. One that is cited and was not found teaches nothing.
func (k *Known) assume(g *graph) {
	node := k.nodes(g)
	for i := range k.Tree.Lost {
		l := &k.Tree.Lost[i]
		if len(node[l.ID]) > 0 || len(l.Names) > 0 {
			continue
		}
		above := -1
		if p := k.parent(g, node, l.ID, -1); len(p) > 0 && p[0] < len(g.read) {
			above = p[0]
		}
		if children := g.articles(l.Children); len(children) > 1 {
			g.assume(above, children)
		}
	}
}

// articles returns the numbers of the articles that have the ids.
func (g *graph) articles(ids []string) []int {
	var list []int
	for c := range g.read {
		if slices.Contains(ids, g.id(c)) {
			list = append(list, c)
		}
	}
	return list
}

// nodes maps the ids of articles and lost sources to nodes. A twin's is that of
// the article that speaks for it. One lost source has several where its names
// were not seen to be one, and none if nobody cites it and it was not assumed.
func (k *Known) nodes(g *graph) map[string][]int {
	node := map[string][]int{}
	for c := range g.read {
		node[g.id(c)] = []int{c}
	}
	twins := findTwins(k.Story.Docs, k.Story.Claims)
	for i, d := range k.Story.Docs {
		node[d.Article.ID] = node[k.Story.Docs[twins.like[i]].Article.ID]
	}
	for n := range g.lost {
		for i := range k.Tree.Lost {
			if l := &k.Tree.Lost[i]; g.stands(n, l) {
				node[l.ID] = append(node[l.ID], len(g.read)+n)
			}
		}
	}
	return node
}

// stands says that a lost source of the graph is the known one: by name, or by
// half of the children where it has none.
func (g *graph) stands(n int, known *truth.Lost) bool {
	if g.isInferred(n) {
		return known.IsChildren(g.ids(g.lost[n].children))
	}
	isName := func(name string) bool {
		return slices.ContainsFunc(append([]string{known.Outlet}, known.Names...), func(other string) bool {
			return foldName(name) == foldName(other) || g.story.Outlets.Same(name, other)
		})
	}
	source := &g.story.Sources[g.lost[n].source]
	return isName(source.Name) || slices.ContainsFunc(source.Aliases, isName)
}

func (g *graph) ids(articles []int) []string {
	list := make([]string, len(articles))
	for i, c := range articles {
		list[i] = g.id(c)
	}
	return list
}

// settle gives the lost sources their true children.
func (k *Known) settle(g *graph, node map[string][]int) {
	for i := range k.Tree.Lost {
		l := &k.Tree.Lost[i]
		for _, v := range node[l.ID] {
			g.lost[v-len(g.read)].children = g.articles(l.Children)
		}
	}
}

// parents returns for each node which nodes are its true parent; none where
// that is not known, as for a source that the program made up.
func (k *Known) parents(g *graph, node map[string][]int) [][]int {
	truth := make([][]int, g.root())
	for c := range g.read {
		truth[c] = k.parent(g, node, g.id(c), c)
	}
	for i := range k.Tree.Lost {
		for _, v := range node[k.Tree.Lost[i].ID] {
			truth[v] = k.parent(g, node, k.Tree.Lost[i].ID, v)
		}
	}
	return truth
}

// parent returns the nodes of the nearest ancestor that has any but v, that of
// the descendant itself; none where a lost source that is cited was not found.
func (k *Known) parent(g *graph, node map[string][]int, id string, v int) []int {
	for range len(k.Tree.Articles) + len(k.Tree.Lost) {
		list := k.Tree.ParentsOf(id)
		if len(list) == 0 {
			return []int{g.root()}
		}
		id = list[0]
		if len(node[id]) > 0 && !slices.Contains(node[id], v) {
			return node[id]
		}
		if len(node[id]) == 0 && k.isNamed(id) {
			return nil
		}
	}
	return nil
}

// isNamed says that articles name the lost source that has the id.
func (k *Known) isNamed(id string) bool {
	return slices.ContainsFunc(k.Tree.Lost, func(l truth.Lost) bool { return l.ID == id && len(l.Names) > 0 })
}

// choice tallies what node v could derive from.
func (g *graph) choice(v int, truth []int) choice {
	c := choice{node: v}
	g.visit(v, func(from int, t *tally) {
		if slices.Contains(truth, from) {
			c.right = append(c.right, len(c.options))
		}
		c.options = append(c.options, t.option(from))
	})
	return c
}

// visit calls yield with the tally of every possible parent of a node.
func (g *graph) visit(v int, yield func(from int, t *tally)) {
	var t tally
	if v >= len(g.read) {
		l := &g.lost[v-len(g.read)]
		g.settleTime(l)
		g.ancestry(l, g.said(l), &t, yield)
		return
	}
	for _, p := range g.suspects(v) {
		g.compare(v, p, &t)
		yield(p, &t)
	}
	g.alone(v, &t)
	yield(g.root(), &t)
	for n := range g.lost {
		l := &g.lost[n]
		g.settleTime(l)
		if g.compareLost(v, l, g.said(l), &t) {
			yield(len(g.read)+n, &t)
		}
	}
}

// option keeps the features of a tally.
func (t *tally) option(from int) option {
	x := t.whole
	for _, term := range t.terms {
		x[term.feature] += term.value
	}
	o := option{from: from}
	for f, v := range x {
		if v != 0 {
			o.value = append(o.value, measured{feature(f), v})
		}
	}
	return o
}

// secondChoices is what the story teaches about further parents: for each
// article that has a parent in the graph's tree, none or one of those that it
// could have.
func (k *Known) secondChoices(g *graph) []choice {
	node := k.nodes(g)
	var list []choice
	for c := range g.read {
		var truth []int
		for _, id := range k.Tree.ParentsOf(g.id(c)) {
			truth = append(truth, node[id]...)
		}
		x := choice{node: c, options: []option{{}}}
		g.visitSeconds(c, func(q int, t *tally) {
			if slices.Contains(truth, q) && q != g.parent[c] {
				x.right = append(x.right, len(x.options))
			}
			x.options = append(x.options, t.option(q))
		})
		if len(x.right) == 0 {
			x.right = []int{0}
		}
		if len(x.options) > 1 {
			list = append(list, x)
		}
	}
	return list
}
