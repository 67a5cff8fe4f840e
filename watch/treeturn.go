package watch

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/stemma-news/stemma/store"
)

// turnAt waits until no other process traces a story, be it one that watches, a server or a command, and keeps them out until it is
// left: an advisory lock on one of the archive's connections. It is free at once where the archive is in a folder.
func turnAt(ctx context.Context, a *store.Archive, story string) (leave func(), err error) {
	db := a.Database()
	if db == nil {
		return func() {}, nil
	}
	_, schema := a.Connection()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for others that trace story %s: %w", story, store.Explain(err))
	}
	class, key := lockKey("stemma trees", schema), lockKey(story)
	for {
		var got bool
		// Not broken off, or it would not be known whether it is held.
		if err := conn.QueryRowContext(context.WithoutCancel(ctx), "SELECT pg_try_advisory_lock($1, $2)", class, key).Scan(&got); err != nil {
			return nil, errors.Join(fmt.Errorf("wait for others that trace story %s: %w", story, store.Explain(err)), conn.Close())
		}
		if got {
			return func() { free(conn, class, key) }, nil //nolint:contextcheck // it is given back also when ctx ends
		}
		if !pause(ctx, turnPause) {
			return nil, errors.Join(ctx.Err(), conn.Close())
		}
	}
}

// free gives a lock back, and with it the connection. One of which it is not known that it is free of the lock is ended.
func free(conn *sql.Conn, class, key int32) {
	ctx, cancel := context.WithTimeout(context.Background(), presenceWait)
	defer cancel()
	var was bool
	if err := conn.QueryRowContext(ctx, "SELECT pg_advisory_unlock($1, $2)", class, key).Scan(&was); err != nil || !was {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // which ends it
	}
	_ = conn.Close()
}
