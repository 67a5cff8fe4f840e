package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/store"
)

const storiesHelp = `Lists the stories of the archive, which stemma import and stemma watch put the
reports into: how many reports each has, how many of them since --since, from how
many outlets and in how many languages, when the last one came out, and the title
of the first. stemma show STORY draws the tree of one.

--since takes a time up to now (24h, 7d, 2w) or a date (2025, 2025-03, 2025-03-31):
stories with a report of then or later.
` + archiveHelp

const storiesExamples = `  stemma stories --since 24h --min-outlets 5
  stemma stories --since 7d --lang ar,fa --sort size --limit 50
  stemma stories --format json | jq -r '.stories[].id'`

type storiesFlags struct {
	archiveFlag
	output
	since   string
	sort    string
	chosen  store.StoryFilter
	sortsBy map[string]store.StorySort
}

func newStoriesCommand() *cobra.Command {
	f := storiesFlags{sortsBy: map[string]store.StorySort{"growth": store.StoryGrowth, "size": store.StorySize, "recent": store.StoryRecent}}
	cmd := &cobra.Command{
		Use:     "stories [flags]",
		Short:   "List the stories of the archive",
		Long:    storiesHelp,
		Example: storiesExamples,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.check(time.Now()); err != nil {
				return err
			}
			return runStories(cmd, &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.since, "since", "", "stories with a report since this `time` (24h, 7d, 2025-03-31)")
	flags.IntVar(&f.chosen.MinArticles, "min-reports", 0, "stories with so many `reports`")
	flags.IntVar(&f.chosen.MinOutlets, "min-outlets", 0, "stories from so many `outlets`")
	flags.IntVar(&f.chosen.MinLangs, "min-languages", 0, "stories in so many `languages`")
	flags.StringSliceVar(&f.chosen.Langs, "lang", nil, "stories with a report in one of these `languages` (\"en,ar\")")
	flags.StringArrayVar(&f.chosen.Outlets, "outlet", nil, "stories with a report of this `outlet`")
	flags.BoolVar(&f.chosen.Open, "open", false, "only stories that more reports are awaited in")
	flags.StringVar(&f.sort, "sort", "growth", "order: growth (reports since --since), size, recent")
	flags.IntVar(&f.chosen.Limit, "limit", 20, "so many `stories` at the most; 0 for all")
	f.archiveFlag.flags(cmd)
	f.output.flags(cmd, "text", "json")
	return cmd
}

func (f *storiesFlags) check(now time.Time) error {
	var err error
	if f.chosen.Since, err = since(f.since, now); err != nil {
		return err
	}
	by, ok := f.sortsBy[f.sort]
	c := &f.chosen
	switch {
	case !ok:
		return usage("unknown --sort %q: give growth, size or recent", f.sort)
	case min(c.MinArticles, c.MinOutlets, c.MinLangs, c.Limit) < 0:
		return usage("--min-reports, --min-outlets, --min-languages and --limit count: give 0 or more")
	}
	c.Sort = by
	return f.output.check()
}

// since reads a time up to now, or a date.
func since(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if from, _, err := period(s); err == nil {
		return from, nil
	}
	d, err := time.ParseDuration(s)
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if n, ok := strings.CutSuffix(s, unit); ok {
			var days float64
			days, err = strconv.ParseFloat(n, 64)
			d = time.Duration(days * float64(length))
		}
	}
	if err != nil || d <= 0 {
		return time.Time{}, usage("--since %q: give a time as 24h, 7d or 2w, or a date as 2025, 2025-03 or 2025-03-31", s)
	}
	return now.Add(-d), nil
}

func runStories(cmd *cobra.Command, f *storiesFlags) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	list, err := a.Stories(cmd.Context(), f.chosen)
	if err != nil {
		return err
	}
	counts, err := a.Count(cmd.Context())
	if err != nil {
		return err
	}
	tellUnplaced(cmd, counts.Unplaced)
	if len(list) == 0 && f.format == "text" {
		return fmt.Errorf("no story in the archive %s passes", a.Dir())
	}
	err = f.write(cmd, func(w io.Writer) error {
		if f.format == "json" {
			return storiesJSON(w, list, f.chosen.Since, counts.Unplaced)
		}
		width, _ := f.page(cmd)
		return storiesText(w, list, width)
	})
	if err == nil && len(list) == 0 {
		return errNothing
	}
	return err
}

// tellUnplaced tells of reports that no list of stories can have yet.
func tellUnplaced(cmd *cobra.Command, n int) {
	if n > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s not in stories yet: stemma watch puts them there, or the next stemma import\n", plural(n, "report is", "reports are"))
	}
}

// storyLine is a story in the form stemma/stories/v1.
type storyLine struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Lang      string    `json:"lang,omitempty"`
	Lead      string    `json:"lead,omitempty"`
	Articles  int       `json:"articles"`
	New       int       `json:"new"` // since the time asked for
	Outlets   int       `json:"outlets"`
	Languages int       `json:"languages"`
	First     time.Time `json:"first,omitzero"`
	Last      time.Time `json:"last,omitzero"`
	Changed   time.Time `json:"changed,omitzero"`
	Closed    bool      `json:"closed"`
	Version   int64     `json:"version"`
}

func lineOf(s *store.Story) storyLine {
	return storyLine{
		ID: s.ID, Title: s.Title, Lang: s.Lang, Lead: s.Lead, Articles: s.Articles, New: s.New, Outlets: s.Outlets, Languages: s.Langs,
		First: s.First, Last: s.Last, Changed: s.Changed, Closed: s.Closed, Version: s.Version,
	}
}

func storiesJSON(w io.Writer, list []store.Story, since time.Time, unplaced int) error {
	out := struct {
		Schema   string      `json:"schema"`
		Since    time.Time   `json:"since,omitzero"`
		Stories  []storyLine `json:"stories"`
		Unplaced int         `json:"unplaced"`
	}{"stemma/stories/v1", since, make([]storyLine, len(list)), unplaced}
	for i := range list {
		out.Stories[i] = lineOf(&list[i])
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

// defaultWidth is that of a page where neither flag nor terminal says.
const defaultWidth = 100

func storiesText(w io.Writer, list []store.Story, width int) error {
	if width <= 0 {
		width = defaultWidth
	}
	ids := len("STORY")
	for i := range list {
		ids = max(ids, len(list[i].ID))
	}
	fmt.Fprintf(w, "%-*s  %5s  %7s  %7s  %5s  %-16s  %s\n", ids, "STORY", "NEW", "REPORTS", "OUTLETS", "LANGS", "LAST", "TITLE")
	for i := range list {
		s := &list[i]
		last := ""
		if !s.Last.IsZero() {
			last = s.Last.UTC().Format("2006-01-02 15:04")
		}
		title := runewidth.Truncate(strings.ReplaceAll(printable(s.Title), "\n", " "), max(width-ids-54, 18), "…")
		if _, err := fmt.Fprintf(w, "%-*s  %5d  %7d  %7d  %5d  %-16s  %s\n", ids, printable(s.ID), s.New, s.Articles, s.Outlets, s.Langs, last, title); err != nil {
			return err
		}
	}
	return nil
}
