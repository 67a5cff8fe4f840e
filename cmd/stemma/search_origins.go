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
	"github.com/stemma-news/stemma/watch"
)

// keptTrees is how many trees wait to be put into the archive, and are remembered for the next claim.
const keptTrees = 32

// origins counts from how many origins reports have a claim. It traces small stories that have changed since they were
// traced last, or never were; show and watch trace the others.
type origins struct {
	cmd     *cobra.Command
	archive *store.Archive
	trees   *watch.Trees
	known   map[string]*stemma.Result
	made    []store.Trace
	writer  *store.Archive // into a database; nil until there is one
	unkept  bool           // it took no tree, or not in time
}

// newOrigins returns nil where stories are not to be traced here: with a model of vectors other than the built-in one that
// may take minutes, and ask a server, which nobody expects of a search.
func newOrigins(cmd *cobra.Command, a *store.Archive) (*origins, error) {
	kept, err := watch.RecallSettings(cmd.Context(), a)
	if err != nil || !kept.BuiltIn() {
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
	o.trees.Keep = func(ctx context.Context, t store.Trace) error {
		if a.Shared() {
			return o.put(ctx, &t)
		}
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
	return watch.CountOrigins(o.cmd.Context(), o.archive, r, o.tree)
}

// tree is that of a story.
func (o *origins) tree(ctx context.Context, st *store.Story) (*stemma.Result, bool, error) {
	if tree := o.known[st.ID]; tree != nil {
		return tree, false, nil
	}
	tree, err := o.trees.Trace(ctx, st.ID)
	if err != nil || tree == nil {
		return nil, false, err
	}
	if len(o.known) == keptTrees {
		clear(o.known)
	}
	o.known[st.ID] = tree.Result
	return tree.Result, !tree.Kept, nil
}

// full says that as many trees wait to be kept as are to.
func (o *origins) full() bool { return o != nil && len(o.made) >= keptTrees }

// putFor is for how long the answer waits for others that write into the database.
const putFor = 3 * time.Second

// put puts a tree into a database at once: others wait for it. Who may only read there traces again; who is held up by others that write
// tries no second one. Neither is an error.
func (o *origins) put(ctx context.Context, t *store.Trace) (err error) {
	if o.unkept {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, putFor)
	defer cancel()
	if o.writer == nil {
		o.writer, err = o.archive.Reopen(ctx, store.Options{})
	}
	if err == nil {
		err = o.writer.PutTrace(ctx, *t)
	}
	o.unkept = err != nil
	return nil
}

// keep puts what was traced into the archive, for the next who asks: once the answer is out, and where nobody else writes.
// Who may only read there traces again.
func (o *origins) keep() error {
	if o == nil {
		return nil
	}
	if w := o.writer; w != nil {
		o.writer = nil
		return w.Close()
	}
	if len(o.made) == 0 {
		return nil
	}
	made := o.made
	o.made = nil
	w, err := o.archive.Reopen(o.cmd.Context(), store.Options{})
	if err != nil {
		return nil //nolint:nilerr // as said
	}
	err = w.Update(o.cmd.Context(), store.Update{Traces: made})
	return errors.Join(err, w.Close())
}
