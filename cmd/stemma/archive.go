package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/review"
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

// change opens an archive that is there for writing.
func (f *archiveFlag) change(cmd *cobra.Command) (*store.Archive, error) {
	dir, err := f.folder()
	if err != nil {
		return nil, err
	}
	return store.Open(cmd.Context(), dir, store.Options{})
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
	const commands = "check, compact, export, import or reindex"
	cmd := &cobra.Command{
		Use:   "archive",
		Short: "Look after the archive",
		Long:  "Looks after the archive that stemma import and stemma watch fill.\n" + archiveHelp,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("unknown command %q: give %s", args[0], commands)
			}
			return usage("what is to be done with the archive? give %s", commands)
		},
	}
	cmd.AddCommand(
		withExits(newCheckCommand(), "the archive is damaged, or another error", ""),
		withExits(newCompactCommand(), "an error: nothing has gone that is needed", ""),
		withExits(newArchiveExportCommand(), "not all of the archive could be written", "records are damaged; all else was written"),
		withExits(newArchiveImportCommand(), "the archive could not be made, or not be made ready for search", "records are damaged; all else is there"),
		withExits(newReindexCommand(), "not all of the index could be made", "records are damaged; all else is in it"),
	)
	return cmd
}

func newCheckCommand() *cobra.Command {
	var f archiveFlag
	cmd := &cobra.Command{
		Use:     "check [flags]",
		Short:   "Look for damage in the archive",
		Long:    "Reads the whole archive and tells what is damaged: the file itself, references\nthat lead nowhere, stories that are not what is counted of them, the index of\nsearch, every text, which is held to its hash, and the verdicts of reviewers.\n" + archiveHelp,
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
	book, err := review.Open(cmd.Context(), a.Dir())
	if err != nil {
		return err
	}
	defer book.Close()
	inBook, err := book.Check(cmd.Context())
	if err != nil {
		return err
	}
	faults = append(faults, inBook...)
	for _, fault := range faults {
		fmt.Fprintln(w, printable(fault))
	}
	if len(faults) > 0 {
		return fmt.Errorf("the archive %s is damaged: do what is said of each, or else restore a copy of the folder; stemma archive export writes what can be read", a.Dir())
	}
	n, err := a.Count(cmd.Context())
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "sound: %s, %s of them, %s\n", count(n.Articles, "report"), count(n.Revisions, "revision"), count(n.Inputs, "file"))
	switch {
	case n.Stories == 1:
		fmt.Fprintln(w, "1 story")
	case n.Stories > 1:
		fmt.Fprintf(w, "%d stories\n", n.Stories)
	}
	if n, err := book.Count(cmd.Context()); err != nil || n > 0 {
		fmt.Fprintln(w, count(n, "verdict"))
		return err
	}
	return nil
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
