package reader

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

const (
	// quickReports is how many reports a story has at the most whose trace is waited for, and quickFor how long.
	quickReports = 50
	quickFor     = 3 * time.Second
	// hugePause is for how long the tree of a story of more than watch.MaxTraced reports stays as it is.
	hugePause = time.Hour
	// alwaysDue is up to how many reports a story is traced at each change.
	alwaysDue = 100
)

// renew has a story traced anew. It returns the new tree if that is quickly there, and else the old one, and says in the
// tree what is to come.
func (r *Reader) renew(ctx context.Context, h *opened, st *store.Story, old *kept, tree *Tree) (*kept, error) {
	tree.Stale = old != nil
	key := fmt.Sprintf("story %d %s %d %s", h.n, st.ID, st.Version, h.key(ctx, r)) // of this archive: another may have the same ids
	if err := r.failed.get(key); err != nil {
		if tree.Problem = err.Error(); old == nil {
			return nil, err
		}
		return old, nil
	}
	if old != nil && !r.due(st, old) {
		return old, nil
	}
	id, began, err := r.jobs.Put(key, r.work(st.ID, key)) //nolint:contextcheck // it goes on when nobody waits for it any more
	if err != nil {
		if old == nil {
			return nil, err
		}
		tree.Problem = err.Error()
		return old, nil
	}
	tree.Job = id
	if !began {
		if k := r.done(h, st, id); k != nil {
			tree.Stale, tree.Job = false, ""
			return k, nil
		}
	}
	if st.Articles > quickReports || old != nil && !began { // of many who look at a story that grows, one waits
		return old, nil
	}
	k, err := r.wait(ctx, h, st, id, quickFor)
	switch {
	case k != nil:
		tree.Stale, tree.Job = false, ""
		return k, nil
	case err != nil && old == nil:
		return nil, err
	case err != nil:
		tree.Job, tree.Problem = "", err.Error()
	}
	return old, ctx.Err()
}

// due says whether a story that has changed is worth tracing now: at a large one a report more can wait.
func (r *Reader) due(st *store.Story, old *kept) bool {
	switch {
	case old.version >= st.Version:
		return true // it was traced otherwise
	case st.Articles > watch.MaxTraced:
		return time.Since(old.since) >= hugePause
	}
	n := len(old.result.Articles)
	if n <= alwaysDue {
		return true
	}
	took, free := r.pace.of(st.ID)
	return free && trace.Due(n, int(st.Version-old.version), time.Since(old.since), took)
}

// TraceError says why a story could not be traced.
type TraceError struct{ Problem string }

func (e *TraceError) Error() string { return e.Problem }

// wait waits for a job that traces a story, for so long at the most; nil where it goes on.
func (r *Reader) wait(ctx context.Context, h *opened, st *store.Story, id string, long time.Duration) (*kept, error) {
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	all, err := r.jobs.Watch(ctx, id)
	if err != nil {
		return nil, nil // it is forgotten already: the next who asks starts another
	}
	for s := range all {
		switch {
		case s.State == job.Done:
			return r.done(h, st, id), nil
		case s.State == job.Failed && s.Problem == ErrUnknown.Error():
			return nil, ErrUnknown // it went into another one meanwhile
		case s.State == job.Failed:
			return nil, &TraceError{s.Problem}
		}
	}
	return nil, nil
}

// done is the tree that a job has made of a story: from memory, or, where there was no room for it, from the job itself.
// It is nil where the job is not done.
func (r *Reader) done(h *opened, st *store.Story, id string) *kept {
	result, err := r.jobs.Result(id)
	if err != nil || result == nil {
		return nil
	}
	if k := r.trees.get(st.ID); k != nil && k.result == result {
		return k
	}
	k := &kept{story: st.ID, version: st.Version, key: h.key(r.running, r), result: result, digest: id, size: job.Size(result), since: time.Now()}
	r.remember(h, k)
	return k
}

// work traces a story, and keeps its tree: in the archive unless another process holds that, and here.
func (r *Reader) work(id, key string) job.Work {
	return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		defer context.AfterFunc(r.running, func() { cancel(job.ErrClosed) })() //nolint:contextcheck // it ends with either
		err, began := errFault, time.Now()
		defer func() { r.tried(ctx, key, err, time.Since(began)) }()
		var k *kept
		if k, err = r.retrace(ctx, id, step); err != nil {
			return nil, err
		}
		r.pace.note(id, len(k.result.Articles), time.Since(began))
		return k.result, nil
	}
}

// errFault is why a trace failed that came to no end of its own: the job has told what happened.
var errFault = errors.New("a fault of stemma itself ended its trace: please report it")

// tried remembers that a story could not be traced, or not in the time that a job has. Who took a trace back has said
// nothing of the story.
func (r *Reader) tried(ctx context.Context, key string, err error, took time.Duration) {
	cause := context.Cause(ctx)
	if err == nil || errors.Is(cause, job.ErrCancelled) || errors.Is(cause, job.ErrClosed) {
		return
	}
	if cause != nil {
		err = cause
	}
	r.failed.put(key, err, took)
}

func (r *Reader) retrace(ctx context.Context, id string, step func(string)) (*kept, error) {
	h, done, err := r.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	made, err := h.trace(ctx, r, id, step)
	if err != nil {
		return nil, err
	}
	if made == nil { // somebody else has traced it
		k, err := r.load(ctx, h, id)
		if err == nil && k == nil {
			err = ErrUnknown
		}
		return k, err
	}
	k := read(made)
	if k == nil {
		return nil, fmt.Errorf("the tree of story %s cannot be read again: please report this", id)
	}
	r.remember(h, k)
	r.figures.made.Add(1)
	r.events.traced(ctx, h, id)
	return k, nil
}

const (
	// keepFor is how long a tree may take to be put into the archive: others that write may hold it up, and who waits for the tree with it.
	keepFor = 20 * time.Second
	// keepRest is for how long none is put there after one that could not be.
	keepRest = time.Minute
)

// keep puts a tree into the archive, for those who ask after the end of this process, and for others that wait for it: it is called while
// the turn at the story is held. Where another process writes into the folder, that does so for the stories that change, and it can wait; who
// may not write there has it here alone, and is told so once.
func (h *opened) keep(ctx context.Context, log *slog.Logger, t *store.Trace) {
	if time.Since(h.gaveUp) < keepRest {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, keepFor)
	defer cancel()
	err := h.put(ctx, t)
	if err != nil && h.archive.Shared() {
		h.gaveUp = time.Now()
	}
	switch {
	case err == nil:
		h.unkept = ""
	case errors.Is(err, store.ErrLocked) || log == nil || h.unkept == err.Error():
	default:
		h.unkept = err.Error()
		log.Warn("tree", "story", t.Story, "problem", err, "note", "trees are not kept in the archive: the next process traces these stories again")
	}
}

// put puts a tree into the archive. By a database who writes keeps nobody out, and stays.
func (h *opened) put(ctx context.Context, t *store.Trace) (err error) {
	w := h.writer
	if w == nil {
		if w, err = h.archive.Reopen(ctx, store.Options{}); err != nil {
			return err
		}
		if h.archive.Shared() {
			h.writer = w
		} else {
			defer func() { err = errors.Join(err, w.Close()) }()
		}
	}
	return w.PutTrace(ctx, *t)
}
