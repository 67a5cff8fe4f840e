package page

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/reader"
)

// saidAtOnce is how many reports of a list are shown at once; the others are folded away.
const (
	saidAtOnce = 12
	nearAtOnce = 5
)

// claimView says who says a sentence.
type claimView struct {
	Text    string
	Filter  searchFilter
	Problem string
	Asked   bool
	R       *search.ClaimResult
	Answer  string
	But     string
	First   string
	Latest  string
	Origins string
	Sources string
	Stories []claimStory
	Lists   []saidList
	Figures []figureView
	Near    saidList
}

type claimStory struct {
	ID, Title string // "" where it is not looked up
	Count     int
}

// titledStories is of how many stories of a claim the title is looked up.
const titledStories = 10

type figureView struct {
	Title   string
	Reports []saidView
}

// saidList are reports under a heading.
type saidList struct {
	ID, Title    string
	Aside        string
	Shown, Other []saidView
}

func listed(id, title, aside string, all []saidView, atOnce int) saidList {
	n := min(len(all), atOnce)
	return saidList{id, title, aside, all[:n], all[n:]}
}

// saidView is a report with the sentence that says it, or something else.
type saidView struct {
	search.ClaimReport
	Link   string
	Source string // "an origin", "from …"
	Citing string
	Other  []string // what is otherwise
}

// who is the page of who says a sentence.
func (s *site) who(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	v := &claimView{Text: strings.TrimSpace(asked.Get("text")), Filter: s.searchFilter(r, asked)}
	o, problem := searchOptions(asked, time.Now())
	o.Limit = 0
	v.Problem, v.Asked = problem, v.Text != ""
	if v.Asked && problem == "" {
		found, err := s.Reader.Claim(r.Context(), v.Text, o)
		switch {
		case errors.Is(err, search.ErrClaim), errors.Is(err, search.ErrQuestion):
			v.Problem = sentence(err)
		case err != nil:
			s.fail(w, r, err)
			return
		default:
			v.take(found)
			s.entitle(r, v.Stories)
		}
	} else if err := s.Reader.Ready(r.Context()); errors.Is(err, reader.ErrNoArchive) {
		s.fail(w, r, err)
		return
	}
	title := "Who says this?"
	if v.Asked {
		title = "Who says: " + v.Text
	}
	s.render(w, r, "claim", view{Title: title, Query: v.Text, Status: statusOf(v.Problem), Data: v})
}

// entitle looks up how stories are called; the page can do without.
func (s *site) entitle(r *http.Request, stories []claimStory) {
	for i := range stories[:min(len(stories), titledStories)] {
		if st, err := s.Reader.Story(r.Context(), stories[i].ID); err == nil {
			stories[i].Title = display.Clean(st.Title)
		}
	}
}

func (v *claimView) take(r *search.ClaimResult) {
	v.R = r
	figures, otherwise := search.ByFigure(r.Differs)
	v.Answer, v.But = answer(r), but(len(r.Denies), figures, len(otherwise))
	v.Lists = []saidList{
		listed("says", "Who says it", "in the order of time", v.said(r.Says), saidAtOnce),
		listed("denies", "Who says the opposite", "", v.said(r.Denies), saidAtOnce),
		listed("otherwise", "Who says it otherwise", "another name, place or date", v.said(otherwise), saidAtOnce),
	}
	v.Near = listed("near", "What is like it", "and may say something else", v.said(r.Near), nearAtOnce)
	for i := range figures {
		v.Figures = append(v.Figures, figureView{display.Clean(figures[i].Title()), v.said(figures[i].Reports)})
	}
	if len(r.Says) == 0 {
		return
	}
	v.First, v.Latest, v.Origins, v.Sources = firstOf(r), latestOf(r), claimOrigins(r), sourcesOf(r.Says)
	for _, st := range r.Stories {
		v.Stories = append(v.Stories, claimStory{ID: st.Story, Count: st.Reports})
	}
}

// answer is the claim at a glance.
func answer(r *search.ClaimResult) string {
	if n := len(r.Says); n > 0 {
		least := ""
		if r.AtLeast || r.More {
			least = "at least "
		}
		return fmt.Sprintf("Said by %s%s of %s in %s.", least, display.Count(n, "report"), display.Count(len(r.Outlets), "outlet"), display.Count(len(r.Languages), "language"))
	}
	like := 0
	for i := range r.Near {
		if r.Near[i].HasValues {
			like++
		}
	}
	if like > 0 {
		return fmt.Sprintf("No report in the archive says it; of those that are like it %d %s all its names and figures.", like, display.Plural(like, "has", "have"))
	}
	return "No report in the archive says it."
}

