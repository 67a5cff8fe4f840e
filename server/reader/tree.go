package reader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// Tree is a story with its tree, and what reviewers say of it.
type Tree struct {
	Story  Story
	Result *stemma.Result // nil as long as Job traces it for the first time
	// Reviewed is never nil where Result is not.
	Reviewed *review.Reviewed
	// Unreviewed says why what reviewers say is not known: their book cannot be read. The tree is shown all the same.
	Unreviewed string
	// Stale says that reports came since it was traced, or that it was traced otherwise than the archive's settings now
	// say; Job is what traces it anew, "" if nothing does, and Problem why it could not be, the last time.
	Stale   bool
	Job     string
	Problem string
	// LeftOut is how many reports are not in the tree, which is of the first ones.
	LeftOut int
	// Tag changes with all that is in here, and with nothing else: for ETags and caches.
	Tag string
}

// Tree returns the tree of a story, named as for Story. What is quickly traced is traced; else what is kept is
// returned, and a job traces it anew.
func (r *Reader) Tree(ctx context.Context, what string) (*Tree, error) {
	tree := &Tree{}
	if err := r.answer(ctx, "tree", func(ctx context.Context, h *opened) error { return r.tree(ctx, h, what, tree) }); err != nil {
		return nil, err
	}
	return tree, nil
}

func (r *Reader) tree(ctx context.Context, h *opened, what string, tree *Tree) error {
	m, err := r.meant(ctx, h, what)
	if err != nil {
		return err
	}
	k, err := r.best(ctx, h, m.story.ID, &m.head, m.kept)
	if err != nil {
		return err
	}
	if h.fits(ctx, r, k, &m.story) {
		r.figures.kept.Add(1)
		return r.fill(ctx, tree, &m.story, k)
	}
	r.figures.traced.Add(1)
	if k, err = r.renew(ctx, h, &m.story, k, tree); err != nil {
		return err
	}
	return r.fill(ctx, tree, &m.story, k)
}

// fits says that a tree is as the story is. Where the settings cannot be followed, what is kept is as good as it gets.
func (h *opened) fits(ctx context.Context, r *Reader, k *kept, st *store.Story) bool {
	if k == nil || k.version < st.Version {
		return false
	}
	key := h.key(ctx, r)
	return key == "" || k.key == key
}

// load returns the tree of a story that is kept, here or in the archive; nil where there is none. Those who ask for one
// at once have it decoded once.
func (r *Reader) load(ctx context.Context, h *opened, id string) (*kept, error) {
	head, ok, err := h.archive.TraceHead(ctx, id)
	if err != nil {
		return nil, err
	}
	return r.best(ctx, h, id, &head, ok)
}

// best is the better of what is kept here and in the archive, which has one where ok.
func (r *Reader) best(ctx context.Context, h *opened, id string, head *store.Trace, ok bool) (*kept, error) {
	if k := r.trees.get(id); !ok || k != nil && h.newer(ctx, r, k.version, k.key, head) {
		return k, nil
	}
	return r.decode(ctx, h, head)
}

// newer says that what is known here of a tree is at least as good as what the archive has: which may have been traced
// otherwise, or before, where another process keeps this one from writing.
func (h *opened) newer(ctx context.Context, r *Reader, version int64, key string, head *store.Trace) bool {
	return version > head.Version || version == head.Version && (key == head.Key || key == h.key(ctx, r))
}

// decode reads a tree from the archive, and keeps it.
func (r *Reader) decode(ctx context.Context, h *opened, head *store.Trace) (*kept, error) {
	name := fmt.Sprintf("%p %s %d %s", h, head.Story, head.Version, head.Key)
	h.users.Add(1) // until there is an answer, be it that nobody waits for it any more
	answer := r.loading.DoChan(name, func() (any, error) {
		t, ok, err := h.archive.Trace(context.WithoutCancel(ctx), head.Story)
		if err != nil || !ok {
			return (*kept)(nil), err
		}
		var k *kept
		err = crew.Safely(func() error { // a fault in this goroutine would end the server
			k = read(&t)
			return nil
		})
		if k != nil {
			r.remember(h, k)
		}
		return k, err
	})
	select {
	case a := <-answer:
		h.users.Done()
		k, _ := a.Val.(*kept)
		return k, a.Err
	case <-ctx.Done():
		r.background.Go(func() {
			<-answer
			h.users.Done()
		})
		return nil, ctx.Err()
	}
}

func (r *Reader) remember(h *opened, k *kept) {
	r.while(h, func() {
		r.trees.put(k)
		r.sums.put(k.story, summaryOf(k))
	})
}

// fill completes a tree.
func (r *Reader) fill(ctx context.Context, tree *Tree, st *store.Story, k *kept) error {
	tree.Story = lineOf(st)
	digest := sha256.New()
	if k != nil {
		of := summaryOf(k)
		tree.Story.Origins, tree.Story.Traced = of.origins, of.reports
		tree.Result, tree.LeftOut = k.result, max(0, st.Articles-watch.MaxTraced)
		judged, err := r.review(ctx, st.ID, k)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			tree.Unreviewed, judged = err.Error(), &reviewed{of: review.Apply(k.result, nil)}
		}
		tree.Reviewed = judged.of
		digest.Write([]byte(k.digest + judged.digest))
	}
	line, err := json.Marshal(tree.Story)
	if err != nil {
		return err
	}
	fmt.Fprint(digest, tree.Stale, tree.Job, tree.Problem, tree.Unreviewed, tree.LeftOut, string(line))
	tree.Tag = hex.EncodeToString(digest.Sum(nil)[:12])
	return nil
}
