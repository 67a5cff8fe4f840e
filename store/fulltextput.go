package store

import (
	"context"
	"fmt"
)

// PutIndex puts entries into the index whose revisions were placed without one: by an
// older program, or because the index is made anew. The revisions ascend, and come
// after all that are indexed.
func (a *Archive) PutIndex(ctx context.Context, placed []Placed) error {
	if a.write == nil {
		return ErrReadOnly
	}
	if err := a.putIndex(ctx, placed); err != nil {
		return fmt.Errorf("index the archive %s: %w", a.dir, explain(err))
	}
	return nil
}

func (a *Archive) putIndex(ctx context.Context, placed []Placed) error {
	tx, err := a.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	x, err := newIndexing(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range placed {
		var article int64
		if err := tx.QueryRowContext(ctx, "SELECT article FROM revision WHERE n = ?", p.N).Scan(&article); err != nil {
			return fmt.Errorf("revision %d: %w", p.N, err)
		}
		if err := x.put(ctx, article, p.N, p.Index); err != nil {
			return err
		}
	}
	if err := x.done(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// Unindexed returns what was placed and is not in the index, in the order of arrival, as
// Unplaced does: what an older program placed, or all where the index was dropped.
func (a *Archive) Unindexed(ctx context.Context, limit int) ([]Arrival, error) {
	all, err := a.arrivals(ctx, "r.n > (SELECT coalesce(max(last), 0) FROM search_segment) AND r.n <= (SELECT upto FROM placed)", limit)
	if err != nil {
		return nil, fmt.Errorf("what is not indexed in the archive %s: %w", a.dir, explain(err))
	}
	return all, nil
}

// StaleIndex counts what in the index was made otherwise than by made, and is not found
// for it: the index is to be dropped, and made anew.
func (a *Archive) StaleIndex(ctx context.Context, made string) (docs int, err error) {
	err = a.read.QueryRowContext(ctx, "SELECT coalesce(sum(docs), 0) FROM search_segment WHERE made != ?", made).Scan(&docs)
	if err != nil {
		return 0, fmt.Errorf("what is indexed in the archive %s: %w", a.dir, explain(err))
	}
	return docs, nil
}

// DropIndex takes the whole index away, to be made anew.
func (a *Archive) DropIndex(ctx context.Context) error {
	if a.write == nil {
		return ErrReadOnly
	}
	_, err := a.write.ExecContext(ctx, "BEGIN IMMEDIATE; DELETE FROM search_segment; DELETE FROM search_row; DELETE FROM search_dead; COMMIT")
	if err != nil {
		return fmt.Errorf("drop the index of the archive %s: %w", a.dir, explain(err))
	}
	return nil
}
