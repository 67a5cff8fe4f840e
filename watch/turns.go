package watch

import (
	"context"
	"sync/atomic"
	"time"
)

// Turns are the turns at hosts among the processes that watch one database, for fetch.Options.Turn: no host is asked by two
// at once, nor sooner after one than its pause. As long as no database is watched, each turn is free. The zero value is
// ready.
type Turns struct{ of atomic.Pointer[presence] }

// Take waits for the turn at a host.
func (t *Turns) Take(ctx context.Context, host string) (leave func(until time.Time), err error) {
	if p := t.of.Load(); p != nil {
		return p.turn(ctx, host)
	}
	return func(time.Time) {}, nil
}
