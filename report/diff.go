package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// DiffOptions say how Diff prints. The zero value is a plain page of 100 columns.
type DiffOptions struct {
	// Width of the page in columns; 0 means 100, and it is 72 at least.
	Width int
	// Color marks what changed with the terminal's colours; without it changes
	// are marked [-so-] on the left and {+so+} on the right.
	Color bool
}

// Diff prints two articles of a result side by side, in the order of the
// first, aligned by the links between them. What the changes from a to b name
// is marked in both texts, and said in a line below them.
func Diff(w io.Writer, r *stemma.Result, a, b string, o DiffOptions) error {
	x := newIndex(r)
	d := &diff{page: newPage(o.Width, o.Color), a: x.articles[a], b: x.articles[b]}
	for _, id := range []string{a, b} {
		if x.articles[id] == nil {
			return fmt.Errorf("diff: no article %q in the result", id)
		}
	}
	d.text = (d.width - columns(gutter)) / 2
	for i := range r.Stories {
		d.collect(&r.Stories[i])
	}
	d.header()
	for _, row := range d.rows() {
		d.row(row)
	}
	d.footer()
	return d.writeTo(w)
}

// gutter stands between the two texts, with a sign in its middle.
const gutter = "  =  "

type diff struct {
	*page
	a, b    *stemma.Article
	text    int // width of each text
	links   []*stemma.Link
	changes []*stemma.Change
	// bracketed is set once words are marked without colour.
	bracketed bool
}

// collect notes the links between the two articles, turned so that A is the
// left one, and the changes from left to right.
func (d *diff) collect(s *stemma.Story) {
	for _, l := range s.Links {
		switch {
		case l.A == d.a.ID && l.B == d.b.ID:
			d.links = append(d.links, &l)
		case l.A == d.b.ID && l.B == d.a.ID:
			l.A, l.B, l.ASentences, l.BSentences = l.B, l.A, l.BSentences, l.ASentences
			d.links = append(d.links, &l)
		}
	}
	for _, c := range s.Claims {
		for i := range c.Changes {
			if ch := &c.Changes[i]; ch.From == d.a.ID && ch.To == d.b.ID {
				d.changes = append(d.changes, ch)
			}
		}
	}
}

// header names the two articles.
func (d *diff) header() {
	bold := func(s string) string { return d.paint(s, strong) }
	who := func(a *stemma.Article) []string { return []string{cut(outlet(a), d.text)} }
	d.sides(who(d.a), who(d.b), " ", bold, bold)
	title := func(a *stemma.Article) []string {
		if t := clean(a.Title); t != "" && cut(t, maxName) != outlet(a) {
			return wrap(t, d.text, 2)
		}
		return nil
	}
	same := func(s string) string { return s }
	d.sides(title(d.a), title(d.b), " ", same, same)
	faintly := func(s string) string { return d.paint(s, faint) }
	when := func(a *stemma.Article) []string { return []string{cut(languageName(a.Lang)+", "+published(a), d.text)} }
	d.sides(when(d.a), when(d.b), " ", faintly, faintly)
}

// footer explains the signs and counts what was compared.
func (d *diff) footer() {
	d.line()
	d.hang("", "= verbatim  ≈ rewritten  ↔ translated  - only on the left  + only on the right", faint, 0)
	if d.bracketed {
		d.hang("", "[-words-] that only the left has, {+words+} that only the right has", faint, 0)
	}
	if n := len(d.a.Boilerplate) + len(d.b.Boilerplate); n > 0 {
		d.line(d.paint(count(n, "passage")+" of boilerplate left out", faint))
	}
}

func (d *diff) row(r *row) {
	left, right := d.passage(d.a, r.left), d.passage(d.b, r.right)
	changes := d.of(r)
	leftMarks, rightMarks := d.marks(r, left, right, changes)
	d.line()
	d.sides(
		wrap(d.marked(left, leftMarks, "[-", "-]"), d.text, 0),
		wrap(d.marked(right, rightMarks, "{+", "+}"), d.text, 0),
		d.paint(r.sign(left == right), strong),
		d.painter(gone), d.painter(come))
	for _, ch := range changes {
		before, after := clean(ch.Before), clean(ch.After)
		what := change{Change: ch}.verb() + "  " + isolate(before)
		if after != "" {
			what += " → " + isolate(after)
		}
		d.hang("    ", what, unsure, 2)
	}
	if r.moved {
		d.hang("    ", "moved: the right text has it further up", unsure, 1)
	}
}

// sign stands between two passages. A copy with a word changed is no copy here.
func (r *row) sign(equal bool) string {
	switch {
	case len(r.right) == 0:
		return "-"
	case len(r.left) == 0:
		return "+"
	}
	switch {
	case r.kind == stemma.LinkTranslation:
		return "↔"
	case equal:
		return "="
	}
	return "≈"
}

// sides prints lines side by side.
func (d *diff) sides(left, right []string, sign string, paintLeft, paintRight func(string) string) {
	openLeft, openRight := opening(strings.Join(left, "")), opening(strings.Join(right, ""))
	for i := range max(len(left), len(right)) {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = within(openRight, paintRight(right[i]))
		}
		space := strings.Repeat(" ", max(0, d.text-columns(l)))
		if l != "" {
			l = within(openLeft, paintLeft(l))
		}
		d.line(l, space, strings.ReplaceAll(gutter, "=", sign), r)
		sign = " "
	}
}

// passage joins the sentences of a passage.
func (d *diff) passage(a *stemma.Article, at []int) string {
	parts := make([]string, len(at))
	for i, j := range at {
		parts[i] = sentence(a, j)
	}
	return strings.Join(parts, " ")
}

// of returns the changes in a row that are more than its presence.
func (d *diff) of(r *row) []*stemma.Change {
	in := func(at []int, i *int) bool { return i != nil && slices.Contains(at, *i) }
	var out []*stemma.Change
	for _, ch := range d.changes {
		if wholeVerb(ch.Kind) == "" && (in(r.left, ch.FromSentence) || in(r.right, ch.ToSentence)) {
			out = append(out, ch)
		}
	}
	return out
}
