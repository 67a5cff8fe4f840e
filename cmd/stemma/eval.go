package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/eval"
)

// newEvalCommand returns "stemma eval", which measures the program on gold
// data and fails when a figure lies below its floor.
func newEvalCommand() *cobra.Command {
	var sets, floors string
	var markdown bool
	var chosen models
	cmd := &cobra.Command{
		Use:   "eval [MEASURE…]",
		Short: "Measure the program on gold data",
		Long: "Runs the program over gold data and prints the figures, one a line.\n\nThe measures:\n" +
			aboutMeasures() + vectorsFlagHelp,
		Example: "  stemma eval --sets ../shared/eval\n  stemma eval --sets ../shared/eval lineage stories",
		RunE: func(cmd *cobra.Command, names []string) error {
			measures, err := chooseMeasures(names)
			if err != nil {
				return err
			}
			set, err := chosen.open(cmd.Context())
			if err != nil {
				return err
			}
			show := eval.Print
			if markdown {
				show = eval.Markdown
			}
			return runEval(cmd, measures, eval.Models{Vectors: set.Vectors, Judge: set.Judge}, sets, floors, show)
		},
	}
	cmd.Flags().StringVar(&sets, "sets", "../shared/eval", "`folder` of the gold sets")
	chosen.flags(cmd)
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print tables in Markdown")
	cmd.Flags().StringVar(&floors, "floors", "", "`file` of the lowest values allowed, as lines of \"name value\"")
	return cmd
}

func aboutMeasures() string {
	var b strings.Builder
	for _, m := range eval.Measures() {
		fmt.Fprintf(&b, "  %-12s %s\n", m.Name, m.About)
	}
	return b.String()
}

// chooseMeasures returns the measures of the given names, in the order of the
// pipeline, and all but those on demand where no name is given.
func chooseMeasures(names []string) ([]eval.Measure, error) {
	all := eval.Measures()
	for _, name := range names {
		if !slices.ContainsFunc(all, func(m eval.Measure) bool { return m.Name == name }) {
			return nil, usageError{fmt.Errorf("no measure is called %q; see stemma eval --help", name)}
		}
	}
	if len(names) == 0 {
		return slices.DeleteFunc(all, func(m eval.Measure) bool { return m.OnDemand }), nil
	}
	return slices.DeleteFunc(all, func(m eval.Measure) bool { return !slices.Contains(names, m.Name) }), nil
}

func runEval(cmd *cobra.Command, measures []eval.Measure, with eval.Models, sets, floorsFile string, show func(io.Writer, []eval.Figure) error) error {
	floors, err := readFloors(floorsFile)
	if err != nil {
		return err
	}
	var below []string
	for _, m := range measures {
		figures, err := m.Run(cmd.Context(), sets, with)
		if err != nil {
			return err
		}
		if err := show(cmd.OutOrStdout(), figures); err != nil {
			return err
		}
		below = append(below, floors.Check(m.Name, figures)...)
	}
	if len(below) > 0 {
		return fmt.Errorf("accuracy has fallen:\n  %s", strings.Join(below, "\n  "))
	}
	return nil
}

func readFloors(path string) (eval.Floors, error) {
	if path == "" {
		return eval.Floors{}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return eval.ReadFloors(f)
}
