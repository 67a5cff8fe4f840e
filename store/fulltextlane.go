package store

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// A view reads on several connections, so that what SQLite does for one search is done
// on more than one core: reading is half of it. Each of them, a lane, has a transaction of its
// own, and they are of one state of the index where they see the same segments, which are never changed.

// maxLanes are of use to one search; more would be taken from others.
const maxLanes = 4

// lane is a connection of a view.
type lane struct {
	tx      *sql.Tx
	readers []*segmentReader
}

// newLane begins a transaction, and reads which segments there are. Those that the index knows
// it need not read again.
func (x *Index) newLane(ctx context.Context) (*lane, []*segment, error) {
	tx, err := x.archive.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	all, err := readSegments(ctx, tx, func(n int64) *segment { return x.segments[n] })
	if err != nil {
		_ = tx.Rollback() // nothing was written
		return nil, nil, err
	}
	return &lane{tx: tx}, all, nil
}

// open makes what reads the segments.
func (l *lane) open(ctx context.Context, segments []*segment, cache *rowCache) error {
	get, err := l.tx.PrepareContext(ctx, rowQuery) // closed with the transaction, as is the next
	if err != nil {
		return err
	}
	some, err := l.tx.PrepareContext(ctx, rowsQuery)
	if err != nil {
		return err
	}
	for _, s := range segments {
		r := newSegmentReader(ctx, l.tx, s)
		r.get, r.some, r.cache = get, some, cache
		l.readers = append(l.readers, r)
	}
	return nil
}

// widen adds lanes to a view, as many as there are cores and connections to spare. A lane that sees
// another state, because something was written meanwhile, is of no use.
func (v *View) widen(all []*segment) error {
	spare := v.index.archive.spare
	for len(v.open) < min(maxLanes, runtime.GOMAXPROCS(0)) {
		select {
		case spare <- struct{}{}:
		default:
			return nil
		}
		v.spared++
		l, seen, err := v.index.newLane(v.ctx)
		if err != nil {
			return err
		}
		v.open = append(v.open, l)
		if !slices.Equal(seen, all) {
			return nil // open, so that it is closed with the others, and not among the free ones
		}
		if err := l.open(v.ctx, v.segments, &v.index.cache); err != nil {
			return err
		}
		v.free <- l
	}
	return nil
}

// Close ends a view.
func (v *View) Close() {
	for _, l := range v.open {
		_ = l.tx.Rollback() // nothing was written
	}
	for range v.spared {
		<-v.index.archive.spare
	}
	v.open, v.spared = nil, 0
}

// with does something on a lane, when one is free. Who has one must not wait for another, nor for
// any other connection of the archive.
func (v *View) with(do func(*lane) error) error {
	l := <-v.free
	defer func() { v.free <- l }()
	if err := do(l); err != nil {
		return fmt.Errorf("search: %w", explain(err))
	}
	return nil
}

// share does n things on all lanes, each thing on one of them. It returns the error of the first
// that failed.
func (v *View) share(n int, do func(l *lane, i int) error) error {
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	errs := make([]error, n)
	var wg sync.WaitGroup
	for range min(n, len(v.open)) {
		wg.Go(func() {
			for i := range next {
				errs[i] = v.with(func(l *lane) error { return do(l, i) })
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
