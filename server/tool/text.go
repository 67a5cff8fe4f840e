package tool

import (
	"slices"
	"strings"
)

// text is the comparison for reading.
func (d *Difference) text() string {
	var l lines
	l.note()
	l.add("a: %s", d.A.line())
	l.add("b: %s", d.B.line())
	if d.Unrelated {
		l.add("No sentence of the one says what a sentence of the other says.")
	} else {
		l.add("%s linked; %s of a and %d of b have no counterpart in the other.", count(d.Linked, "pair"), count(d.OnlyA, "sentence"), d.OnlyB)
	}
	l.cautions(&d.Cautions)
	if d.Total == 0 {
		l.add("No change of content was found; that does not mean that there is none.")
	} else {
		l.add("%s, page %d of %d.", count(d.Total, "change"), d.Page, d.Pages)
	}
	l.changes(d.Changes, map[string]string{d.A.ID: "a", d.B.ID: "b"})
	if len(d.Pairs) > 0 {
		l.add("Passages that say the same:")
	}
	for _, p := range d.Pairs {
		l.add("- %s, sure %.2f", p.Kind, p.Score)
		l.cites("  a ", p.A)
		l.cites("  b ", p.B)
	}
	l.problems(d.Problems)
	return l.String()
}

// line names a report in a list.
func (i *Item) line() string {
	return strings.Join(slices.DeleteFunc([]string{quoted(i.Outlet), "id " + quoted(i.ID), quoted(i.Title), quoted(i.Lang), i.Published, after("story ", quoted(i.Story), ""), quoted(i.URL)},
		func(s string) bool { return s == "" }), ", ")
}

// text is the list for reading.
func (s *Stories) text() string {
	var l lines
	l.note()
	if len(s.Stories) == 0 {
		l.add("No story passes: take a filter away, or ask search.")
	}
	for _, st := range s.Stories {
		origins := "origins not measured yet"
		if st.Origins != nil {
			origins = count(*st.Origins, "origin")
		}
		l.add("- story %s: %s (%s, %s, %s, %s%s%s)", quoted(st.ID), quoted(st.Title), count(st.Reports, "report"), count(st.Outlets, "outlet"), count(st.Languages, "language"), origins,
			after(", ", st.First, ""), after(" to ", st.Last, ""))
	}
	if s.Next != "" {
		l.add("More: give cursor %s.", quoted(s.Next))
	}
	return l.String()
}

// text is what was found, for reading.
func (f *Found) text() string {
	var l lines
	l.note()
	l.add("%s of %d searched.", count(len(f.Hits), "report"), f.Indexed)
	for i := range f.Hits {
		l.add("- %s (by %s)", f.Hits[i].line(), strings.Join(f.Hits[i].By, " and "))
		l.cites("  ", f.Hits[i].Cites)
	}
	return l.String()
}

// text is the history for reading.
func (h *History) text() string {
	var l lines
	l.note()
	l.add("Claim: %s", quoted(h.Claim))
	least := ""
	if h.AtLeast {
		least = "at least "
	}
	if h.Reports == 0 {
		l.add("No report says it.")
	} else {
		l.add("Said by %s%s of %s in %s.", least, count(h.Reports, "report"), count(h.Outlets, "outlet"), count(len(h.Languages), "language"))
	}
	if len(h.First) > 0 {
		l.add("First, as far as dates tell: %s", quoted(strings.Join(h.First, " or ")))
	}
	switch {
	case h.Origins != nil:
		l.add("From %s.", count(*h.Origins, "independent origin"))
	case h.OriginsAtLeast > 0:
		l.add("From at least %s: not all of it is traced.", count(h.OriginsAtLeast, "independent origin"))
	}
	for _, r := range h.Roots {
		what := ""
		if r.Lost {
			what = ", not among the reports"
		}
		l.add("- %s (id %s%s, story %s): %s", quoted(r.Name), quoted(r.ID), what, quoted(r.Story), count(r.Reports, "report"))
	}
	l.says("Who says it, in the order of time:", h.Says)
	l.says("Who says the opposite:", h.Denies)
	l.says("Who says it with another number, date, name or place:", h.Differs)
	l.says("What is only like it, and may say something else:", h.Near)
	if len(h.Changes) > 0 {
		l.add("What became of it along the tree:")
	}
	for i := range h.Changes {
		l.change(&h.Changes[i], nil)
	}
	return l.String()
}

func (l *lines) says(title string, all []Says) {
	if len(all) == 0 {
		return
	}
	l.add("%s", title)
	for i := range all {
		s := &all[i]
		l.add("- %s%s%s", s.line(), after(", derives from ", quoted(s.Parent), ""), after(", attributed to ", quoted(strings.Join(s.Sources, ", ")), ""))
		for _, d := range s.Differences {
			l.add("  %s: %s in place of %s%s", d.Kind, or(quoted(d.Report), "nothing"), or(quoted(d.Claim), "nothing"), after(", ", quoted(d.Detail), ""))
		}
		l.cites("  ", s.Cites)
	}
}

// text is the report for reading.
func (a *Article) text() string {
	var l lines
	l.note()
	l.add("%s%s", a.line(), after(", by ", quoted(a.Byline), ""))
	l.add("%s.", count(a.Sentences, "sentence"))
	for _, c := range a.Cites {
		mark := ""
		if slices.Contains(a.Boilerplate, c.Sentence) {
			mark = " (boilerplate)"
		}
		l.add("#%d%s: %s", c.Sentence, mark, quoted(c.Quote))
	}
	if a.Next > 0 {
		l.add("It goes on: give from %d.", a.Next)
	}
	return l.String()
}

// text is the list for reading.
func (v *Verdicts) text() string {
	var l lines
	l.note()
	l.add("What reviewers say of the program's findings; it changes none of them.")
	if len(v.Verdicts) == 0 {
		l.add("There are no verdicts.")
	}
	for i := range v.Verdicts {
		d := &v.Verdicts[i]
		l.add("- %s on the %s from %s to %s%s: story %s, by %s at %s%s", d.Verdict, d.Subject, d.From.line(), d.To.line(), d.elsewhere(), quoted(d.Story), or(quoted(d.Reviewer), "a reviewer"), d.At,
			after(", because ", quoted(d.Text), ""))
	}
	if v.Next != "" {
		l.add("More: give after %s.", quoted(v.Next))
	}
	return l.String()
}

func (d *Verdict) elsewhere() string {
	if d.Redirect == nil {
		return ""
	}
	return ", which leads to " + d.Redirect.line() + " instead"
}

func (e *End) line() string {
	switch {
	case e.Report == "" && e.Source == "":
		return "nothing"
	case e.Report == "":
		return "the source " + quoted(e.Source)
	}
	return quoted(e.Report) + after(" ", quoted(e.Quote), "")
}
