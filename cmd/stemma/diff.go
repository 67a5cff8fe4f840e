package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/trace"
)

const diffHelp = `Puts two reports side by side, in one language or two, sentence by sentence,
and says what changed from the first to the second. An input is a file with one
report, a folder with one, - for standard input, or PATH#N for line N of a
.jsonl file and element N of a JSON array, counted from 1.

What is looked for:
  number, date   another figure, amount or date; not another way to write one
  name, place    another person, organisation or place
  hedge          "may", "reportedly", dropped or added
  negation       "not", dropped or added, within one language
  certainty      "claims" for "confirmed", and the like
  source         who is cited: dropped, added, or another one
  loaded term    another word for the same that takes sides: "terrorists" for
                 "fighters"
  moved, left out, added
                 whole passages
"sure 0.66" says how sure it is that this is a change of content, and none of
translation or reading, from 0 to 1; what is less sure than 0.5 is not shown.
"12 ribu = 12,000" gives the value behind the words.

What is not looked for: a negation that came or went between two languages,
opposites ("rose" and "fell", "killed" and "injured"), and whether anything is
true. That no change is shown does not mean that there is none.
` + vectorsFlagHelp + outletsFlagHelp

const diffExamples = `  stemma diff original.txt translation.html
  stemma diff reports.jsonl#3 reports.jsonl#7`

type diffFlags struct {
	output
	models
	outletTable
	reading
	limits
}

func newDiffCommand() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:     "diff [flags] A B",
		Short:   "Put two reports side by side",
		Long:    diffHelp,
		Example: diffExamples,
		Args:    twoReports,
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if err := f.output.check(); err != nil {
				return err
			}
			if err := f.reading.check(); err != nil {
				return err
			}
			if err := f.limits.check(); err != nil {
				return err
			}
			return runDiff(cmd, inputs[0], inputs[1], &f)
		},
	}
	f.output.flags(cmd, "text", "json", "html", "markdown")
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	f.reading.flags(cmd)
	f.limits.flags(cmd)
	return cmd
}

func twoReports(_ *cobra.Command, inputs []string) error {
	if n := len(inputs); n != 2 {
		return usage("give two reports, A and B: this is %d", n)
	}
	return nil
}

func runDiff(cmd *cobra.Command, left, right string, f *diffFlags) error {
	outlets, err := f.table()
	if err != nil {
		return err
	}
	set, err := f.open(cmd.Context())
	if err != nil {
		return err
	}
	a, problemsA, err := f.one(cmd, left)
	if err != nil {
		return err
	}
	b, problemsB, err := f.one(cmd, right)
	if err != nil {
		return err
	}
	step, done := progress(cmd)
	result, err := trace.Compare(cmd.Context(), a, b, f.within(trace.Options{Vectors: set.Vectors, Judge: set.Judge, Outlets: outlets, Progress: step}))
	done()
	if err != nil {
		return err
	}
	result.Errors = slices.Concat(problemsA, problemsB)
	if err := f.write(cmd, func(w io.Writer) error { return f.render(cmd, w, result, result.Articles[0].ID, result.Articles[1].ID) }); err != nil {
		return err
	}
	return outcome(ingest.Batch{Errors: result.Errors}, true)
}

func (f *diffFlags) render(cmd *cobra.Command, w io.Writer, r *stemma.Result, a, b string) error {
	switch f.format {
	case "json":
		return report.JSON(w, r)
	case "html":
		return report.DiffHTML(w, r, a, b)
	case "markdown":
		return report.DiffMarkdown(w, r, a, b)
	}
	width, color := f.page(cmd)
	return report.Diff(w, r, a, b, report.DiffOptions{Width: width, Color: color})
}

// one reads the one article of an input.
func (f *diffFlags) one(cmd *cobra.Command, input string) (stemma.Article, []stemma.InputError, error) {
	batch, err := f.read(cmd, []string{input})
	if err != nil {
		return stemma.Article{}, nil, err
	}
	switch n := len(batch.Articles); {
	case n == 0 && len(batch.Errors) > 0:
		return stemma.Article{}, nil, errNothing
	case n == 0:
		return stemma.Article{}, nil, fmt.Errorf("there is no report in %s", input)
	case n > 1:
		return stemma.Article{}, nil, usage("%s holds %d reports: give one, as a file or as PATH#N", input, n)
	}
	return batch.Articles[0], batch.Errors, nil
}
