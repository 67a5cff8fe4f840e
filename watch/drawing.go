package watch

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

const (
	// drawnAtATime is how many stories are in the queue for a tree at a time: the others wait in the archive's state, where
	// those come to the end that change.
	drawnAtATime = 64
	// askedAgain is after how long it is looked anew whether a story has a job: it may have become part of another.
	askedAgain = time.Minute
)

// drawing is what the one that leads knows of the stories whose trees it has asked for.
type drawing struct{ asked map[string]asked }

// asked is for which version of a story a tree was asked for, and when.
type asked struct {
	version int64
	at      time.Time
}

// draw asks for the trees of stories that wait for them, and holds those against the rules that are there.
func (l *leader) draw(ctx context.Context) error {
	k, d := l.keeper, &l.drawing
	if l.NoTrees || len(k.open.Stories) == 0 {
		d.asked = nil
		return nil
	}
	if d.asked == nil {
		d.asked = map[string]asked{}
	}
	ids := d.window(k, time.Now())
	heads, err := l.Archive.TraceHeads(ctx, ids)
	if err != nil {
		return err
	}
	if err := l.giveUp(ctx); err != nil {
		return err
	}
	var jobs []river.JobArgs
	for _, id := range ids {
		if a, is := d.asked[id]; is && heads[id].Version < a.version && time.Since(a.at) < askedAgain {
			continue // on its way
		}
		job, err := l.drawOne(ctx, id, heads)
		if err != nil {
			return err
		}
		if job != nil {
			jobs = append(jobs, *job)
		}
	}
	return l.jobs.insert(ctx, jobs)
}

// window are the stories that are looked at now: those that have waited for longest.
func (d *drawing) window(k *keeper, now time.Time) []string {
	var ids []string
	for _, id := range k.open.Stories {
		if !now.Before(k.later[id]) {
			ids = append(ids, id)
		}
		if len(ids) == drawnAtATime {
			break
		}
	}
	return ids
}

// drawOne holds the tree of a story against the rules where it is there, and returns the job of making it where it is not.
func (l *leader) drawOne(ctx context.Context, id string, heads map[string]store.Trace) (*treeArgs, error) {
	k, d := l.keeper, &l.drawing
	st, ok, err := l.Archive.Story(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok || st.Articles < 2 {
		delete(d.asked, id)
		return nil, k.settled(ctx, id, nil)
	}
	if st.ID != id { // it went into another
		k.open.Stories = slices.DeleteFunc(k.open.Stories, func(s string) bool { return s == id })
		delete(d.asked, id)
		k.dropped(k.open.wait([]string{st.ID}))
		return nil, nil
	}
	head, has := heads[id]
	if has && head.Key == k.trees.Key() && head.Version >= st.Version {
		tree, err := k.trees.Kept(ctx, &st)
		if err != nil {
			return nil, err
		}
		if tree != nil {
			delete(d.asked, id)
			return nil, k.settled(ctx, id, tree)
		}
	}
	if !k.trees.due(&st, time.Now()) {
		k.later[id] = time.Now().Add(laterPause)
		return nil, nil
	}
	delete(k.later, id)
	d.asked[id] = asked{st.Version, time.Now()}
	return &treeArgs{Story: id, Key: k.trees.Key()}, nil
}

// giveUp has the stories wait no longer of which no tree can be made: none came of a try, or of any of several that failed or were killed.
func (l *leader) giveUp(ctx context.Context) error {
	lost, err := l.jobs.lostTrees(ctx)
	if err != nil {
		return err
	}
	for _, v := range lost {
		if err := l.untraceable(ctx, v.story, v.problem); err != nil {
			return err
		}
		if err := l.jobs.noted(ctx, v); err != nil {
			return err
		}
	}
	var failed []store.Named
	for v, err := range l.Archive.States(ctx, untracedState) {
		if err != nil {
			return err
		}
		failed = append(failed, v)
	}
	for _, v := range failed {
		if err := l.untraceable(ctx, strings.TrimPrefix(v.Name, untracedState), string(v.Value), v.Name); err != nil {
			return err
		}
	}
	return nil
}

// untraceable has a story wait no longer, and takes what is named from the archive's state.
func (l *leader) untraceable(ctx context.Context, id, problem string, drop ...string) error {
	delete(l.drawing.asked, id)
	if err := l.keeper.settled(ctx, id, nil, drop...); err != nil {
		return err
	}
	l.Log.Error("tree", "story", id, "problem", problem, "remedy", "it is traced again when it changes, and by who asks for it (stemma show)")
	return nil
}

// settled has a story wait no longer, and holds its tree against the rules, if there is one; with it, what is named is taken
// from the archive's state.
func (k *keeper) settled(ctx context.Context, id string, tree *Tree, drop ...string) error {
	k.open.Stories = slices.DeleteFunc(k.open.Stories, func(s string) bool { return s == id })
	delete(k.later, id)
	state := map[string][]byte{}
	for _, name := range drop {
		state[name] = nil
	}
	if err := k.open.put(state); err != nil {
		return err
	}
	var alerts []alert.Alert
	if tree != nil {
		var err error
		if alerts, err = k.tell.tree(ctx, tree); err != nil {
			return err
		}
	}
	n, err := k.tell.give(ctx, alerts, state)
	k.sum.Alerts += n
	return err
}
