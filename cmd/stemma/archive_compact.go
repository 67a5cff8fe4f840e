package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/store"
)

const compactHelp = `Drops what is not needed any more and gives its room back to the disk: what
closed stories were compared by, trees that they have outgrown, messages of
alerts of more than a month ago, earlier forms of reports in the index of search.
Nothing that was imported goes, and every form of a report is kept.

For a while it takes as much room again as the archive. It can be stopped at any
time, and others may read meanwhile.
` + archiveHelp

func newCompactCommand() *cobra.Command {
	var f archiveFlag
	var copies bool
	o := output{formats: []string{"text", "json"}, color: "never"}
	cmd := &cobra.Command{
		Use:     "compact [flags]",
		Short:   "Make the archive smaller",
		Long:    compactHelp,
		Example: "  stemma archive compact\n  stemma archive compact --copies --archive /data/news",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return runCompact(cmd, &f, store.CompactOptions{Copies: copies, Now: time.Now()}, &o)
		},
	}
	cmd.Flags().StringVar(&o.format, "format", "text", "form of the counts: text, json")
	cmd.Flags().BoolVar(&copies, "copies", false, "drop the copies, too, that were made before the archive was brought to a newer form")
	f.flags(cmd)
	return cmd
}

func runCompact(cmd *cobra.Command, f *archiveFlag, options store.CompactOptions, o *output) (err error) {
	if name, err := f.place(); err == nil && options.Copies && store.IsDatabase(name) {
		return usage("--copies is for an archive in a folder: of a database there are backups, made by PostgreSQL")
	}
	a, err := f.change(cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	done, err := a.Compact(cmd.Context(), options)
	if err != nil {
		return err
	}
	return o.write(cmd, func(w io.Writer) error {
		if o.format == "json" {
			return compactedJSON(w, a.Dir(), &done)
		}
		return compactedText(w, a.Dir(), &done)
	})
}

// compactedJSON writes the counts in the form stemma/compact/v1.
func compactedJSON(w io.Writer, archive string, done *store.Compacted) error {
	if done.Dropped == nil {
		done.Dropped = []store.Dropped{}
	}
	e := json.NewEncoder(display.JSON(w))
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Schema  string `json:"schema"`
		Archive string `json:"archive"`
		*store.Compacted
	}{"stemma/compact/v1", archive, done})
}

func compactedText(w io.Writer, archive string, done *store.Compacted) error {
	for _, d := range done.Dropped {
		fmt.Fprintf(w, "dropped: %s: %d (%s)\n", d.What, d.Count, megabytes(d.Bytes))
	}
	_, err := fmt.Fprintf(w, "the archive %s had %s and has %s\n", printable(archive), megabytes(done.Before), megabytes(done.After))
	return err
}

func megabytes(n int64) string { return fmt.Sprintf("%.2f MB", float64(n)/1e6) }