// but counts the reports that say something else.
func but(denied int, figures []search.Figure, otherwise int) string {
	var parts, names []string
	reports := 0
	for i := range figures {
		reports += len(figures[i].Reports)
		names = append(names, figures[i].Name)
	}
	if denied > 0 {
		parts = append(parts, "the opposite in "+display.Count(denied, "report"))
	}
	if reports > 0 {
		parts = append(parts, fmt.Sprintf("another figure in %s (%s)", display.Count(reports, "report"), display.List(names, 4)))
	}
	if otherwise > 0 {
		parts = append(parts, "something otherwise in "+display.Count(otherwise, "report"))
	}
	return strings.Join(parts, ", ")
}

// firstOf names the reports that may be the first.
func firstOf(r *search.ClaimResult) string {
	var names []string
	at := ""
	for i := range r.Says {
		if c := &r.Says[i]; slices.Contains(r.First, c.Article) {
			names = append(names, outletOf(c))
			if at == "" {
				at = when(c.Published, c.Precision)
			}
		}
	}
	if len(names) == 0 {
		return "not known: no report that says it has a date"
	}
	if n := len(names) - 3; n > 0 {
		names = append(names[:3], fmt.Sprintf("%d more", n))
	}
	return at + ": " + strings.Join(names, ", or ")
}

// latestOf names the last report that says it, "" where that is the first, too.
func latestOf(r *search.ClaimResult) string {
	for i := len(r.Says) - 1; i > 0; i-- {
		if c := &r.Says[i]; !c.Published.IsZero() && !slices.Contains(r.First, c.Article) {
			return when(c.Published, c.Precision) + ": " + outletOf(c)
		}
	}
	return ""
}

// claimOrigins says from how many origins reports have it, and which these are.
func claimOrigins(r *search.ClaimResult) string {
	if len(r.Roots) == 0 {
		return "not measured: no tree of its stories is there yet"
	}
	n := fmt.Sprintf("%d independent", len(r.Roots))
	if r.Origins == nil {
		known := 0
		for i := range r.Says {
			if r.Says[i].Origin != "" {
				known++
			}
		}
		n = fmt.Sprintf("at least %d independent (known of %d of %s)", r.OriginsAtLeast, known, display.Count(len(r.Says), "report"))
	}
	var names []string
	for i := range r.Roots {
		names = append(names, fmt.Sprintf("%s for %s", rootName(&r.Roots[i]), display.Count(r.Roots[i].Reports, "report")))
	}
	return n + ": " + display.List(names, 4)
}

func rootName(root *search.ClaimRoot) string {
	name := display.Clean(root.Name)
	switch {
	case root.Source && name == "":
		return "a source that is not named"
	case root.Source:
		return display.Isolate(name) + " (not among the reports)"
	case name == "":
		name = display.Clean(root.Origin)
	}
	return display.Isolate(name)
}

// sourcesOf are those to whom reports attribute the claim, with how many do.
func sourcesOf(says []search.ClaimReport) string {
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
	for i, n := range names {
		names[i] = fmt.Sprintf("%s (%d)", display.Isolate(display.Clean(n)), times[n])
	}
	return strings.Join(names[:min(len(names), 10)], ", ")
}

func outletOf(c *search.ClaimReport) string {
	for _, name := range []string{c.Outlet, c.URL, c.Article} {
		if name = display.Clean(name); name != "" {
			return display.Isolate(name)
		}
	}
	return "unknown outlet"
}

func (v *claimView) said(all []search.ClaimReport) (out []saidView) {
	for _, c := range all {
		said := saidView{ClaimReport: c, Link: reportPath(c.Story, c.Article, c.Sentence), Source: v.origin(&c)}
		for _, s := range c.Sources[:min(len(c.Sources), 3)] {
			said.Citing += display.Isolate(display.Clean(s)) + ", "
		}
		said.Citing = strings.TrimSuffix(said.Citing, ", ")
		for i := range c.Differences {
			said.Other = append(said.Other, differs(&c.Differences[i]))
		}
		out = append(out, said)
	}
	return out
}

// origin says from whom a report has what it tells.
func (v *claimView) origin(c *search.ClaimReport) string {
	if c.Origin == c.Article {
		return "an origin"
	}
	for i := range v.R.Roots {
		if root := &v.R.Roots[i]; c.Origin != "" && root.Origin == c.Origin && root.Story == c.Story {
			return "from " + rootName(root)
		}
	}
	return ""
}

// differs says what a report says otherwise than the claim.
func differs(d *search.Difference) string {
	claim, report := display.Isolate(display.Clean(d.Claim)), display.Isolate(display.Clean(d.Report))
	what := string(d.Kind)
	if d.Detail != "" && (d.Kind == stemma.ChangeHedge || d.Kind == stemma.ChangeWording || report == "" || claim == "") {
		what = d.Detail
	}
	switch {
	case claim == "" && d.Kind == stemma.ChangeHedge:
		return what + ": " + report
	case report == "":
		return what + ": without “" + claim + "”"
	case claim == "":
		return what + ": with “" + report + "”"
	}
	return fmt.Sprintf("%s: %s instead of %s", what, report, claim)
}
