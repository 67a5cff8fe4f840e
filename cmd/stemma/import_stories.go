package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// intoStories puts what is new in the archive into stories, in the order of its dates. One process does that at a time: in a
// database, where stemma watch does it, what was read is left to that.
func (im *importing) intoStories(a *store.Archive, table *attribution.Outlets) error {
	err := putInOrder(im.cmd, a, 0)
	if err == nil {
		err = im.stories(im.cmd.Context(), table)
	}
	if a.Shared() && errors.Is(err, store.ErrLocked) {
		fmt.Fprintf(im.cmd.ErrOrStderr(), "stemma: what was read is in the archive, and is put into stories by another (%s)\n", printable(err.Error()))
		return nil
	}
	return err
}

// stories puts what is new in the archive into stories.
func (im *importing) stories(ctx context.Context, table *attribution.Outlets) error {
	step, done := progress(im.cmd)
	defer done()
	step("putting reports into stories")
	placed, err := watch.CatchUp(ctx, im.archive, watch.CatchUpOptions{
		Outlets: table,
		Version: buildVersion(),
		Warn:    telling(im.cmd),
		Progress: func(p watch.Placed) {
			if p.Articles == 0 {
				step(fmt.Sprintf("%d reports of before made ready for search", p.Indexed))
				return
			}
			step(fmt.Sprintf("%d reports put into stories, %d new stories, %.0f reports/s", p.Articles, p.Founded, perSecond(p.Articles, p.Seconds)))
		},
	})
	done()
	for _, d := range placed.Damaged {
		im.tell(d, &im.sum.Problems)
	}
	im.sum.Placed = &placed
	if err != nil && placed.Articles > 0 {
		fmt.Fprintf(im.cmd.ErrOrStderr(), "stemma: %s put into stories; the same command goes on from there\n", count(placed.Articles, "report"))
	}
	return err
}

func perSecond(n int, seconds float64) float64 { return float64(n) / max(seconds, 1e-3) }

// placed tells what came of putting the reports into stories.
func (s *importSummary) placed(w io.Writer) {
	p := s.Placed
	if p == nil {
		return
	}
	if p.Indexed > 0 {
		fmt.Fprintf(w, "%s of before made ready for search\n", count(p.Indexed, "report"))
	}
	if p.Articles == 0 {
		return
	}
	fmt.Fprintf(w, "%s put into stories: %s founded, %d merged into others, %d closed; %.1f s, %.0f reports/s\n",
		count(p.Articles, "report"), plural(p.Founded, "story", "stories"), p.Merged, p.Closed, p.Seconds, perSecond(p.Articles, p.Seconds))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
