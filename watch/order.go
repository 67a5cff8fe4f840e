package watch

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma/store"
)

// MayOrder reports whether reports that wait to be put into stories may be numbered anew, in the order of their dates
// (store.OrderByDate). They may not where some of them were there when the archive was first watched and others came
// later: that watch was interrupted, and only their numbers say which of them are not to be told.
func MayOrder(ctx context.Context, a *store.Archive) (bool, error) {
	judged, watched, err := Judged(ctx, a)
	if err != nil || !watched {
		return err == nil, err
	}
	placed, last, err := a.Position(ctx)
	return judged <= placed || judged >= last, err
}

// order brings what an import has left here into the order of its dates, if there is much of it and it is in another.
func (k *keeper) order(ctx context.Context) error {
	may, err := MayOrder(ctx, k.w.Archive)
	if err != nil || !may {
		return err
	}
	now := time.Now()
	done, err := k.w.Archive.OrderByDate(ctx, store.OrderOptions{Room: k.w.room, Now: now})
	switch {
	case errors.Is(err, store.ErrNoRoom):
		k.log.Warn("stories", "problem", err, "remedy", "reports are put into stories as they came, and some stories will be in pieces")
		return nil
	case err == nil && done.Revisions > 0:
		k.log.Info("order", "reports", done.Dated, "late", done.Late, "seconds", time.Since(now).Seconds())
	}
	return err
}
