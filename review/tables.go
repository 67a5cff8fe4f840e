package review

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"

	"github.com/stemma-news/stemma/store"
)

// tables is a book that stands in the database of an archive, which several programs on several machines share. The archive
// makes the tables, and has the connections.
type tables struct {
	db     *sql.DB
	closed atomic.Bool
}

func (b *tables) close() error {
	b.closed.Store(true)
	return nil
}

func (b *tables) reading(_ context.Context, do func(asking) error) error {
	if b.closed.Load() {
		return errClosed
	}
	return store.Explain(do(asking{b.db, true}))
}

func (b *tables) writing(ctx context.Context, do func(asking) (bool, error)) error {
	if b.closed.Load() {
		return errClosed
	}
	tx, err := b.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return store.Explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	on := asking{tx, true}
	var version int64
	if err := on.row(ctx, "SELECT version FROM book FOR UPDATE").Scan(&version); err != nil { // one after the other
		return store.Explain(err)
	}
	changed, err := do(on)
	if err != nil || !changed {
		return store.Explain(err)
	}
	if _, err := on.do(ctx, "UPDATE book SET version = version + 1"); err != nil {
		return store.Explain(err)
	}
	return committed(tx.Commit())
}

// committed says of a commit that failed whether it is known that nothing is kept.
func committed(err error) error {
	if store.MayBeWritten(err) {
		return fmt.Errorf("whether it is kept is not known: look before you say it again (%w)", store.Explain(err))
	}
	return store.Explain(err)
}

// check has nothing to tell: PostgreSQL looks after its own pages.
func (b *tables) check(context.Context, asking, func(string, ...any)) error { return nil }
