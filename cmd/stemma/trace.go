package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/trace"
)

const traceHelp = `Reads reports, finds which of them tell one story, and prints the family tree
of each story: who derives from whom, who cites whom, which report makes which
claim, and what changed on the way.

An input is a file, a folder of files, an address, or - for standard input. A
file is a text (.txt, .md), a page (.html), articles as .json, .jsonl, .csv or
.tsv, a feed, a web archive (.warc, .wacz), or a .zip or .tar of these; all of
them may be .gz or .zst. PATH#N is line N of a .jsonl file, element N of a JSON
array, entry N of a feed, or the record at offset N of a web archive; ZIP/NAME
is a file in an archive. JSON has one article an object, with the fields id, url,
outlet, lang, published, updated, title, byline and text; all but text may be
missing, and --map says what else they are called.
` + readingHelp + `
Every line of the tree has a support from 0 to 1: of a hundred lines with
support 0.8, about eighty are right. One below 0.5 is marked with ╌ and ?, and
the next best parent stands under it. --explain CHILD prints why a report has
this parent and not the next best, with the sentences. CHILD is its letter in
the tree that the same inputs and flags give (2:B is B of the second story), or
its id, outlet, file or URL, or how one of these begins; a lost source is asked
for by its name.

What a report says of itself that cannot be right (a date of 1970, another
outlet's name), and text that is not what it looks like, stands under "Not relied
on". A trace that reaches a limit of time or size is marked partial, and says what
it left out: --article-time, --story-time.

Support comes from resampling the evidence, the same way each time. --seed draws
another sample; more --rounds make support exacter, and take longer.
` + formatsHelp + vectorsFlagHelp + outletsFlagHelp

const formatsHelp = `
Beside text, --format writes:
  html      one page with everything, which opens from a disk and needs no network
  svg       the drawing of the tree on its own
  markdown  for an issue or a colleague (--evidence adds the sentences)
  json      all there is, by a schema that stays
  graphml, gexf, dot
            the tree for Gephi, yEd, Cytoscape and Graphviz
  csv       tables for a spreadsheet: -o FOLDER writes all of them into a folder,
            -o FILE.zip into a zip, --table NAME one of them
  jsonld    the claims with where they appeared first, in the words of schema.org,
            for a fact-checker's ClaimReview; they are not rated
`

const traceExamples = `  stemma trace --demo
  stemma trace reports/
  stemma trace https://news.example/story https://other.example/feed.xml
  stemma trace --evidence monday.txt tuesday.html
  curl -s https://news.example/archive.jsonl | stemma trace -
  stemma trace --explain B reports/
  stemma trace --min-support 0.5 reports/
  stemma trace --format json -o story.json reports/
  stemma trace --format html -o story.html reports/
  stemma trace --format csv -o tables/ reports/
  stemma trace --format csv --table edges reports/
  stemma trace --format gexf -o story.gexf reports/
  stemma trace --format dot reports/ | dot -Tsvg > tree.svg
  stemma trace --outlets region.txt reports/
  stemma trace --vectors static+http://localhost:11434#bge-m3 reports/`

// maxRounds is how often evidence can be resampled: beyond it, support does not
// move.
const maxRounds = 10000

type traceFlags struct {
	output
	filter
	models
	outletTable
	reading
	limits
	demo       bool
	oneStory   bool
	evidence   bool
	minSupport float64
	explain    string
	rounds     int
	seed       uint64
	kept       bool // of a story of the archive
	reviewed   *review.Reviewed
	tables     tables
}

func newTraceCommand() *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:     "trace [flags] PATH… | URL… | - | --demo",
		Short:   "Draw the family tree of a story",
		Long:    traceHelp,
		Example: traceExamples,
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if err := f.check(inputs); err != nil {
				return err
			}
			return runTrace(cmd, inputs, &f)
		},
	}
	cmd.Flags().BoolVar(&f.demo, "demo", false, "trace the story that ships with the program")
	cmd.Flags().BoolVar(&f.oneStory, "one-story", false, "take all reports as one story")
	f.drawing(cmd)
	f.filter.flags(cmd)
	f.reading.flags(cmd)
	return cmd
}

// drawing adds the flags that say how stories are traced and drawn: those of stemma show, too.
func (f *traceFlags) drawing(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.evidence, "evidence", false, "print the sentences behind every line")
	cmd.Flags().Float64Var(&f.minSupport, "min-support", 0, "leave lines with less support (0 to 1) out of the drawn tree; JSON has them all")
	cmd.Flags().StringVar(&f.explain, "explain", "", "print why this `child` has its parent and not another (as text or json)")
	cmd.Flags().IntVar(&f.rounds, "rounds", lineage.DefaultRounds, "how often the evidence is resampled for support, 1 to 10000")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "seed of the resampling: the same seed, the same support")
	f.output.flags(cmd, "text", "json", "html", "svg", "markdown", "dot", "graphml", "gexf", "csv", "jsonld")
	f.tables.flags(cmd)
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	f.limits.flags(cmd)
}

