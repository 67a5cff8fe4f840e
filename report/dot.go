package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma"
)

// DOT writes the stories' family trees in the language of Graphviz: a cluster
// for each story, a box for each report, a grey ellipse for each lost source.
// Further parents are dashed, edges with a support below one half dotted, those
// whose direction is uncertain have two heads; edges with less support than min
// are left out.
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
			g.print("    %s -> %s [%s];", node[e.Parent], node[e.Child], line(f.how(m, e), e, e == m.edge))
		}
	}
	g.print("  }")
}

// maxTooltip is how many columns of a title are shown.
const maxTooltip = 200

// look returns a node's attributes.
func look(m *member) string {
	if m.source != nil {
		return `shape=ellipse, style="filled,dashed", fillcolor=grey90, color=grey50, fontcolor=grey30, label=` + dotString(sourceName(m.source), lostNote(m.source))
	}
	a := m.article
	s := "label=" + dotString(m.letter+"  "+outlet(a), languageName(a.Lang)+", "+m.published())
	if a.Title != "" {
		s += ", tooltip=" + dotString(cut(clean(a.Title), maxTooltip))
	}
	if strings.HasPrefix(a.URL, "https://") || strings.HasPrefix(a.URL, "http://") {
		s += ", URL=" + dotString(clean(a.URL))
	}
	return s
}

// line returns an edge's attributes; a further parent does not shape the tree.
func line(how string, e *stemma.Edge, primary bool) string {
	s := "label=" + dotString(fmt.Sprintf("%s %s", how, score(e.Support)))
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
