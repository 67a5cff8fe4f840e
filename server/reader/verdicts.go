package reader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/store"
)

// reviewed are the verdicts on a tree, as of a version of the book.
type reviewed struct {
	version int64
	of      *review.Reviewed
	digest  string
}

// VerdictsOf chooses the verdicts on a story, named as for Story: those on its reports, wherever they were given, for
// stories merge; and those of one that is not there any more.
func (r *Reader) VerdictsOf(ctx context.Context, what string) (f review.Filter, err error) {
	f.Stories = []string{what}
	err = r.answer(ctx, "verdicts", func(ctx context.Context, h *opened) error {
		m, err := r.meant(ctx, h, what)
		if err != nil {
			return err
		}
		f.Stories = []string{m.story.ID}
		for a, err := range h.archive.StoryArticles(ctx, m.story.ID) {
			if damaged := (*store.ArticleError)(nil); err != nil && !errors.As(err, &damaged) {
				return err
			}
			f.Articles = append(f.Articles, a.ID)
		}
		return nil
	})
	if errors.Is(err, ErrUnknown) || errors.Is(err, ErrNoArchive) {
		err = nil
	}
	return f, err
}

// review finds the verdicts on a tree: anew when the book has changed.
func (r *Reader) review(ctx context.Context, story string, k *kept) (*reviewed, error) {
	version := int64(0)
	if r.o.Book != nil {
		var err error
		if version, err = r.o.Book.Version(ctx); err != nil {
			return nil, fmt.Errorf("the verdicts on story %s: %w", story, err)
		}
	}
	if now := k.reviewed.Load(); now != nil && now.version == version {
		return now, nil
	}
	var all []review.Verdict
	if r.o.Book != nil {
		f := review.Filter{Stories: []string{story}}
		for i := range k.result.Articles {
			f.Articles = append(f.Articles, k.result.Articles[i].ID)
		}
		var err error
		if all, err = r.o.Book.List(ctx, f); err != nil {
			return nil, fmt.Errorf("the verdicts on story %s: %w", story, err)
		}
	}
	now := &reviewed{version: version, of: review.Apply(k.result, all)}
	if len(all) > 0 {
		b, err := json.Marshal(all)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		now.digest = hex.EncodeToString(sum[:12])
	}
	k.reviewed.Store(now)
	return now, nil
}
