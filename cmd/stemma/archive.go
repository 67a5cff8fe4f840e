package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/store"
)

// archiveFlag says which archive a command works on: a folder, or a database.
type archiveFlag struct{ name string }

const archiveHelp = `
The archive is the folder that --archive names, else the environment variable
STEMMA_ARCHIVE, else stemma/archive where this system keeps the data of
programs. It must be on a local disk. One command writes into it at a time; any
number may read.

A team's archive is in PostgreSQL (15 or newer), which many may write into:
--archive postgres://stemma@db.example/news. The password is best in PGPASSWORD
or in the file that PGPASSFILE names: others see what stands in a command line.
`

func (f *archiveFlag) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.name, "archive", "", "the `folder` of the archive, or its database, as postgres://user@host/name (default $STEMMA_ARCHIVE, or stemma/archive in the folder for data)")
}

// place returns the folder of the archive, or the address of its database: store.Shown is what may be told of it.
func (f *archiveFlag) place() (string, error) {
	if f.name != "" {
		return f.name, nil
	}
	if name := os.Getenv("STEMMA_ARCHIVE"); name != "" {
		return name, nil
	}
	data, err := dataFolder()
	if err != nil {
		return "", usage("where is the archive? give its folder or its database (--archive): %w", err)
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
	name, err := f.place()
	if err != nil {
		return nil, err
	}
	return store.Open(cmd.Context(), name, store.Options{})
}

// read opens the archive for reading.
func (f *archiveFlag) read(cmd *cobra.Command) (*store.Archive, error) {
	name, err := f.place()
	if err != nil {
		return nil, err
	}
	return store.Open(cmd.Context(), name, store.Options{ReadOnly: true})
}

func newArchiveCommand() *cobra.Command {
	const commands = "check, compact, copy, export, import or reindex"
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
		withExits(newCheckCommand(), "the archive is damaged, or another error", "with --repair, something was lost, which is told; all else is in the new archive"),
		withExits(newCompactCommand(), "an error: nothing has gone that is needed", ""),
		withExits(newArchiveCopyCommand(), "not all of the archive could be copied", "records are damaged; all else was copied"),
		withExits(newArchiveExportCommand(), "not all of the archive could be written", "records are damaged; all else was written"),
		withExits(newArchiveImportCommand(), "the archive could not be made, or not be made ready for search", "records are damaged; all else is there"),
		withExits(newReindexCommand(), "not all of the index could be made", "records are damaged; all else is in it"),
	)
	return cmd
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
