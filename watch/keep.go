package watch

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// What is found is written when there is so much of it, or when it has waited for so long.
const (
	batchArticles = 200
	batchAge      = 2 * time.Second
	// endAge is how long the end of a feed's reading waits for others, to be written with them: its host is not asked
	// for another feed till then.
	endAge = 100 * time.Millisecond
	// batchKept is how many articles are placed at a time here, where all that was read of them is held for the rules:
	// about 200 kB each.
	batchKept = 256
	// advanceEvery is how often the stream is told the time, which closes stories that have gone quiet.
	advanceEvery = time.Hour
	// maxWaitingStories is how many stories wait for their trees. Beyond it the trees of those that came last are left to
	// those who ask for them.
	maxWaitingStories = 5000
)

// keeper is the one that writes into the archive: what the feeds have, the stories, the trees, what is told.
type keeper struct {
	w      *watcher
	placer *placer
	trees  *Trees
	tell   *teller
	log    *slog.Logger
	sum    Summary
	rules  atomic.Pointer[[]alert.Rule]

	batch []found
	ends  []found
	since time.Time
	// open is what is still to be done for what is in the archive; it is kept there, too.
	open     open
	advanced time.Time
	sweep    sweeping
	judged   int64     // the last arrival that was held against the rules, or is not to be
	imported int64     // the last arrival that was there when the archive began to be watched this time
	tooMany  int64     // up to which arrival there were too many then to be held against the rules
	fresh    []reading // placed, and not yet held against the rules
	own      span      // the last batch that came from here, in this run or the one before
	// later are large stories, and when they are looked at again.
	later map[string]time.Time
	full  bool // stories were dropped that wait for their trees
	// unserved is whether the server of vectors is there, where trees need one.
	unserved unserved
}

func newKeeper(ctx context.Context, w *watcher) (*keeper, error) {
	k := &keeper{w: w, log: w.Log, advanced: time.Now(), later: map[string]time.Time{}}
	var err error
	if k.tell, err = newTeller(ctx, w); err != nil {
		return nil, err
	}
	if k.trees, err = NewTrees(w.Archive, w.Trace, w.TraceKind); err != nil {
		return nil, err
	}
	k.placer, err = newPlacer(ctx, w.Archive, CatchUpOptions{Outlets: w.Outlets, Version: w.Version, Warn: func(what string) { w.Log.Warn("stories", "problem", what) }, placing: k.placing, placed: k.placedBatch, asked: k.tell.asked, keep: true, batch: batchKept})
	if err != nil {
		return nil, err
	}
	b, _, err := w.Archive.State(ctx, openState)
	if err != nil {
		return nil, err
	}
	if b != nil && json.Unmarshal(b, &k.open) != nil {
		k.open = open{} // damaged
	}
	if k.sweep, err = recallSweeping(ctx, w.Archive, sweptState); err != nil {
		return nil, err
	}
	return k, errors.Join(k.recallOwn(ctx), k.recallJudged(ctx))
}

// run keeps what comes until there is no more, or ctx ends: then it writes what has come. With an error it calls stop,
// since those who send go on until they are told.
func (k *keeper) run(ctx context.Context, in <-chan found, stop context.CancelCauseFunc) error {
	if err := k.resume(ctx); err != nil {
		return k.last(ctx, in, err, stop)
	}
	for {
		k.w.busySince.Store(0)
		k.measure()
		f, state := k.next(ctx, in)
		k.w.busySince.Store(time.Now().UnixNano())
		var err error
		switch state {
		case came:
			k.take(f)
			if len(k.batch) >= batchArticles || k.old() {
				err = k.flushAndWork(ctx)
			}
		case late:
			err = k.flushAndWork(ctx)
		case idle:
			err = k.work(ctx)
		case over:
			return k.last(ctx, in, nil, stop)
		}
		if err != nil {
			return k.last(ctx, in, err, stop)
		}
	}
}

// flushAndWork writes what has come, and then does what could wait for as long as that took, and one thing at least: where
// reports come without a pause there would never be a tree otherwise.
func (k *keeper) flushAndWork(ctx context.Context) error {
	began := time.Now()
	if err := k.flush(ctx); err != nil {
		return err
	}
	until := time.Now().Add(time.Since(began))
	for first := true; !k.w.Once && ctx.Err() == nil && k.busy() && (first || time.Now().Before(until)); first = false {
		if err := k.work(ctx); err != nil {
			return err
		}
	}
	return nil
}

// What next found.
type coming int

const (
	came coming = iota // something
	late               // nothing, and what has come is to be written
	idle               // nothing, and there is time
	over               // nothing any more
)

