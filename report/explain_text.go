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

const (
	// maxAbreast is how many passages are set side by side, and maxShown how
	// many are quoted for one fact, unless evidence is asked for.
	maxAbreast, maxShown = 6, 2
	// maxAgainst is how many other parents are weighed.
	maxAgainst = 3
	// leastNone is the support from which it is told that there may be no parent.
	leastNone = 0.05
	// maxSaid is how many claims of a lost source are listed.
	maxSaid = 10
	// shownLines is how many lines a quoted sentence may take.
	shownLines = 4
)

// explained prints an explanation.
type explained struct {
	*claims
	*Explanation
	m *family.Member
}

// Text prints the explanation for a person to read: where the report comes
// from, what speaks for it, the sentences side by side, and why not from the
// next best.
func (e *Explanation) Text(w io.Writer, o TextOptions) error {
	p := newPage(o.Width, o.Color)
	t := &explained{Explanation: e, m: e.member}
	if e.family == nil {
		for _, s := range e.answer() {
			p.hang("", s, plain, 0)
		}
		p.provenance(e.member.Article, "   ", family.Outlet(e.member.Article))
		return p.writeTo(w)
	}
	t.claims = newClaims(p, e.family, o.Evidence)
	t.opening()
	for _, edge := range e.edges() {
		t.parent(edge)
	}
	t.mixture()
	t.origin()
	if s := e.lost(); s != nil {
		t.lostSource(s)
	}
	t.others()
	t.close()
	return p.writeTo(w)
}

// opening names the two and says the answer.
func (t *explained) opening() {
	title := "Why " + t.m.Plain() + " has no parent"
	if edges := t.edges(); len(edges) > 0 {
		verb := " comes from "
		if edges[0].Support < family.Weak {
			verb = " may come from "
		}
		title = "Why " + t.m.Plain() + verb + t.ByID[edges[0].Parent].Plain()
	}
	title = display.Cut(title, t.width-8)
	t.line(t.paint("━━ ", faint), t.paint(display.Isolate(title), strong), t.paint(" "+strings.Repeat("━", max(2, t.width-display.Columns(title)-4)), faint))
	t.identity(t.m)
	for _, edge := range t.edges() {
		t.identity(t.ByID[edge.Parent])
	}
	t.line()
	for i, s := range t.answer() {
		st := plain
		if i == 0 {
			st = strong
		}
		t.hang("", s, st, 0)
	}
}

// identity says who a member is: a report's language, date and file; of a lost
// source when it came out.
func (t *explained) identity(m *family.Member) {
	if m.Article != nil {
		lead := display.Pad(m.Letter, t.LetterWidth()) + "  "
		t.line(t.paint(lead, name), display.Isolate(family.Outlet(m.Article)), t.paint("  "+family.LanguageName(m.Article.Lang)+", "+m.Published(), faint))
		t.provenance(m.Article, strings.Repeat(" ", display.Columns(lead)), family.Outlet(m.Article))
		return
	}
	about := family.LostNote(m.Source)
	if w := t.Window(m.Source.Window); w != "" {
		about = strings.TrimPrefix(about+"; "+w, "; ")
	}
	t.hang("◌"+strings.Repeat(" ", t.LetterWidth()+1), display.Isolate(family.SourceName(m.Source))+"  "+about, lost, 3)
}

// parent prints what speaks for one parent, and the sentences.
func (t *explained) parent(edge *stemma.Edge) {
	up := t.ByID[edge.Parent]
	title := "What speaks for"
	if edge != t.edges()[0] {
		title = "And also from"
	}
	t.about(title, up.Plain(), fmt.Sprintf("%s, support %s", t.How(t.m, edge), display.Score(edge.Support)))
	rows := t.abreast(edge)
	for i := range edge.Evidence {
		if !edge.Evidence[i].Against {
			t.fact(up, &edge.Evidence[i], nil, len(rows) == 0)
		}
	}
	if !slices.ContainsFunc(edge.Evidence, func(ev stemma.Evidence) bool { return !ev.Against }) {
		t.line("   nothing but how the whole tree fits together")
	}
	t.sideBySide(up, rows)
	facts := t.against(edge)
	if len(facts) > 0 {
		t.heading("What speaks against it", "")
	}
	for i := range facts {
		t.fact(up, &facts[i], nil, true)
	}
}

