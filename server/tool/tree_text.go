package tool

import (
	"fmt"
	"slices"
	"strings"
)

// text is the tree for reading.
func (t *Tree) text() string {
	var l lines
	l.note()
	if t.Trace != "" {
		l.add("Trace %s: name it in further calls, for an hour.", t.Trace)
	}
	if t.Number == 0 {
		l.add("None of the reports tell one story: none of them is like another.")
		l.cautions(&t.Cautions)
		l.unplaced(t)
		return l.String()
	}
	if t.Stories > 1 {
		l.add("Story %d of %d:", t.Number, t.Stories)
	}
	l.add("%s%s", after("Story ", quoted(t.Story), ": "), quoted(t.Title))
	of := ""
	if t.Outlets > 0 {
		of = " of " + count(t.Outlets, "outlet")
	}
	l.add("%s%s in %s (%s), from %s.", count(t.Reports, "report"), of, count(len(t.Languages), "language"), quoted(strings.Join(t.Languages, ", ")), count(t.Origins, "independent origin"))
	if t.LeftOut > 0 {
		l.add("%s of the story not in the tree: it is of the first ones.", count(t.LeftOut, "report"))
	}
	if t.Stale {
		l.add("Reports came in since this tree was made; ask again in a minute for the new one.")
	}
	if t.Unreviewed {
		l.add("What reviewers said of it could not be read.")
	}
	if t.Part != partOverview {
		l.add("Part %s, page %d of %d.", t.Part, t.Page, t.Pages)
		if t.Page > t.Pages {
			l.add("There is no such page.")
		}
	}
	l.cautions(&t.Cautions)
	called := t.called()
	l.roots(t.Roots)
	l.members(t.Members, called)
	l.sources("Lost sources (behind the reports, not among them):", t.Lost)
	l.sources("Who is cited:", t.Sources)
	l.changes(t.Changes, called)
	l.claims(t.Claims)
	if len(t.More) > 0 {
		l.add("More, by part: %s.", strings.Join(t.More, ", "))
	}
	l.unplaced(t)
	return l.String()
}

// called gives the letter of a report or the name of a lost source, where this page has it.
func (t *Tree) called() map[string]string {
	m := map[string]string{}
	for _, v := range t.Members {
		m[v.ID] = v.Letter
		if v.Lost {
			m[v.ID] = quoted(v.Name)
		}
	}
	return m
}

// named is a node by its letter and id.
func named(id string, called map[string]string) string {
	if letter := called[id]; letter != "" {
		return letter + " " + quoted(id)
	}
	return quoted(id)
}

// after puts words around what is there.
func after(before, s, behind string) string {
	if s == "" {
		return ""
	}
	return before + s + behind
}

func (l *lines) unplaced(t *Tree) {
	if len(t.Unplaced) > 0 {
		l.add("Reports that tell none of the stories: %s", quoted(strings.Join(t.Unplaced, ", ")))
	}
	l.problems(t.Problems)
}

func (l *lines) problems(all []Problem) {
	for _, p := range all {
		l.add("Not read: %s: %s", quoted(p.Input), quoted(p.Problem))
	}
}

func (l *lines) roots(all []Root) {
	if len(all) == 0 {
		return
	}
	l.add("Origins:")
	for _, r := range all {
		what := ""
		if r.Lost {
			what = ", not among the reports"
		}
		l.add("- %s%s (%s%s; %s%s)", after("", r.Letter, " "), quoted(r.Name), quoted(r.ID), what, count(r.Reports, "report"), sure(r.Support))
	}
}

// sure writes a support, if it is known.
func sure(support float64) string {
	if support == 0 {
		return ""
	}
	return fmt.Sprintf(", support %.2f", support)
}

func (l *lines) members(all []Member, called map[string]string) {
	if len(all) == 0 {
		return
	}
	l.add("Family tree (what stands further in derives from what it stands under):")
	for i := range all {
		l.member(&all[i], called)
	}
}

// deepest is how far in a line begins at the most.
const deepest = 8

func (l *lines) member(m *Member, called map[string]string) {
	in := strings.Repeat("  ", min(m.Depth, deepest))
	l.add("%s- %s", in, strings.Join(slices.DeleteFunc([]string{
		after("", m.Letter, " ") + quoted(m.Name), "id " + quoted(m.ID), quoted(m.Title), quoted(m.Lang), m.Published, m.place(called), quoted(m.URL),
	}, func(s string) bool { return s == "" }), ", "))
	in += "  "
	if m.EitherWay {
		l.add("%snothing shows which of the two came first", in)
	}
	for _, o := range m.Also {
		l.add("%salso from %s (support %.2f)", in, named(o.ID, called), o.Support)
	}
	for _, o := range m.Instead {
		l.add("%sor instead from %s (support %.2f)", in, named(o.ID, called), o.Support)
	}
	for _, r := range m.Reviewed {
		l.add("%sa reviewer%s says of this: %s%s", in, after(" (", quoted(r.Reviewer), ")"), r.Verdict, after(", because ", quoted(r.Reason), ""))
	}
	for _, w := range m.Why {
		sign := "because"
		if w.Against {
			sign = "although"
		}
		l.add("%s%s (%s): %s", in, sign, w.Kind, quoted(w.Detail))
		l.cites(in+"  ", w.Cites)
	}
}

// place says where a member has what it tells.
func (m *Member) place(called map[string]string) string {
	switch {
	case m.Parent == "" && m.Lost:
		return "a lost source and an origin" + sure(m.Support)
	case m.Parent == "":
		return "an origin" + sure(m.Support)
	}
	guess := ""
	if m.Support < 0.5 {
		guess = ", a guess"
	}
	return fmt.Sprintf("%s of %s%s%s", m.How, named(m.Parent, called), sure(m.Support), guess)
}

func (l *lines) sources(title string, all []Source) {
	if len(all) == 0 {
		return
	}
	l.add("%s", title)
	for _, s := range all {
		by := "cited by " + strings.Join(s.CitedBy, ", ")
		if len(s.CitedBy) == 0 {
			by = "nobody cites it: it is inferred from what reports share"
		}
		l.add("- %s (%s, id %s): %s%s", quoted(s.Name), s.Kind, quoted(s.ID), by, after("; ", quoted(s.Came), ""))
		l.cites("  ", s.Cites)
	}
}

func (l *lines) changes(all []Change, called map[string]string) {
	if len(all) == 0 {
		return
	}
	l.add("Changes, what alters facts first:")
	for i := range all {
		l.change(&all[i], called)
	}
}

func (l *lines) change(c *Change, called map[string]string) {
	note := ""
	if c.Uncertain {
		note = "; that the one derives from the other is not sure"
	}
	what := ""
	if c.Before+c.After != "" {
		what = ": " + or(quoted(c.Before), "nothing") + " → " + or(quoted(c.After), "nothing")
	}
	l.add("- %s, from %s to %s%s%s (sure %.2f%s)", c.Kind, named(c.From, called), named(c.To, called), what, after(", ", quoted(c.Detail), ""), c.Score, note)
	l.cites("  ", c.Cites)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (l *lines) claims(all []Claim) {
	if len(all) == 0 {
		return
	}
	l.add("Claims that several reports make (claim_history takes the number):")
	for _, c := range all {
		l.add("- claim %s, made by %s%s", c.Number, strings.Join(c.Reports, ", "), after("; changed ", times(c.Changed), ""))
		l.cites("  ", c.Cites)
	}
}

func times(n int) string {
	if n == 0 {
		return ""
	}
	return count(n, "time")
}