// next waits for something to do.
func (k *keeper) next(ctx context.Context, in <-chan found) (found, coming) {
	if len(k.batch)+len(k.ends) == 0 && k.busy() {
		select {
		case f, ok := <-in:
			if !ok {
				return f, over
			}
			return f, came
		default:
			if ctx.Err() != nil {
				return found{}, over
			}
			return found{}, idle
		}
	}
	pause := advanceEvery
	if len(k.later) > 0 || !k.unserved.until.IsZero() {
		pause = laterPause
	}
	if len(k.batch)+len(k.ends) > 0 {
		pause = max(0, k.patience()-time.Since(k.since))
	}
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case f, ok := <-in:
		if !ok {
			return f, over
		}
		return f, came
	case <-t.C:
		if len(k.batch)+len(k.ends) > 0 {
			return found{}, late
		}
		return found{}, idle
	case <-ctx.Done():
		return found{}, over
	}
}

// busy reports whether there is something to do that can wait.
func (k *keeper) busy() bool {
	_, waits := k.nextStory()
	return waits || time.Since(k.advanced) >= advanceEvery
}

func (k *keeper) old() bool { return time.Since(k.since) >= k.patience() }

// patience is how long what has come may wait.
func (k *keeper) patience() time.Duration {
	if len(k.ends) > 0 {
		return endAge
	}
	return batchAge
}

func (k *keeper) take(f found) {
	k.w.Figures.queued.Add(-1)
	if len(k.batch)+len(k.ends) == 0 {
		k.since = time.Now()
	}
	if f.article != nil {
		k.batch = append(k.batch, f)
	} else {
		k.ends = append(k.ends, f)
	}
}

// last writes what has come, and takes what is still on the way, so that nobody waits for ever. With an error of before,
// nothing is written any more.
func (k *keeper) last(ctx context.Context, in <-chan found, err error, stop context.CancelCauseFunc) error {
	keeping := err == nil || errors.Is(err, ctx.Err())
	if !keeping {
		stop(err)
	}
	for f := range in {
		if keeping {
			k.take(f)
		} else {
			k.w.Figures.queued.Add(-1)
		}
	}
	if !keeping {
		return err
	}
	if err := k.flush(ctx); err != nil && !errors.Is(err, ctx.Err()) {
		return err
	}
	for ctx.Err() == nil && k.busy() && k.w.Once {
		if err := k.work(ctx); err != nil && !errors.Is(err, ctx.Err()) {
			return err
		}
	}
	return ctx.Err()
}

// flush writes what has come: articles, then what is remembered of the feeds that they are from; then it puts them into
// stories. An interrupt does not cost what has come.
func (k *keeper) flush(ctx context.Context) error {
	keep := context.WithoutCancel(ctx)
	articles := make([]stemma.Article, len(k.batch))
	for i, f := range k.batch {
		articles[i] = *f.article
		if err := same(keep, k.w.Archive, &f, &articles[i]); err != nil {
			return err
		}
	}
	if len(articles) > 0 {
		added, err := k.add(keep, articles)
		if err != nil {
			return err
		}
		k.sum.New, k.sum.Known, k.sum.Changed = k.sum.New+added.New, k.sum.Known+added.Known, k.sum.Changed+added.Changed
		for _, r := range added.Refused {
			k.log.Error("report", "input", r.Input, "problem", r.Problem)
		}
	}
	state := map[string][]byte{}
	for _, f := range k.ends {
		if err := f.end.remember(state); err != nil {
			return err
		}
	}
	if len(state) > 0 {
		if err := putLead(keep, k.w.Archive, state); err != nil {
			return err
		}
	}
	for _, f := range k.ends {
		k.w.polled <- f // there is room for every feed that can be asked at a time
	}
	wrote := len(k.batch) > 0
	k.batch, k.ends = k.batch[:0], k.ends[:0]
	if !wrote {
		return nil
	}
	return k.stories(ctx)
}

// same gives an article that was read before the id by which it is known, so that it is the same one, changed: where
// only a summary could be had at first, the text tells nothing of that.
func same(ctx context.Context, in *store.Archive, f *found, a *stemma.Article) error {
	if !f.again {
		return nil
	}
	ids, err := in.AtAddress(ctx, a.URL)
	if err == nil && len(ids) == 1 {
		a.ID = ids[0]
	}
	return err
}

// stories puts what is new in the archive into stories, and tells what is to be told.
func (k *keeper) stories(ctx context.Context) error {
	if rules := k.rules.Swap(nil); rules != nil {
		if err := k.tell.setRules(ctx, *rules); err != nil {
			k.log.Error("rules", "problem", err)
		}
		k.placer.o.asked = k.tell.asked
	}
	placed, err := k.placer.catchUp(ctx)
	k.sum.Placed.add(&placed)
	for _, d := range placed.Damaged {
		k.log.Error("report", "input", d.Input, "problem", d.Problem)
	}
	if err != nil {
		return err
	}
	if placed.Articles > 0 {
		k.log.Info("stories", "reports", placed.Articles, "founded", placed.Founded, "merged", placed.Merged)
	}
	return nil
}

// laterPause is how long a large story waits until it is looked at again whether it is worth a trace.
const laterPause = time.Minute

// maxDamaged is how many damaged records are kept in a summary.
const maxDamaged = 100
