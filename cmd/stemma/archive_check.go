package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/internal/sqlitefile"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
)

const checkHelp = `Reads the whole archive and tells what is damaged: the file itself, references
that lead nowhere, stories that are not what is counted of them, the index of
search, every text, which is held to its hash, and the verdicts of reviewers. Of
a damaged file it tells which parts of it cannot be read, and which reports are lost.

With --repair, what can be read is put into a new archive beside the damaged one,
which stays as it is, and what is lost is told. Reports keep their ids and their
stories; those whose stories are lost are put into stories anew, and what search
finds reports by is made anew. Reports that are lost can be imported again: the new
archive passes over what it has. Let nothing use the archive meanwhile (stemma
serve, stemma watch). It takes as much room again as the archive has. What is
damaged in a database comes back from a backup of PostgreSQL.

An archive in a database that an older stemma has made is brought to the form of this
one, which older ones cannot read: stop them first. Other commands do so, too, when
they write, and those that only read refuse it.
`

// checking says what is to be done with what an archive check finds.
type checking struct {
	archiveFlag
	outlets outletTable
	repair  bool
	to      string
}

func newCheckCommand() *cobra.Command {
	var c checking
	cmd := &cobra.Command{
		Use:     "check [flags]",
		Short:   "Look for damage in the archive, and save what is not damaged",
		Long:    checkHelp + archiveHelp,
		Example: "  stemma archive check\n  stemma archive check --archive /data/news\n  stemma archive check --repair --archive /data/news --to /data/news-repaired",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.to != "" && !c.repair {
				return usage("--to is where --repair puts the new archive")
			}
			name, err := c.place()
			switch {
			case err != nil:
				return err
			case c.repair && (store.IsDatabase(name) || store.IsDatabase(c.to)):
				return usage("--repair reads what is left of a file: restore a backup of the database (pg_restore, or its server as of a time), and put the reports that it lacks in again (stemma import --again)")
			case c.repair:
				return c.runRepair(cmd, name)
			}
			return runCheck(cmd, name)
		},
	}
	cmd.Flags().BoolVar(&c.repair, "repair", false, "put what can be read into a new archive")
	cmd.Flags().StringVar(&c.to, "to", "", "`folder` of the new archive (default: that of the archive with -repaired at its end)")
	c.flags(cmd)
	c.outlets.flags(cmd)
	return cmd
}

func runCheck(cmd *cobra.Command, name string) error {
	w := cmd.OutOrStdout()
	faults, sound, err := look(cmd, name)
	if err != nil && !sqlitefile.IsDamage(err) {
		return err
	}
	if err == nil && len(faults) == 0 {
		_, err := io.WriteString(w, sound)
		return err
	}
	broken := err != nil && !store.IsDatabase(name)
	for _, fault := range faults {
		broken = broken || strings.HasPrefix(fault, "archive.db")
		fmt.Fprintln(w, printable(fault))
	}
	if broken { // the file itself: what is lost by it
		lost, err := store.Survey(cmd.Context(), name)
		if err != nil {
			return err
		}
		for _, l := range lost {
			fmt.Fprintln(w, printable(l))
		}
	}
	if err != nil {
		return err
	}
	if store.IsDatabase(name) {
		return fmt.Errorf("the archive %s is damaged: do what is said of each; or restore a backup of the database", store.Shown(name))
	}
	return fmt.Errorf("the archive %s is damaged: do what is said of each; or restore a copy of the folder; or have all that can be read put into a new archive (stemma archive check --repair)", name)
}

// look checks an archive and what reviewers say, and returns what is wrong, or else what there is.
func look(cmd *cobra.Command, name string) (faults []string, sound string, err error) {
	a, err := openToCheck(cmd.Context(), name)
	if err != nil {
		return nil, "", err
	}
	defer a.Close()
	if faults, err = a.Check(cmd.Context()); err != nil {
		return nil, "", err
	}
	book, err := review.Of(cmd.Context(), a)
	if err != nil {
		return nil, "", err
	}
	defer book.Close()
	inBook, err := book.Check(cmd.Context())
	if faults = append(faults, inBook...); err != nil || len(faults) > 0 {
		return faults, "", err
	}
	n, err := a.Count(cmd.Context())
	if err != nil {
		return nil, "", err
	}
	verdicts, err := book.Count(cmd.Context())
	sound = "sound: " + counted(n) + "\n"
	if n.Stories > 0 {
		sound += plural(n.Stories, "story", "stories") + "\n"
	}
	if verdicts > 0 {
		sound += count(verdicts, "verdict") + "\n"
	}
	return nil, sound, err
}

// openToCheck opens an archive to be read. One in a database that has an older form is brought to the new one first.
func openToCheck(ctx context.Context, name string) (*store.Archive, error) {
	a, err := store.Open(ctx, name, store.Options{ReadOnly: true})
	if !errors.Is(err, store.ErrOlder) {
		return a, err
	}
	w, err := store.Open(ctx, name, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return store.Open(ctx, name, store.Options{ReadOnly: true})
}

// counted tells how much an archive has.
func counted(n store.Counts) string {
	return fmt.Sprintf("%s, %s of them, %s", count(n.Articles, "report"), count(n.Revisions, "revision"), count(n.Inputs, "file"))
}

func (c *checking) runRepair(cmd *cobra.Command, dir string) error {
	if _, err := c.outlets.table(); err != nil {
		return err
	}
	to := c.to
	if to == "" {
		to = filepath.Clean(dir) + "-repaired"
	}
	done, err := store.Repair(cmd.Context(), dir, to)
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	for _, l := range done.Lost {
		fmt.Fprintln(w, printable(l))
	}
	fmt.Fprintf(w, "%s: %s, %s\n", printable(to), counted(done.Counts), plural(done.Counts.Stories, "story", "stories"))
	if len(done.Files) > 0 {
		fmt.Fprintf(w, "also there, as it was: %s\n", strings.Join(done.Files, ", "))
	}
	if err := makeReady(cmd, to, &c.outlets); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s is as it was: when the new archive is what you want (stemma archive check --archive %s), put it in the place of the old one\n", printable(dir), printable(to))
	if len(done.Lost) > 0 {
		return errSome
	}
	return nil
}
