package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// told are the reports that cite a source only if it is an agency or an outlet, as whoever asks for it takes it for one: "a
// clerk told Norlink". That is said, with what has them found at once, and when reports come in.
func told(cmd *cobra.Command, a *store.Archive, s *search.Searcher, source string) ([]store.Attributions, error) {
	kept, err := watch.RecallSettings(cmd.Context(), a)
	if err != nil {
		return nil, err
	}
	table, _, err := kept.OutletTable()
	if err != nil {
		table = nil // stemma show tells what is wrong with it
	}
	all, err := s.Told(cmd.Context(), source, table)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s that somebody told %s something: taken as citing it; with a line \"agency %s\" in a table (stemma import --outlets) reports are read so from the start\n",
		plural(len(all), "report says", "reports say"), oneLine(source), oneLine(source))
	slices.SortStableFunc(all, func(x, y store.Attributions) int {
		return cmp.Or(x.Article.Published.Compare(y.Article.Published), cmp.Compare(x.Article.ID, y.Article.ID))
	})
	return all, nil
}

func idsOf(all []store.Attributions) []string {
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].Article.ID
	}
	return ids
}
