package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/reuse"
)

const reuseHelp = `Reads inputs as trace does, compares all articles with all others, and prints
the passages that any two have in common, word for word or nearly, wherever they
stand. Quotation marks, case and punctuation make no difference, and a changed
number does not break a passage. It works in every language, within one;
100,000 articles take minutes.

The passages are JSON lines in the order of the articles' ids:
  a, b     the two articles: their ids, the inputs they were read from, and from
           which byte of the text to which the passage stands
  words    how long it is
  same     the share of its words that are equal
  weight   how rare it is: 1 for what only these two have, less the more
           articles have it, to 0 for what all have (of fewer than 1,000
           articles none falls to 0: what all have may be what their story is)
  score    the equal words times the weight
With --text they have the passage itself, from both articles. As CSV they are
the same in columns. As text they are for people: the best first, the passage
below the two places, and with --text that of the second article, too.

What very many articles have is left out: a passage that more than 32 of them
have, and more than one in 200, is taken for a formula, unless the articles are
copies as wholes. Of one text in more than 32 articles, each is compared with
32 others. --groups prints the groups of articles that are mostly one text
instead: these are complete.`

const reuseExamples = `  stemma reuse archive.jsonl > passages.jsonl
  stemma reuse --format text --min-words 12 monday.txt tuesday.txt
  stemma reuse --text --series outlet archive.jsonl.zst
  stemma reuse --groups archive/`

// reuseSchema names the version of the contract of each line.
const reuseSchema = "stemma/reuse/v1"

type reuseFlags struct {
	output
	reading
	minWords int
	series   string
	text     bool
	groups   bool
}

func newReuseCommand() *cobra.Command {
	var f reuseFlags
	cmd := &cobra.Command{
		Use:     "reuse [flags] PATH… | URL… | -",
		Short:   "Find what articles copied from each other",
		Long:    reuseHelp,
		Example: reuseExamples,
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if err := f.check(inputs); err != nil {
				return err
			}
			return runReuse(cmd, inputs, &f)
		},
	}
	cmd.Flags().IntVar(&f.minWords, "min-words", reuse.DefaultWords, "leave out passages of fewer equal `words`")
	cmd.Flags().StringVar(&f.series, "series", "", "leave out pairs of articles with the same value of this `field`: outlet, or a field of the JSON input")
	cmd.Flags().BoolVar(&f.text, "text", false, "print the passages' text, too, from both articles")
	cmd.Flags().BoolVar(&f.groups, "groups", false, "print groups of articles that are mostly one text")
	f.output.flags(cmd, "jsonl", "text", "csv")
	f.reading.flags(cmd)
	return cmd
}

func (f *reuseFlags) check(inputs []string) error {
	switch {
	case len(inputs) == 0:
		return usage("nothing to compare: give files or folders, or - for standard input")
	case f.minWords < 3:
		return usage("--min-words %d: give 3 or more", f.minWords)
	case f.groups && f.text:
		return usage("--groups and --text exclude each other")
	}
	if err := f.reading.check(); err != nil {
		return err
	}
	return f.output.check()
}

// tightGC is how much the heap may grow between collections, in percent: most
// of it is the articles and their index, which stay to the end, and with the
// usual 100 they would take twice the memory.
const tightGC = 25

func runReuse(cmd *cobra.Command, inputs []string, f *reuseFlags) error {
	defer debug.SetGCPercent(debug.SetGCPercent(tightGC))
	batch, err := f.read(cmd, inputs)
	if err != nil {
		return err
	}
	texts := f.texts(batch.Articles)
	if err := f.checkSeries(texts); err != nil {
		return err
	}
	step, done := progress(cmd)
	found, err := reuse.Find(cmd.Context(), texts, reuse.Options{
		MinWords: f.minWords, Groups: f.groups, Progress: step,
	})
	done()
	if err != nil {
		return err
	}
	if len(batch.Articles) > 0 {
		err = f.write(cmd, func(w io.Writer) error { return f.render(w, batch.Articles, &found) })
	}
	if err != nil {
		return err
	}
	if len(batch.Articles) > 0 && len(found.Passages)+len(found.Groups) == 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s\n", f.nothing(len(batch.Articles)))
	}
	return outcome(batch, len(batch.Articles) > 0)
}

// nothing says why the output is empty.
func (f *reuseFlags) nothing(articles int) string {
	switch {
	case articles == 1:
		return "one article: there is nothing to compare it with"
	case f.groups:
		return fmt.Sprintf("no two of the %d articles are mostly one text", articles)
	}
	return fmt.Sprintf("no two of the %d articles have a passage of %d words in common", articles, f.minWords)
}

// checkSeries refuses a field for --series that no article has: all would be
// compared with all.
func (f *reuseFlags) checkSeries(texts []reuse.Text) error {
	known := slices.ContainsFunc(texts, func(t reuse.Text) bool { return t.Series != "" })
	if f.series == "" || known || len(texts) == 0 {
		return nil
	}
	return usage("--series %s: no article has such a field", f.series)
}

func (f *reuseFlags) texts(articles []stemma.Article) []reuse.Text {
	texts := make([]reuse.Text, len(articles))
	for i := range articles {
		a := &articles[i]
		texts[i] = reuse.Text{ID: a.ID, Series: f.seriesOf(a), Text: a.Text}
	}
	return texts
}

// seriesOf returns what the field says that --series names.
func (f *reuseFlags) seriesOf(a *stemma.Article) string {
	if f.series == "outlet" {
		return a.Outlet
	}
	raw := a.Extra[f.series]
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

func (f *reuseFlags) render(w io.Writer, articles []stemma.Article, found *reuse.Result) error {
	out := f.lines(w)
	if err := out.begin(); err != nil {
		return err
	}
	if f.groups {
		for _, g := range found.Groups {
			if err := out.group(newGroupLine(articles, g)); err != nil {
				return err
			}
		}
		return out.end()
	}
	passages := found.Passages
	if f.format == "text" {
		passages = bestFirst(passages)
	}
	for _, p := range passages {
		if err := out.passage(f.newPassageLine(articles, p)); err != nil {
			return err
		}
	}
	return out.end()
}

// bestFirst orders passages by their score.
func bestFirst(passages []reuse.Passage) []reuse.Passage {
	return slices.SortedStableFunc(slices.Values(passages), func(x, y reuse.Passage) int {
		return cmp.Compare(y.Score, x.Score)
	})
}

func (f *reuseFlags) lines(w io.Writer) lineWriter {
	switch f.format {
	case "csv":
		return &csvLines{Writer: csv.NewWriter(w), text: f.text, groups: f.groups}
	case "text":
		return &textLines{w: w}
	}
	return newJSONLines(w)
}
