package family

import (
	"fmt"
	"strings"

	"github.com/stemma-news/stemma/report/display"
)

// Weak is the support below which an edge is shown as uncertain.
const Weak = 0.5

// Headline says in one sentence how many reports there are and how many
// origins stand behind them: the answer that a reader came for.
func (f *Family) Headline() string {
	s := f.Counts()
	if names := f.origins(); len(names) > 0 {
		s += ": " + display.List(names, 4)
	}
	return s
}

// Counts are the numbers of a headline.
func (f *Family) Counts() string {
	langs := make(map[string]bool)
	for _, m := range f.Members {
		if m.Article != nil {
			langs[BaseLanguage(m.Article.Lang)] = true
		}
	}
	s := fmt.Sprintf("%s, %s, %s", display.Count(f.Reports(), "report"), display.Count(len(langs), "language"),
		display.Count(f.Story.Origins, "origin"))
	if f.Story.Partial {
		s += ", partial"
	}
	return s
}

// Reports is the number of articles.
func (f *Family) Reports() int {
	n := 0
	for _, r := range f.Roots {
		n += r.reports
	}
	return n
}

// Title is what a story is called: in English where a report in English has a
// title, else as the story has it, else by its first claim.
func (f *Family) Title() string {
	for _, m := range f.Members {
		if m.Article != nil && BaseLanguage(m.Article.Lang) == "en" && display.Clean(m.Article.Title) != "" {
			return display.Clean(m.Article.Title)
		}
	}
	if t := display.Clean(f.Story.Title); t != "" {
		return t
	}
	for i := range f.Story.Claims {
		if t := display.Clean(f.Story.Claims[i].Text); t != "" {
			return t
		}
	}
	return f.Story.ID
}

// origins names the roots, with the reports behind each where there are
// several. The roots as drawn differ from the origins where edges were left
// out for want of support; then none is named.
func (f *Family) origins() []string {
	if len(f.Roots) != f.Story.Origins {
		return nil
	}
	var names []string
	for _, m := range f.Roots {
		names = append(names, f.origin(m))
	}
	return names
}

// origin names a root, with the number of reports behind which it stands where
// it is not the only root. A lost source that is known through another one
// only is named with that other one.
func (f *Family) origin(m *Member) string {
	reports := ""
	if len(f.Roots) > 1 && m.reports > 1 {
		reports = display.Count(m.reports, "report")
	}
	if m.Article != nil {
		return display.Isolate(Outlet(m.Article)) + " (" + strings.TrimSuffix(m.Letter+", "+reports, ", ") + ")"
	}
	way := []string{m.call()}
	for len(m.Below) == 1 && m.Below[0].Source != nil {
		m = m.Below[0]
		way = append(way, m.call())
	}
	s := strings.Join(way, ", by way of ")
	if reports != "" {
		s += " (" + reports + ")"
	}
	return s
}

// Remarks are further sentences under the headline: which lost source most
// reports go back to, which two are closest, and how sure the tree is.
func (f *Family) Remarks() []string {
	var out []string
	if f.Story.Partial {
		out = append(out, partialRemark)
	}
	if m := f.bottleneck(); m != nil {
		out = append(out, f.goBack(m))
	}
	if _, _, s := f.Closest(); s != "" {
		out = append(out, s)
	}
	if s := f.SureOfOrigins(); s != "" {
		out = append(out, s)
	}
	drawn, doubtful, either := 0, 0, 0
	for _, m := range f.Members {
		if m.Edge == nil {
			continue
		}
		drawn++
		if m.Edge.Support < Weak {
			doubtful++
		}
		if m.Edge.DirectionUncertain {
			either++
		}
	}
	switch {
	case drawn == 1 && doubtful == 1:
		out = append(out, fmt.Sprintf("The one line in the tree is uncertain (support below %.1f).", Weak))
	case doubtful > 0:
		out = append(out, fmt.Sprintf("%d of the %s in the tree %s uncertain (support below %.1f).",
			doubtful, display.Count(drawn, "line"), display.Are(doubtful), Weak))
	}
	if either > 0 {
		out = append(out, "For "+display.Count(either, "pair")+" it is uncertain which came first.")
	}
	return out
}

// SureOfOrigins says how often other evidence of the same sort would show as
// many origins.
func (f *Family) SureOfOrigins() string {
	share, other := -1.0, []string{}
	for _, c := range f.Story.OriginCounts {
		switch {
		case c.Origins == f.Story.Origins:
			share = c.Support
		case c.Support >= 0.01 && len(other) < 2:
			other = append(other, fmt.Sprintf("%s in %.0f", display.Count(c.Origins, "origin"), 100*c.Support))
		}
	}
	switch {
	case share < 0:
		return ""
	case len(other) == 0:
		return fmt.Sprintf("How sure: whenever the evidence is resampled there %s again %s.", display.Are(f.Story.Origins), display.Count(f.Story.Origins, "origin"))
	}
	return fmt.Sprintf("How sure: %s in %.0f of 100 resamplings of the evidence, %s.",
		display.Count(f.Story.Origins, "origin"), 100*share, strings.Join(other, ", "))
}

// bottleneck is the lowest lost source that most of the reports go back to.
func (f *Family) bottleneck() *Member {
	total := f.Reports()
	var best *Member
	for _, m := range f.Members {
		if m.Source != nil && m.reports > 1 && 2*m.reports > total {
			best = m
		}
	}
	return best
}

func (f *Family) goBack(m *Member) string {
	total := f.Reports()
	all := fmt.Sprintf("%d of the %d reports go", m.reports, total)
	switch {
	case total == 2 && m.reports == 2:
		all = "Both reports go"
	case m.reports == total:
		all = fmt.Sprintf("All %d reports go", total)
	}
	if m.Source.Inferred {
		return all + " back to a source that is not among them and that none of them cites."
	}
	return all + " back to " + m.call() + ", which is not among them."
}
