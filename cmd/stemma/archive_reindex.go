package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

const reindexHelp = `Makes the index anew by which stemma search finds reports, where it is damaged
or of an older form. No report is lost, and the stories stay as they are. It can
be stopped at any time: this command, stemma import or stemma watch goes on; until
then search finds what is in it already.
`

func newReindexCommand() *cobra.Command {
	var f archiveFlag
	var outlets outletTable
	cmd := &cobra.Command{
		Use:     "reindex [flags]",
		Short:   "Make the index of search anew",
		Long:    reindexHelp + archiveHelp,
		Example: "  stemma archive reindex\n  stemma archive reindex --archive /data/news",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runReindex(cmd, &f, &outlets)
		},
	}
	f.flags(cmd)
	outlets.flags(cmd)
	return cmd
}

func runReindex(cmd *cobra.Command, f *archiveFlag, outlets *outletTable) (err error) {
	if _, err := outlets.table(); err != nil {
		return err
	}
	a, err := f.change(cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.DropIndex(cmd.Context()); err != nil {
		return err
	}
	if err := derive(cmd, a, outlets); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "the index of %s is made anew\n", printable(a.Dir()))
	return err
}

// derive makes what an archive is searched by, and puts into stories what is in none yet: what
// stemma import does at its end.
func derive(cmd *cobra.Command, a *store.Archive, outlets *outletTable) error {
	s, err := watch.RecallSettings(cmd.Context(), a)
	if err != nil {
		return err
	}
	table, _, err := outlets.recalled(cmd, &s, telling(cmd))
	if err != nil {
		return err
	}
	if err := putInOrder(cmd, a, 0); err != nil {
		return err
	}
	step, done := progress(cmd)
	defer done()
	step("making ready for search")
	placed, err := watch.CatchUp(cmd.Context(), a, watch.CatchUpOptions{
		Outlets: table,
		Version: buildVersion(),
		Again:   true,
		Warn:    telling(cmd),
		Progress: func(p watch.Placed) {
			step(fmt.Sprintf("%d reports ready for search, %d put into stories, %.0f reports/s", p.Indexed+p.Articles, p.Articles, perSecond(p.Indexed+p.Articles, p.Seconds)))
		},
	})
	done()
	tell(cmd, placed.Damaged)
	switch {
	case err != nil:
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %s is not all ready for search yet: stemma import, watch and archive reindex go on with it\n", printable(a.Dir()))
		return err
	case len(placed.Damaged) > 0:
		return errSome
	}
	return nil
}
