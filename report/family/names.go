package family

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// MaxHow is how many columns the word for how a child came from its parent may take.
const MaxHow = len("translation")

// MaxLetters is up to how many reports are named one by one.
const MaxLetters = 8

// InLine is what a member is called in a sentence about it.
func (m *Member) InLine() string {
	switch {
	case m.Source != nil:
		return "◌ " + display.Isolate(SourceName(m.Source))
	case m.Letter != "":
		return m.Letter + " " + display.Isolate(Outlet(m.Article))
	}
	return display.Isolate(Outlet(m.Article))
}

// Verdict says where a member with a parent comes from.
func (f *Family) Verdict(m *Member) string {
	up, who, from, perhaps := f.ByID[m.Edge.Parent], m.InLine()+" ", f.Named(m.Edge.Parent), ""
	if m.Edge.Support < Weak {
		perhaps = "perhaps "
	}
	switch {
	case m.Source != nil:
		return m.InLine() + ", which is not among the reports, " + perhaps + "has it from " + from
	case up.Source != nil && up.Source.Inferred:
		return who + perhaps + "goes back to a source that is not among the reports and that none of them cites"
	case up.Source != nil:
		return who + perhaps + "goes back to " + from + ", which is not among the reports"
	case IsTwin(m.Edge):
		return who + "is the same report as " + from
	case m.Edge.Kind == stemma.EdgeCitation:
		return who + perhaps + "has its news from " + from
	}
	return who + "is " + perhaps + "a " + edgeWord(m.Edge.Kind) + " of " + from
}

// Offspring names what derives from a member.
func (f *Family) Offspring(m *Member) string {
	var first, also []string
	for _, b := range m.Below {
		first = append(first, b.InLine())
	}
	for _, o := range f.Members {
		if slices.ContainsFunc(o.Also, func(e *stemma.Edge) bool { return e.Parent == m.ID }) {
			also = append(also, o.InLine())
		}
	}
	var out []string
	if len(first) > 0 {
		out = append(out, display.List(first, MaxLetters)+display.Plural(len(first), " derives", " derive")+" from it.")
	}
	if len(also) > 0 {
		out = append(out, display.List(also, MaxLetters)+display.Plural(len(also), " has", " have")+" something from it.")
	}
	return strings.Join(out, " ")
}

// Plain is what a member is called where the page is not ours to lay out.
func (m *Member) Plain() string {
	if m.Source != nil {
		return "◌ " + SourceName(m.Source)
	}
	return strings.TrimSpace(m.Letter + " " + Outlet(m.Article))
}

// Names are what a member is called, but for its letter and id, in lower case.
func (m *Member) Names() []string {
	var out []string
	if s := m.Source; s != nil {
		out = append([]string{SourceName(s), s.Name}, s.Aliases...)
	} else {
		a := m.Article
		_, bare, _ := strings.Cut(a.URL, "://")
		out = []string{a.Outlet, Outlet(a), a.Title, a.Input, path.Base(filepath.ToSlash(a.Input)), a.URL, bare, strings.TrimPrefix(bare, "www.")}
	}
	for i := range out {
		out[i] = strings.ToLower(display.Clean(out[i]))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" || s == "." })
}

// call is what a member is called in running text.
func (m *Member) call() string {
	if m.Article != nil {
		return display.Isolate(Outlet(m.Article)) + " (" + m.Letter + ")"
	}
	return display.Isolate(SourceName(m.Source))
}

// Tag is a member's short form before an arrow: its letter, or ◌ and its name.
func (m *Member) Tag() string {
	if m.Article != nil {
		return m.Letter
	}
	return "◌ " + display.Isolate(SourceName(m.Source))
}

// edgeWord says how a child came from its parent.
func edgeWord(k stemma.EdgeKind) string {
	return display.Isolate(display.Cut(display.Clean(string(k)), MaxHow))
}

// LetterWidth is the width of the widest letter.
func (f *Family) LetterWidth() int {
	w := 1
	for _, m := range f.Members {
		w = max(w, len(m.Letter))
	}
	return w
}

// How says in a word how a member came from a parent.
func (f *Family) How(m *Member, e *stemma.Edge) string {
	up := f.ByID[e.Parent]
	switch {
	case IsTwin(e):
		return sameReport
	case up != nil && up.Source != nil && m.Article != nil && !slices.Contains(up.Source.CitedBy, m.ID),
		up != nil && up.Source != nil && up.Source.Inferred:
		return sameText // it does not cite it
	}
	return edgeWord(e.Kind)
}

// sameText is how a report comes from a lost source that it does not name.
const sameText = "same text"

// sameReport is how a second print of an article comes from the first.
const sameReport = "same report"

// IsTwin is true for an edge between two prints of one article.
func IsTwin(e *stemma.Edge) bool {
	return e.Kind == stemma.EdgeCopy && slices.ContainsFunc(e.Evidence, func(ev stemma.Evidence) bool {
		return strings.HasPrefix(ev.Detail, "the same article")
	})
}

// from names an edge's parent with what was taken from it, how, and support.
func (f *Family) from(e *stemma.Edge, taken string) string {
	how := fmt.Sprintf("(%s, support %s)", f.How(f.ByID[e.Child], e), display.Score(e.Support))
	if taken != "" {
		return f.Named(e.Parent) + ": " + taken + " " + how
	}
	return f.Named(e.Parent) + " " + how
}

// Named is what a node is called in a line of its own: a report by letter and
// outlet, a lost source by its name, also one that the tree has no place for.
func (f *Family) Named(id string) string {
	switch m, s := f.ByID[id], f.Sources[id]; {
	case m != nil && m.Article != nil:
		return m.Letter + " " + display.Isolate(Outlet(m.Article))
	case s != nil:
		return "◌ " + display.Isolate(SourceName(s))
	}
	return "none of the others"
}
