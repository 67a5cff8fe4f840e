package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// weak is the support below which an edge is shown as uncertain.
const weak = 0.5

// headline says in one sentence how many reports there are and how many
// origins stand behind them: the answer that a reader came for.
func (f *family) headline() string {
	s := f.counts()
	if names := f.origins(); len(names) > 0 {
		s += ": " + list(names, 4)
	}
	return s
}

// counts are the numbers of a headline.
func (f *family) counts() string {
	langs := make(map[string]bool)
	for _, m := range f.members {
		if m.article != nil {
			langs[baseLanguage(m.article.Lang)] = true
		}
	}
	return fmt.Sprintf("%s, %s, %s", count(f.reports(), "report"), count(len(langs), "language"),
		count(f.story.Origins, "origin"))
}

// reports is the number of articles.
func (f *family) reports() int {
	n := 0
	for _, r := range f.roots {
		n += r.reports
	}
	return n
}

// title is what a story is called: in English where a report in English has a
// title, else as the story has it, else by its first claim.
func (f *family) title() string {
	for _, m := range f.members {
		if m.article != nil && baseLanguage(m.article.Lang) == "en" && clean(m.article.Title) != "" {
			return clean(m.article.Title)
		}
	}
	if t := clean(f.story.Title); t != "" {
		return t
	}
	for i := range f.story.Claims {
		if t := clean(f.story.Claims[i].Text); t != "" {
			return t
		}
	}
	return f.story.ID
}

// origins names the roots, with the reports behind each where there are
// several. The roots as drawn differ from the origins where edges were left
// out for want of support; then none is named.
func (f *family) origins() []string {
	if len(f.roots) != f.story.Origins {
		return nil
	}
	var names []string
	for _, m := range f.roots {
		names = append(names, f.origin(m))
	}
	return names
}

// origin names a root, with the number of reports behind which it stands where
// it is not the only root. A lost source that is known through another one
// only is named with that other one.
func (f *family) origin(m *member) string {
	reports := ""
	if len(f.roots) > 1 && m.reports > 1 {
		reports = count(m.reports, "report")
	}
	if m.article != nil {
		return isolate(outlet(m.article)) + " (" + strings.TrimSuffix(m.letter+", "+reports, ", ") + ")"
	}
	way := []string{m.call()}
	for len(m.below) == 1 && m.below[0].source != nil {
		m = m.below[0]
		way = append(way, m.call())
	}
	s := strings.Join(way, ", by way of ")
	if reports != "" {
		s += " (" + reports + ")"
	}
	return s
}

// call is what a member is called in running text.
func (m *member) call() string {
	if m.article != nil {
		return isolate(outlet(m.article)) + " (" + m.letter + ")"
	}
	return isolate(sourceName(m.source))
}

// tag is a member's short form before an arrow: its letter, or ◌ and its name.
func (m *member) tag() string {
	if m.article != nil {
		return m.letter
	}
	return "◌ " + isolate(sourceName(m.source))
}

// remarks are further sentences under the headline: which lost source most
// reports go back to, which two are closest, and how sure the tree is.
func (f *family) remarks() []string {
	var out []string
	if m := f.bottleneck(); m != nil {
		out = append(out, f.goBack(m))
	}
	if s := f.closest(); s != "" {
		out = append(out, s)
	}
	if s := f.sureOfOrigins(); s != "" {
		out = append(out, s)
	}
	drawn, doubtful, either := 0, 0, 0
	for _, m := range f.members {
		if m.edge == nil {
			continue
		}
		drawn++
		if m.edge.Support < weak {
			doubtful++
		}
		if m.edge.DirectionUncertain {
			either++
		}
	}
	switch {
	case drawn == 1 && doubtful == 1:
		out = append(out, fmt.Sprintf("The one line in the tree is uncertain (support below %.1f).", weak))
	case doubtful > 0:
		out = append(out, fmt.Sprintf("%d of the %s in the tree %s uncertain (support below %.1f).",
			doubtful, count(drawn, "line"), are(doubtful), weak))
	}
	if either > 0 {
		out = append(out, "For "+count(either, "pair")+" it is uncertain which came first.")
	}
	return out
}

// sureOfOrigins says how often other evidence of the same sort would show as
// many origins.
func (f *family) sureOfOrigins() string {
	share, other := -1.0, []string{}
	for _, c := range f.story.OriginCounts {
		switch {
		case c.Origins == f.story.Origins:
			share = c.Support
		case c.Support >= 0.01 && len(other) < 2:
			other = append(other, fmt.Sprintf("%s in %.0f", count(c.Origins, "origin"), 100*c.Support))
		}
	}
	switch {
	case share < 0:
		return ""
	case len(other) == 0:
		return fmt.Sprintf("How sure: whenever the evidence is resampled there %s again %s.", are(f.story.Origins), count(f.story.Origins, "origin"))
	}
	return fmt.Sprintf("How sure: %s in %.0f of 100 resamplings of the evidence, %s.",
		count(f.story.Origins, "origin"), 100*share, strings.Join(other, ", "))
}

// bottleneck is the lowest lost source that most of the reports go back to.
func (f *family) bottleneck() *member {
	total := f.reports()
	var best *member
	for _, m := range f.members {
		if m.source != nil && m.reports > 1 && 2*m.reports > total {
			best = m
		}
	}
	return best
}

func (f *family) goBack(m *member) string {
	total := f.reports()
	all := fmt.Sprintf("%d of the %d reports go", m.reports, total)
	switch {
	case total == 2 && m.reports == 2:
		all = "Both reports go"
	case m.reports == total:
		all = fmt.Sprintf("All %d reports go", total)
	}
	if m.source.Inferred {
		return all + " back to a source that is not among them and that none of them cites."
	}
	return all + " back to " + m.call() + ", which is not among them."
}

// count prints a number with its noun: "1 origin", "5 reports".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") {
		return fmt.Sprintf("%d %sies", n, noun[:len(noun)-1])
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// list joins names: "a, b and c", with what exceeds limit as a number. Names
// that have a comma of their own are parted by semicolons.
func list(names []string, limit int) string {
	if len(names) > limit {
		names = append(names[:limit-1:limit-1], fmt.Sprintf("%d more", len(names)-limit+1))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, ", ") }) {
		return strings.Join(names, "; ")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// score prints a support with two digits.
func score(support float64) string { return fmt.Sprintf("%.2f", float64(hundredths(support))/100) }

// hundredths rounds a support once, so that all that is told of it agrees.
func hundredths(support float64) int { return int(math.Round(100 * support)) }

// edgeWord says how a child came from its parent.
func edgeWord(k stemma.EdgeKind) string { return isolate(cut(clean(string(k)), howW)) }
