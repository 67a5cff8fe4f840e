package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Lease is the right to do what only one may do at a time. In a database it is held by a connection of its own, so
// that the server frees it when the process dies, however it dies; in a folder, by the archive.
//
// A process can lose it and not know yet: its machine slept, or the network is gone. So what the lease of Placing is for is
// also refused by what is in the database (server.alone), and not only by who remembers that it had the right. An archive that has lost
// it is refused until it takes it anew: what it does late was begun under the one that is lost.
type Lease struct {
	lost    chan struct{}
	losing  sync.Once
	ending  sync.Once
	release func() error
	err     error
}

func newLease(release func() error) *Lease {
	return &Lease{lost: make(chan struct{}), release: release}
}

// Lost is closed when the lease is lost.
func (l *Lease) Lost() <-chan struct{} { return l.lost }

func (l *Lease) lose() { l.losing.Do(func() { close(l.lost) }) }

func (l *Lease) isLost() bool {
	select {
	case <-l.lost:
		return true
	default:
		return false
	}
}

// Close gives the lease back.
func (l *Lease) Close() error {
	l.ending.Do(func() { l.err = l.release() })
	return l.err
}

// Lease takes the right to do something that is known by a name; ErrLocked, which names the holder, where somebody else has it. It belongs
// to this Archive: that of Placing is asked for by what is done with it (Place, OrderByDate, Reoffer, PutIndex, DropIndex,
// Compact, Forget, Update.Lead). Who has not taken it may do these while nobody else has.
func (a *Archive) Lease(ctx context.Context, name string) (*Lease, error) {
	if a.write == nil {
		return nil, ErrReadOnly
	}
	l, err := a.engine.lease(ctx, name)
	switch {
	case errors.Is(err, ErrLocked):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("take the lease %q of the archive %s: %w", name, a.name, explain(err))
	}
	return l, nil
}
