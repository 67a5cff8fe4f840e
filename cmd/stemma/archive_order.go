package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// putInOrder brings reports that are to be put into stories into the order of their dates, where
// many came in another one. Room is how many may come in any order; 0 is as many as stories bear.
func putInOrder(cmd *cobra.Command, a *store.Archive, room int64) error {
	if may, err := watch.MayOrder(cmd.Context(), a); err != nil || !may {
		return err
	}
	step, wipe := progress(cmd)
	defer wipe()
	began := time.Now()
	done, err := a.OrderByDate(cmd.Context(), store.OrderOptions{Room: room, Now: began, Progress: func(n, all int64) {
		step(fmt.Sprintf("reports brought into the order of their dates: %d of %d", n, all))
	}})
	wipe()
	if errors.Is(err, store.ErrNoRoom) {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %v: they are put into stories as they came, and some stories will be in pieces\n", err)
		return nil
	}
	if err == nil && done.Revisions > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "stemma: %d of %s came more than eight days behind others: they are brought into the order of their dates before they are put into stories (%.1f s)\n",
			done.Late, count(done.Dated, "report"), time.Since(began).Seconds())
	}
	return err
}
