package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

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
	tree, err := d.trees.Trace(ctx, job.Args.Story)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return d.t.untraced(ctx, job.Args.Story, fmt.Sprintf("it took longer than %v", jobLimit))
	case ctx.Err() != nil:
		return river.JobSnooze(0) // another goes on
	case err != nil && store.Passes(err):
		d.t.Log.Warn("tree", "story", job.Args.Story, "problem", err)
		return river.JobSnooze(firstHalt)
	case err != nil && !d.trees.BuiltIn() && !errors.Is(err, errFault) && time.Since(job.CreatedAt) < unservedFor:
		again := min(max(time.Since(job.CreatedAt), firstUnserved), maxUnserved) // as long again as it has waited
		d.t.Log.Warn("tree", "story", job.Args.Story, "problem", err, "again", again.Round(time.Second).String())
		return river.JobSnooze(again)
	case err != nil:
		return d.t.untraced(ctx, job.Args.Story, err.Error())
	case tree != nil && !tree.Kept:
		d.t.Log.Info("tree", "story", tree.Story.ID, "reports", tree.Story.Articles, "origins", tree.origins(), "seconds", fmt.Sprintf("%.2f", time.Since(began).Seconds()))
		d.t.counting.Lock()
		defer d.t.counting.Unlock()
		d.t.sum.Traced++
		d.t.Figures.traced.Store(int64(d.t.sum.Traced))
	}
	return nil
}

// untraced notes why there is no tree of a story.
func (t *team) untraced(ctx context.Context, story, problem string) error {
	return t.Archive.PutState(context.WithoutCancel(ctx), untracedState+story, []byte(problem))
}

// abandoned notes the stories over whose trees too many processes were killed.
func (t *team) abandoned(ctx context.Context, args []byte) error {
	var tree treeArgs
	if err := json.Unmarshal(args, &tree); err != nil {
		return fmt.Errorf("a job of the queue: %w", err)
	}
	return t.untraced(ctx, tree.Story, fmt.Sprintf("%d processes were killed while they traced it: it is given up", maxKilled))
}
