package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// findStory returns the id of the story that is meant, and tells of what is in no story yet.
func findStory(cmd *cobra.Command, a *store.Archive, what string) (string, error) {
	what = strings.TrimSpace(what)
	meant, err := a.Find(cmd.Context(), what)
	if many, is := errors.AsType[*store.AmbiguousError](err); is {
		return "", usage("%q begins the ids of several stories: give more of it (%s)", what, strings.Join(many.IDs, ", "))
	}
	if several, is := errors.AsType[*store.AddressError](err); is {
		return "", usageError{several}
	}
	if err != nil || meant.Story.ID != "" {
		return meant.Story.ID, err
	}
	return "", noStory(cmd, a, what, meant.Report)
}

// shortestPrefix is how much of the id of a story is needed at the least.
const shortestPrefix = 4

// noStory says why there is no such story; report is one that is meant, and is in none.
func noStory(cmd *cobra.Command, a *store.Archive, what, report string) error {
	n, err := a.Count(cmd.Context())
	if err != nil {
		return err
	}
	if report != "" {
		failed, err := watch.Failures(cmd.Context(), a)
		if i := slices.IndexFunc(failed, func(f watch.Failure) bool { return f.Article == report }); err == nil && i >= 0 {
			return fmt.Errorf("the report %q is in no story, for stemma %s failed at it (%s): another version reads it again, or stemma archive reindex", what, failed[i].Version, failed[i].Problem)
		}
		return fmt.Errorf("the report %q is in no story yet: stemma watch puts it into one, or the next stemma import", what)
	}
	tellUnplaced(cmd, n.Unplaced)
	switch {
	case len([]rune(what)) < shortestPrefix:
		return usage("%q is too short for the beginning of a story's id: give four characters or more (stemma stories lists them)", what)
	case store.Address(what) != what || strings.Contains(what, "://"):
		return fmt.Errorf("there is no report from %s in the archive %s: stemma import %s reads it", what, a.Dir(), what)
	}
	return fmt.Errorf("there is no story %q in the archive %s, nor a report with that id or address: stemma stories lists the stories", what, a.Dir())
}
