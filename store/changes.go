package store

import (
	"context"
	"fmt"
)

// Changes returns a number that is another one whenever somebody has written into the archive since it was asked for last,
// in this process or another. It means nothing beyond this Archive. It costs some 10 µs: SQLite's data_version, which
// counts for one connection, so that one is kept for it.
func (a *Archive) Changes(ctx context.Context) (int64, error) {
	ctx = context.WithoutCancel(ctx) // which would end the connection
	a.counting.Lock()
	defer a.counting.Unlock()
	if a.counter == nil {
		c, err := a.read.Conn(ctx)
		if err != nil {
			return 0, fmt.Errorf("read the archive %s: %w", a.dir, explain(err))
		}
		a.counter = c
		a.counters++ // one counts from where another did
	}
	var n int64
	if err := a.counter.QueryRowContext(ctx, "PRAGMA data_version").Scan(&n); err != nil {
		_ = a.counter.Close() // the first error says more
		a.counter = nil
		return 0, fmt.Errorf("read the archive %s: %w", a.dir, explain(err))
	}
	return a.counters<<32 + n, nil
}

// stopCounting gives the connection back that counts.
func (a *Archive) stopCounting() error {
	a.counting.Lock()
	defer a.counting.Unlock()
	if a.counter == nil {
		return nil
	}
	c := a.counter
	a.counter = nil
	return c.Close()
}
