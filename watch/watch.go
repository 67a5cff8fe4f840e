package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// ErrNoFeeds says that the lists name none.
var ErrNoFeeds = errors.New("there is no feed to watch")

// watcher is one run.
type watcher struct {
	Options
	schedule *schedule
	sum      Summary
	polled   chan found // ends that are in the archive
	sweep    sweeping
	deliver  *deliverer
	printed  printed
	// shared says that others watch the same archive, too: it is a database.
	shared bool
	rules  []alert.Rule // those that were read last without an error
	// busySince is since when the keeper does what it does, 0 while it waits.
	busySince atomic.Int64
}

// queueLength is how many articles may be on their way from the feeds to the archive.
const queueLength = 64

// Run watches until ctx ends, which is no error; with Options.Once, until each feed was asked once. Several processes may watch an
// archive that is a database: they share the work (team.go). The one round is for one process.
func Run(ctx context.Context, o Options) (Summary, error) {
	w := &watcher{Options: o.withDefaults()}
	w.schedule = newSchedule(w.Parallel)
	w.schedule.once = w.Once
	w.shared = w.Archive.Shared()
	watch := w.goOn
	switch {
	case w.shared && w.Once:
		watch = w.alone
	case w.shared:
		watch = w.together
	default:
		w.deliver = newDeliverer(w.Archive, w.Webhooks, w.Log)
	}
	err := watch(ctx)
	w.Notify.tell(stopping)
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
	k.sum = w.sum
	w.Figures.archive.Store(w.Archive)
	defer w.Figures.archive.Store(nil)
	err = w.run(ctx, k)
	w.sum.add(&k.sum)
	return err
}

// begin reads the lists, and what is remembered of the feeds.
func (w *watcher) begin(ctx context.Context) error {
	w.polled = make(chan found, w.Parallel)
	w.schedule.idle()
	if len(w.schedule.order) == 0 {
		if err := w.hosts(ctx); err != nil {
			return err
		}
	}
	if err := w.lists(ctx); err != nil {
		return err
	}
	if len(w.schedule.order) == 0 {
		return ErrNoFeeds
	}
	var err error
	if w.sweep, err = recallSweeping(ctx, w.Archive, sweptFeedsState); err != nil {
		return err
	}
	return w.sweep.daily(ctx, time.Now(), w.forgetFeeds)
}

// hosts reads which hosts are left alone.
func (w *watcher) hosts(ctx context.Context) error {
	b, _, err := w.Archive.State(ctx, hostsState)
	if err == nil && b != nil && json.Unmarshal(b, &w.schedule.hosts) != nil {
		w.schedule.hosts = map[string]*host{} // damaged: all may be asked
	}
	return err
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
	was := b
	b, ok, err = a.State(ctx, seenState+name)
	if ok {
		m.seen = readSeen(b)
		m.awaited(was)
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
	p := &poller{web: w.Web, read: w.Read, maxPages: w.MaxPages, bounds: w.Bounds, out: queue, has: w.has, queued: w.queued, onWay: &w.Figures.queued}
	var pollers, others sync.WaitGroup
	kept := make(chan error, 1)
	go func() {
		kept <- k.run(inner, queue, stop)
	}()
	if !w.Once {
		others.Go(func() { w.deliver.run(inner, ctx, k.tell.wake) })
	}
	w.Notify.tell(ready, status(fmt.Sprintf("watching %d feeds", w.sum.Feeds)))
	w.loop(inner, p, k, &pollers)
	pollers.Wait()
	close(queue)
	err := <-kept
	if w.Once && err == nil {
		w.deliver.round(ctx)
	}
	stop(nil)
	others.Wait()
	return err
}

func (w *watcher) has(ctx context.Context, address string) (bool, error) {
	ids, err := w.Archive.AtAddress(ctx, address)
	return len(ids) > 0, err
}

func (w *watcher) queued(ctx context.Context, address string) (*queue, error) {
	return recallQueue(ctx, w.Archive, address)
}

// loop has feeds asked until ctx ends or, once, until there is none left.
func (w *watcher) loop(ctx context.Context, p *poller, k *keeper, pollers *sync.WaitGroup) {
	check := time.NewTicker(listsChecked)
	defer check.Stop()
	watchdog := w.watchdog()
	for ctx.Err() == nil {
		w.measure()
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
			if err := w.sweep.daily(ctx, time.Now(), w.forgetFeeds); err != nil && ctx.Err() == nil {
				w.Log.Error("archive", "problem", err)
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
	w.rereadRules(k)
	w.Notify.tell(ready)
}

// rereadRules has the rules of now hold from the next batch on.
func (w *watcher) rereadRules(k *keeper) {
	if w.Rules == nil {
		return
	}
	rules, err := w.Rules()
	if err != nil {
		w.Log.Error("rules", "problem", err, "remedy", "the rules of before hold on")
		return
	}
	w.rules = rules
	k.rules.Store(&rules)
	w.Log.Info("rules", "rules", len(rules))
}
