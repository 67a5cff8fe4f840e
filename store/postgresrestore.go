package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
)

var errNotInDatabase = errors.New("an archive in a database is not repaired by stemma: restore a backup that PostgreSQL's own programs made (pg_restore, or a base backup with its log), or copy it out of a replica")

// restoreServer makes the archive of a database in one transaction, so that nothing of a stream that is damaged is left, and
// nobody sees a part.
func restoreServer(ctx context.Context, given string, r io.Reader) (done Exported, err error) {
	a, err := createServer(ctx, given)
	if err != nil {
		return done, explain(err)
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	s := newRestoring(a)
	err = a.alone(ctx, func(t *transaction) error {
		s.transaction = t
		if err := t.unused(ctx); err != nil {
			return err
		}
		// The stream may come slowly, or from a person who is asked for a password.
		if err := t.exec(ctx, "SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
			return err
		}
		if done, err = s.whole(ctx, r); err != nil {
			return err
		}
		return a.consistent(ctx, t.tx)
	})
	if err != nil {
		return Exported{}, err
	}
	return done, a.engine.shrink(ctx, CompactOptions{}, nil) // so that the server knows what the tables hold
}

// unused is an error where an archive holds something.
func (t *transaction) unused(ctx context.Context) error {
	for _, table := range tables() {
		switch table {
		case "placed", "written", "lease": // these always have rows
			continue
		}
		var some bool
		if err := t.one(ctx, "SELECT EXISTS (SELECT 1 FROM "+table+")", nil, &some); err != nil {
			return err
		}
		if some {
			return fmt.Errorf("the archive in the database is not empty (table %s): give another schema (?search_path=…) or database", table)
		}
	}
	return nil
}

// whole reads all of a stream in the transaction that there is.
func (s *restoring) whole(ctx context.Context, r io.Reader) (Exported, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		end, err := s.batch(ctx, in)
		if err != nil {
			return Exported{}, err
		}
		if end != nil {
			return s.ended(end), s.derive(ctx)
		}
	}
}
