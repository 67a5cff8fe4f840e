package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma"
)

// DOT writes the stories' family trees in the language of Graphviz: a cluster
// for each story, a box for each report, a dashed ellipse for each lost
// source. Edges with less support than min are left out.
func DOT(w io.Writer, r *stemma.Result, minSupport float64) error {
	g := &graph{index: newIndex(r)}
	g.print("digraph stemma {")
	g.print("  rankdir=TB;")
	g.print(`  node [fontname="sans-serif", fontsize=11, shape=box, style=rounded];`)
	g.print(`  edge [fontname="sans-serif", fontsize=9];`)
	for i := range r.Stories {
		g.story(i, &r.Stories[i], minSupport)
	}
	g.print("}")
	_, err := g.buf.WriteTo(w)
	return err
}

type graph struct {
	*index
	buf bytes.Buffer
}

func (g *graph) print(format string, a ...any) { fmt.Fprintf(&g.buf, format+"\n", a...) }

// story prints one cluster. Nodes are numbered: an article's own id may hold
// anything.
func (g *graph) story(number int, s *stemma.Story, minSupport float64) {
	f := newFamily(g.index, s, minSupport)
	node := make(map[string]string)
	g.print("  subgraph cluster_%d {", number)
	g.print("    label=%s;", dotString(f.title()))
	for i, m := range f.members {
		node[m.id] = fmt.Sprintf("n%d_%d", number, i)
		g.print("    %s [%s];", node[m.id], look(m))
	}
	for _, m := range f.members {
		for _, e := range m.edges() {
			g.print("    %s -> %s [%s];", node[e.Parent], node[e.Child], line(e, e == m.edge))
		}
	}
	g.print("  }")
}

// look returns a node's attributes.
func look(m *member) string {
	if m.source != nil {
		return "shape=ellipse, style=dashed, label=" + dotString(sourceName(m.source), lostNote(m.source))
	}
	a := m.article
	s := "label=" + dotString(m.letter+"  "+outlet(a), languageName(a.Lang)+", "+published(a))
	if a.Title != "" {
		s += ", tooltip=" + dotString(clean(a.Title))
	}
	if strings.HasPrefix(a.URL, "https://") || strings.HasPrefix(a.URL, "http://") {
		s += ", URL=" + dotString(clean(a.URL))
	}
	return s
}

// line returns an edge's attributes; a further parent does not shape the tree.
func line(e *stemma.Edge, primary bool) string {
	s := "label=" + dotString(fmt.Sprintf("%s %.2f", edgeWord(e.Kind), e.Support))
	switch {
	case !primary:
		s += ", style=dashed, constraint=false"
	case e.Support < weak:
		s += ", style=dotted"
	}
	if e.DirectionUncertain {
		s += ", dir=both"
	}
	return s
}

// dotString writes lines as one quoted string. Backslashes are doubled, so
// that a text cannot smuggle in one of DOT's escapes.
func dotString(lines ...string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "\r", " ", "\x00", "")
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteString(`\n`)
		}
		b.WriteString(escape.Replace(l))
	}
	return `"` + b.String() + `"`
}
