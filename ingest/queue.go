package ingest

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/feed"
)

// out is one thing on its way from the reader of a file to the caller: an
// article, a problem, or the end of the file.
type out struct {
	file    *file
	article *stemma.Article
	content content // of the article
	web     bool    // it comes from an address
	problem string
	alike   int  // how many more problems it stands for, none of which is told
	note    bool // the problem is none
	once    bool // the note is told only once
	where   string
	pos     Place
	// promised is an article that a list names without its text.
	promised *feed.Entry
}

func (o out) ends() bool { return o.article == nil && o.problem == "" && o.promised == nil }

const (
	// minWindow is how many jobs there may be, begun or waiting to be given
	// out, at the least: so many that one slow page does not stop the others.
	minWindow = 32
	// maxHeld is how many bytes the jobs of a queue may have been given, and
	// innerHeld those of a queue within it. One job is always let in.
	maxHeld   = 64 << 20
	innerHeld = 16 << 20
)

// queue does jobs side by side and gives their results in the order in which
// the jobs were put in.
type queue struct {
	slots   chan slot
	held    *semaphore.Weighted // bytes of the jobs in slots
	limit   int64
	fetched // by the producer of this queue, in one within another
	turn
	*crew
}

// crew is what a queue shares with those within it.
type crew struct {
	cores chan struct{} // holds one element for each job that is being done
	all   sync.WaitGroup
	pages pool
}

// slot is the place of a job's results in the order: batches, until it is closed.
type slot struct {
	outs  <-chan []out
	cost  int64
	inner *queue // that gives them; nil for a job
}

func newQueue(c *crew, limit int64) *queue {
	window := max(minWindow, 4*cap(c.cores))
	return &queue{slots: make(chan slot, window), held: semaphore.NewWeighted(limit), limit: limit, crew: c, turn: turn{come: make(chan struct{})}}
}

func newCrew() *crew {
	c := &crew{cores: make(chan struct{}, runtime.GOMAXPROCS(0))}
	c.pages.freed = make(chan struct{})
	return c
}

// enter takes the next place in the order. It returns false when ctx has ended.
func (q *queue) enter(ctx context.Context, cost int64, outs <-chan []out) bool {
	return q.take(ctx, slot{outs: outs, cost: min(cost, q.limit)})
}

func (q *queue) take(ctx context.Context, s slot) bool {
	if q.held.Acquire(ctx, s.cost) != nil {
		return false
	}
	select {
	case q.slots <- s:
		return true
	case <-ctx.Done():
		return false
	}
}

// put gives results that are there already.
func (q *queue) put(ctx context.Context, cost int64, outs ...out) {
	ready := make(chan []out, 1)
	ready <- outs
	close(ready)
	q.enter(ctx, cost, ready)
}

// do has a job done on one of the cores. cost is about the bytes it holds.
func (q *queue) do(ctx context.Context, cost int64, job func() []out) {
	done := make(chan []out, 1)
	if !q.enter(ctx, cost, done) {
		return
	}
	q.all.Go(func() {
		defer close(done)
		select {
		case q.cores <- struct{}{}:
			defer func() { <-q.cores }()
			done <- job()
		case <-ctx.Done():
		}
	})
}

// aside has a producer of jobs run beside the one that puts it in, for one
// that waits (for an answer from the network) rather than works.
func (q *queue) aside(ctx context.Context, produce func(*queue)) {
	outs := make(chan []out)
	inner := newQueue(q.crew, innerHeld)
	if !q.take(ctx, slot{outs: outs, inner: inner}) {
		return
	}
	q.all.Go(func() {
		defer close(outs)
		for batch := range inner.run(ctx, func(q *queue) {
			if q.pages.begin(ctx, q) {
				produce(q)
			}
		}) {
			select {
			case outs <- batch:
			case <-ctx.Done():
				return
			}
		}
	})
}

// run calls produce and gives the results of the jobs that it puts in. When
// ctx ends, results are missing: nothing that comes after is to be used. A loop
// that is left early must end ctx.
func (q *queue) run(ctx context.Context, produce func(*queue)) iter.Seq[[]out] {
	return func(yield func([]out) bool) {
		q.all.Go(func() {
			defer close(q.slots)
			produce(q)
		})
		for s := range q.slots {
			q.passOn(s.inner)
			for batch := range s.outs {
				if ctx.Err() != nil || !yield(batch) {
					return
				}
			}
			q.held.Release(s.cost)
			if s.inner != nil {
				q.pages.end(s.inner)
			}
		}
	}
}
