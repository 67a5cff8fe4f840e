package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/store"
)

const exportHelp = `Prints the reports of the archive as JSON lines, in the order in which they
came, each in its latest form. It is the form that all commands read. The whole
archive, with earlier forms and stories, is printed by stemma archive export.
` + archiveHelp

const exportExamples = `  stemma export > reports.jsonl
  stemma export --since 2025-03 --lang ar,fa | stemma trace -`

func newExportCommand() *cobra.Command {
	var f archiveFlag
	var chosen filter
	o := output{formats: []string{"jsonl"}, format: "jsonl", color: "never"}
	cmd := &cobra.Command{
		Use:     "export [flags]",
		Short:   "Print the reports of the archive as JSON lines",
		Long:    exportHelp,
		Example: exportExamples,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			if err := chosen.check(); err != nil {
				return err
			}
			return runExport(cmd, &f, &chosen, &o)
		},
	}
	cmd.Flags().StringVarP(&o.file, "output", "o", "", "write to this `file` instead of standard output")
	f.flags(cmd)
	chosen.flags(cmd)
	return cmd
}

func runExport(cmd *cobra.Command, f *archiveFlag, chosen *filter, o *output) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	read, damaged := 0, 0
	err = o.write(cmd, func(w io.Writer) error {
		e := json.NewEncoder(display.JSON(w))
		e.SetEscapeHTML(false)
		for article, err := range a.Articles(cmd.Context(), store.Filter{Langs: chosen.langs, From: chosen.from, To: chosen.to}) {
			if broken, ok := errors.AsType[*store.ArticleError](err); ok {
				damaged++
				tell(cmd, []stemma.InputError{{Input: a.Dir(), Problem: broken.Error() + "; the others are read: import that report again (stemma import --again)"}})
				continue
			}
			if err != nil {
				return err
			}
			if err := e.Encode(&article); err != nil {
				return err
			}
			read++
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case damaged > 0:
		return errSome
	case read == 0:
		return fmt.Errorf("no report in the archive %s passes", a.Dir())
	}
	return nil
}
