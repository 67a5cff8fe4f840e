package family

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"

	"github.com/stemma-news/stemma"
)

// Cited is a source with the letters of the reports that cite it.
type Cited struct {
	*stemma.Source
	By   []string
	rank int
}

// MainSources are the lost ones, then those that are reports, then all others
// that several reports quote; each by how many cite it.
func (f *Family) MainSources() []Cited {
	var all []Cited
	for _, id := range f.Story.Sources {
		s := f.Sources[id]
		if s == nil || s.Inferred {
			continue
		}
		x := Cited{Source: s, By: f.Citing(s), rank: 2}
		switch {
		case s.Lost:
			x.rank = 0
		case f.ByID[s.Article] != nil:
			x.rank = 1
		}
		if len(x.By) > 1 || len(x.By) == 1 && x.rank < 2 {
			all = append(all, x)
		}
	}
	slices.SortStableFunc(all, func(a, b Cited) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(b.By), len(a.By)))
	})
	return all
}

// Citing are the letters of the reports that cite a source, as they stand in
// the tree.
func (f *Family) Citing(s *stemma.Source) []string {
	var out []string
	for _, id := range s.CitedBy {
		if m := f.ByID[id]; m != nil && m.Article != nil && id != s.Article {
			out = append(out, m.Letter)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return slices.Compact(out)
}

// CitesInTurn names whom a source cites itself.
func (f *Family) CitesInTurn(s *stemma.Source) []string {
	var out []string
	for _, id := range s.Cites {
		if to := f.Sources[id]; to != nil && to != s {
			out = append(out, display.Isolate(SourceName(to)))
		}
	}
	return out
}

// Aliases are the other names by which the reports call a source.
func (f *Family) Aliases(s *stemma.Source) []string {
	var out []string
	for _, a := range s.Aliases {
		a = display.Cut(display.Clean(a), MaxName)
		if a == "" || strings.EqualFold(a, display.Clean(s.Name)) {
			continue
		}
		if s.Kind == stemma.SourceUnnamed {
			a = "“" + display.Isolate(a) + "”"
		} else {
			a = display.Isolate(a)
		}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}