func (f *traceFlags) check(inputs []string) error {
	switch {
	case f.demo && len(inputs) > 0:
		return usage("--demo and inputs exclude each other")
	case !f.demo && len(inputs) == 0:
		return usage("nothing to trace: give files, folders or addresses, - for standard input, or --demo")
	case !(f.minSupport >= 0 && f.minSupport <= 1): // so that NaN is none
		return usage("--min-support %v: give a number from 0 to 1", f.minSupport)
	}
	f.intoFolder = f.tables.inFolder(&f.output)
	if err := f.output.check(); err != nil {
		return err
	}
	if err := f.tables.check(&f.output); err != nil {
		return err
	}
	switch {
	case f.rounds < 1 || f.rounds > maxRounds:
		return usage("--rounds %d: give a whole number from 1 to %d", f.rounds, maxRounds)
	case f.explain != "" && f.format != "text" && f.format != "json":
		return usage("--explain is printed as text or json: leave out --format %s", f.format)
	}
	if err := f.limits.check(); err != nil {
		return err
	}
	if err := f.reading.check(); err != nil {
		return err
	}
	return f.filter.check()
}

func runTrace(cmd *cobra.Command, inputs []string, f *traceFlags) error {
	outlets, err := f.table()
	if err != nil {
		return err
	}
	set, err := f.open(cmd.Context())
	if err != nil {
		return err
	}
	batch, err := f.articles(cmd, inputs)
	if err != nil {
		return err
	}
	articles := f.apply(batch.Articles)
	if n := len(batch.Articles); n > 0 && len(articles) == 0 {
		return fmt.Errorf("none of the %d reports passes --lang, --since and --until", n)
	}
	step, done := progress(cmd)
	result, err := trace.Run(cmd.Context(), articles, f.within(trace.Options{
		OneStory: f.oneStory, Vectors: set.Vectors, Judge: set.Judge, Outlets: outlets, Progress: step,
		Rounds: f.rounds, Seed: f.seed,
	}))
	done()
	if err != nil {
		return err
	}
	result.Errors = batch.Errors
	write, err := f.writer(cmd, result)
	if err != nil {
		return err
	}
	if len(articles) > 0 || f.format == "json" {
		err = write()
	} else if len(batch.Errors) == 0 {
		err = fmt.Errorf("there are no reports in %s", inputs[0])
	}
	if err != nil {
		return err
	}
	return outcome(batch, len(result.Stories) > 0)
}

func (f *traceFlags) articles(cmd *cobra.Command, inputs []string) (ingest.Batch, error) {
	if !f.demo {
		return f.read(cmd, inputs)
	}
	batch, err := ingest.ReadFS(cmd.Context(), trace.Demo(), ".", ingest.Options{})
	if err != nil {
		return ingest.Batch{}, fmt.Errorf("read the demo: %w", err)
	}
	return batch, nil
}

// renderer returns what writes the result, or the explanation that is asked
// for, in the form that is asked for.
func (f *traceFlags) renderer(cmd *cobra.Command, r *stemma.Result) (func(io.Writer) error, error) {
	width, color := f.page(cmd)
	o := report.TextOptions{Width: width, Color: color, Evidence: f.evidence, MinSupport: f.minSupport, Kept: f.kept, Reviewed: f.reviewed}
	if cmd.Flags().Changed("explain") {
		e, err := report.Explain(r, f.explain, f.minSupport)
		if choice, ok := errors.AsType[*report.ChoiceError](err); ok {
			return nil, usage("--explain: %w", choice)
		}
		switch {
		case err != nil:
			return nil, err
		case f.format == "json":
			return e.JSON, nil
		}
		return func(w io.Writer) error { return e.Text(w, o) }, nil
	}
	switch f.format {
	case "text":
		return func(w io.Writer) error { return report.Text(w, r, o) }, nil
	case "html":
		return func(w io.Writer) error { return report.HTMLReviewed(w, r, f.minSupport, f.reviewed) }, nil
	case "markdown":
		return func(w io.Writer) error { return report.Markdown(w, r, o) }, nil
	case "json":
		return func(w io.Writer) error { return report.JSON(w, r) }, nil
	case "csv":
		return func(w io.Writer) error { return f.tables.render(w, r, f.minSupport) }, nil
	}
	form := drawn[f.format]
	return func(w io.Writer) error { return form(w, r, f.minSupport) }, nil
}

// drawn are the forms that show the tree as it is drawn: without edges of little support.
var drawn = map[string]func(io.Writer, *stemma.Result, float64) error{
	"svg": report.SVG, "dot": report.DOT, "graphml": report.GraphML, "gexf": report.GEXF, "jsonld": report.JSONLD,
}

// writer returns what writes the result to where it is wanted.
func (f *traceFlags) writer(cmd *cobra.Command, r *stemma.Result) (func() error, error) {
	render, err := f.renderer(cmd, r)
	if err != nil {
		return nil, err
	}
	if f.intoFolder {
		return func() error { return f.tables.write(f.output.file, r, f.minSupport) }, nil
	}
	return func() error { return f.write(cmd, render) }, nil
}
