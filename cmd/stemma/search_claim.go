package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
)

// claimText writes who says a claim: first the answer, then the reports in the order of time.
func claimText(w io.Writer, r *search.ClaimResult, limit int, s searchStyle) error {
	var b strings.Builder
	fmt.Fprintln(&b, s.wrap("claim: "+oneLine(r.Claim), ""))
	if r.Sentences > 1 {
		fmt.Fprintln(&b, s.wrap(fmt.Sprintf("This is %d sentences: a report says it where one of its own says all of them. Ask for each by itself.", r.Sentences), ""))
	}
	b.WriteByte('\n')
	figures, otherwise := byFigure(r.Differs)
	if len(r.Says) == 0 {
		fmt.Fprintln(&b, "No report in the archive says it.")
	} else {
		claimSummary(&b, r, s)
	}
	if line := contraryLine(len(r.Denies), len(figures), len(otherwise)); line != "" {
		fmt.Fprintln(&b, s.wrap("but:     "+line, ""))
	}
	for _, list := range []struct {
		title string
		all   []search.ClaimReport
	}{
		{"Who says it, in the order of time:", r.Says},
		{"Who says the opposite:", r.Denies},
		{"With another figure: " + figureCounts(figures) + ":", figures},
		{"Who says it otherwise (another name, place or date):", otherwise},
		{"What is like it, and may say something else:", r.Near},
	} {
		claimList(&b, list.title, list.all, limit, s)
	}
	if r.More {
		fmt.Fprintln(&b, "\nThere may be more: as many sentences are near to it as are looked at. Narrow it down (--since, --lang, --story).")
	}
	if len(r.Says)+len(r.Denies) > 0 {
		fmt.Fprintf(&b, "\n%s\n", s.wrap("Names, figures and negations were compared; who did it to whom was not: read the sentences.", ""))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func claimSummary(b *strings.Builder, r *search.ClaimResult, s searchStyle) {
	fmt.Fprintln(b, s.wrap(fmt.Sprintf("said by %s of %s in %s (%s)", count(len(r.Says), "report"), count(len(r.Outlets), "outlet"),
		count(len(r.Languages), "language"), strings.Join(r.Languages, ", ")), ""))
	fmt.Fprintln(b, "first:   "+firstLine(r))
	if last := lastLine(r); last != "" {
		fmt.Fprintln(b, "latest:  "+last)
	}
	fmt.Fprintln(b, "origins: "+originsLine(r))
	if len(r.Stories) > 0 {
		var parts []string
		for _, st := range r.Stories {
			parts = append(parts, fmt.Sprintf("%s (%s)", oneLine(st.Story), count(st.Reports, "report")))
		}
		fmt.Fprintln(b, s.wrap("stories: "+strings.Join(parts, ", "), ""))
	}
	if sources := sourcesOf(r.Says); len(sources) > 0 {
		fmt.Fprintln(b, s.wrap("sources: "+strings.Join(sources, ", "), ""))
	}
}

// contraryLine counts the reports that say something else.
func contraryLine(denied, figures, otherwise int) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{denied, "the opposite in %s"}, {figures, "another figure in %s"}, {otherwise, "something otherwise in %s"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.what, count(p.n, "report")))
		}
	}
	return strings.Join(parts, ", ")
}

// lastLine names the report that is the last to say it, "" where that is the first, too.
func lastLine(r *search.ClaimResult) string {
	for i := len(r.Says) - 1; i > 0; i-- {
		if c := &r.Says[i]; !c.Published.IsZero() && !slices.Contains(r.First, c.Article) {
			return fmt.Sprintf("%s  %s (%s)", moment(c.Published, c.Precision), outletOf(c), c.Lang)
		}
	}
	return ""
}

// firstLine names the reports that may be the first.
func firstLine(r *search.ClaimResult) string {
	if len(r.First) == 0 {
		return "not known: no report that says it has a date"
	}
	var names []string
	at := ""
	for i := range r.Says {
		c := &r.Says[i]
		if !slices.Contains(r.First, c.Article) {
			continue
		}
		if at == "" {
			at = moment(c.Published, c.Precision)
		}
		names = append(names, fmt.Sprintf("%s (%s)", outletOf(c), c.Lang))
	}
	if len(names) > 3 {
		names = append(names[:3], fmt.Sprintf("%d more", len(names)-3))
	}
	return at + "  " + strings.Join(names, ", or ")
}

func originsLine(r *search.ClaimResult) string {
	if r.Origins != nil {
		return fmt.Sprintf("%d independent", *r.Origins)
	}
	var traced []string
	for _, st := range r.Stories {
		if st.Origins != nil {
			traced = append(traced, fmt.Sprintf("%d in story %s", *st.Origins, oneLine(st.Story)))
		}
	}
	if len(traced) > 0 {
		return "not measured in all; " + strings.Join(traced, ", ")
	}
	return "not measured (stemma show STORY traces a story)"
}

// sourcesOf are those to whom reports attribute the claim, with how many do.
func sourcesOf(says []search.ClaimReport) []string {
	var names []string
	times := map[string]int{}
	for i := range says {
		for _, s := range says[i].Sources {
			if times[s]++; times[s] == 1 {
				names = append(names, s)
			}
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return times[b] - times[a] })
	for i, n := range names[:min(len(names), 10)] {
		names[i] = fmt.Sprintf("%s (%d)", oneLine(n), times[n])
	}
	return names[:min(len(names), 10)]
}

func outletOf(c *search.ClaimReport) string {
	for _, name := range []string{c.Outlet, c.URL, c.Article} {
		if name = oneLine(name); name != "" {
			return name
		}
	}
	return ""
}

func claimList(b *strings.Builder, title string, all []search.ClaimReport, limit int, s searchStyle) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", s.wrap(title, ""))
	for i := range all[:min(len(all), limit)] {
		c := &all[i]
		fmt.Fprintln(b, "  "+strings.Join(known(moment(c.Published, c.Precision), outletOf(c), c.Lang, storyName(c.Story)), " · "))
		fmt.Fprintln(b, s.wrap(oneLine(c.Text), "    "))
		for _, d := range c.Differences {
			fmt.Fprintln(b, s.wrap("→ "+differenceLine(&d), "    "))
		}
	}
	if n := len(all) - limit; n > 0 {
		fmt.Fprintf(b, "  … and %d more (--limit, or --format json)\n", n)
	}
}

// differenceLine says what a report says otherwise than the claim.
func differenceLine(d *search.Difference) string {
	switch {
	case d.Kind == stemma.ChangeHedge && d.Claim == "":
		return fmt.Sprintf("%s: %s", orElse(d.Detail, "hedge"), oneLine(d.Report))
	case d.Report == "":
		return fmt.Sprintf("%s: without %q", orElse(d.Detail, string(d.Kind)), oneLine(d.Claim))
	case d.Claim == "":
		return fmt.Sprintf("%s: with %q", orElse(d.Detail, string(d.Kind)), oneLine(d.Report))
	}
	return fmt.Sprintf("%s: %s instead of %s", d.Kind, oneLine(d.Report), oneLine(d.Claim))
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
