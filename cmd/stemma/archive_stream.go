package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/store"
)

const archiveExportHelp = `Prints the whole archive as JSON lines (stemma/archive/v1): every form of every
report, the stories with their reports, redirects and trees, what is to be
delivered, how far files were read. stemma archive import makes an archive of
it, on another machine or in a database (stemma archive copy does both); the same archive gives the same
lines, in a folder as in a database. What search finds reports by is left out: stemma archive import makes it
anew. It is one moment of the archive: others may write meanwhile. Of a report
whose record is damaged, what else is known goes out, so that importing the
report again mends it there, too.

Reports alone, in the form that other commands read: stemma export. The verdicts of
reviewers: stemma verdicts export.
` + archiveHelp

const archiveImportHelp = `Makes an archive of what stemma archive export has printed, in a folder that is
not there yet, or empty, or in a database without an archive. It is there when all
of it is; of a file that was cut off or changed nothing is left. Then it is made ready for stemma search, which
takes as long as an import of its reports; if that is interrupted, the archive is
there, and the next import or stemma archive reindex goes on with it.

Reports are put into an archive by stemma import, verdicts of reviewers by stemma
verdicts import.
` + archiveHelp

func newArchiveExportCommand() *cobra.Command {
	var f archiveFlag
	o := output{formats: []string{"jsonl"}, format: "jsonl", color: "never"}
	cmd := &cobra.Command{
		Use:     "export [flags]",
		Short:   "Print the whole archive, to be kept or moved",
		Long:    archiveExportHelp,
		Example: "  stemma archive export -o archive.jsonl\n  stemma archive export | zstd > archive.jsonl.zst",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return runArchiveExport(cmd, &f, &o)
		},
	}
	cmd.Flags().StringVarP(&o.file, "output", "o", "", "write to this `file` instead of standard output")
	f.flags(cmd)
	return cmd
}

func runArchiveExport(cmd *cobra.Command, f *archiveFlag, o *output) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	var done store.Exported
	err = o.write(cmd, func(w io.Writer) error {
		var err error
		done, err = a.Export(cmd.Context(), w)
		return err
	})
	if err == nil && o.file != "" {
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s, SHA-256 %s\n", count(done.Lines, "line"), done.SHA256)
	}
	if err != nil {
		return err
	}
	return tellDamaged(cmd, done)
}

// tellDamaged tells of records that could not be read.
func tellDamaged(cmd *cobra.Command, done store.Exported) error {
	if done.Damaged == 0 {
		return nil
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s damaged: stemma archive check names them; import those reports again (stemma import --again)\n", plural(done.Damaged, "record is", "records are"))
	return errSome
}

func newArchiveImportCommand() *cobra.Command {
	var f archiveFlag
	var outlets outletTable
	cmd := &cobra.Command{
		Use:     "import [flags] FILE | -",
		Short:   "Make an archive of a printed one",
		Long:    archiveImportHelp,
		Example: "  stemma archive import archive.jsonl --archive /data/news\n  zstd -dc archive.jsonl.zst | stemma archive import -",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("give one file that stemma archive export has printed, or - for standard input")
			}
			return runArchiveImport(cmd, &f, &outlets, args[0])
		},
	}
	f.flags(cmd)
	outlets.flags(cmd)
	return cmd
}

func runArchiveImport(cmd *cobra.Command, f *archiveFlag, outlets *outletTable, file string) error {
	name, err := f.place()
	if err != nil {
		return err
	}
	if _, err := outlets.table(); err != nil {
		return err
	}
	in := cmd.InOrStdin()
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return err
		}
		defer opened.Close()
		in = opened
	}
	done, err := store.Restore(cmd.Context(), name, bufio.NewReader(in))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if _, err := fmt.Fprintf(cmd.OutOrStdout(), "the archive %s is there: %s, SHA-256 %s\n", printable(store.Shown(name)), count(done.Lines, "line"), done.SHA256); err != nil {
		return err
	}
	if err := makeReady(cmd, name, outlets); err != nil {
		return err
	}
	return tellDamaged(cmd, done)
}

// makeReady makes what an archive that is there is searched by.
func makeReady(cmd *cobra.Command, name string, outlets *outletTable) (err error) {
	a, err := store.Open(cmd.Context(), name, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return derive(cmd, a, outlets)
}
