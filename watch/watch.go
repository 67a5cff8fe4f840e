package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/webhook"
)

// Options say what is watched, and who is told of it. Archive and Lists must be given.
type Options struct {
	Archive *store.Archive
	Lists   *Lists
	// Read says how the pages of entries are read; Read.Fetch fetches them. Web gets the feeds; Read.Fetch if nil.
	Read ingest.Options
	Web  Web
	// MaxPages is how many entries of a feed are read at a time, the newest; 100 if zero.
	MaxPages int
	// Parallel is how many feeds are asked side by side; 16 if zero.
	Parallel int
	// Bounds are how often a feed is asked; DefaultBounds if zero.
	Bounds Bounds
	// Once asks each feed once, does all that follows from it, and ends.
	Once bool
	// Reload has the lists and the rules read again. Lists are also read again when they change.
	Reload <-chan struct{}

	// Trace says how stories are traced; NoTrees leaves their trees to those who ask for one.
	Trace   trace.Options
	Outlets *attribution.Outlets
	NoTrees bool
	// TraceKind tells trees apart that were made with options which do not say themselves how they differ.
	TraceKind string

	// Rules returns the rules of alerts; nil stands for none. It is called again to reload.
	Rules func() ([]alert.Rule, error)
	// Alerts gets each alert as a line of JSON; nil for nobody.
	Alerts io.Writer
	// Feed is an Atom file of the last alerts; none if empty. FeedAddress is where others read it.
	Feed, FeedAddress string
	Webhooks          []*webhook.Endpoint

	Log    *slog.Logger
	Notify Notifier
}

