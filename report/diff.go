package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// diff is two articles side by side, ready to be printed in some form: rows in
// the order of the left one, aligned by the links between them.
type diff struct {
	a, b *stemma.Article
	rows []*diffRow
	// boilerplate counts the passages that were left out.
	boilerplate int
	links       []*stemma.Link
	changes     []*stemma.Change
}

// diffRow is a row as it is shown: both texts, what to mark in them, and what
// changed from left to right.
type diffRow struct {
	*row
	leftText, rightText   string
	leftMarks, rightMarks []stemma.Span // in leftText and rightText
	changes               []change
}

// newDiff lays out two articles of a result.
func newDiff(r *stemma.Result, a, b string) (*diff, error) {
	x := newIndex(r)
	d := &diff{a: x.articles[a], b: x.articles[b]}
	for _, id := range []string{a, b} {
		if x.articles[id] == nil {
			return nil, fmt.Errorf("diff: no article %q in the result", id)
		}
	}
	d.boilerplate = len(d.a.Boilerplate) + len(d.b.Boilerplate)
	for i := range r.Stories {
		d.collect(&r.Stories[i])
	}
	for _, row := range d.layout() {
		d.rows = append(d.rows, d.show(row))
	}
	return d, nil
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

// show fills in what a row says and marks.
func (d *diff) show(r *row) *diffRow {
	out := &diffRow{row: r, leftText: passage(d.a, r.left), rightText: passage(d.b, r.right)}
	for _, ch := range d.changes {
		if concerns(ch, r) {
			out.changes = append(out.changes, change{Change: ch})
		}
	}
	d.mark(out)
	return out
}

// concerns tells whether a change is of a row, and more than its presence or
// its place.
func concerns(ch *stemma.Change, r *row) bool {
	in := func(at []int, i *int) bool { return i != nil && slices.Contains(at, *i) }
	return wholeVerb(ch.Kind) == "" && (in(r.left, ch.FromSentence) || in(r.right, ch.ToSentence))
}

// passage joins the sentences of a passage, cleaned.
func passage(a *stemma.Article, at []int) string {
	parts := make([]string, len(at))
	for i, j := range at {
		parts[i] = sentence(a, j)
	}
	return strings.Join(parts, " ")
}

// how is the relation between the two sides of a row, in a word. A copy with
// a word changed is no copy here.
func (r *diffRow) how() string {
	switch {
	case len(r.right) == 0:
		return "left only"
	case len(r.left) == 0:
		return "right only"
	case r.kind == stemma.LinkTranslation:
		return "translated"
	case r.leftText == r.rightText:
		return "verbatim"
	}
	return "rewritten"
}

// sign is how in a character.
func (r *diffRow) sign() string {
	return map[string]string{"left only": "-", "right only": "+", "translated": "↔", "verbatim": "=", "rewritten": "≈"}[r.how()]
}

// tally counts the rows by how, in words: "3 sentences verbatim, 2 rewritten".
func (d *diff) tally() string {
	n := map[string]int{}
	for _, r := range d.rows {
		n[r.how()]++
	}
	var parts []string
	for _, how := range []string{"verbatim", "rewritten", "translated", "left only", "right only"} {
		if n[how] == 0 {
			continue
		}
		side := how
		switch how {
		case "left only":
			side = "only on the left"
		case "right only":
			side = "only on the right"
		}
		if len(parts) == 0 {
			parts = append(parts, count(n[how], "passage")+" "+side)
		} else {
			parts = append(parts, fmt.Sprint(n[how], " ", side))
		}
	}
	return strings.Join(parts, ", ")
}

// what says a change in words: its kind, and from what to what.
func (ch change) what() (kind, before, after string) {
	return ch.verb(), clean(ch.Before), clean(ch.After)
}
