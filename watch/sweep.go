package watch

import (
	"context"
	"time"

	"github.com/stemma-news/stemma/store"
)

// Names of when it was last looked for what can be forgotten: what was told of stories, and feeds.
const (
	sweptState      = "watch/swept"
	sweptFeedsState = "watch/swept/feeds"
)

const (
	// sweepEvery is how often it is looked for what can be forgotten.
	sweepEvery = 24 * time.Hour
	// sweepTrusted is for how long nobody may have looked for it: after more, the clock may be wrong.
	sweepTrusted = 60 * 24 * time.Hour
)

// sweeping is how what is of no use any more is forgotten, once a day.
type sweeping struct {
	archive *store.Archive
	name    string
	last    time.Time
}

// recallSweeping reads when that was last done.
func recallSweeping(ctx context.Context, a *store.Archive, name string) (sweeping, error) {
	s := sweeping{archive: a, name: name}
	b, _, err := a.State(ctx, name)
	if err != nil {
		return s, err
	}
	if at, err := time.Parse(time.RFC3339, string(b)); err == nil { // else never, or damaged
		s.last = at
	}
	return s, nil
}

// daily forgets if a day has passed since the last time. A clock that is before that, or long behind it, is believed when
// it has held for a day: one that is a year ahead when the process begins would have all forgotten.
func (s *sweeping) daily(ctx context.Context, now time.Time, forget func(ctx context.Context, now time.Time) error) error {
	now = now.Round(0) // the time of day, as it is kept
	since := now.Sub(s.last)
	if since >= 0 && since < sweepEvery {
		return nil
	}
	if since > 0 && since <= sweepTrusted {
		if err := forget(ctx, now); err != nil {
			return err
		}
	}
	s.last = now
	return putLead(ctx, s.archive, map[string][]byte{s.name: []byte(now.UTC().Format(time.RFC3339))})
}
