package reader

import (
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestTracedOnceByServers: of two servers that want the tree of a story at once, one traces it. It keeps the other out until the tree is in
// the database, however long it takes to get there.
func TestTracedOnceByServers(t *testing.T) {
	at := pgtest.Database(t)
	fill(t, at, 3)
	w := writer(t, at)
	held, err := w.Database().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Rollback() //nolint:errcheck // it is rolled back below
	if _, err := held.ExecContext(t.Context(), "UPDATE written SET n = n"); err != nil {
		t.Fatal(err)
	}
	both := []*Reader{reading(t, at, Options{}), reading(t, at, Options{})}
	var asking sync.WaitGroup
	for _, r := range both {
		asking.Go(func() {
			for {
				one, err := r.Tree(t.Context(), idOf(0))
				if err != nil {
					t.Error(err)
				}
				if err != nil || one.Result != nil && !one.Stale {
					return
				}
			}
		})
	}
	count := func(query string) (n int) {
		if err := w.Database().QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const here = " AND datname = current_database()"
	for deadline := time.Now().Add(time.Minute); count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE written%'"+here) == 0; {
		if time.Sleep(5 * time.Millisecond); time.Now().After(deadline) {
			t.Fatal("nobody writes a tree")
		}
	}
	if n := count("SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND objsubid = 2 AND granted" + here); n != 1 {
		t.Errorf("%d turns at the story are held while its tree is being written", n)
	}
	if err := held.Rollback(); err != nil {
		t.Fatal(err)
	}
	asking.Wait()
	if n := both[0].figures.made.Load() + both[1].figures.made.Load(); n != 1 {
		t.Errorf("traced %d times", n)
	}
}

// TestTreesNotKept: who may not write into the database has trees all the same, and is told once that they are not kept.
func TestTreesNotKept(t *testing.T) {
	at := pgtest.Database(t)
	fill(t, at, 3, 4)
	var log strings.Builder
	r := reading(t, at+"&default_transaction_read_only=on", Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	for story := range 2 {
		for one := tree(t, r, idOf(story)); one.Result == nil; one = tree(t, r, idOf(story)) {
			ended(t, r, one.Job)
		}
	}
	if n := strings.Count(log.String(), "trees are not kept in the archive"); n != 1 || !strings.Contains(log.String(), "takes no changes") {
		t.Errorf("told %d times:\n%s", n, log.String())
	}
}
