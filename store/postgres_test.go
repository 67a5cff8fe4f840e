package store_test

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"testing"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// schemas makes addresses of one database, each of a schema of its own: that takes less than a database.
func schemas(t testing.TB) func() string {
	at := pgtest.Database(t)
	var n atomic.Int64
	return func() string { return fmt.Sprintf("%s&search_path=s%d", at, n.Add(1)) }
}

// TestArchiveInPostgres: an archive in a database is held to what one in a folder is.
func TestArchiveInPostgres(t *testing.T) {
	next := schemas(t)
	restore := func(t testing.TB, r io.Reader) storetest.Archive {
		to := next()
		if _, err := store.Restore(context.Background(), to, r); err != nil {
			t.Fatal(err)
		}
		return create(t, to)
	}
	storetest.Run(t, func(t testing.TB) storetest.Archive { return create(t, next()) }, restore)
}
