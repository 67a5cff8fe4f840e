package reader

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

const (
	// lookEvery is how often it is looked whether the archive is still the one that is there.
	lookEvery = 2 * time.Second
	// settingsEvery is how often it is looked whether what the archive remembers has changed.
	settingsEvery = 10 * time.Second
)

// held is how many reports the stories have that are ready to be traced on: about 400 kB each.
const held = 200

// opened is an archive that is open, with what reads it. It is closed when it is gone, and nobody uses it any more.
type opened struct {
	archive  *store.Archive
	own      bool
	n        int64                            // tells it from others that were open before
	searcher func() (*search.Searcher, error) // made with the first search
	users    sync.WaitGroup
	// tracing has room for one: Trees are not for several goroutines.
	tracing chan struct{}
	// writer puts trees into a database, nil until there is one. It, why the last tree was not kept, and when, are of the one that traces.
	writer *store.Archive
	unkept string
	gaveUp time.Time

	mu       sync.Mutex // for what follows
	settings watch.Settings
	asked    time.Time
	failed   error // why the settings cannot be followed
	options  trace.Options
	trees    *watch.Trees
	step     func(string) // of the job that traces
	made     *store.Trace // what it made
}

func (r *Reader) opened(a *store.Archive, own bool) *opened {
	r.openings++
	h := &opened{archive: a, own: own, n: r.openings, tracing: make(chan struct{}, 1)}
	h.searcher = sync.OnceValues(func() (*search.Searcher, error) {
		s, err := search.New(a)
		if err == nil {
			s.UseTrees(func(ctx context.Context, story string) (*stemma.Result, error) {
				k, err := r.load(ctx, h, story)
				if k == nil {
					return nil, err
				}
				return k.result, err
			})
		}
		return s, err
	})
	return h
}

// use returns the archive, for one answer; the caller calls done at its end. Where the disk does not answer it waits no longer
// than ctx.
func (r *Reader) use(ctx context.Context) (h *opened, done func(), err error) {
	looked := r.looks()
	select {
	case <-looked:
	case <-ctx.Done():
		return nil, nil, fmt.Errorf("%w: it does not answer: %w", ErrUnreadable, ctx.Err())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, nil, job.ErrClosed
	}
	if r.now == nil {
		return nil, nil, r.problem
	}
	r.now.users.Add(1)
	return r.now, r.now.users.Done, nil
}

// looks has somebody look whether the archive is still the one that is there, if it is time to, and returns what is closed when
// that is known. Nobody holds the lock meanwhile: on a disk that hangs it may take for ever.
func (r *Reader) looks() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.looking == nil {
		if r.closed || !r.looked.IsZero() && time.Since(r.looked) < lookEvery {
			return known
		}
		looked, now := make(chan struct{}), r.now
		if now != nil {
			now.users.Add(1)
		}
		r.looking = looked
		r.background.Go(func() {
			defer close(looked)
			r.look(now)
		})
	}
	return r.looking
}

// known is closed: there is nothing to wait for.
var known = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// look sees to it that the archive is the one that is there.
func (r *Reader) look(now *opened) {
	other, err := r.other(now)
	if now != nil {
		now.users.Done()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.looked, r.looking = time.Now(), nil
	switch {
	case r.closed && other != nil:
		_ = other.Close() // it was open for reading
	case r.closed || other == nil && err == nil:
	default:
		r.retire()
		if r.problem = err; other != nil {
			r.now = r.opened(other, true)
		}
	}
}

// other opens the archive that is there in the place of another, or of none; nil where nothing has changed.
func (r *Reader) other(now *opened) (a *store.Archive, err error) {
	switch {
	case now != nil && !now.archive.Replaced():
		return nil, nil
	case r.o.Open == nil:
		return nil, ErrNoArchive // and none will come
	}
	err = crew.Safely(func() (err error) {
		a, err = r.o.Open(r.running) // it is for all
		return err
	})
	switch {
	case errors.Is(err, store.ErrNoArchive):
		return nil, ErrNoArchive
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return a, nil
}

// while does what is done with something that was read from an archive, unless another one has taken its place meanwhile:
// that may have other stories by the same ids.
func (r *Reader) while(h *opened, do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now == h {
		do()
	}
}

// retire closes the archive, once nobody uses it any more. What is kept of it is forgotten: another one has other stories.
func (r *Reader) retire() {
	h := r.now
	if h == nil {
		return
	}
	r.now = nil
	r.trees.clear()
	r.sums.clear()
	r.failed.clear()
	r.facets.clear()
	r.events.restart()
	r.background.Go(func() {
		h.users.Wait()
		if h.writer != nil {
			_ = h.writer.Close() // what was written is there
		}
		if h.own {
			_ = h.archive.Close() // it was open for reading
		}
	})
}

// tracer returns what traces stories of the archive.
func (h *opened) tracer(ctx context.Context, r *Reader) (*watch.Trees, trace.Options, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.asked.IsZero() && (r.o.Settings == nil || time.Since(h.asked) < settingsEvery) {
		return h.trees, h.options, h.failed
	}
	now, err := watch.RecallSettings(ctx, h.archive)
	if err != nil {
		return nil, trace.Options{}, err
	}
	if h.asked = time.Now(); h.trees != nil && h.settings == now {
		return h.trees, h.options, nil
	}
	h.settings = now
	h.trees, h.options, h.failed = h.newTrees(ctx, r)
	return h.trees, h.options, h.failed
}

// newTrees returns what traces by the settings of now.
func (h *opened) newTrees(ctx context.Context, r *Reader) (*watch.Trees, trace.Options, error) {
	options, kind := r.o.Trace, r.o.Kind
	if r.o.Settings != nil {
		var err error
		if options, kind, err = r.o.Settings(context.WithoutCancel(ctx), h.archive); err != nil { // it is for all
			return nil, options, err
		}
	}
	own := options
	own.Progress = func(step string) {
		h.mu.Lock()
		tell := h.step
		h.mu.Unlock()
		if tell != nil {
			tell(step)
		}
	}
	trees, err := watch.NewTrees(h.archive, own, kind)
	if err != nil {
		return nil, options, err
	}
	trees.Keep = func(ctx context.Context, t store.Trace) error {
		h.mu.Lock()
		h.made = &t
		h.mu.Unlock()
		h.keep(ctx, r.o.Log, &t)
		return nil
	}
	trees.Held = held
	return trees, options, nil
}

// key is what trees of the archive are made by; "" where that is not known, as its model cannot be had.
func (h *opened) key(ctx context.Context, r *Reader) string {
	trees, _, err := h.tracer(ctx, r)
	if err != nil {
		return ""
	}
	return trees.Key()
}

// trace traces a story. What it returns is as it would be kept, and nil where the tree that is kept is good.
func (h *opened) trace(ctx context.Context, r *Reader, id string, step func(string)) (*store.Trace, error) {
	select {
	case h.tracing <- struct{}{}:
		defer func() { <-h.tracing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	trees, _, err := h.tracer(ctx, r)
	if err != nil {
		return nil, err
	}
	h.begin(step)
	defer h.begin(nil)
	tree, err := trees.Trace(ctx, id)
	if err == nil && tree == nil {
		err = ErrUnknown
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.made, err
}

func (h *opened) begin(step func(string)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.step, h.made = step, nil
}
