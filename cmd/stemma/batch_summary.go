package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/batch"
)

// summary prints what a run did: what it wrote on standard output, and what the
// runner counted on standard error, where it does not get into anybody's way.
func (f *batchFlags) summary(cmd *cobra.Command, r *batch.Result, took time.Duration) {
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s read from %s in %v", plural(int(r.Articles), "article", "articles"), plural(r.Units, "input", "inputs"), took.Round(time.Second))
	if r.BadRecords > 0 {
		fmt.Fprintf(w, ", %s not", plural(int(r.BadRecords), "record", "records"))
	}
	fmt.Fprintln(w)
	if m := r.Manifest; m != nil {
		for _, t := range m.Tables {
			fmt.Fprintf(w, "%-9s %10d rows %6d files %14d bytes\n", t.Name, t.Rows, t.Files, t.Bytes)
		}
		if m.StoriesPartial > 0 {
			fmt.Fprintf(w, "%s cut short by a limit of time or size (their lines say which): by time another run may cut elsewhere\n", plural(int(m.StoriesPartial), "story is", "stories are"))
		}
	}
	printCounters(cmd.ErrOrStderr(), r.Counters)
}

func printCounters(w io.Writer, parts map[string]map[string]int64) {
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		for _, name := range slices.Sorted(maps.Keys(parts[part])) {
			fmt.Fprintf(w, "%-8s %-36s %14d\n", part, name, parts[part][name])
		}
	}
}
