package store

import (
	"context"
	"fmt"
)

// PutIndex puts entries into the index whose revisions were placed without one: by an
// older program, or because the index is made anew. The revisions ascend, and come
// after all that are indexed.
func (a *Archive) PutIndex(ctx context.Context, placed []Placed) error {
	err := a.alone(ctx, func(t *transaction) error { return t.putIndex(ctx, placed) })
	if err != nil {
		return fmt.Errorf("index the archive %s: %w", a.name, err)
	}
	return nil
}

func (t *transaction) putIndex(ctx context.Context, placed []Placed) error {
	x, err := newIndexing(ctx, t.tx)
	if err != nil {
		return err
	}
	for _, p := range placed {
		var article int64
		if err := t.one(ctx, "SELECT article FROM revision WHERE n = ?", []any{p.N}, &article); err != nil {
			return fmt.Errorf("revision %d: %w", p.N, err)
		}
		if err := x.put(ctx, article, p.N, p.Index); err != nil {
			return err
		}
	}
	return x.done(ctx)
}

// Unindexed returns what was placed and is not in the index, in the order of arrival, as
// Unplaced does: what an older program placed, or all where the index was dropped.
func (a *Archive) Unindexed(ctx context.Context, limit int) ([]Arrival, error) {
	all, err := a.arrivals(ctx, "r.n > (SELECT coalesce(max(last), 0) FROM search_segment) AND r.n <= (SELECT upto FROM placed)", limit)
	if err != nil {
		return nil, fmt.Errorf("what is not indexed in the archive %s: %w", a.name, explain(err))
	}
	return all, nil
}

// StaleIndex counts what in the index was made otherwise than by made, and is not found
// for it: the index is to be dropped, and made anew.
func (a *Archive) StaleIndex(ctx context.Context, made string) (docs int, err error) {
	err = a.read.QueryRowContext(ctx, "SELECT coalesce(sum(docs), 0) FROM search_segment WHERE made != ?", made).Scan(&docs)
	if err != nil {
		return 0, fmt.Errorf("what is indexed in the archive %s: %w", a.name, explain(err))
	}
	return docs, nil
}

// DropIndex takes the whole index away, to be made anew.
func (a *Archive) DropIndex(ctx context.Context) error {
	err := a.alone(ctx, func(t *transaction) error {
		for _, table := range []string{"search_segment", "search_row", "search_dead"} {
			if err := t.exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("drop the index of the archive %s: %w", a.name, err)
	}
	return nil
}
