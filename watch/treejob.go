package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/store"
)

// untracedState and the id of a story is why no tree could be made of it: for the one that leads, which asked for it.
const untracedState = "watch/untraced/"

// treeArgs is the job of tracing a story. Key is what trees depend on besides: the models, the options.
type treeArgs struct {
	Story string `json:"story"`
	Key   string `json:"key"`
}

func (treeArgs) Kind() string { return "tree" }

// InsertOpts have it done where trees are made in the same way.
func (a treeArgs) InsertOpts() river.InsertOpts { return onePerKey(treeQueue(a.Key), maxKilled) }

// treeQueue is for those who make trees in one way. A name has letters, digits and underscores.
func treeQueue(key string) string { return "tree_" + stateName(key) }

// drawer traces stories, one at a time.
type drawer struct {
	river.WorkerDefaults[treeArgs]
	t     *team
	trees *Trees // nil where no story is traced here: it is for taking back what others do
}

// Work traces a story, unless its tree is there. It is kept with the archive, where the one that leads finds it.
func (d *drawer) Work(ctx context.Context, job *river.Job[treeArgs]) error {
	if d.trees == nil {
		return river.JobSnooze(firstHalt)
	}
	began := time.Now()
	if rest, err := d.rests(ctx, job.Args.Story, began); err != nil || rest > 0 {
		return cmp.Or(err, river.JobSnooze(rest)) // another may have the time
	}
	tree, err := d.trace(ctx, job.Args.Story)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return d.untraced(ctx, job.Args.Story, fmt.Sprintf("it took longer than %v", jobLimit))
	case ctx.Err() != nil, errors.Is(err, errAlone):
		return river.JobSnooze(0) // another goes on
	case err != nil && store.Passes(err):
		d.t.Log.Warn("tree", "story", job.Args.Story, "problem", err)
		return river.JobSnooze(firstHalt)
	case err != nil && !d.trees.BuiltIn() && !errors.Is(err, errFault) && time.Since(job.CreatedAt) < unservedFor:
		again := min(max(time.Since(job.CreatedAt), firstUnserved), maxUnserved) // as long again as it has waited
		d.t.Log.Warn("tree", "story", job.Args.Story, "problem", err, "again", again.Round(time.Second).String())
		return river.JobSnooze(again)
	case err != nil:
		return d.untraced(ctx, job.Args.Story, err.Error())
	case tree != nil && !tree.Kept:
		d.t.Log.Info("tree", "story", tree.Story.ID, "reports", tree.Story.Articles, "origins", tree.origins(), "seconds", fmt.Sprintf("%.2f", time.Since(began).Seconds()))
		d.t.counting.Lock()
		defer d.t.counting.Unlock()
		d.t.sum.Traced++
		d.t.Figures.traced.Store(int64(d.t.sum.Traced))
	}
	return nil
}

// trace traces a story. A fault of the program, wherever it is, is an error of that story: no further try mends it.
func (d *drawer) trace(ctx context.Context, story string) (tree *Tree, err error) {
	err = crew.Safely(func() (err error) {
		tree, err = d.trees.Trace(ctx, story)
		return err
	})
	if fault, is := errors.AsType[*crew.FaultError](err); is {
		err = fmt.Errorf("%w (%.200v): please report it with the reports of this story", errFault, fault.Value)
	}
	return tree, err
}

// rests is how long a large story waits here for the small ones: these have two thirds of the time of each process that traces.
func (d *drawer) rests(ctx context.Context, story string, now time.Time) (time.Duration, error) {
	rest := d.trees.rest.Sub(now)
	if rest <= 0 {
		return 0, nil
	}
	st, ok, err := d.t.Archive.Story(ctx, story)
	if err != nil || !ok || st.Articles < largeStory {
		return 0, passing(err)
	}
	return min(rest, laterPause), nil
}

// untraced notes why there is no tree of a story: for the one that leads, which asked for it.
func (d *drawer) untraced(ctx context.Context, story, problem string) error {
	return passing(d.t.Archive.PutState(context.WithoutCancel(ctx), untracedState+story, []byte(problem)))
}

// passing has a job wait for an archive that will do again what it does not now: its tries are for stories, of which too many fail.
func passing(err error) error {
	if store.Passes(err) {
		return river.JobSnooze(firstHalt)
	}
	return err
}