// fact prints one piece of evidence, and the sentences that show it: those of
// the child, the parent that the fact is about, and the other one, where it
// says the same in other words.
func (t *explained) fact(up *family.Member, ev *stemma.Evidence, other *family.Member, quoted bool) {
	t.hang("   "+display.Pad(display.Isolate(display.Cut(display.Clean(string(ev.Kind)), len("omission"))), len("omission"))+"  ", display.Clean(ev.Detail), plain, 4)
	if !quoted && ev.Kind != stemma.EvidenceCites && ev.Kind != stemma.EvidenceTime {
		return // side by side below
	}
	if other != nil && ev.Kind == stemma.EvidenceOmission && !t.evidence {
		return
	}
	const indent = "             "
	groups := t.groups(up, ev, other)
	for i, g := range groups {
		if i == maxShown && !t.evidence {
			t.line(indent, t.paint("and "+display.Count(len(groups)-i, "more passage")+" (--evidence shows all)", faint))
			return
		}
		for _, s := range g {
			t.sentences(indent, s.m, s.at, t.lines())
		}
	}
	if up != nil && up.Source != nil && t.m.Source != nil && ev.Kind == stemma.EvidenceCites {
		t.naming(indent, up.Source, t.m.Source)
	}
}

func (t *explained) lines() int {
	if t.evidence {
		return wholeSentence
	}
	return shownLines
}

// said is what one member says of a thing.
type said struct {
	m  *family.Member
	at []int
}

// groups arranges the sentences of a fact by what they are about.
func (t *explained) groups(up *family.Member, ev *stemma.Evidence, other *family.Member) [][]said {
	var out [][]said
	done := make(map[int]bool) // sentences of the parent
	for _, i := range ev.ChildSentences {
		g := []said{{t.m, []int{i}}}
		for _, m := range []*family.Member{up, other} {
			if m == nil || m.Article == nil || ev.Kind == stemma.EvidenceCites {
				continue
			}
			at := t.sameThing(i, m)
			if m == up {
				at = slices.DeleteFunc(at, func(j int) bool { return !slices.Contains(ev.ParentSentences, j) || done[j] })
				for _, j := range at {
					done[j] = true
				}
			}
			if len(at) > 0 {
				g = append(g, said{m, at})
			}
		}
		out = append(out, g)
	}
	for _, j := range ev.ParentSentences {
		if up != nil && up.Article != nil && !done[j] {
			out = append(out, []said{{up, []int{j}}})
		}
	}
	return out
}

