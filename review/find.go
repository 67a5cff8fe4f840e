package review

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// finder finds in a result what verdicts name.
type finder struct {
	articles map[string]*stemma.Article
	sources  []*stemma.Source
	byName   map[string][]*stemma.Source
	byID     map[string]*stemma.Source
	// reports are those that cite a source or derive from it, by its id.
	reports map[string]map[string]bool
	// parents are those of each member of a story that the result has, with an entry for origins, too.
	parents map[string]map[string]bool
	// others are edges that the result has as alternatives.
	others  map[edge]bool
	links   map[edge][]*stemma.Link // by their articles, the lesser id first
	digests map[string]string
	flat    map[string]*flatText
}

func newFinder(r *stemma.Result) *finder {
	f := &finder{
		articles: map[string]*stemma.Article{}, byName: map[string][]*stemma.Source{}, byID: map[string]*stemma.Source{},
		reports: map[string]map[string]bool{}, parents: map[string]map[string]bool{},
		others: map[edge]bool{}, links: map[edge][]*stemma.Link{}, digests: map[string]string{}, flat: map[string]*flatText{},
	}
	for i := range r.Articles {
		f.articles[r.Articles[i].ID] = &r.Articles[i]
	}
	for i := range r.Sources {
		f.addSource(&r.Sources[i])
	}
	for i := range r.Stories {
		f.addStory(&r.Stories[i])
	}
	return f
}

func (f *finder) addSource(s *stemma.Source) {
	f.sources = append(f.sources, s)
	f.byID[s.ID] = s
	f.reports[s.ID] = map[string]bool{}
	for _, id := range s.CitedBy {
		f.reports[s.ID][id] = true
	}
	if isNameless(s) {
		return
	}
	for _, name := range append([]string{s.Name}, s.Aliases...) {
		key := nameKey(name)
		if key != "" && !slices.Contains(f.byName[key], s) {
			f.byName[key] = append(f.byName[key], s)
		}
	}
}

func (f *finder) addStory(s *stemma.Story) {
	for i := range s.Links {
		l := &s.Links[i]
		key := edge{min(l.A, l.B), max(l.A, l.B)}
		f.links[key] = append(f.links[key], l)
	}
	for _, id := range s.Articles {
		f.parents[id] = map[string]bool{}
	}
	for i := range s.Roots {
		f.addOthers(s.Roots[i].Origin, s.Roots[i].Alternatives)
	}
	for i := range s.Edges {
		e := &s.Edges[i]
		for _, id := range []string{e.Parent, e.Child} {
			if f.parents[id] == nil {
				f.parents[id] = map[string]bool{}
			}
		}
		f.parents[e.Child][e.Parent] = true
		f.addOthers(e.Child, e.Alternatives)
		if _, source := f.byID[e.Parent]; source && f.articles[e.Child] != nil {
			f.reports[e.Parent][e.Child] = true
		}
	}
}

func (f *finder) addOthers(child string, all []stemma.Alternative) {
	for _, a := range all {
		f.others[edge{a.Parent, child}] = true
	}
}

// between returns the links of two articles.
func (f *finder) between(a, b string) []*stemma.Link { return f.links[edge{min(a, b), max(a, b)}] }

// has says whether the result has an edge; one from "" is that the child is an origin.
func (f *finder) has(parent, child string) bool {
	parents, member := f.parents[child]
	if parent == "" {
		return member && len(parents) == 0
	}
	return parents[parent]
}

// isNameless says that the name of a source does not tell it from others.
func isNameless(s *stemma.Source) bool {
	return s.Kind == stemma.SourceUnnamed || s.Inferred || strings.TrimSpace(s.Name) == ""
}

// nameKey is what the spellings of a name have in common that mean no other.
func nameKey(name string) string { return strings.Join(strings.Fields(text.Fold(name)), " ") }

// end returns the id of a report or source that a verdict is about; near is the child of the edge.
func (f *finder) end(e *End, near string) (string, bool) {
	switch {
	case e.Article != "":
		return e.Article, f.articles[e.Article] != nil
	case e.Source == "":
		return "", false
	}
	among, enough := f.byName[nameKey(e.Source)], 0
	if e.Nameless {
		// By more than half of the reports, so that what another source has cannot be taken for it.
		among, enough = f.nameless(), len(e.Reports)/2+1
	}
	best, most := (*stemma.Source)(nil), []int(nil)
	for _, s := range among {
		common := f.common(e, s)
		if common < enough {
			continue
		}
		if fit := f.fit(e, s, near, common); best == nil || slices.Compare(fit, most) > 0 {
			best, most = s, fit
		}
	}
	if best == nil {
		return "", false
	}
	return f.node(best), true
}

// fit says how well a source is the one that is meant, what counts most first.
func (f *finder) fit(e *End, s *stemma.Source, near string, common int) []int {
	yes := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	parent, sameName := yes(f.parents[near][f.node(s)]), yes(nameKey(s.Name) == nameKey(e.Source))
	if e.Nameless {
		return []int{common, sameName, parent, yes(s.Lost)}
	}
	return []int{parent, yes(s.Lost), common, sameName}
}

func (f *finder) nameless() []*stemma.Source {
	var all []*stemma.Source
	for _, s := range f.sources {
		if isNameless(s) {
			all = append(all, s)
		}
	}
	return all
}

// common is how many of an end's reports have something from a source.
func (f *finder) common(e *End, s *stemma.Source) int {
	n := 0
	for _, id := range e.Reports {
		if f.reports[s.ID][id] {
			n++
		}
	}
	return n
}

// node is the id by which the tree has a source: that of the report which is the source, where one is.
func (f *finder) node(s *stemma.Source) string {
	if f.articles[s.Article] != nil {
		return s.Article
	}
	return s.ID
}

// digest is that of the text which an article has now.
func (f *finder) digest(a *stemma.Article) string {
	d, ok := f.digests[a.ID]
	if !ok {
		d = Digest(a.Text)
		f.digests[a.ID] = d
	}
	return d
}

// isEarlier says that the report at an end had another text when the verdict was given.
func (f *finder) isEarlier(e *End) bool {
	a := f.articles[e.Article]
	return a != nil && e.Digest != "" && e.Digest != f.digest(a)
}
