package graph

import (
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// tree is the family of one story as a graph.
type tree struct {
	*family.Family
	nodes []*node
	edges []*edge
}

// node is a report or a lost source.
type node struct {
	*family.Member
	id, label string
	story     string
}

// edge leads from a parent to a child; a further one does not shape the tree.
type edge struct {
	*stemma.Edge
	id       string
	from, to *node
	how      string
	further  bool
}

// trees are the graphs of several stories, whose ids differ.
func trees(families []*family.Family) []*tree {
	out := make([]*tree, len(families))
	for i, f := range families {
		out[i] = newTree(f, i)
	}
	return out
}

// newTree numbers the nodes: an article's own id may hold anything.
func newTree(f *family.Family, number int) *tree {
	t := &tree{Family: f}
	at := make(map[string]*node, len(f.Members))
	for i, m := range f.Members {
		n := &node{Member: m, id: fmt.Sprintf("n%d_%d", number, i), label: m.Plain(), story: display.Clean(f.Story.ID)}
		t.nodes, at[m.ID] = append(t.nodes, n), n
	}
	for _, n := range t.nodes {
		for _, e := range n.Edges() {
			t.edges = append(t.edges, &edge{
				Edge: e, id: fmt.Sprintf("e%d_%d", number, len(t.edges)), from: at[e.Parent], to: n,
				how: f.How(n.Member, e), further: e != n.Edge,
			})
		}
	}
	return t
}
