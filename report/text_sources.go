package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

const (
	// maxSources is how many of a story's sources are listed, and maxAliases how
	// many other names of each, unless evidence is asked for.
	maxSources, maxAliases = 8, 6
	// maxLetters is up to how many reports are named one by one.
	maxLetters = 8
)

// sourceList prints the sources that the story rests on: lost or among the
// reports, what else they are called, who cites them and whom they cite. A
// source that a single report quotes stands with that report.
func (c *claims) sourceList() {
	all := c.mainSources()
	if len(all) == 0 {
		return
	}
	c.heading("The sources", "◌ lost: not among the reports")
	for i, s := range all {
		if i == maxSources && !c.evidence {
			c.line(c.paint("and "+count(len(all)-i, "more source")+" (--evidence shows all)", faint))
			return
		}
		c.sourceEntry(s)
	}
}

// cited is a source with the letters of the reports that cite it.
type cited struct {
	*stemma.Source
	by   []string
	rank int
}

// mainSources are the lost ones, then those that are reports, then all others
// that several reports quote; each by how many cite it.
func (f *family) mainSources() []cited {
	var all []cited
	for _, id := range f.story.Sources {
		s := f.sources[id]
		if s == nil || s.Inferred {
			continue
		}
		x := cited{Source: s, by: f.citing(s), rank: 2}
		switch {
		case s.Lost:
			x.rank = 0
		case f.byID[s.Article] != nil:
			x.rank = 1
		}
		if len(x.by) > 1 || len(x.by) == 1 && x.rank < 2 {
			all = append(all, x)
		}
	}
	slices.SortStableFunc(all, func(a, b cited) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(b.by), len(a.by)))
	})
	return all
}

// citing are the letters of the reports that cite a source, as they stand in
// the tree.
func (f *family) citing(s *stemma.Source) []string {
	var out []string
	for _, id := range s.CitedBy {
		if m := f.byID[id]; m != nil && m.article != nil && id != s.Article {
			out = append(out, m.letter)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return slices.Compact(out)
}

func (c *claims) sourceEntry(s cited) {
	lead, st := pad("", c.letterW()), plain
	switch m := c.byID[s.Article]; {
	case s.Lost:
		lead, st = pad("◌", c.letterW()), lost
	case m != nil:
		lead, st = pad(m.letter, c.letterW()), name
	}
	title := isolate(sourceName(s.Source))
	if w := cut(c.inEnglish(s.Source), maxWording); s.Kind == stemma.SourceUnnamed && w != "" {
		title += " (“" + isolate(w) + "”)"
	}
	said := "cited by " + list(s.by, maxLetters)
	if len(s.by) > maxLetters {
		said = "cited by " + count(len(s.by), "report")
	}
	if s.Kind != stemma.SourceOutlet && s.Kind != stemma.SourceUnnamed {
		said = isolate(clean(string(s.Kind))) + ", " + said
	}
	if to := c.citesInTurn(s.Source); len(to) > 0 {
		said += "  ← " + list(to, 4)
	}
	c.hang(c.paint(lead, st)+"  ", title+", "+said, plain, 3)
	if others := c.aliases(s.Source); len(others) > 0 {
		c.hang(strings.Repeat(" ", c.letterW()+2)+"also ", list(others, maxAliases), faint, 3)
	}
}

// citesInTurn names whom a source cites itself.
func (f *family) citesInTurn(s *stemma.Source) []string {
	var out []string
	for _, id := range s.Cites {
		if to := f.sources[id]; to != nil && to != s {
			out = append(out, isolate(sourceName(to)))
		}
	}
	return out
}

// aliases are the other names by which the reports call a source.
func (f *family) aliases(s *stemma.Source) []string {
	var out []string
	for _, a := range s.Aliases {
		a = cut(clean(a), maxName)
		if a == "" || strings.EqualFold(a, clean(s.Name)) {
			continue
		}
		if s.Kind == stemma.SourceUnnamed {
			a = "“" + isolate(a) + "”"
		} else {
			a = isolate(a)
		}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}
