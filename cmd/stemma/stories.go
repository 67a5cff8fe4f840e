package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
)

const storiesHelp = `Lists the stories of the archive, which stemma import and stemma watch put the
reports into: how many reports each has, from how many outlets and in how many
languages, when the last one came out (in UTC), and the title of the first, with
its language. stemma show STORY draws the tree of one.

--since takes a time up to now (24h, 7d, 2w) or a date (2025, 2025-03, 2025-03-31):
stories with a report of then or later. How many those are is told as NEW, and the
stories that grew most come first; without --since the largest do. LAST is of the
reports that have a date; of a story of which none has, it is when the last one
came into the archive, and told as "seen". --since and NEW take a report without a
date as of when it came, if that was within a week of those that have one.

--cites takes stories with a report that cites a source by this name, as the report
spells it or as it is known, and shows of each the first reports that do, with the
sentence. Who is cited is found by rules alone, without the model for English that
trees have, too.

JSON (stemma/stories/v1) has of each story: id, title, lang and lead (the report of
the title), articles, new, outlets, languages, first, last, changed (when the last
report came in), closed, version (how often its reports have changed), undated (no
report has a date), origins (how many independent ones its tree has, null where it
was not traced) and tree_reports (how many reports that tree has), and, with --cites, citing: the reports, each with its passages,
which are attributions as stemma trace has them, the name of the source, and the
sentence. unplaced is how many reports are in no story yet.
` + archiveHelp