func (o Options) withDefaults() Options {
	if o.Web == nil && o.Read.Fetch != nil {
		o.Web = o.Read.Fetch
	}
	if o.MaxPages <= 0 {
		o.MaxPages = 100
	}
	if o.Parallel <= 0 {
		o.Parallel = 16
	}
	if o.Bounds == (Bounds{}) {
		o.Bounds = DefaultBounds()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Summary is what was done.
type Summary struct {
	Feeds     int `json:"feeds"`
	Polls     int `json:"polls"`
	Unchanged int `json:"unchanged"`
	Failed    int `json:"failed"`
	// LeftAlone are feeds that were not asked in the one round, since their hosts want to be left alone.
	LeftAlone int `json:"left_alone"`
	// New, Known and Changed are reports.
	New     int    `json:"new"`
	Known   int    `json:"known"`
	Changed int    `json:"changed"`
	Placed  Placed `json:"placed"`
	Traced  int    `json:"traced"`
	Alerts  int    `json:"alerts"`
}

// ErrNoFeeds says that the lists name none.
var ErrNoFeeds = errors.New("there is no feed to watch")

// watcher is one run.
type watcher struct {
	Options
	schedule *schedule
	sum      Summary
	polled   chan found // ends that are in the archive
	// busySince is since when the keeper does what it does, 0 while it waits.
	busySince atomic.Int64
}

// queueLength is how many articles may be on their way from the feeds to the archive.
const queueLength = 64

// Run watches until ctx ends, which is no error; with Options.Once, until each feed was asked once.
func Run(ctx context.Context, o Options) (Summary, error) {
	w := &watcher{Options: o.withDefaults()}
	w.schedule = newSchedule(w.Parallel)
	w.schedule.once = w.Once
	w.polled = make(chan found, w.Parallel)
	err := w.watch(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = nil // also while it begins
	}
	return w.sum, err
}

func (w *watcher) watch(ctx context.Context) error {
	if err := w.begin(ctx); err != nil {
		return err
	}
	k, err := newKeeper(ctx, w)
	if err != nil {
		return err
	}
	err = w.run(ctx, k)
	w.Notify.tell(stopping)
	w.sum.add(&k.sum)
	return err
}

func (s *Summary) add(k *Summary) {
	s.New, s.Known, s.Changed, s.Placed, s.Traced, s.Alerts = k.New, k.Known, k.Changed, k.Placed, k.Traced, k.Alerts
}

// begin reads the lists, and what is remembered of the feeds.
func (w *watcher) begin(ctx context.Context) error {
	if b, _, err := w.Archive.State(ctx, hostsState); err != nil {
		return err
	} else if b != nil && json.Unmarshal(b, &w.schedule.hosts) != nil {
		w.schedule.hosts = map[string]*host{} // damaged: all may be asked
	}
	if err := w.lists(ctx); err != nil {
		return err
	}
	if len(w.schedule.order) == 0 {
		return ErrNoFeeds
	}
	return nil
}

// lists reads the lists of feeds.
func (w *watcher) lists(ctx context.Context) error {
	feeds, problems, err := w.Lists.Read(ctx)
	if err != nil {
		return err
	}
	for _, p := range problems {
		w.Log.Error("list", "input", shown(p.Input), "problem", p.Problem)
	}
	if len(feeds) == 0 && len(w.schedule.order) > 0 {
		w.Log.Error("list", "problem", "no feed is named any more: the feeds of before are watched on")
		return nil
	}
	var failed error
	came, went := w.schedule.set(feeds, func(address string) memory {
		m, err := recall(ctx, w.Archive, address)
		failed = errors.Join(failed, err)
		m.resumed(w.Bounds)
		return m
	})
	w.sum.Feeds = len(feeds)
	fields := []any{"feeds", len(feeds), "new", came, "gone", went}
	if !w.Once {
		due, next := w.schedule.outlook(time.Now())
		fields = append(fields, "due", due, "next", next.Format(time.RFC3339))
	}
	w.Log.Info("feeds", fields...)
	return failed
}

// recall returns what is remembered of a feed. What is damaged is as if nothing were.
func recall(ctx context.Context, a *store.Archive, address string) (memory, error) {
	name := stateName(address)
	b, ok, err := a.State(ctx, feedState+name)
	if err != nil || !ok {
		return memory{}, err
	}
	var m memory
	if damaged(b, &m) {
		return memory{}, nil
	}
	b, ok, err = a.State(ctx, seenState+name)
	if ok {
		m.seen = readSeen(b)
	}
	return m, err
}

// damaged reports whether what is remembered cannot be read.
func damaged(b []byte, m *memory) bool { return json.Unmarshal(b, m) != nil }

// run asks the feeds in their times, while k keeps what is found.
func (w *watcher) run(ctx context.Context, k *keeper) error {
	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan found, queueLength)
	p := &poller{web: w.Web, read: w.Read, maxPages: w.MaxPages, bounds: w.Bounds, out: queue, has: w.has}
	var pollers, others sync.WaitGroup
	kept := make(chan error, 1)
	go func() {
		kept <- k.run(inner, queue, stop)
	}()
	deliver := newDeliverer(w.Archive, w.Webhooks, w.Log, k.tell.wake)
	if !w.Once {
		others.Go(func() { deliver.run(inner) })
	}
	w.Notify.tell(ready, status(fmt.Sprintf("watching %d feeds", w.sum.Feeds)))
	w.loop(inner, p, k, &pollers)
	pollers.Wait()
	close(queue)
	err := <-kept
	if w.Once && err == nil {
		deliver.round(ctx)
	}
	stop(nil)
	others.Wait()
	return err
}

func (w *watcher) has(ctx context.Context, address string) (bool, error) {
	ids, err := w.Archive.AtAddress(ctx, address)
	return len(ids) > 0, err
}

// loop has feeds asked until ctx ends or, once, until there is none left.
func (w *watcher) loop(ctx context.Context, p *poller, k *keeper, pollers *sync.WaitGroup) {
	check := time.NewTicker(listsChecked)
	defer check.Stop()
	watchdog := w.watchdog()
	for ctx.Err() == nil {
		now := time.Now()
		for _, src := range w.schedule.ready(now) {
			pollers.Go(func() { p.poll(ctx, src, now) })
		}
		if w.Once && w.schedule.busy == 0 {
			w.leftAlone(ctx)
			return
		}
		select {
		case f := <-w.polled:
			w.ended(ctx, f)
		case <-w.timer(now):
		case <-check.C:
			if w.Lists.Changed() {
				w.reload(ctx, k)
			}
		case <-w.Reload:
			w.reload(ctx, k)
		case <-watchdog:
			if since := w.busySince.Load(); since == 0 || time.Since(time.Unix(0, since)) < maxSilence {
				w.Notify.tell(alive, status(fmt.Sprintf("watching %d feeds: asked %d times since the start, %d without success", w.sum.Feeds, w.sum.Polls, w.sum.Failed)))
			}
		case <-ctx.Done():
		}
	}
}

// leftAlone tells of the feeds that were not asked in the one round.
func (w *watcher) leftAlone(ctx context.Context) {
	for _, src := range w.schedule.order {
		if src.asked || ctx.Err() != nil {
			continue
		}
		w.sum.LeftAlone++
		h := w.schedule.hostOf(src)
		w.Log.Warn("feed", "feed", shown(src.Address), "problem", "left alone: its host has failed", "host", src.hostName(), "failures", h.Failures, "until", h.Until.UTC().Format(time.RFC3339))
	}
}

// maxSilence is how long the keeper may be busy with one thing before the service manager is no longer told that all is
// well: the largest trees take minutes.
const maxSilence = 30 * time.Minute

// watchdog ticks twice in the time in which the service manager wants to hear something.
func (w *watcher) watchdog() <-chan time.Time {
	if w.Notify.Watchdog <= 0 {
		return nil
	}
	return time.Tick(w.Notify.Watchdog / 2)
}

// timer ends when the next feed is due; never where there is no room for one.
func (w *watcher) timer(now time.Time) <-chan time.Time {
	next := w.schedule.next(now)
	if next.IsZero() || w.schedule.busy >= w.schedule.parallel {
		return nil
	}
	return time.After(max(next.Sub(now), time.Millisecond))
}

// reload reads lists and rules again.
func (w *watcher) reload(ctx context.Context, k *keeper) {
	w.Notify.tell(reloading)
	if err := w.lists(ctx); err != nil {
		w.Log.Error("list", "problem", err)
	}
	if w.Rules != nil {
		if rules, err := w.Rules(); err != nil {
			w.Log.Error("rules", "problem", err, "remedy", "the rules of before hold on")
		} else {
			k.rules.Store(&rules)
			w.Log.Info("rules", "rules", len(rules))
		}
	}
	w.Notify.tell(ready)
}

// ended notes what became of asking a feed, when that is in the archive.
func (w *watcher) ended(ctx context.Context, f found) {
	o := f.end
	now := time.Now()
	before := *w.schedule.hostOf(f.source)
	w.schedule.end(f.source, o, now)
	w.sum.Polls++
	w.count(ctx, f.source, o)
	if after := w.schedule.hostOf(f.source); after.Failures != before.Failures {
		if b, err := json.Marshal(w.schedule.troubled()); err == nil {
			if err := w.Archive.PutState(context.WithoutCancel(ctx), hostsState, b); err != nil {
				w.Log.Error("archive", "problem", err)
			}
		}
	}
}

func (w *watcher) count(ctx context.Context, src *source, o *outcome) {
	level := slog.LevelInfo
	switch {
	case o.err != nil:
		w.sum.Failed++
		level = slog.LevelWarn
	case o.unchanged:
		w.sum.Unchanged++
		level = slog.LevelDebug
	}
	fields := []any{"feed", shown(src.Address), "reports", o.articles, "next", o.memory.Next.Format(time.RFC3339)}
	if o.err != nil {
		fields = append(fields, "problem", censored(plainly(o.err), src.Address, o.memory.Moved), "failures", o.memory.Failures)
	}
	if o.problems > 0 {
		fields = append(fields, "problems", o.problems)
	}
	if o.left > 0 {
		fields = append(fields, "left_out", o.left, "remedy", o.leftRemedy())
	}
	if o.lost > 0 {
		fields = append(fields, "pages_given_up", o.lost)
	}
	if o.note != "" {
		fields = append(fields, "note", censored(o.note, src.Address, o.memory.Moved))
	}
	w.Log.Log(ctx, level, "feed", fields...)
}
