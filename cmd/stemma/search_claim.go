package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
)

// shownNear is how many of the reports that are only like a claim are shown where no --limit says.
const shownNear = 5

// claimPage writes who says a claim, for people.
type claimPage struct {
	strings.Builder
	searchStyle
	r *search.ClaimResult
	// limit is how many reports are shown of a list, near of what is only like the claim.
	limit, near int
	figures     []search.Figure
	otherwise   []search.ClaimReport
}

// claimText writes who says a claim: first the answer, then the reports in the order of time.
func claimText(w io.Writer, r *search.ClaimResult, limit, near int, s searchStyle) error {
	p := &claimPage{searchStyle: s, r: r, limit: limit, near: near}
	p.figures, p.otherwise = search.ByFigure(r.Differs)
	p.line("", "claim: "+oneLine(r.Claim))
	if r.Sentences > 1 {
		p.line("", fmt.Sprintf("This is %d sentences: a report says it where one of its own says all of them. Ask for each by itself.", r.Sentences))
	}
	p.summary()
	p.list("Who says it, in the order of time:", r.Says, limit)
	p.list("Who says the opposite:", r.Denies, limit)
	p.otherFigures()
	p.list("Who says it otherwise (another name, place or date):", p.otherwise, limit)
	p.list(nearTitle(r), r.Near, near)
	if r.More {
		p.line("", "")
		p.line("", "There may be more: as many sentences are near to it as are looked at. Narrow it down (--since, --lang, --story).")
	}
	if len(r.Says)+len(r.Denies)+len(r.Differs) > 0 {
		p.line("", "")
		p.line("", "Who did what to whom was compared only in plain sentences: read them.")
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// line writes a line of the page; what does not fit stands under the text behind its label.
func (p *claimPage) line(label, text string) {
	fmt.Fprintln(p, strings.TrimRight(label+strings.TrimLeft(p.wrap(text, strings.Repeat(" ", columnsOf(label))), " "), " "))
}

// summary is the answer at a glance: how many say it and who says otherwise, who was first, from how many origins.
func (p *claimPage) summary() {
	r := p.r
	p.line("", "")
	switch n := holding(r.Near); {
	case len(r.Says) > 0:
		least := ""
		if r.AtLeast || r.More {
			least = "at least "
		}
		p.line("", fmt.Sprintf("said by %s%s of %s in %s (%s)", least, count(len(r.Says), "report"), count(len(r.Outlets), "outlet"),
			count(len(r.Languages), "language"), strings.Join(r.Languages, ", ")))
	case n > 0:
		p.line("", fmt.Sprintf("No report in the archive says it; of those that are like it %s all its names and figures.", plural(n, "has", "have")))
	default:
		p.line("", "No report in the archive says it.")
	}
	if line := contraryLine(len(r.Denies), p.figures, len(p.otherwise)); line != "" {
		p.line("but:     ", line)
	}
	if len(r.Says) == 0 {
		return
	}
	p.line("first:   ", firstLine(r))
	if last := lastLine(r); last != "" {
		p.line("latest:  ", last)
	}
	p.line("origins: ", originsLine(r))
	if len(r.Stories) > 0 {
		var parts []string
		for _, st := range r.Stories {
			parts = append(parts, fmt.Sprintf("%s (%s)", oneLine(st.Story), count(st.Reports, "report")))
		}
		p.line("stories: ", strings.Join(parts, ", "))
	}
	if sources := sourcesOf(r.Says); len(sources) > 0 {
		p.line("sources: ", strings.Join(sources, ", "))
	}
}

// holding counts the reports that have all names and figures of the claim.
func holding(near []search.ClaimReport) (n int) {
	for i := range near {
		if near[i].HasValues {
			n++
		}
	}
	return n
}

func nearTitle(r *search.ClaimResult) string {
	if n := holding(r.Near); n > 0 {
		return fmt.Sprintf("What is like it, and may say something else (with all its names and figures: %d of %d):", n, len(r.Near))
	}
	return "What is like it, and may say something else:"
}

// contraryLine counts the reports that say something else.
func contraryLine(denied int, figures []search.Figure, otherwise int) string {
	var parts []string
	if denied > 0 {
		parts = append(parts, "the opposite in "+count(denied, "report"))
	}
	if n := reportsOf(figures); n > 0 {
		parts = append(parts, fmt.Sprintf("another figure in %s (%s)", count(n, "report"), figureNames(figures)))
	}
	if otherwise > 0 {
		parts = append(parts, "something otherwise in "+count(otherwise, "report"))
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

// originsLine says from how many origins reports have it, and which these are.
func originsLine(r *search.ClaimResult) string {
	const most = 4
	if len(r.Roots) == 0 {
		return "not measured (stemma show STORY traces a story)"
	}
	line := fmt.Sprintf("%d independent", len(r.Roots))
	if r.Origins == nil {
		line = fmt.Sprintf("at least %d independent (%s)", r.OriginsAtLeast, tracedLine(r))
	}
	var names []string
	for i := range r.Roots[:min(len(r.Roots), most)] {
		root := &r.Roots[i]
		names = append(names, fmt.Sprintf("%s for %s", rootName(root), count(root.Reports, "report")))
	}
	if n := len(r.Roots) - most; n > 0 {
		names = append(names, fmt.Sprintf("%d more", n))
	}
	return line + ": " + strings.Join(names, ", ")
}

// tracedLine says of what the origins are known.
func tracedLine(r *search.ClaimResult) string {
	traced, known := 0, 0
	for _, st := range r.Stories {
		if st.Origins != nil {
			traced++
		}
	}
	for i := range r.Says {
		if r.Says[i].Origin != "" {
			known++
		}
	}
	if traced == 0 || traced == len(r.Stories) {
		return fmt.Sprintf("known of %d of %s", known, count(len(r.Says), "report"))
	}
	return fmt.Sprintf("%d of %d stories traced", traced, len(r.Stories))
}

// rootName is what an origin is called.
func rootName(root *search.ClaimRoot) string {
	name := oneLine(root.Name)
	switch {
	case root.Source && name == "":
		return "a source that is not named"
	case root.Source:
		return name + " (not among the reports)"
	case name == "":
		name = oneLine(root.Origin)
	}
	return fmt.Sprintf("%s (%s)", name, root.Lang)
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

// list shows reports with their sentences.
func (p *claimPage) list(title string, all []search.ClaimReport, limit int) {
	if len(all) == 0 {
		return
	}
	p.line("", "")
	p.line("", title)
	p.reports(all, limit, "  ", true)
}

// reports shows some of the reports; what they say otherwise is left out where that stands above.
func (p *claimPage) reports(all []search.ClaimReport, limit int, indent string, differences bool) {
	for i := range all[:min(len(all), limit)] {
		c := &all[i]
		story := storyName(c.Story)
		if st := p.r.Stories; len(st) == 1 && st[0].Story == c.Story { // it stands above
			story = ""
		}
		p.line(indent, strings.Join(known(moment(c.Published, c.Precision), outletOf(c), c.Lang, story, p.originOf(c), citedBy(c)), " · "))
		p.line(indent+"  ", oneLine(c.Text))
		for i := range c.Differences {
			if differences {
				p.line(indent+"  → ", differenceLine(&c.Differences[i]))
			}
		}
		if c.URL != "" && c.Outlet != "" { // else it stands above
			fmt.Fprintln(p, indent+"  "+oneLine(c.URL))
		}
	}
	if n := len(all) - limit; n > 0 {
		p.line(indent, fmt.Sprintf("… and %d more (--limit, or --format json)", n))
	}
}

// originOf says from whom a report has what it tells.
func (p *claimPage) originOf(c *search.ClaimReport) string {
	if c.Origin == c.Article {
		return "an origin"
	}
	for i := range p.r.Roots {
		if root := &p.r.Roots[i]; c.Origin != "" && root.Origin == c.Origin && root.Story == c.Story {
			return "from " + orElse(oneLine(root.Name), "a source that is not named")
		}
	}
	return ""
}

// citedBy says to whom a report attributes what it says.
func citedBy(c *search.ClaimReport) string {
	const most = 3
	var names []string
	for _, s := range c.Sources[:min(len(c.Sources), most)] {
		names = append(names, oneLine(s))
	}
	if len(names) == 0 {
		return ""
	}
	return "citing " + strings.Join(names, ", ")
}

// figuresShown is how many reports are shown of one other figure.
const figuresShown = 3

// otherFigures shows the reports that have another figure, by figure.
func (p *claimPage) otherFigures() {
	if len(p.figures) == 0 {
		return
	}
	p.line("", "")
	p.line("", "With another figure:")
	for i := range p.figures[:min(len(p.figures), p.limit)] {
		g := &p.figures[i]
		p.line("  ", g.Title()+":")
		p.reports(g.Reports, min(p.limit, figuresShown), "    ", false)
	}
	if n := len(p.figures) - p.limit; n > 0 {
		p.line("  ", fmt.Sprintf("… and %s more (--limit, or --format json)", plural(n, "figure", "figures")))
	}
}

// differenceLine says what a report says otherwise than the claim.
func differenceLine(d *search.Difference) string {
	claim, report := oneLine(d.Claim), oneLine(d.Report)
	what := string(d.Kind)
	if d.Kind == stemma.ChangeHedge || d.Kind == stemma.ChangeWording || report == "" || claim == "" {
		what = orElse(d.Detail, what)
	}
	switch {
	case claim == "" && d.Kind == stemma.ChangeHedge:
		return fmt.Sprintf("%s: %s", what, report)
	case report == "":
		return fmt.Sprintf("%s: without %q", what, claim)
	case claim == "":
		return fmt.Sprintf("%s: with %q", what, report)
	}
	return fmt.Sprintf("%s: %s instead of %s", what, report, claim)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
