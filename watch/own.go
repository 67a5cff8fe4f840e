package watch

import (
	"context"
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// ownInput is the name of the last batch of a watch among the inputs of the archive.
const ownInput = "watch"

// span are arrivals: those after a number, so many at the most.
type span struct{ after, n int64 }

func (s span) has(n int64) bool { return n > s.after && n <= s.after+s.n }

// add puts a batch into the archive, and in the same moment that it came from here: where the process ends before the batch
// is placed, the next one tells it from what an import has brought.
func (k *keeper) add(ctx context.Context, articles []stemma.Article) (store.Added, error) {
	_, last, err := k.w.Archive.Position(ctx)
	if err != nil {
		return store.Added{}, err
	}
	k.own = span{last, int64(len(articles))}
	return k.w.Archive.Add(ctx, articles, store.Checkpoint{Input: ownInput, Place: fmt.Sprint(k.own.after, k.own.n)})
}

// isOwn says that an arrival came from a feed. Several processes that ask feeds write into a database, and imports beside them: there what
// came from an address counts as asked for.
func (k *keeper) isOwn(r *reading) bool {
	return k.own.has(r.N) || k.w.shared && isAddress(r.Article.Input)
}

// recallOwn reads which arrivals were the last batch of a watch.
func (k *keeper) recallOwn(ctx context.Context) error {
	at, _, err := k.w.Archive.Checkpoint(ctx, ownInput)
	if err != nil {
		return err
	}
	if _, err := fmt.Sscan(at.Place, &k.own.after, &k.own.n); err != nil {
		k.own = span{} // none yet, or damaged
	}
	return nil
}
