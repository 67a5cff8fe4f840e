package store

import (
	"context"
	"database/sql"
)

// transaction is one that writes. Statements are prepared once.
type transaction struct {
	tx       *sql.Tx
	prepared map[string]*sql.Stmt
}

// transact does something as a whole or not at all, on the disk when it returns.
func (a *Archive) transact(ctx context.Context, do func(*transaction) error) error {
	if a.write == nil {
		return ErrReadOnly
	}
	tx, err := a.engine.begin(ctx)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	if err := do(&transaction{tx: tx, prepared: map[string]*sql.Stmt{}}); err != nil {
		return explain(err)
	}
	return explain(a.engine.committed(tx.Commit()))
}

// alone is transact for what only one may do at a time (Placing).
func (a *Archive) alone(ctx context.Context, do func(*transaction) error) error {
	return a.transact(ctx, func(t *transaction) error {
		if err := a.engine.alone(ctx, t); err != nil {
			return err
		}
		return do(t)
	})
}

func (t *transaction) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := t.prepared[query]; s != nil {
		return s, nil
	}
	s, err := t.tx.PrepareContext(ctx, query) // closed with the transaction
	if err == nil {
		t.prepared[query] = s
	}
	return s, err
}

// exec runs a statement.
func (t *transaction) exec(ctx context.Context, query string, args ...any) error {
	s, err := t.statement(ctx, query)
	if err == nil {
		_, err = s.ExecContext(ctx, args...)
	}
	return err
}

// one reads the first row of a query, or returns sql.ErrNoRows.
func (t *transaction) one(ctx context.Context, query string, args []any, to ...any) error {
	s, err := t.statement(ctx, query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(to...)
}
