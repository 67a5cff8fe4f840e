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

// wanted looks for the story that somebody means.
type wanted struct {
	cmd     *cobra.Command
	archive *store.Archive
	what    string
	report  string // one that is meant, and is in no story
}

// findStory returns the id of the story that is meant, and tells of what is in no story yet.
func findStory(cmd *cobra.Command, a *store.Archive, what string) (string, error) {
	w := wanted{cmd: cmd, archive: a, what: strings.TrimSpace(what)}
	// As it is, for ids of reports may have capitals; ids of stories have none.
	for _, by := range []func() (string, error){
		func() (string, error) { return w.byID(w.what) },
		w.byReport, w.byAddress,
		func() (string, error) { return w.byID(strings.ToLower(w.what)) },
	} {
		if id, err := by(); err != nil || id != "" {
			return id, err
		}
	}
	return "", w.none()
}

// byID is the story of an id, or of the beginning of one; "" if there is none.
func (w *wanted) byID(id string) (string, error) {
	s, ok, err := w.archive.Story(w.cmd.Context(), id)
	if many, is := errors.AsType[*store.AmbiguousError](err); is {
		return "", usage("%q begins the ids of several stories: give more of it (%s)", w.what, strings.Join(many.IDs, ", "))
	}
	if err != nil || !ok {
		return "", err
	}
	return s.ID, nil
}

// byReport is the story of the report whose id it is.
func (w *wanted) byReport() (string, error) {
	ctx := w.cmd.Context()
	id, ok, err := w.archive.StoryOf(ctx, w.what)
	if err != nil || ok {
		return id, err
	}
	_, ok, err = w.archive.Article(ctx, w.what)
	if ok {
		w.report = w.what
	}
	return "", err
}

// byAddress is the story of the report that is or was at an address. What stood there at one time and at another may be of
// two stories.
func (w *wanted) byAddress() (string, error) {
	ctx := w.cmd.Context()
	at, err := w.archive.AtAddress(ctx, address(w.what))
	if err != nil {
		return "", err
	}
	var stories []string
	for _, report := range at {
		w.report = report
		id, ok, err := w.archive.StoryOf(ctx, report)
		if err != nil {
			return "", err
		}
		if ok && !slices.Contains(stories, id) {
			stories = append(stories, id)
		}
	}
	if len(stories) > 1 {
		return "", usage("reports of several stories were at %s: give one of them (%s)", w.what, strings.Join(stories, ", "))
	}
	return strings.Join(stories, ""), nil
}

// address is what was given as one, perhaps without "https://".
func address(s string) string {
	host, _, ok := strings.Cut(s, "/")
	if strings.Contains(s, "://") || !ok || !strings.Contains(host, ".") {
		return s
	}
	return "https://" + s
}

// shortestPrefix is how much of the id of a story is needed at the least.
const shortestPrefix = 4

// none says why there is no such story.
func (w *wanted) none() error {
	n, err := w.archive.Count(w.cmd.Context())
	if err != nil {
		return err
	}
	if w.report != "" {
		failed, err := watch.Failures(w.cmd.Context(), w.archive)
		if i := slices.IndexFunc(failed, func(f watch.Failure) bool { return f.Article == w.report }); err == nil && i >= 0 {
			return fmt.Errorf("the report %q is in no story, for stemma %s failed at it (%s): another version reads it again, or stemma archive reindex", w.what, failed[i].Version, failed[i].Problem)
		}
		return fmt.Errorf("the report %q is in no story yet: stemma watch puts it into one, or the next stemma import", w.what)
	}
	tellUnplaced(w.cmd, n.Unplaced)
	switch {
	case len([]rune(w.what)) < shortestPrefix:
		return usage("%q is too short for the beginning of a story's id: give four characters or more (stemma stories lists them)", w.what)
	case address(w.what) != w.what || strings.Contains(w.what, "://"):
		return fmt.Errorf("there is no report from %s in the archive %s: stemma import %s reads it", w.what, w.archive.Dir(), w.what)
	}
	return fmt.Errorf("there is no story %q in the archive %s, nor a report with that id or address: stemma stories lists the stories", w.what, w.archive.Dir())
}
