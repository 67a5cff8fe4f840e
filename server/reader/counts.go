package reader

import (
	"context"
	"time"

	"github.com/stemma-news/stemma/store"
)

// Counts are how much the archive holds, and when its last report came in; ErrNoArchive where there is none.
func (r *Reader) Counts(ctx context.Context) (c store.Counts, last time.Time, err error) {
	h, done, err := r.use(ctx)
	if err != nil {
		return c, last, err
	}
	defer done()
	if c, err = h.archive.Count(ctx); err == nil {
		last, err = h.archive.Latest(ctx)
	}
	return c, last, unreadable(err)
}
