package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// diff is two articles side by side, ready to be printed in some form: rows in
// the order of the left one, aligned by the links between them.
type diff struct {
	a, b    *stemma.Article
	rows    []*diffRow
	links   []*stemma.Link
	changes []*stemma.Change
	// distrusted and partial say how far the two can be compared: where a limit cut
	// the work short, that passages stand alone does not say that they do.
	distrusted, partial []string
}

// diffRow is a row as it is shown: both texts, what to mark in them, and what
// changed from left to right.
type diffRow struct {
	*row
	leftText, rightText   string
	leftMarks, rightMarks []stemma.Span // in leftText and rightText
	changes               []family.Change
	// moved says where the right text has a passage that stands elsewhere among
	// the others: "moved up", "moved down", or "".
	moved string
}

// newDiff lays out two articles of a result.
func newDiff(r *stemma.Result, a, b string) (*diff, error) {
	x := family.NewIndex(r)
	for _, id := range []string{a, b} {
		if x.Articles[id] == nil {
			return nil, fmt.Errorf("diff: no article %q in the result", id)
		}
	}
	d := newPairs(r.Stories).diff(x.Articles[a], x.Articles[b])
	d.distrusted, d.partial = x.DistrustedAlone(slices.Compact([]string{a, b})), x.PartialAlone()
	for i := range r.Stories {
		if s := &r.Stories[i]; slices.Contains(s.Articles, a) && slices.Contains(s.Articles, b) {
			d.partial = append(d.partial, x.PartialOf(s.ID)...)
		}
	}
	return d, nil
}

// pairs are the links and the changes of stories by the two articles that they are between.
type pairs struct {
	links   map[[2]string][]*stemma.Link   // by the lesser id first
	changes map[[2]string][]*stemma.Change // from, to
}

func newPairs(stories []stemma.Story) *pairs {
	p := &pairs{map[[2]string][]*stemma.Link{}, map[[2]string][]*stemma.Change{}}
	for i := range stories {
		s := &stories[i]
		for j := range s.Links {
			l := &s.Links[j]
			key := [2]string{min(l.A, l.B), max(l.A, l.B)}
			p.links[key] = append(p.links[key], l)
		}
		for j := range s.Claims {
			for k := range s.Claims[j].Changes {
				ch := &s.Claims[j].Changes[k]
				key := [2]string{ch.From, ch.To}
				p.changes[key] = append(p.changes[key], ch)
			}
		}
	}
	return p
}

// diff lays out two articles.
func (p *pairs) diff(a, b *stemma.Article) *diff {
	d := &diff{a: a, b: b, changes: p.changes[[2]string{a.ID, b.ID}]}
	for _, l := range p.links[[2]string{min(a.ID, b.ID), max(a.ID, b.ID)}] {
		turned := *l // so that A is the left one
		if l.A != a.ID {
			turned.A, turned.B, turned.ASentences, turned.BSentences = l.B, l.A, l.BSentences, l.ASentences
		}
		d.links = append(d.links, &turned)
	}
	for _, row := range d.layout() {
		d.rows = append(d.rows, d.show(row))
	}
	return d
}

// show fills in what a row says and marks.
func (d *diff) show(r *row) *diffRow {
	out := &diffRow{row: r, leftText: family.Passage(d.a, r.left), rightText: family.Passage(d.b, r.right)}
	for _, ch := range d.changes {
		switch {
		case concerns(ch, r):
			out.changes = append(out.changes, family.Change{Change: ch, BeforeLang: d.a.Lang, AfterLang: d.b.Lang})
		case ch.Kind == stemma.ChangeOrder && isOf(ch, r):
			out.moved = movedTo(ch)
		}
	}
	d.mark(out)
	return out
}

// concerns tells whether a change is of a row, and more than its presence or
// its place.
func concerns(ch *stemma.Change, r *row) bool {
	return family.WholeVerb(ch.Kind) == "" && (holds(r.left, ch.FromSentence) || holds(r.right, ch.ToSentence))
}

// isOf tells whether a change is of both sides of a row.
func isOf(ch *stemma.Change, r *row) bool {
	return holds(r.left, ch.FromSentence) && holds(r.right, ch.ToSentence)
}

func holds(at []int, i *int) bool { return i != nil && slices.Contains(at, *i) }

// movedTo says which way a passage went.
func movedTo(ch *stemma.Change) string {
	if d := display.Clean(ch.Detail); strings.HasPrefix(d, "moved ") {
		return d
	}
	return "moved"
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

// relations are what a row can be, in the order in which they are counted.
var relations = [...]string{"verbatim", "rewritten", "translated", "left only", "right only"}

// tally counts the rows by how, in words: "3 passages verbatim, 2 rewritten,
// 1 of them moved".
func (d *diff) tally() string {
	var parts []string
	for _, how := range relations {
		n := len(d.rowsThat(func(r *diffRow) bool { return r.how() == how }))
		side := map[string]string{"left only": "only on the left", "right only": "only on the right"}[how]
		switch side = cmp.Or(side, how); {
		case n == 0:
		case len(parts) == 0:
			parts = append(parts, display.Count(n, "passage")+" "+side)
		default:
			parts = append(parts, fmt.Sprint(n, " ", side))
		}
	}
	out := strings.Join(parts, ", ")
	if n := len(d.rowsThat((*diffRow).hasMoved)); n > 0 {
		out += fmt.Sprintf("; %d moved", n)
	}
	return out
}

func (r *diffRow) hasMoved() bool { return r.moved != "" }

// rowsThat returns the numbers of rows, counted from 1.
func (d *diff) rowsThat(is func(*diffRow) bool) []int {
	var out []int
	for i, r := range d.rows {
		if is(r) {
			out = append(out, i+1)
		}
	}
	return out
}

// presence is passages that moved, or that one side alone has, by their rows.
type presence struct {
	what string
	rows []int
}

// presences are the changes that the words of a row do not show.
func (d *diff) presences() []presence {
	all := []presence{
		{"moved", d.rowsThat((*diffRow).hasMoved)},
		{"left out", d.rowsThat(func(r *diffRow) bool { return len(r.right) == 0 })},
		{"added", d.rowsThat(func(r *diffRow) bool { return len(r.left) == 0 })},
	}
	return slices.DeleteFunc(all, func(p presence) bool { return len(p.rows) == 0 })
}

// maxSkipped is how many passages of boilerplate are quoted, and skippedLen how
// many columns of each.
const maxSkipped, skippedLen = 40, 300

// skipped returns the passages of an article that were left out as
// boilerplate, the first maxSkipped of them.
func skipped(a *stemma.Article) []string {
	var out []string
	for _, s := range a.Boilerplate {
		if t := display.Cut(family.Slice(a, s), skippedLen); t != "" && len(out) < maxSkipped {
			out = append(out, t)
		}
	}
	return out
}

// scored is true where a change of a row has a score.
func (d *diff) scored() bool {
	return slices.ContainsFunc(d.rows, func(r *diffRow) bool {
		return slices.ContainsFunc(r.changes, func(ch family.Change) bool { return ch.Score > 0 })
	})
}

// unquoted counts the passages of boilerplate that are not quoted.
func (d *diff) unquoted() int { return d.boilerplate() - len(skipped(d.a)) - len(skipped(d.b)) }

// boilerplate counts the passages that were left out.
func (d *diff) boilerplate() int { return len(d.a.Boilerplate) + len(d.b.Boilerplate) }
