package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

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

// gutter stands between the two texts, with a sign in its middle.
const gutter = "  =  "

// Diff prints two articles of a result side by side, in the order of the
// first, aligned by the links between them. What the changes from a to b name
// is marked in both texts, and said in a line below them.
func Diff(w io.Writer, r *stemma.Result, a, b string, o DiffOptions) error {
	d, err := newDiff(r, a, b)
	if err != nil {
		return err
	}
	t := &diffText{page: newPage(o.Width, o.Color), diff: d}
	t.text = (t.width - display.Columns(gutter)) / 2
	t.header()
	t.cautions(d.distrusted, d.partial, true)
	for _, r := range d.rows {
		t.row(r)
	}
	t.footer()
	return t.writeTo(w)
}

// diffText prints a diff for a terminal.
type diffText struct {
	*page
	*diff
	text int // width of each text
	// bracketed is set once words are marked without colour.
	bracketed bool
}

// header names the two articles.
func (d *diffText) header() {
	bold := func(s string) string { return d.paint(s, strong) }
	who := func(a *stemma.Article) []string { return []string{display.Cut(family.Outlet(a), d.text)} }
	d.sides(who(d.a), who(d.b), " ", bold, bold)
	title := func(a *stemma.Article) []string {
		if t := display.Clean(a.Title); t != "" && display.Cut(t, family.MaxName) != family.Outlet(a) {
			return display.Wrap(t, d.text, 2)
		}
		return nil
	}
	same := func(s string) string { return s }
	d.sides(title(d.a), title(d.b), " ", same, same)
	faintly := func(s string) string { return d.paint(s, faint) }
	when := func(a *stemma.Article) []string {
		return []string{display.Cut(family.LanguageName(a.Lang)+", "+family.Published(a), d.text)}
	}
	d.sides(when(d.a), when(d.b), " ", faintly, faintly)
}

// footer explains the signs and counts what was compared.
func (d *diffText) footer() {
	d.line()
	if t := d.tally(); t != "" {
		d.hang("", t, faint, 0)
	}
	d.hang("", "= verbatim  ≈ rewritten  ↔ translated  - only on the left  + only on the right", faint, 0)
	if d.bracketed {
		d.hang("", "[-words-] that only the left has, {+words+} that only the right has", faint, 0)
	}
	if d.scored() {
		d.hang("", "sure: how sure it is that the content changed, from 0 to 1", faint, 0)
	}
	if n := d.boilerplate(); n > 0 {
		d.line(d.paint(display.Count(n, "passage")+" of boilerplate left out:", faint))
		d.skipped("left", d.a)
		d.skipped("right", d.b)
	}
}

// maxSkippedLines is how many passages of boilerplate are listed of each side.
const maxSkippedLines = 6

// skipped lists what was left out of one side, a line each.
func (d *diffText) skipped(side string, a *stemma.Article) {
	lead := "  " + display.Pad(side, len("right")) + "  "
	for i, s := range skipped(a) {
		if i == maxSkippedLines {
			d.line(strings.Repeat(" ", display.Columns(lead)), d.paint(fmt.Sprintf("and %d more", len(a.Boilerplate)-i), faint))
			return
		}
		d.hang(lead, s, faint, 1)
		lead = strings.Repeat(" ", display.Columns(lead))
	}
}

func (d *diffText) row(r *diffRow) {
	d.line()
	d.sides(
		display.Wrap(d.marked(r.leftText, r.leftMarks, "[-", "-]"), d.text, 0),
		display.Wrap(d.marked(r.rightText, r.rightMarks, "{+", "+}"), d.text, 0),
		d.paint(r.sign(), strong),
		d.painter(gone), d.painter(come))
	for _, ch := range r.changes {
		d.hang("    ", changeLine(ch), unsure, 2)
	}
	if r.moved != "" {
		d.hang("    ", movedWords(r.moved), unsure, 1)
	}
}

// changeLine says a change in a line: "number  12,000 → 10,000  sure 0.99".
func changeLine(ch family.Change) string {
	what, before, after := ch.What()
	x, y := ch.Values()
	var ends []string
	if before != "" {
		ends = append(ends, family.Beside(before, x))
	}
	if after != "" {
		ends = append(ends, family.Beside(after, y))
	}
	parts := []string{what, strings.Join(ends, " → "), ch.Note(), ch.Sureness()}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "  ")
}

// movedWords says where the right text has a passage that moved.
func movedWords(moved string) string {
	if way, ok := strings.CutPrefix(moved, "moved "); ok {
		return "moved: the right text has it further " + way
	}
	return "moved: the right text has it elsewhere"
}

// sides prints lines side by side.
func (d *diffText) sides(left, right []string, sign string, paintLeft, paintRight func(string) string) {
	openLeft, openRight := display.Opening(strings.Join(left, "")), display.Opening(strings.Join(right, ""))
	for i := range max(len(left), len(right)) {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = display.Within(openRight, paintRight(right[i]))
		}
		space := strings.Repeat(" ", max(0, d.text-display.Columns(l)))
		if l != "" {
			l = display.Within(openLeft, paintLeft(l))
		}
		d.line(l, space, strings.ReplaceAll(gutter, "=", sign), r)
		sign = " "
	}
}

// marked puts marks around spans of a text: the zero-width ones where the page
// has colour, else the given ones.
func (d *diffText) marked(s string, spans []stemma.Span, open, shut string) string {
	if d.color {
		open, shut = openMark, closeMark
	} else if len(spans) > 0 {
		d.bracketed = true
	}
	return bracket(s, spans, open, shut, func(s string) string { return s })
}

// bracket puts marks around spans of a text, whose pieces go through escape.
func bracket(s string, spans []stemma.Span, open, shut string, escape func(string) string) string {
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		b.WriteString(escape(s[at:sp.Start]) + open + escape(s[sp.Start:sp.End]) + shut)
		at = sp.End
	}
	return b.String() + escape(s[at:])
}

// painter turns zero-width marks into colour, line by line: a mark that a line
// break has parted is painted on both lines.
func (d *diffText) painter(st style) func(string) string {
	inside := false
	return func(l string) string {
		if inside {
			l = openMark + l
		}
		inside = strings.LastIndex(l, openMark) > strings.LastIndex(l, closeMark)
		if inside {
			l += closeMark
		}
		for strings.Contains(l, openMark) {
			before, after, _ := strings.Cut(l, openMark)
			in, after, _ := strings.Cut(after, closeMark)
			l = before + d.paint(in, st) + after
		}
		return strings.ReplaceAll(l, closeMark, "")
	}
}
