package watch

import (
	"context"
	"sync/atomic"

	"github.com/stemma-news/stemma/store"
)

// Figures are how a run is, for who looks at it from outside. They are written by Run and may be read by any goroutine
// meanwhile; the zero value is ready. They say how much there is, and never of whom or of what.
type Figures struct {
	feeds, failing, silent            atomic.Int64
	polls, unchanged, failed          atomic.Int64
	fresh, known, changed             atomic.Int64
	placed, traced, alerts            atomic.Int64
	queued, batched, unjudged, toDraw atomic.Int64
	halted, halts                     atomic.Int64
	leads, takenBack                  atomic.Int64
	jobs                              atomic.Pointer[jobs]
	archive                           atomic.Pointer[store.Archive]
}

// Halted says that nothing is taken in, since the archive cannot be written to.
func (f *Figures) Halted() bool { return f.halted.Load() > 0 }

// Figure is one of them.
type Figure struct {
	Name, Help string
	Value      float64
	Total      bool // it only grows while the program runs
}

// All returns the figures as they are now, in a fixed order. What must be asked of the archive is left out where it
// cannot be had.
func (f *Figures) All(ctx context.Context) []Figure {
	all := []Figure{
		{"feeds", "Feeds on the lists.", float64(f.feeds.Load()), false},
		{"feeds_failing", "Feeds that could not be read the last time.", float64(f.failing.Load()), false},
		{"hosts_left_alone", "Hosts that did not answer as they should and are left alone for a while.", float64(f.silent.Load()), false},
		{"polls_total", "How often feeds were asked.", float64(f.polls.Load()), true},
		{"polls_unchanged_total", "How often a feed had nothing new.", float64(f.unchanged.Load()), true},
		{"polls_failed_total", "How often a feed could not be read.", float64(f.failed.Load()), true},
		{"reports_new_total", "Reports that were new.", float64(f.fresh.Load()), true},
		{"reports_known_total", "Reports that came again as they were.", float64(f.known.Load()), true},
		{"reports_changed_total", "Reports that came again in another form.", float64(f.changed.Load()), true},
		{"reports_placed_total", "Reports that were put into stories.", float64(f.placed.Load()), true},
		{"trees_total", "Trees that were traced.", float64(f.traced.Load()), true},
		{"alerts_total", "Alerts that were given.", float64(f.alerts.Load()), true},
		{"reports_on_their_way", "Reports between the feeds and the one that writes.", float64(f.queued.Load()), false},
		{"reports_to_write", "Reports and ends of feeds that wait to be written.", float64(f.batched.Load()), false},
		{"reports_to_judge", "Reports that are to be held against the rules.", float64(f.unjudged.Load()), false},
		{"stories_to_trace", "Stories that wait for their trees.", float64(f.toDraw.Load()), false},
		{"halted", "Whether nothing is taken in, since the archive cannot be written to: 1 or 0.", float64(f.halted.Load()), false},
		{"halts_total", "How often the archive could not be written to.", float64(f.halts.Load()), true},
		{"leads", "Whether this process leads those that watch the same database: 1 or 0.", float64(f.leads.Load()), false},
		{"jobs_taken_back_total", "Jobs of processes that were gone, given to others by this one.", float64(f.takenBack.Load()), true},
	}
	if a := f.archive.Load(); a != nil {
		if n, err := undelivered(ctx, a); err == nil {
			all = append(all, Figure{"messages_to_deliver", "Messages that wait for webhooks.", float64(n), false})
		}
	}
	if j := f.jobs.Load(); j != nil {
		if c, err := j.count(ctx); err == nil {
			all = append(all,
				Figure{"hosts_due", "Hosts whose feeds wait to be asked by any process.", float64(c.due), false},
				Figure{"trees_due", "Stories that wait to be traced by any process.", float64(c.trees), false},
				Figure{"jobs_running", "Jobs that are at work in all processes.", float64(c.running), false})
		}
	}
	return all
}

// undelivered is how many messages wait for webhooks.
func undelivered(ctx context.Context, a *store.Archive) (int, error) {
	waiting, err := a.Waiting(ctx, hookTopic)
	n := 0
	for _, w := range waiting {
		n += w.Messages
	}
	return n, err
}

// measure notes how the feeds are.
func (w *watcher) measure() {
	f := w.Figures
	f.feeds.Store(int64(w.sum.Feeds))
	f.polls.Store(int64(w.sum.Polls))
	f.unchanged.Store(int64(w.sum.Unchanged))
	f.failed.Store(int64(w.sum.Failed))
	failing := 0
	for _, s := range w.schedule.order {
		if s.memory.Failures > 0 {
			failing++
		}
	}
	f.failing.Store(int64(failing))
	f.silent.Store(int64(len(w.schedule.troubled())))
}

// measure notes what was done, and what is still to be.
func (k *keeper) measure() {
	f := k.w.Figures
	f.fresh.Store(int64(k.sum.New))
	f.known.Store(int64(k.sum.Known))
	f.changed.Store(int64(k.sum.Changed))
	f.traced.Store(int64(k.sum.Traced))
	f.batched.Store(int64(len(k.batch) + len(k.ends)))
	k.measurePlaced()
}

// measurePlaced notes it of what hangs on placing.
func (k *keeper) measurePlaced() {
	f := k.w.Figures
	f.placed.Store(int64(k.sum.Placed.Articles))
	f.alerts.Store(int64(k.sum.Alerts))
	f.unjudged.Store(int64(len(k.open.Articles)))
	f.toDraw.Store(int64(len(k.open.Stories)))
}
