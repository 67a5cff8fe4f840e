package reader

import (
	"context"
	"slices"

	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// rankedReports is how many reports are found for a list of stories by words.
const rankedReports = 200

// ranked is a page of the stories that pass the filter and have a report that is found by words, in the order of the
// best report of each.
func (h *opened) ranked(ctx context.Context, q *StoryQuery, at *cursor) ([]store.Story, *cursor, error) {
	ids, err := h.rank(ctx, q)
	if err != nil || len(ids) == 0 {
		return nil, nil, err
	}
	f := q.StoryFilter
	f.Only, f.Limit = ids, 0
	all, err := h.archive.Stories(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortStableFunc(all, func(x, y store.Story) int { return place[x.ID] - place[y.ID] })
	from := min(at.N, len(all))
	if i := slices.IndexFunc(all, func(s store.Story) bool { return s.ID == at.Place.ID }); i >= 0 { // also where others came before it
		from = i + 1
	}
	all = all[from:]
	if q.Limit <= 0 || len(all) <= q.Limit {
		return all, nil, nil
	}
	all = all[:q.Limit]
	return all, &cursor{N: from + q.Limit, Place: store.StoryPlace{ID: all[q.Limit-1].ID}}, nil
}

// rank are the stories of the reports that are found. What is filtered by language, outlet or time is looked for among
// such reports, too, where all others could hide it.
func (h *opened) rank(ctx context.Context, q *StoryQuery) ([]string, error) {
	query, err := search.Parse(q.Words)
	if err != nil {
		return nil, err
	}
	s, err := h.searcher()
	if err != nil {
		return nil, err
	}
	scopes := []store.Filter{{}}
	if len(q.Langs) > 0 || len(q.Outlets) > 0 || !q.Since.IsZero() {
		scopes = append(scopes, store.Filter{Langs: q.Langs, Outlets: q.Outlets, From: q.Since})
	}
	var rankings [][]string
	longest := 0
	for _, scope := range scopes {
		found, err := s.Find(ctx, query, search.Options{Filter: scope, Limit: rankedReports})
		if err != nil {
			return nil, err
		}
		var stories []string
		for i := range found.Hits {
			stories = append(stories, found.Hits[i].Story)
		}
		rankings, longest = append(rankings, stories), max(longest, len(stories))
	}
	var ids []string
	seen := map[string]bool{"": true}
	for i := range longest {
		for _, stories := range rankings {
			if i < len(stories) && !seen[stories[i]] {
				seen[stories[i]] = true
				ids = append(ids, stories[i])
			}
		}
	}
	return ids, nil
}

// told are the reports that cite a source only if it is an agency or an outlet (search.Searcher.Told): who asks for it
// takes it for one.
func (h *opened) told(ctx context.Context, source string) ([]string, error) {
	kept, err := watch.RecallSettings(ctx, h.archive)
	if err != nil {
		return nil, err
	}
	table, _, err := kept.OutletTable()
	if err != nil {
		table = (*attribution.Outlets)(nil) // a trace tells what is wrong with it
	}
	s, err := h.searcher()
	if err != nil {
		return nil, err
	}
	all, err := s.Told(ctx, source, table)
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].Article.ID
	}
	return ids, err
}
