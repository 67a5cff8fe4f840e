package ingest

import (
	"context"
	"sync"
)

const (
	// maxFetched is how many bytes there may be of pages that have been fetched and
	// not been given out, in all queues together.
	maxFetched = 64 << 20
	// maxLarge is how many there may be when they turn out larger than expected.
	maxLarge = 4 * maxFetched
	// pageGuess is what a page is counted for until it is there.
	pageGuess = 512 << 10
)

// pool bounds the pages that are fetched before their turn: lists lead to lists,
// and each has a window of its own. What is first in the order is fetched however
// much there is, so that things always go on.
type pool struct {
	mu   sync.Mutex
	used int64
	// freed is closed, and made anew, when some of it is given back.
	freed chan struct{}
}

// fetched is how much of the pool a queue has; guarded by the pool.
type fetched struct{ bytes int64 }

// begin waits until a page may be fetched for a queue. It returns false when ctx
// has ended.
func (p *pool) begin(ctx context.Context, q *queue) bool {
	for {
		p.mu.Lock()
		if q.first() || p.used+pageGuess <= maxFetched {
			p.used += pageGuess
			q.bytes = pageGuess
			p.mu.Unlock()
			return ctx.Err() == nil
		}
		freed := p.freed
		p.mu.Unlock()
		select {
		case <-freed:
		case <-q.come:
		case <-ctx.Done():
			return false
		}
	}
}

// got says how large the page is that was fetched for a queue.
func (p *pool) got(q *queue, bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count(q, bytes)
}

func (p *pool) count(q *queue, bytes int64) {
	p.used += bytes - q.bytes
	q.bytes = bytes
	p.free()
}

// keep is got for a page that may be so large that it cannot be kept until its
// turn: then it returns what is closed when there may be room.
func (p *pool) keep(q *queue, bytes int64) (full <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if bytes > pageGuess && p.used-q.bytes+bytes > maxLarge && !q.first() {
		return p.freed
	}
	p.count(q, bytes)
	return nil
}

// room waits until a page of a size can be kept.
func (p *pool) room(ctx context.Context, q *queue, bytes int64) error {
	for full := p.keep(q, bytes); full != nil; full = p.keep(q, bytes) {
		select {
		case <-full:
		case <-q.come:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// end gives back what a queue has when its results have been given out.
func (p *pool) end(q *queue) { p.got(q, 0) }

func (p *pool) free() {
	close(p.freed)
	p.freed = make(chan struct{})
}

// turn tells whether a queue is the first in the order: nothing that is before it
// has still to be given out.
type turn struct {
	mu    sync.Mutex
	come  chan struct{} // closed when it is
	inner *queue        // whose results are being given
}

func (t *turn) first() bool {
	select {
	case <-t.come:
		return true
	default:
		return false
	}
}

// comes says that it is the turn of a queue, and of the one within it whose
// results it gives.
func (t *turn) comes() {
	t.mu.Lock()
	if !t.first() {
		close(t.come)
	}
	inner := t.inner
	t.mu.Unlock()
	if inner != nil {
		inner.comes()
	}
}

// passOn says whose results a queue gives from now on; nil for those of a job.
func (t *turn) passOn(inner *queue) {
	t.mu.Lock()
	t.inner = inner
	first := t.first()
	t.mu.Unlock()
	if first && inner != nil {
		inner.comes()
	}
}
