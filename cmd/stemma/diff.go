package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/trace"
)

const diffHelp = `Puts two reports side by side, in one language or two, sentence by sentence,
with the numbers, names and hedges marked that changed from the first to the
second. An input is a file with one report, - for standard input, or PATH#N for
line N of a .jsonl file and element N of a JSON array.
` + vectorsFlagHelp + outletsFlagHelp

const diffExamples = `  stemma diff original.txt translation.html
  stemma diff reports.jsonl#3 reports.jsonl#7`

type diffFlags struct {
	output
	models
	outletTable
}

func newDiffCommand() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:     "diff [flags] A B",
		Short:   "Put two reports side by side",
		Long:    diffHelp,
		Example: diffExamples,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, inputs []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return runDiff(cmd, inputs[0], inputs[1], &f)
		},
	}
	f.output.flags(cmd, "text", "json", "html", "markdown")
	f.models.flags(cmd)
	f.outletTable.flags(cmd)
	return cmd
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
	a, problemsA, err := readOne(cmd, left)
	if err != nil {
		return err
	}
	b, problemsB, err := readOne(cmd, right)
	if err != nil {
		return err
	}
	if b.ID == a.ID {
		b.ID += "-2"
	}
	result, err := compare(cmd, a, b, trace.Options{OneStory: true, Vectors: set.Vectors, Judge: set.Judge, Outlets: outlets})
	if err != nil {
		return err
	}
	result.Errors = slices.Concat(problemsA, problemsB)
	err = f.write(cmd, func(w io.Writer) error {
		switch f.format {
		case "json":
			return report.JSON(w, result)
		case "html":
			return report.DiffHTML(w, result, a.ID, b.ID)
		case "markdown":
			return report.DiffMarkdown(w, result, a.ID, b.ID)
		}
		width, color := f.page(cmd)
		return report.Diff(w, result, a.ID, b.ID, report.DiffOptions{Width: width, Color: color})
	})
	if err != nil {
		return err
	}
	return outcome(ingest.Batch{Errors: result.Errors}, true)
}

// readOne reads the one article of an input.
func readOne(cmd *cobra.Command, input string) (stemma.Article, []stemma.InputError, error) {
	batch, err := read(cmd, []string{input})
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

// compare traces two articles as one story, and reads the changes from the
// first to the second, whichever of them the tree has as the parent.
func compare(cmd *cobra.Command, a, b stemma.Article, o trace.Options) (*stemma.Result, error) {
	step, done := progress(cmd)
	defer done()
	o.Progress = step
	result, err := trace.Run(cmd.Context(), []stemma.Article{a, b}, o)
	if err != nil {
		return nil, err
	}
	docs := []*text.Document{text.Read(result.Articles[0]), text.Read(result.Articles[1])}
	for i := range result.Stories {
		s := &result.Stories[i]
		for j := range s.Claims {
			s.Claims[j].Changes = nil
		}
		s.Claims = claim.Compare(claim.Story{
			Docs: docs, Links: s.Links, Claims: s.Claims, Edges: []stemma.Edge{{Parent: a.ID, Child: b.ID, Primary: true}},
			Attributions: result.Attributions, Sources: result.Sources,
		})
	}
	return result, nil
}
