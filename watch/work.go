package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// resume does what was left to do when the process ended, and puts into stories what came meanwhile.
func (k *keeper) resume(ctx context.Context) error {
	var read []reading
	for _, id := range k.open.Articles {
		r, ok, err := k.placer.again(ctx, id)
		if err != nil {
			return err
		}
		if ok {
			read = append(read, r)
		}
	}
	if len(k.open.Articles) > 0 {
		if err := k.judge(ctx, read); err != nil {
			return err
		}
	}
	return inTurn(ctx, k.order, k.bound, k.missed, k.tell.flush, k.stories, func(ctx context.Context) error {
		return k.sweep.daily(ctx, time.Now(), k.tell.forget)
	})
}

// work does one thing that could wait.
func (k *keeper) work(ctx context.Context) error {
	if time.Since(k.advanced) >= advanceEvery {
		return k.hourly(ctx, time.Now(), time.Since(k.advanced))
	}
	id, ok := k.nextStory()
	if !ok {
		return nil
	}
	st, ok, err := k.w.Archive.Story(ctx, id)
	if err != nil {
		return err
	}
	if ok && st.Articles > 1 && !k.w.Once && !k.trees.due(&st, time.Now()) {
		k.later[id] = time.Now().Add(laterPause)
		return nil
	}
	delete(k.later, id)
	var tree *Tree
	if ok && st.Articles > 1 {
		tree, err = k.trace(ctx, id)
	}
	if ctx.Err() != nil {
		return ctx.Err() // it waits on
	}
	switch {
	case store.Passes(err):
		return err // it waits on
	case k.unserved.wait(k, id, err):
		return nil
	case tree != nil && !tree.Kept:
		k.unserved.served(k)
	case err != nil:
		k.log.Error("tree", "story", id, "problem", err)
	}
	k.unserved.settled(id)
	k.open.Stories = slices.DeleteFunc(k.open.Stories, func(s string) bool { return s == id })
	state := map[string][]byte{}
	if err := k.open.put(state); err != nil {
		return err
	}
	var alerts []alert.Alert
	if tree != nil {
		if alerts, err = k.tell.tree(ctx, tree); err != nil {
			return err
		}
	}
	n, err := k.tell.give(ctx, alerts, state)
	k.sum.Alerts += n
	return err
}

// nextStory is the story that waits for its tree for longest. One of hundreds of reports waits until it is worth it; but
// not in the one round, which nothing comes after.
func (k *keeper) nextStory() (string, bool) {
	if k.w.NoTrees || time.Now().Before(k.unserved.until) {
		return "", false
	}
	for _, id := range k.open.Stories {
		if k.w.Once || !time.Now().Before(k.later[id]) {
			return id, true
		}
	}
	return "", false
}

// trace traces a story; nil where there is no tree to be had, or not yet. Its errors are those of the one story.
func (k *keeper) trace(ctx context.Context, id string) (*Tree, error) {
	began := time.Now()
	tree, err := k.trees.Trace(ctx, id)
	if err != nil || tree == nil || len(tree.Result.Stories) == 0 {
		return nil, err
	}
	if !tree.Kept {
		k.sum.Traced++
	}
	k.log.Info("tree", "story", tree.Story.ID, "reports", tree.Story.Articles, "origins", tree.origins(), "seconds", fmt.Sprintf("%.2f", time.Since(began).Seconds()))
	return tree, nil
}

func (sum *Placed) add(p *Placed) {
	sum.Articles += p.Articles
	sum.Revised += p.Revised
	sum.Founded += p.Founded
	sum.Merged += p.Merged
	sum.Closed += p.Closed
	sum.Seconds += p.Seconds
	sum.Damaged = slices.Concat(sum.Damaged, p.Damaged)
	sum.Damaged = sum.Damaged[:min(len(sum.Damaged), maxDamaged)]
}
