package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// DiffMarkdown writes two articles of a result side by side as a table in
// GitHub's Markdown, for an issue or a colleague. What a text brings with it
// that Markdown or HTML would take for their own is escaped.
func DiffMarkdown(w io.Writer, r *stemma.Result, a, b string) error {
	d, err := newDiff(r, a, b)
	if err != nil {
		return err
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# %s and %s, side by side\n\n", inMarkdown(family.Outlet(d.a)), inMarkdown(family.Outlet(d.b)))
	if t := d.tally(); t != "" {
		fmt.Fprintf(&out, "%s.\n\n", t)
	}
	cautionsInMarkdown(&out, family.NotReliedOnAside, d.distrusted)
	cautionsInMarkdown(&out, family.LeftOutAside, d.partial)
	d.changesInMarkdown(&out)
	fmt.Fprintf(&out, "| | %s | | %s |\n|--:|:--|:-:|:--|\n", sideInMarkdown(d.a), sideInMarkdown(d.b))
	for i, r := range d.rows {
		fmt.Fprintf(&out, "| %d | %s | %s | %s |\n", i+1,
			cell(r.leftText, r.leftMarks, "del"), r.relation(), cell(r.rightText, r.rightMarks, "ins"))
	}
	out.WriteString("\n= verbatim, ≈ rewritten, ↔ translated, - only on the left, + only on the right. " +
		"<del>Struck through</del>: only the left says it so; <ins>underlined</ins>: only the right does.")
	if d.scored() {
		out.WriteString(" Sure: how sure it is that the content changed, from 0 to 1.")
	}
	out.WriteByte('\n')
	d.skippedInMarkdown(&out)
	_, err = io.WriteString(w, out.String())
	return err
}

// cautionsInMarkdown lists what the comparison does not go by, or lacks.
func cautionsInMarkdown(out *strings.Builder, aside string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(out, "%s:\n\n", strings.ToUpper(aside[:1])+aside[1:])
	for _, l := range lines {
		fmt.Fprintf(out, "- %s\n", inMarkdown(l))
	}
	out.WriteByte('\n')
}

// changesInMarkdown lists the changes with the rows they are in.
func (d *diff) changesInMarkdown(out *strings.Builder) {
	var items []string
	for i, r := range d.rows {
		for _, ch := range r.changes {
			items = append(items, changeInMarkdown(ch, i+1))
		}
	}
	for _, p := range d.presences() {
		items = append(items, fmt.Sprintf("%s: %s (%s)", p.what, display.Count(len(p.rows), "passage"), rowNumbers(p.rows)))
	}
	if len(items) > 0 {
		fmt.Fprintf(out, "What changed from left to right:\n\n- %s\n\n", strings.Join(items, "\n- "))
	}
}

// changeInMarkdown says a change of a row.
func changeInMarkdown(ch family.Change, row int) string {
	what, before, after := ch.What()
	x, y := ch.Values()
	out := fmt.Sprintf("%s: %s (", what, arrow(before, after, x, y))
	if n := ch.Note(); n != "" {
		out += inMarkdown(n) + ", "
	}
	if s := ch.Sureness(); s != "" {
		out += s + ", "
	}
	return out + fmt.Sprintf("row %d)", row)
}

// maxRowNumbers is how many rows are named in a line.
const maxRowNumbers = 12

// rowNumbers names rows: "rows 2, 5 and 7".
func rowNumbers(rows []int) string {
	names := make([]string, len(rows))
	for i, n := range rows {
		names[i] = strconv.Itoa(n)
	}
	if len(names) == 1 {
		return "row " + names[0]
	}
	return "rows " + display.List(names, maxRowNumbers)
}

// skippedInMarkdown quotes what was left out as boilerplate, folded away.
func (d *diff) skippedInMarkdown(out *strings.Builder) {
	if d.boilerplate() == 0 {
		return
	}
	fmt.Fprintf(out, "\n<details><summary>%s of boilerplate left out</summary>\n\n", display.Count(d.boilerplate(), "passage"))
	for _, a := range []*stemma.Article{d.a, d.b} {
		for _, s := range skipped(a) {
			fmt.Fprintf(out, "- %s: %s\n", inMarkdown(display.Isolate(family.Outlet(a))), inMarkdown(display.Isolate(s)))
		}
	}
	if n := d.unquoted(); n > 0 {
		fmt.Fprintf(out, "- and %d more\n", n)
	}
	out.WriteString("\n</details>\n")
}

// arrow writes what a change replaces and by what, either of which may be
// nothing, with the values that say more than the words.
func arrow(before, after, valueBefore, valueAfter string) string {
	var parts []string
	add := func(tag, words, value string) {
		if words == "" {
			return
		}
		s := "<" + tag + ">" + inMarkdown(display.Isolate(words)) + "</" + tag + ">"
		if value != "" {
			s += " = " + inMarkdown(display.Isolate(value))
		}
		parts = append(parts, s)
	}
	add("del", before, valueBefore)
	add("ins", after, valueAfter)
	return strings.Join(parts, " → ")
}

// relation is a row's sign, and whether its passage moved.
func (r *diffRow) relation() string {
	if r.moved != "" {
		return inMarkdown(r.sign()) + "<br>" + inMarkdown(r.moved)
	}
	return inMarkdown(r.sign())
}

func sideInMarkdown(a *stemma.Article) string {
	s := "**" + inMarkdown(display.Isolate(family.Outlet(a))) + "**"
	if t := display.Clean(a.Title); t != "" && t != family.Outlet(a) {
		s += "<br>" + inMarkdown(display.Isolate(t))
	}
	return s + "<br>" + inMarkdown(family.LanguageName(a.Lang)+", "+family.Published(a))
}

// cell writes a passage into a cell of a table. Marks are tags: Markdown's own
// signs do not hold between a letter and a full stop.
func cell(s string, marks []stemma.Span, tag string) string {
	return display.Within(display.Opening(s), bracket(s, marks, "<"+tag+">", "</"+tag+">", inMarkdown))
}

// inMarkdown escapes what Markdown and HTML give a meaning to, also where it opens an
// item of a list: "1998. …" would begin another one.
func inMarkdown(s string) string {
	var b strings.Builder
	if n := len(s) - len(strings.TrimLeft(s, "0123456789")); n > 0 && strings.HasPrefix(s[n:], ".") {
		b.WriteString(s[:n] + `\.`)
		s = s[n+1:]
	}
	for _, r := range s {
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '\\', '`', '*', '_', '{', '}', '[', ']', '(', ')', '#', '+', '-', '!', '|', '~', '@', ':', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return strings.ReplaceAll(b.String(), "www.", "www\\.") // GitHub makes links of these
}
