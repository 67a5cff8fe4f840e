package watch

import (
	"context"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

// How much is traced for a claim. The counts decide what is, so that the same question has the same answer; the time is
// for a machine that is busy.
const (
	// tracedStory is how many reports a story has at the most that is traced, and tracedReports all that are.
	tracedStory, tracedReports = 50, 120
	tracedFor                  = 5 * time.Second
)

// TreeOf returns the tree of a story as it is now, nil where it cannot be had, and whether it had to be traced for that.
type TreeOf func(ctx context.Context, story *store.Story) (tree *stemma.Result, traced bool, err error)

// CountOrigins counts from how many origins the reports of a claim have it, as far as that is quickly done: small stories
// that have changed since they were traced last, or never were, are traced. The others are as they were, or not measured:
// who asks for their trees has them traced.
func CountOrigins(ctx context.Context, a *store.Archive, r *search.ClaimResult, treeOf TreeOf) error {
	within, cancel := context.WithTimeout(ctx, tracedFor)
	defer cancel()
	left := tracedReports
	for i := range r.Stories {
		id := r.Stories[i].Story
		tree, err := smallTree(within, a, id, &left, treeOf)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case within.Err() != nil:
			return nil // the others are not measured
		case err != nil:
			continue // who asks for its tree is told what is wrong with it
		}
		if tree != nil {
			r.SetTree(id, tree)
		}
	}
	return nil
}

// smallTree is the tree of a story; nil where that is too large, of those that may still be traced.
func smallTree(ctx context.Context, a *store.Archive, id string, left *int, treeOf TreeOf) (*stemma.Result, error) {
	st, ok, err := a.Story(ctx, id)
	if err != nil || !ok || st.Articles > tracedStory || st.Articles > *left {
		return nil, err
	}
	tree, traced, err := treeOf(ctx, &st)
	if traced {
		*left -= st.Articles
	}
	return tree, err
}