const storiesExamples = `  stemma stories --since 24h --min-outlets 5
  stemma stories --since 7d --lang ar,fa --sort size --limit 50
  stemma stories --cites Reuters --since 2025-03
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
			if cmd.Flags().Changed("cites") && strings.TrimSpace(f.chosen.Cites) == "" {
				return usage("--cites: give the name of a source")
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
	flags.StringVar(&f.chosen.Cites, "cites", "", "stories with a report that cites this `source`, and the sentences; its other names are in a table (stemma import --outlets)")
	flags.BoolVar(&f.chosen.Open, "open", false, "only stories that more reports are awaited in")
	flags.StringVar(&f.sort, "sort", "", "order: growth (reports since --since), size, recent (default growth with --since, else size)")
	flags.IntVar(&f.chosen.Limit, "limit", 20, "so many `stories` at the most; 0 for all")
	f.archiveFlag.flags(cmd)
	f.output.flags(cmd, "text", "json")
	return cmd
}

func (f *storiesFlags) check(now time.Time) error {
	var ok bool
	if f.chosen.Since, _, ok = date.Period(f.since, now); !ok {
		return usage("--since %q: %s", f.since, date.PeriodForms)
	}
	c := &f.chosen
	sort := f.sort
	if sort == "" && c.Since.IsZero() {
		sort = "size"
	} else if sort == "" {
		sort = "growth"
	}
	by, ok := f.sortsBy[sort]
	switch {
	case by == store.StoryGrowth && c.Since.IsZero():
		return usage("--sort growth counts the reports since a time: give it, too (--since 24h)")
	case !ok:
		return usage("unknown --sort %q: give growth, size or recent", f.sort)
	case min(c.MinArticles, c.MinOutlets, c.MinLangs, c.Limit) < 0:
		return usage("--min-reports, --min-outlets, --min-languages and --limit count: give 0 or more")
	}
	c.Sort = by
	return f.output.check()
}

func runStories(cmd *cobra.Command, f *storiesFlags) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	var asked []store.Attributions
	if f.chosen.Cites != "" {
		s, err := search.New(a)
		if err != nil {
			return err
		}
		if asked, err = told(cmd, a, s, f.chosen.Cites); err != nil {
			return err
		}
		f.chosen.Citing = idsOf(asked)
	}
	r, err := reader.New(reader.Options{Archive: a})
	if err != nil {
		return err
	}
	defer r.Close()
	page, err := r.Stories(cmd.Context(), reader.StoryQuery{StoryFilter: f.chosen, Unmeasured: f.format != "json"})
	if err != nil {
		return err
	}
	counts, err := a.Count(cmd.Context())
	if err != nil {
		return err
	}
	tellUnplaced(cmd, counts.Unplaced)
	if len(page.Stories) == 0 && f.format == "text" {
		return f.none(cmd, a, counts)
	}
	lines := make([]storyLine, len(page.Stories))
	for i := range lines {
		lines[i].Story = page.Stories[i]
	}
	if f.chosen.Cites != "" {
		most := shownCiting
		if f.format == "json" {
			most = math.MaxInt
		}
		if err := addCiting(cmd.Context(), a, lines, f.chosen.Cites, asked, most); err != nil {
			return err
		}
	}
	err = f.write(cmd, func(w io.Writer) error {
		if f.format == "json" {
			return storiesJSON(w, page, lines)
		}
		width, color := f.page(cmd)
		if width <= 0 {
			width = defaultWidth
		}
		return storiesText(w, lines, !f.chosen.Since.IsZero(), searchStyle{width, color})
	})
	if err == nil && len(lines) == 0 {
		return errNothing
	}
	return err
}

// none says why a list is empty.
func (f *storiesFlags) none(cmd *cobra.Command, a *store.Archive, n store.Counts) error {
	if f.chosen.Cites != "" && n.Stories > 0 {
		if err := noneCites(cmd, a, f.chosen.Cites); err != nil {
			return err
		}
	}
	err := noStories(a.Dir(), n)
	if n.Stories == 0 {
		return err
	}
	why, failed := unknown(cmd.Context(), a, f.chosen.Langs, f.chosen.Outlets, f.chosen.Since)
	if len(why) > 0 {
		return fmt.Errorf("%w; %s", err, strings.Join(why, "; "))
	}
	return errors.Join(err, failed)
}

func noStories(dir string, n store.Counts) error {
	switch {
	case n.Articles == 0:
		return fmt.Errorf("the archive %s holds no reports: put some in with stemma import or stemma watch", dir)
	case n.Stories == 0:
		return fmt.Errorf("no report of the archive %s is in a story yet", dir)
	}
	return fmt.Errorf("no story in the archive %s passes: it has %s, give fewer or wider filters", dir, plural(n.Stories, "story", "stories"))
}

// tellUnplaced tells of reports that no list of stories can have yet.
func tellUnplaced(cmd *cobra.Command, n int) {
	if n > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s not in stories yet: stemma watch puts them there, or the next stemma import\n", plural(n, "report is", "reports are"))
	}
}

// storyLine is a story in the form stemma/stories/v1.
type storyLine struct {
	reader.Story
	// Citing are the reports that cite the source that was asked for.
	Citing []citingLine `json:"citing,omitempty"`
	cite   int          // how many do, of which Citing may have the first
}

// storiesJSON writes a page of stories, each as its line has it.
func storiesJSON(w io.Writer, page *reader.StoryPage, list []storyLine) error {
	out := struct {
		Schema   string      `json:"schema"`
		Since    time.Time   `json:"since,omitzero"`
		Stories  []storyLine `json:"stories"`
		Unplaced int         `json:"unplaced"`
	}{page.Schema, page.Since, list, page.Unplaced}
	e := json.NewEncoder(display.JSON(w))
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

// defaultWidth is that of a page where neither flag nor terminal says.
const defaultWidth = 100

// storiesText prints the list; grown says that it is told how many reports are new.
func storiesText(w io.Writer, list []storyLine, grown bool, style searchStyle) error {
	ids := len("STORY")
	for i := range list {
		ids = max(ids, len(list[i].ID))
	}
	begin, grow := fmt.Sprintf("%-*s", ids, "STORY"), func(s *storyLine) string { return "" }
	if grown {
		begin += fmt.Sprintf("  %5s", "NEW")
		grow = func(s *storyLine) string { return fmt.Sprintf("  %5d", s.New) }
	}
	begin += fmt.Sprintf("  %7s  %7s  %5s  %-21s  ", "REPORTS", "OUTLETS", "LANGS", "LAST (UTC)")
	fmt.Fprintln(w, begin+"TITLE")
	for i := range list {
		s := &list[i]
		title := runewidth.Truncate(s.called(), max(style.width-len(begin), 24), "…")
		if _, err := fmt.Fprintf(w, "%-*s%s  %7d  %7d  %5d  %-21s  %s\n", ids, printable(s.ID), grow(s), s.Articles, s.Outlets, s.Languages, s.last(), title); err != nil {
			return err
		}
		if err := citingText(w, s, style); err != nil {
			return err
		}
	}
	return nil
}

// called is the title, after the tag of its language.
func (s *storyLine) called() string {
	title := strings.ReplaceAll(printable(s.Title), "\n", " ")
	if s.Lang == "" || s.Lang == "und" {
		return title
	}
	return printable(s.Lang) + ": " + title
}

// last is when the last report came out, or, if none is dated, when it came in.
func (s *storyLine) last() string {
	switch {
	case s.Last.IsZero():
		return ""
	case s.Undated:
		return "seen " + s.Last.UTC().Format("2006-01-02 15:04")
	}
	return s.Last.UTC().Format("2006-01-02 15:04")
}
