package report

import (
	"fmt"
	"io"
	"strings"

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
	fmt.Fprintf(&out, "# %s and %s, side by side\n\n", inMarkdown(outlet(d.a)), inMarkdown(outlet(d.b)))
	if t := d.tally(); t != "" {
		fmt.Fprintf(&out, "%s.\n\n", t)
	}
	d.changesInMarkdown(&out)
	fmt.Fprintf(&out, "| | %s | | %s |\n|--:|:--|:-:|:--|\n", sideInMarkdown(d.a), sideInMarkdown(d.b))
	for i, r := range d.rows {
		fmt.Fprintf(&out, "| %d | %s | %s | %s |\n", i+1,
			cell(r.leftText, r.leftMarks, "del"), r.relation(), cell(r.rightText, r.rightMarks, "ins"))
	}
	fmt.Fprintf(&out, "\n= verbatim, ≈ rewritten, ↔ translated, - only on the left, + only on the right. <del>Struck through</del>: only the left says it so; <ins>underlined</ins>: only the right does.\n")
	if d.boilerplate > 0 {
		fmt.Fprintf(&out, "%s of boilerplate left out.\n", count(d.boilerplate, "passage"))
	}
	_, err = io.WriteString(w, out.String())
	return err
}

// changesInMarkdown lists the changes with the rows they are in.
func (d *diff) changesInMarkdown(out *strings.Builder) {
	n := 0
	for i, r := range d.rows {
		for _, ch := range r.changes {
			kind, before, after := ch.what()
			if n++; n == 1 {
				out.WriteString("What changed from left to right:\n\n")
			}
			fmt.Fprintf(out, "- %s: %s (row %d)\n", kind, arrow(before, after), i+1)
		}
	}
	if n > 0 {
		out.WriteByte('\n')
	}
}

// arrow writes what a change replaces and by what, either of which may be nothing.
func arrow(before, after string) string {
	var parts []string
	if before != "" {
		parts = append(parts, "<del>"+inMarkdown(isolate(before))+"</del>")
	}
	if after != "" {
		parts = append(parts, "<ins>"+inMarkdown(isolate(after))+"</ins>")
	}
	return strings.Join(parts, " → ")
}

// relation is a row's sign, and whether its passage moved.
func (r *diffRow) relation() string {
	if r.moved {
		return inMarkdown(r.sign()) + " moved"
	}
	return inMarkdown(r.sign())
}

func sideInMarkdown(a *stemma.Article) string {
	s := "**" + inMarkdown(isolate(outlet(a))) + "**"
	if t := clean(a.Title); t != "" && t != outlet(a) {
		s += "<br>" + inMarkdown(isolate(t))
	}
	return s + "<br>" + inMarkdown(languageName(a.Lang)+", "+published(a))
}

// cell writes a passage into a cell of a table. Marks are tags: Markdown's own
// signs do not hold between a letter and a full stop.
func cell(s string, marks []stemma.Span, tag string) string {
	return within(opening(s), bracket(s, marks, "<"+tag+">", "</"+tag+">", inMarkdown))
}

// inMarkdown escapes what Markdown and HTML give a meaning to.
func inMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '\\', '`', '*', '_', '{', '}', '[', ']', '(', ')', '#', '+', '-', '!', '|', '~', '@', ':':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
