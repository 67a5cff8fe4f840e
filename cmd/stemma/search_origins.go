package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector/model"
	"github.com/stemma-news/stemma/watch"
)

// How much is traced for a claim. The counts decide what is, so that the same question has the same answer; the time is
// for a machine that is busy.
const (
	// tracedStory is how many reports a story has at the most that is traced, and tracedReports all that are.
	tracedStory, tracedReports = 50, 120
	tracedFor                  = 5 * time.Second
	// keptTrees is how many trees wait to be put into the archive, and are remembered for the next claim.
	keptTrees = 32
)

// origins counts from how many origins reports have a claim. It traces small stories that have changed since they were
// traced last, or never were; show and watch trace the others.
type origins struct {
	cmd     *cobra.Command
	archive *store.Archive
	trees   *watch.Trees
	known   map[string]*stemma.Result
	made    []store.Trace
}

// newOrigins returns nil where stories are not to be traced here: with a model of vectors other than the built-in one that
// may take minutes, and ask a server, which nobody expects of a search.
func newOrigins(cmd *cobra.Command, a *store.Archive) (*origins, error) {
	kept, err := recallSettings(cmd.Context(), a)
	if err != nil || kept.Vectors != "" && kept.Vectors != model.Static {
		return nil, err
	}
	table, kind, err := (&outletTable{}).recalled(cmd, &kept, func(string) {})
	if err != nil {
		return nil, nil //nolint:nilerr // a table that cannot be read: show tells
	}
	step, _ := progress(cmd)
	o := &origins{cmd: cmd, archive: a, known: map[string]*stemma.Result{}}
	if o.trees, err = watch.NewTrees(a, trace.Options{Outlets: table, Progress: step}, kind); err != nil {
		return nil, err
	}
	o.trees.Keep = func(_ context.Context, t store.Trace) error {
		o.made = append(o.made, t)
		return nil
	}
	return o, nil
}

// count counts the origins of a claim, as far as that is quickly done.
func (o *origins) count(r *search.ClaimResult) error {
	if o == nil {
		return nil
	}
	_, done := progress(o.cmd)
	defer done()
	ctx, cancel := context.WithTimeout(o.cmd.Context(), tracedFor)
	defer cancel()
	left := tracedReports
	for i := range r.Stories {
		tree, err := o.tree(ctx, r.Stories[i].Story, &left)
		switch {
		case o.cmd.Context().Err() != nil:
			return o.cmd.Context().Err()
		case ctx.Err() != nil:
			return nil // the others are not measured
		case err != nil:
			continue // show tells what is wrong with it
		}
		if tree != nil {
			r.SetTree(r.Stories[i].Story, tree)
		}
	}
	return nil
}

// tree is that of a story; nil where it is too large, of those that may still be traced.
func (o *origins) tree(ctx context.Context, id string, left *int) (*stemma.Result, error) {
	if tree := o.known[id]; tree != nil {
		return tree, nil
	}
	st, ok, err := o.archive.Story(ctx, id)
	if err != nil || !ok || st.Articles > tracedStory || st.Articles > *left {
		return nil, err
	}
	tree, err := o.trees.Trace(ctx, id)
	if err != nil || tree == nil {
		return nil, err
	}
	if !tree.Kept {
		*left -= st.Articles
	}
	if len(o.known) == keptTrees {
		clear(o.known)
	}
	o.known[id] = tree.Result
	return tree.Result, nil
}

// full says that as many trees wait to be kept as are to.
func (o *origins) full() bool { return o != nil && len(o.made) >= keptTrees }

// keep puts what was traced into the archive, for the next who asks: once the answer is out, and where nobody else writes.
// Who may only read there traces again.
func (o *origins) keep() error {
	if o == nil || len(o.made) == 0 {
		return nil
	}
	made := o.made
	o.made = nil
	w, err := store.Open(o.cmd.Context(), o.archive.Dir(), store.Options{})
	if err != nil {
		return nil //nolint:nilerr // as said
	}
	err = w.Update(o.cmd.Context(), store.Update{Traces: made})
	return errors.Join(err, w.Close())
}
