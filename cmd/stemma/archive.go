package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// archiveFlag says which archive a command works on.
type archiveFlag struct{ dir string }

const archiveHelp = `
The archive is the folder that --archive names, else the environment variable
STEMMA_ARCHIVE, else stemma/archive where this system keeps the data of
programs. It must be on a local disk. One command writes into it at a time; any
number may read.
`

func (f *archiveFlag) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dir, "archive", "", "the `folder` of the archive (default $STEMMA_ARCHIVE, or stemma/archive in the folder for data)")
}

// folder returns the folder of the archive.
func (f *archiveFlag) folder() (string, error) {
	if f.dir != "" {
		return f.dir, nil
	}
	if dir := os.Getenv("STEMMA_ARCHIVE"); dir != "" {
		return dir, nil
	}
	data, err := dataFolder()
	if err != nil {
		return "", usage("where is the archive? give its folder (--archive): %w", err)
	}
	return filepath.Join(data, "stemma", "archive"), nil
}

// dataFolder is where programs keep data that is not to be lost: the data home of the XDG
// Base Directory Specification, and on Windows and macOS the folders for it
// that stay on the machine.
func dataFolder() (string, error) {
	switch runtime.GOOS {
	case "windows":
		return os.UserCacheDir() // %LocalAppData%, which is no cache
	case "darwin", "ios":
		return os.UserConfigDir() // ~/Library/Application Support
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share"), err
}

// read opens the archive for reading.
func (f *archiveFlag) read(cmd *cobra.Command) (*store.Archive, error) {
	dir, err := f.folder()
	if err != nil {
		return nil, err
	}
	return store.Open(cmd.Context(), dir, store.Options{ReadOnly: true})
}

func newArchiveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "archive",
		Short: "Look after the archive",
		Long:  "Looks after the archive that stemma import fills.\n" + archiveHelp,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("unknown command %q: give check", args[0])
			}
			return usage("what is to be done with the archive? give check")
		},
	}
	cmd.AddCommand(withExits(newCheckCommand(), "the archive is damaged, or another error", ""))
	return cmd
}

func newCheckCommand() *cobra.Command {
	var f archiveFlag
	cmd := &cobra.Command{
		Use:     "check [flags]",
		Short:   "Look for damage in the archive",
		Long:    "Reads the whole archive and tells what is damaged: the file itself, references\nthat lead nowhere, and every text, which is held to its hash.\n" + archiveHelp,
		Example: "  stemma archive check\n  stemma archive check --archive /data/news",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runCheck(cmd, &f)
		},
	}
	f.flags(cmd)
	return cmd
}

func runCheck(cmd *cobra.Command, f *archiveFlag) error {
	a, err := f.read(cmd)
	if err != nil {
		return err
	}
	defer a.Close()
	faults, err := a.Check(cmd.Context())
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	for _, fault := range faults {
		fmt.Fprintln(w, printable(fault))
	}
	if len(faults) > 0 {
		return fmt.Errorf("the archive %s is damaged: export what can be read (stemma export), or restore a copy of the folder", a.Dir())
	}
	n, err := a.Count(cmd.Context())
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "sound: %s, %s of them, %s\n", count(n.Articles, "report"), count(n.Revisions, "revision"), count(n.Inputs, "file"))
	return nil
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

const exportHelp = `Prints the reports of the archive as JSON lines, in the order in which they
came, each as it came last. It is the form that all commands read.
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
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for article, err := range a.Articles(cmd.Context(), store.Filter{Langs: chosen.langs, From: chosen.from, To: chosen.to}) {
			if broken, ok := errors.AsType[*store.ArticleError](err); ok {
				damaged++
				tell(cmd, []stemma.InputError{{Input: a.Dir(), Problem: broken.Error() + "; the others are read: import that report again"}})
				continue
			}
			if err != nil {
				return err
			}
			if err := e.Encode(newLine(&article)); err != nil {
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