// sameThing are the sentences in which another report makes the claims of one
// of the child's.
func (t *explained) sameThing(i int, m *family.Member) []int {
	var out []int
	if t.m.Article == nil {
		return nil
	}
	for k := range t.Story.Claims {
		held := family.Holders(&t.Story.Claims[k])
		if p, q := held[t.m.ID], held[m.ID]; p != nil && q != nil && slices.Contains(p.Sentences, i) {
			out = append(out, q.Sentences...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sideBySide sets what parent and child have in common in two columns.
func (t *explained) sideBySide(up *family.Member, rows []*diffRow) {
	if len(rows) == 0 {
		return
	}
	d := &diffText{page: t.page, diff: &diff{a: up.Article, b: t.m.Article}}
	d.text = (t.width - display.Columns(gutter)) / 2
	t.line()
	bold := func(s string) string { return t.paint(s, strong) }
	d.sides([]string{display.Cut(up.Plain(), d.text)}, []string{display.Cut(t.m.Plain(), d.text)}, " ", bold, bold)
	shown := rows
	if !t.evidence {
		shown = telling(rows, maxAbreast)
	}
	for _, r := range shown {
		d.row(r)
	}
	if left := len(rows) - len(shown); left > 0 {
		t.line()
		t.line(t.paint("and "+display.Count(left, "more passage")+" (--evidence shows all)", faint))
	}
	t.line()
	signs := "= verbatim  ≈ rewritten  ↔ translated"
	if d.bracketed {
		signs += "  [-words-] only the left has, {+words+} only the right"
	}
	t.hang("", signs, faint, 0)
}

// telling keeps n rows, in their order: first those in which something changed,
// then those in other words, then copies.
func telling(rows []*diffRow, n int) []*diffRow {
	rank := func(r *diffRow) int {
		switch {
		case len(r.changes) > 0:
			return 0
		case r.how() != "verbatim":
			return 1
		}
		return 2
	}
	best := slices.Clone(rows)
	slices.SortStableFunc(best, func(a, b *diffRow) int { return rank(a) - rank(b) })
	best = best[:min(n, len(best))]
	return slices.DeleteFunc(slices.Clone(rows), func(r *diffRow) bool { return !slices.Contains(best, r) })
}

// origin prints what speaks for a root being one, and what against it.
func (t *explained) origin() {
	if len(t.edges()) > 0 {
		return
	}
	if r := t.m.Root; r != nil && len(r.Evidence) > 0 {
		t.heading("What speaks for an origin", "support "+display.Score(r.Support))
		for i := range r.Evidence {
			t.fact(nil, &r.Evidence[i], nil, true)
		}
	}
	facts := t.againstOrigin()
	if len(facts) > 0 {
		t.heading("What speaks against it", "")
	}
	for i := range facts {
		t.fact(nil, &facts[i], nil, true)
	}
}

// others weighs the other parents against the one in the tree.
func (t *explained) others() {
	all := t.Others(t.m)
	shown := 0
	for _, a := range all {
		if a.Parent == "" {
			if a.Support >= leastNone && !t.IsNoted(t.m, "") {
				t.heading("Or from none", "support "+display.Score(a.Support))
				t.hang("   ", "It may be an origin of its own, with no parent at all.", plain, 0)
			}
			continue
		}
		if shown++; shown > maxAgainst && !t.evidence {
			continue
		}
		t.other(&a)
	}
	if left := shown - maxAgainst; left > 0 && !t.evidence {
		t.line()
		t.line(t.paint("and "+display.Count(left, "more possible parent")+" (--evidence shows all)", faint))
	}
	if len(all) == 0 {
		t.heading("Why not from another", "")
		t.line("   no other comes near")
	}
}

// other says what speaks against one of the other parents, and what for it.
func (t *explained) other(a *stemma.Alternative) {
	m := t.ByID[a.Parent]
	if m == nil {
		m = &family.Member{ID: a.Parent, Source: t.Sources[a.Parent]}
	}
	var up *family.Member
	if edges := t.edges(); len(edges) > 0 {
		up = t.ByID[edges[0].Parent]
	}
	title := "Why not from"
	if slices.ContainsFunc(t.m.Also, func(e *stemma.Edge) bool { return e.Parent == a.Parent }) {
		title = "Why not mainly from"
	}
	t.about(title, m.Plain(), "support "+display.Score(a.Support))
	if len(a.Against) == 0 {
		t.hang("   against it: ", "nothing that the texts alone would show; all reports taken together, the tree fits better as it is", plain, 0)
	}
	t.side("against it", a.Against, up, m)
	t.side("for it", a.For, m, up)
}

// side prints the facts on one side of the comparison.
func (t *explained) side(lead string, facts []stemma.Evidence, of, other *family.Member) {
	if len(facts) == 0 {
		return
	}
	t.line("   ", t.paint(lead, strong))
	for i := range facts {
		t.fact(of, &facts[i], other, true)
	}
}

// close says where to read on.
func (t *explained) close() {
	t.line()
	t.hang("", "Numbers count sentences: B 2 is the second of B. Two reports in full: stemma diff", faint, 0)
}
