package fetch

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// pace is the slowest that a body may come: rate bytes a second, in every window. A server that sends a byte now and
// then must not hold a host's turn until the time is up.
type pace struct {
	window time.Duration
	rate   int64
}

// defaultPace lets pass what still makes a page of 30 KB within the time.
var defaultPace = pace{window: 15 * time.Second, rate: 256}

// watch is the time of one answer.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	pace   pace
	total  *time.Timer
	read   atomic.Int64 // bytes in this window

	mu     sync.Mutex
	window *time.Timer
	done   bool
}

// watch starts the clock; it must be stopped. Why it ends an answer is the cause of its ctx.
func (p pace) watch(ctx context.Context, b *budget) *watch {
	w := &watch{pace: p}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.total = time.AfterFunc(max(b.left, 0), func() {
		w.cancel(failure(ErrSlow, "no whole answer within %v: try again later", b.total))
	})
	return w
}

func (w *watch) stop() {
	w.mu.Lock()
	w.done = true
	if w.window != nil {
		w.window.Stop()
	}
	w.mu.Unlock()
	w.total.Stop()
	w.cancel(nil)
}

// body is a body that must keep the pace.
func (w *watch) body(r io.Reader) io.Reader {
	w.open()
	return &paced{r: r, w: w}
}

// open begins a window.
func (w *watch) open() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.done {
		w.window = time.AfterFunc(w.pace.window, w.check)
	}
}

// check is called at the end of every window.
func (w *watch) check() {
	if n := w.read.Swap(0); float64(n) < float64(w.pace.rate)*w.pace.window.Seconds() {
		w.cancel(failure(ErrSlow, "it comes too slowly (%d bytes in %v): try again later", n, w.pace.window))
		return
	}
	w.open()
}

type paced struct {
	r io.Reader
	w *watch
}

func (p *paced) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.w.read.Add(int64(n))
	return n, err
}
