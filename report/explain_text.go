package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

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
	m *member
}

// Text prints the explanation for a person to read: where the report comes
// from, what speaks for it, the sentences side by side, and why not from the
// next best.
func (e *Explanation) Text(w io.Writer, o TextOptions) error {
	p := newPage(o.Width, o.Color)
	t := &explained{Explanation: e, m: e.member}
	if e.family == nil {
		p.hang("", e.answer()[0], plain, 0)
		p.provenance(e.member.article, "   ", outlet(e.member.article))
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
	title := "Why " + t.m.plain() + " has no parent"
	if edges := t.edges(); len(edges) > 0 {
		verb := " comes from "
		if edges[0].Support < weak {
			verb = " may come from "
		}
		title = "Why " + t.m.plain() + verb + t.family().byID[edges[0].Parent].plain()
	}
	title = cut(title, t.width-8)
	t.line(t.paint("━━ ", faint), t.paint(isolate(title), strong), t.paint(" "+strings.Repeat("━", max(2, t.width-columns(title)-4)), faint))
	t.identity(t.m)
	for _, edge := range t.edges() {
		t.identity(t.family().byID[edge.Parent])
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

func (t *explained) family() *family { return t.claims.family }

// identity says who a member is: a report's language, date and file; of a lost
// source when it came out.
func (t *explained) identity(m *member) {
	if m.article != nil {
		lead := pad(m.letter, t.letterW()) + "  "
		t.line(t.paint(lead, name), isolate(outlet(m.article)), t.paint("  "+languageName(m.article.Lang)+", "+m.published(), faint))
		t.provenance(m.article, strings.Repeat(" ", columns(lead)), outlet(m.article))
		return
	}
	about := lostNote(m.source)
	if w := t.window(m.source.Window); w != "" {
		about = strings.TrimPrefix(about+"; "+w, "; ")
	}
	t.hang("◌"+strings.Repeat(" ", t.letterW()+1), isolate(sourceName(m.source))+"  "+about, lost, 3)
}

// parent prints what speaks for one parent, and the sentences.
func (t *explained) parent(edge *stemma.Edge) {
	up := t.byID[edge.Parent]
	title := "What speaks for"
	if edge != t.edges()[0] {
		title = "And also from"
	}
	t.about(title, up.plain(), fmt.Sprintf("%s, support %s", t.how(t.m, edge), score(edge.Support)))
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
func (t *explained) fact(up *member, ev *stemma.Evidence, other *member, quoted bool) {
	t.hang("   "+pad(isolate(cut(clean(string(ev.Kind)), len("omission"))), len("omission"))+"  ", clean(ev.Detail), plain, 4)
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
			t.line(indent, t.paint("and "+count(len(groups)-i, "more passage")+" (--evidence shows all)", faint))
			return
		}
		for _, s := range g {
			t.sentences(indent, s.m, s.at, t.lines())
		}
	}
	if up != nil && up.source != nil && t.m.source != nil && ev.Kind == stemma.EvidenceCites {
		t.naming(indent, up.source, t.m.source)
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
	m  *member
	at []int
}

// groups arranges the sentences of a fact by what they are about.
func (t *explained) groups(up *member, ev *stemma.Evidence, other *member) [][]said {
	var out [][]said
	done := make(map[int]bool) // sentences of the parent
	for _, i := range ev.ChildSentences {
		g := []said{{t.m, []int{i}}}
		for _, m := range []*member{up, other} {
			if m == nil || m.article == nil || ev.Kind == stemma.EvidenceCites {
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
		if up != nil && up.article != nil && !done[j] {
			out = append(out, []said{{up, []int{j}}})
		}
	}
	return out
}

// sameThing are the sentences in which another report makes the claims of one
// of the child's.
func (t *explained) sameThing(i int, m *member) []int {
	var out []int
	if t.m.article == nil {
		return nil
	}
	for k := range t.story.Claims {
		held := holders(&t.story.Claims[k])
		if p, q := held[t.m.id], held[m.id]; p != nil && q != nil && slices.Contains(p.Sentences, i) {
			out = append(out, q.Sentences...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sideBySide sets what parent and child have in common in two columns.
func (t *explained) sideBySide(up *member, rows []*diffRow) {
	if len(rows) == 0 {
		return
	}
	d := &diffText{page: t.page, diff: &diff{a: up.article, b: t.m.article}}
	d.text = (t.width - columns(gutter)) / 2
	t.line()
	bold := func(s string) string { return t.paint(s, strong) }
	d.sides([]string{cut(up.plain(), d.text)}, []string{cut(t.m.plain(), d.text)}, " ", bold, bold)
	shown := rows
	if !t.evidence {
		shown = telling(rows, maxAbreast)
	}
	for _, r := range shown {
		d.row(r)
	}
	if left := len(rows) - len(shown); left > 0 {
		t.line()
		t.line(t.paint("and "+count(left, "more passage")+" (--evidence shows all)", faint))
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
	if r := t.m.root; r != nil && len(r.Evidence) > 0 {
		t.heading("What speaks for an origin", "support "+score(r.Support))
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
	all := t.family().others(t.m)
	shown := 0
	for _, a := range all {
		if a.Parent == "" {
			if a.Support >= leastNone && !t.isNoted(t.m, "") {
				t.heading("Or from none", "support "+score(a.Support))
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
		t.line(t.paint("and "+count(left, "more possible parent")+" (--evidence shows all)", faint))
	}
	if len(all) == 0 {
		t.heading("Why not from another", "")
		t.line("   no other comes near")
	}
}

// other says what speaks against one of the other parents, and what for it.
func (t *explained) other(a *stemma.Alternative) {
	m := t.byID[a.Parent]
	if m == nil {
		m = &member{id: a.Parent, source: t.sources[a.Parent]}
	}
	var up *member
	if edges := t.edges(); len(edges) > 0 {
		up = t.byID[edges[0].Parent]
	}
	title := "Why not from"
	if slices.ContainsFunc(t.m.also, func(e *stemma.Edge) bool { return e.Parent == a.Parent }) {
		title = "Why not mainly from"
	}
	t.about(title, m.plain(), "support "+score(a.Support))
	if len(a.Against) == 0 {
		t.hang("   against it: ", "nothing that the texts alone would show; all reports taken together, the tree fits better as it is", plain, 0)
	}
	t.side("against it", a.Against, up, m)
	t.side("for it", a.For, m, up)
}

// side prints the facts on one side of the comparison.
func (t *explained) side(lead string, facts []stemma.Evidence, of, other *member) {
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
