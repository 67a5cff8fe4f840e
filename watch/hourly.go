package watch

import (
	"context"
	"time"
)

// hourly does what hangs on the time of day: it closes stories that have gone quiet, and forgets what is old. passed is
// how long ago it did so by a clock that nobody sets.
func (k *keeper) hourly(ctx context.Context, now time.Time, passed time.Duration) error {
	jump := now.Round(0).Sub(k.advanced.Round(0)) - passed // without the other clock, the one on the wall is taken
	k.advanced = now
	if jump.Abs() > maxJump {
		k.log.Warn("clock", "problem", "the time of day has jumped by "+jump.Round(time.Minute).String()+": no story is closed by it until it has held for an hour")
		return nil
	}
	closed, err := k.placer.advance(ctx, now)
	k.sum.Placed.Closed += closed
	if err != nil {
		return err
	}
	return k.sweep.daily(ctx, now, k.tell.forget)
}

// maxJump is by how much the clock on the wall may go wrong in an hour. One that is set a year ahead for a minute would
// close every story for good.
const maxJump = time.Hour
