package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/trace"
)

const traceHelp = `Reads reports, finds which of them tell one story, and prints the family tree
of each story: who derives from whom, who cites whom, which report makes which
claim, and what changed on the way.

An input is a file (.txt, .md, .html, .json, .jsonl, also .gz and .zst), a folder of
such files, - for standard input, or PATH#N for line N of a .jsonl file and
element N of a JSON array. JSON has one article an object, with the fields id,
url, outlet, lang, published, title, byline and text; all but text may be
missing.
` + vectorsFlagHelp + outletsFlagHelp

const traceExamples = `  stemma trace --demo
  stemma trace reports/
  stemma trace --evidence monday.txt tuesday.html
  curl -s https://news.example/archive.jsonl | stemma trace -
  stemma trace --format json -o story.json reports/
  stemma trace --format dot reports/ | dot -Tsvg > tree.svg
  stemma trace --outlets region.txt reports/
  stemma trace --vectors static+http://localhost:11434#bge-m3 reports/`

type traceFlags struct {
	output
	filter
	models
	outletTable
	demo       bool
	oneStory   bool
	evidence   bool
	minSupport float64
}

func newTraceCommand() *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:     "trace [flags] PATH… | - | --demo",
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
	cmd.Flags().BoolVar(&f.evidence, "evidence", false, "print the sentences behind every line")
	cmd.Flags().BoolVar(&f.oneStory, "one-story", false, "take all reports as one story")
	cmd.Flags().Float64Var(&f.minSupport, "min-support", 0, "leave lines with less support (0 to 1) out of the drawn tree")
	f.output.flags(cmd, "text", "json", "dot")
	f.filter.flags(cmd)
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	return cmd
}

func (f *traceFlags) check(inputs []string) error {
	switch {
	case f.demo && len(inputs) > 0:
		return usage("--demo and inputs exclude each other")
	case !f.demo && len(inputs) == 0:
		return usage("nothing to trace: give files or folders, - for standard input, or --demo")
	case !(f.minSupport >= 0 && f.minSupport <= 1): // so that NaN is none
		return usage("--min-support %v: give a number from 0 to 1", f.minSupport)
	}
	if err := f.output.check(); err != nil {
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
	batch, err := f.read(cmd, inputs)
	if err != nil {
		return err
	}
	articles := f.apply(batch.Articles)
	if n := len(batch.Articles); n > 0 && len(articles) == 0 {
		return fmt.Errorf("none of the %d reports passes --lang, --since and --until", n)
	}
	step, done := progress(cmd)
	result, err := trace.Run(cmd.Context(), articles, trace.Options{
		OneStory: f.oneStory, Vectors: set.Vectors, Judge: set.Judge, Outlets: outlets, Progress: step,
	})
	done()
	if err != nil {
		return err
	}
	result.Errors = batch.Errors
	if len(articles) > 0 || f.format == "json" {
		err = f.write(cmd, func(w io.Writer) error { return f.render(cmd, w, result) })
	} else if len(batch.Errors) == 0 {
		err = fmt.Errorf("there are no reports in %s", inputs[0])
	}
	if err != nil {
		return err
	}
	return outcome(batch, len(result.Stories) > 0)
}

func (f *traceFlags) read(cmd *cobra.Command, inputs []string) (ingest.Batch, error) {
	if !f.demo {
		return read(cmd, inputs)
	}
	batch, err := ingest.ReadFS(cmd.Context(), trace.Demo(), ".", ingest.Options{})
	if err != nil {
		return ingest.Batch{}, fmt.Errorf("read the demo: %w", err)
	}
	return batch, nil
}

func (f *traceFlags) render(cmd *cobra.Command, w io.Writer, r *stemma.Result) error {
	switch f.format {
	case "json":
		return report.JSON(w, r)
	case "dot":
		return report.DOT(w, r, f.minSupport)
	}
	width, color := f.page(cmd)
	return report.Text(w, r, report.TextOptions{
		Width: width, Color: color, Evidence: f.evidence, MinSupport: f.minSupport,
	})
}
