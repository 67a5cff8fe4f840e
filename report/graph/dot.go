package graph

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"
)

// DOT writes trees in the language of Graphviz: a cluster for each story, a box for each
// report, a grey ellipse for each lost source. Further parents are dashed, edges with a
// support below one half dotted, those whose direction is uncertain have two heads.
func DOT(w io.Writer, families []*family.Family) error {
	var d dot
	d.print("digraph stemma {")
	d.print("  rankdir=TB;")
	d.print(`  node [fontname="sans-serif", fontsize=11, shape=box, style=rounded];`)
	d.print(`  edge [fontname="sans-serif", fontsize=9];`)
	for i, t := range trees(families) {
		d.story(i, t)
	}
	d.print("}")
	_, err := d.buf.WriteTo(w)
	return err
}

type dot struct{ buf bytes.Buffer }

func (d *dot) print(format string, a ...any) { fmt.Fprintf(&d.buf, format+"\n", a...) }

// story prints one cluster.
func (d *dot) story(number int, t *tree) {
	d.print("  subgraph cluster_%d {", number)
	d.print("    label=%s;", quoted(t.Title()))
	for _, n := range t.nodes {
		d.print("    %s [%s];", n.id, n.look())
	}
	for _, e := range t.edges {
		d.print("    %s -> %s [%s];", e.from.id, e.to.id, e.line())
	}
	d.print("  }")
}

// maxTooltip is how many columns of a title are shown.
const maxTooltip = 200

// look returns a node's attributes.
func (n *node) look() string {
	if n.Source != nil {
		return `shape=ellipse, style="filled,dashed", fillcolor=grey90, color=grey50, fontcolor=grey30, label=` + quoted(family.SourceName(n.Source), family.LostNote(n.Source))
	}
	a := n.Article
	s := "label=" + quoted(n.Letter+"  "+family.Outlet(a), family.LanguageName(a.Lang)+", "+n.Published())
	if a.Title != "" {
		s += ", tooltip=" + quoted(display.Cut(display.Clean(a.Title), maxTooltip))
	}
	if strings.HasPrefix(a.URL, "https://") || strings.HasPrefix(a.URL, "http://") {
		s += ", URL=" + quoted(display.Clean(a.URL))
	}
	return s
}

// line returns an edge's attributes.
func (e *edge) line() string {
	s := "label=" + quoted(fmt.Sprintf("%s %s", e.how, display.Score(e.Support)))
	switch {
	case e.further:
		s += ", style=dashed, constraint=false"
	case e.Support < family.Weak:
		s += ", style=dotted"
	}
	if e.DirectionUncertain {
		s += ", dir=both"
	}
	return s
}

// quoted writes lines as one quoted string. Backslashes are doubled, so that a text
// cannot smuggle in one of DOT's escapes.
func quoted(lines ...string) string {
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
