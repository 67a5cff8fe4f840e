package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/review"
)

const verdictsExportHelp = `Prints the verdicts, those that were withdrawn as well, as JSON lines
(stemma/verdict/v1), which stemma verdicts import puts into another archive: stemma
archive export leaves them out.

With --format gold it makes a folder, -o, of gold data instead, as stemma eval lineage
--sets reads it: for each story of which reviewers know enough, lineage/reviewed-N.jsonl
with its reports, and lineage/reviewed-N.gold.json with the parents that they confirmed or
gave. Reports that nobody judged, or about which reviewers disagree, or that have another
text by now, do not count there: "judged" names those that do.
` + archiveHelp

const verdictsImportHelp = `Puts verdicts that stemma verdicts export has printed into the archive, with their ids,
reviewers and times. What is there already is not put in again, so that an import can be
repeated; what was withdrawn there is withdrawn here, too.
` + archiveHelp

func newVerdictsExportCommand() *cobra.Command {
	var f verdictFlags
	f.output = output{formats: []string{"jsonl", "gold"}, color: "never"}
	cmd := &cobra.Command{
		Use:     "export [flags]",
		Short:   "Print verdicts, to be kept, moved or measured with",
		Long:    verdictsExportHelp,
		Example: "  stemma verdicts export -o verdicts.jsonl\n  stemma verdicts export --format gold -o sets && stemma eval lineage --sets sets",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			gold := f.format == "gold"
			f.intoFolder = gold
			if err := f.check(); err != nil {
				return err
			}
			if gold && f.file == "" {
				return usage("--format gold is a folder of files: give it by -o")
			}
			f.chosen.Withdrawn = !gold
			if gold {
				return f.exportGold(cmd)
			}
			return f.export(cmd)
		},
	}
	f.flags(cmd)
	cmd.Flags().StringVar(&f.format, "format", "jsonl", "form of the output: jsonl, gold")
	cmd.Flags().StringVarP(&f.file, "output", "o", "", "write to this `file` instead of standard output, gold data into this folder")
	return cmd
}

func (f *verdictFlags) export(cmd *cobra.Command) error {
	a, book, err := f.open(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	defer book.Close()
	n := 0
	err = f.write(cmd, func(w io.Writer) error {
		n, err = review.Write(w, book.All(cmd.Context(), f.chosen))
		return err
	})
	switch {
	case err != nil:
		return err
	case n == 0:
		return noVerdicts(a.Dir(), &f.chosen)
	case f.file != "":
		_, err = fmt.Fprintln(cmd.OutOrStdout(), count(n, "verdict"))
	}
	return err
}

func newVerdictsImportCommand() *cobra.Command {
	var f archiveFlag
	cmd := &cobra.Command{
		Use:     "import [flags] FILE | -",
		Short:   "Put printed verdicts into the archive",
		Long:    verdictsImportHelp,
		Example: "  stemma verdicts import verdicts.jsonl --archive /data/news",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("give one file that stemma verdicts export has printed, or - for standard input")
			}
			return runVerdictsImport(cmd, &f, args[0])
		},
	}
	f.flags(cmd)
	return cmd
}

func runVerdictsImport(cmd *cobra.Command, f *archiveFlag, file string) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	in := cmd.InOrStdin()
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return err
		}
		defer opened.Close()
		in = opened
	}
	book, err := review.Of(cmd.Context(), a)
	if err != nil {
		return err
	}
	defer book.Close()
	done, err := book.Import(cmd.Context(), in)
	if n := done.New + done.Known + done.Withdrawn; n > 0 || err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %d new, %d there before, %d withdrawn\n", count(n, "verdict"), done.New, done.Known, done.Withdrawn)
	}
	if err != nil {
		return fmt.Errorf("%s: %w; what stands before that is in the archive, and it can all be imported again", file, err)
	}
	return nil
}
