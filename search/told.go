package search

import (
	"context"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// maxTold is how many reports with a name are read for whether they cite it: 4 ms each of 300 words on two cores
// (BenchmarkTold), 0.4 s at the most beside the search.
const maxTold = 100

// Told finds the reports that cite a name only if it is that of an agency or an outlet, which no table says: "a clerk told
// Norlink" (attribution.Asked). Who asks for it says so. They are among those with the name in its own script, of which
// the best so many are read, and have the articles in the form that was read; those that the archive has as citing it are
// left out. A name that a table has was seen when reports came in, so there are none.
func (s *Searcher) Told(ctx context.Context, name string, table *attribution.Outlets) ([]store.Attributions, error) {
	asked, err := table.Asked([]string{name})
	if err != nil || asked.None() {
		return nil, err
	}
	reports, err := s.naming(ctx, name)
	if err != nil {
		return nil, err
	}
	ids, err := s.archive.CitedBy(ctx, name, "", 0)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		known[id] = true
	}
	reports = slices.DeleteFunc(reports, func(a stemma.Article) bool { return a.ID == "" || known[a.ID] })
	all := make([]store.Attributions, len(reports))
	err = onCores(ctx, len(reports), func(i int) (err error) {
		all[i], err = readAsked(ctx, &reports[i], asked, table)
		return err
	})
	key := text.Fold(name)
	return slices.DeleteFunc(all, func(c store.Attributions) bool {
		return !slices.ContainsFunc(c.Sources, func(s stemma.Source) bool { return s.Kind == stemma.SourceOutlet && text.Fold(s.Name) == key })
	}), err
}

// naming are the reports that have a name, the best first.
func (s *Searcher) naming(ctx context.Context, name string) ([]stemma.Article, error) {
	q := Query{Phrases: []string{name}, asked: name}
	var scope store.Scope
	q.scope(&scope)
	v, err := s.index.View(ctx, s.indexer.made)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	in, err := v.In(scope)
	if err != nil {
		return nil, err
	}
	all, err := s.byWords(ctx, v, &q, in, newCheck(&q), maxTold)
	if err == nil {
		all = all[:min(len(all), maxTold)]
		err = readAll(v, all)
	}
	reports := make([]stemma.Article, len(all))
	for i := range all {
		reports[i] = all[i].article
	}
	return reports, err
}

// readAsked reads a report for whom it cites, if some names are those of agencies.
func readAsked(ctx context.Context, a *stemma.Article, asked *attribution.Asked, table *attribution.Outlets) (store.Attributions, error) {
	d := text.Read(*a)
	attributions, sources, err := attribution.FindByRules(ctx, d, attribution.Options{Outlets: table})
	if err == nil {
		attributions, sources, err = asked.Cites(ctx, d, attributions, sources)
	}
	if err != nil {
		return store.Attributions{}, fmt.Errorf("whom %s cites: %w", a.ID, err)
	}
	return store.Attributions{Article: d.Article, Cites: store.Cites{Article: a.ID, Sources: sources, Attributions: attributions}}, nil
}
