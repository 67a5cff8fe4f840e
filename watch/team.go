package watch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma/store"
)

// Several processes may watch one database. Each is seen by the others (presence.go) and works jobs (jobs.go): it asks the
// feeds of hosts (ask.go), and traces stories (treejob.go). The one that holds the lease of placing leads (lead.go): it says
// which feeds are asked, puts what has come into stories, holds it against the rules, and tells. When a process is gone,
// whatever its end, its jobs go to others, and another leads.
//
// What is done twice, at the worst, is what on a folder is done twice after a kill: a feed is asked again whose
// entries were not remembered, a webhook gets a message again by the same id.

// team is a process of those that watch one database.
type team struct {
	*watcher
	jobs     *jobs
	presence *presence
	feeds    askedFeeds
	counting sync.Mutex // guards sum
}

// askedFeeds are the feeds that all ask, as they were last read.
type askedFeeds struct {
	mu     sync.Mutex
	stamp  []byte
	byHost map[string][]Feed
}

// firstTeamHalt is how long a process waits that was cut off from the others, before it begins again.
const firstTeamHalt = time.Second

// together watches with others until ctx ends or there is an error that will not pass.
func (w *watcher) together(ctx context.Context) error {
	h := halting{well: time.Now(), first: firstTeamHalt}
	for {
		err := w.member(ctx)
		passes := store.Passes(err) || errors.Is(err, errAlone) || errors.Is(err, store.ErrLost)
		if err == nil || !passes || ctx.Err() != nil {
			return err
		}
		if err := w.halt(ctx, &h, err); err != nil {
			return err
		}
	}
}

// member is one of the team until ctx ends, or it is cut off.
func (w *watcher) member(ctx context.Context) error {
	t := &team{watcher: w}
	c, schema := w.Archive.Connection()
	var err error
	if t.presence, err = newPresence(ctx, c, schema); err != nil {
		return err
	}
	defer t.presence.close() //nolint:contextcheck // also when ctx ends
	w.Turns.of.Store(t.presence)
	defer w.Turns.of.Store(nil)
	if t.jobs, err = openJobs(ctx, w.Archive); err != nil {
		return err
	}
	defer t.jobs.stop() //nolint:contextcheck // as above, and before the others may ask the same hosts
	if err := t.work(ctx); err != nil {
		return err
	}
	w.Figures.archive.Store(w.Archive)
	defer w.Figures.archive.Store(nil)
	w.Figures.jobs.Store(t.jobs)
	defer w.Figures.jobs.Store(nil)
	g, inner := errgroup.WithContext(ctx)
	g.Go(func() error { return t.presence.watch(inner) })
	g.Go(func() error { return t.candidate(inner) })
	g.Go(func() error { t.alive(inner); return nil })
	g.Go(func() error {
		if <-inner.Done(); ctx.Err() == nil {
			w.Figures.halted.Store(1) // what is at work may take a while to give up a server that says nothing
		}
		return nil
	})
	w.Notify.tell(ready, status("watching with others"))
	return g.Wait()
}

// work begins to work jobs.
func (t *team) work(ctx context.Context) error {
	d := &drawer{t: t}
	queues := map[string]int{askQueue: t.Parallel}
	if !t.NoTrees {
		var err error
		if d.trees, err = NewTrees(t.Archive, t.Trace, t.TraceKind); err != nil {
			return err
		}
		d.trees.turn = t.presence.turnAtStory
		queues[treeQueue(d.trees.Key())] = 1
	}
	workers := river.NewWorkers()
	if err := errors.Join(river.AddWorkerSafely(workers, &asker{t: t}), river.AddWorkerSafely(workers, d)); err != nil {
		return fmt.Errorf("queue of jobs: %w", err)
	}
	return t.jobs.start(ctx, t.presence.name(), workers, queues, t.Log)
}

// alive tells the service manager that all is well.
func (t *team) alive(ctx context.Context) {
	watchdog := t.watchdog()
	for {
		select {
		case <-watchdog:
			if since := t.busySince.Load(); since == 0 || time.Since(time.Unix(0, since)) < maxSilence {
				t.Notify.tell(alive)
			}
		case <-ctx.Done():
			return
		}
	}
}

// candidatePause is how often it is tried whether nobody leads.
const candidatePause = 2 * time.Second

// candidate leads as soon as no other does.
func (t *team) candidate(ctx context.Context) error {
	told := "nobody"
	for ctx.Err() == nil {
		lease, err := t.Archive.Lease(ctx, store.Placing)
		switch {
		case errors.Is(err, store.ErrLocked):
			if _, who, _ := strings.Cut(err.Error(), " ("); told != who {
				told = who
				t.Log.Info("team", "note", "another process leads: this one asks feeds and traces stories with it, and leads when that one is gone", "leads", strings.TrimSuffix(who, ")"))
			}
		case err != nil:
			return err
		default:
			told = "nobody"
			t.Log.Info("team", "note", "this process leads: it says which feeds are asked, puts reports into stories, and tells")
			t.Figures.leads.Store(1)
			err := t.lead(ctx, lease)
			t.Figures.leads.Store(0)
			if err := errors.Join(err, lease.Close()); err != nil || ctx.Err() != nil {
				return err
			}
		}
		select {
		case <-time.After(candidatePause):
		case <-t.Reload: // it reads lists and rules when it leads
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// alone watches a database with no other, for one round.
func (w *watcher) alone(ctx context.Context) error {
	lease, err := w.Archive.Lease(ctx, store.Placing)
	if err != nil {
		return err
	}
	w.deliver = newDeliverer(w.Archive, w.Webhooks, w.Log)
	return errors.Join(w.goOn(ctx), lease.Close())
}
