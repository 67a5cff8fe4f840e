package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// soon is how long what happens at once may take on a machine that has much to do.
const soon = 20 * time.Second

func lease(t *testing.T, a *store.Archive) *store.Lease {
	t.Helper()
	l, err := a.Lease(t.Context(), store.Placing)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func terminate(t *testing.T, a *store.Archive, who string) {
	t.Helper()
	if _, err := a.Database().ExecContext(t.Context(), who); err != nil {
		t.Fatal(err)
	}
}

// ends cuts the connections that hold locks of leases.
const ends = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"

func placeOne(t *testing.T, a *store.Archive, n int) error {
	t.Helper()
	return a.Place(t.Context(), store.Placement{Update: store.Update{State: map[string][]byte{"who": fmt.Append(nil, n)}}})
}

// TestLease: one has it, and who else asks is told who. When its connection is gone it is lost, what rests on it is refused, and another may
// take it.
func TestLease(t *testing.T) {
	next := schemas(t)
	at := next()
	a, b := create(t, at), create(t, at)
	defer a.Close()
	defer b.Close()
	mine := lease(t, a)
	if _, err := b.Lease(t.Context(), store.Placing); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), "stemma ") || !strings.Contains(err.Error(), "from 127.0.0.1") {
		t.Errorf("a second one: %v", err)
	}
	other, err := b.Lease(t.Context(), "something else")
	if err != nil {
		t.Error(err)
	}
	if err := placeOne(t, b, 1); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), "stemma ") {
		t.Errorf("placed beside the holder: %v", err)
	}
	if err := placeOne(t, a, 2); err != nil {
		t.Error(err)
	}
	terminate(t, a, ends)
	for _, l := range []*store.Lease{mine, other} {
		select {
		case <-l.Lost():
		case <-time.After(soon):
			t.Fatal("a lease whose connection is gone is not said to be lost")
		}
	}
	if err := placeOne(t, a, 3); !errors.Is(err, store.ErrLost) || store.Passes(err) {
		t.Errorf("placed without the lease: %v", err)
	}
	theirs := lease(t, b)
	if err := placeOne(t, b, 4); err != nil {
		t.Error(err)
	}
	if err := errors.Join(mine.Close(), theirs.Close(), theirs.Close(), other.Close()); err != nil {
		t.Error(err)
	}
	if err := placeOne(t, a, 5); !errors.Is(err, store.ErrLost) {
		t.Errorf("placed late, by who has lost it, when nobody has it: %v", err)
	}
	if err := placeOne(t, b, 6); err != nil {
		t.Errorf("nobody has it: %v", err)
	}
	if who, _, err := b.State(t.Context(), "who"); string(who) != "6" || err != nil {
		t.Errorf("%s, %v", who, err)
	}
	defer lease(t, a).Close()
	if err := placeOne(t, a, 7); err != nil {
		t.Errorf("it has it anew: %v", err)
	}
}

// TestLeaseLostAtItsEnd: who gives back a lease that was lost unseen is refused as one who knows.
func TestLeaseLostAtItsEnd(t *testing.T) {
	next := schemas(t)
	at := next()
	a, b := create(t, at), create(t, at)
	defer a.Close()
	defer b.Close()
	mine := lease(t, a)
	terminate(t, b, ends)
	if err := mine.Close(); err != nil {
		t.Error(err)
	}
	if err := placeOne(t, a, 1); !errors.Is(err, store.ErrLost) {
		t.Errorf("placed late: %v", err)
	}
}

// TestLeaseFenced: who has lost the lease and does not know, because its machine slept, writes nothing.
func TestLeaseFenced(t *testing.T) {
	next := schemas(t)
	a := create(t, next())
	defer a.Close()
	defer lease(t, a).Close()
	terminate(t, a, "UPDATE lease SET epoch = epoch + 1") // as another does that takes it
	for name, err := range map[string]error{
		"place": placeOne(t, a, 1), "drop the index": a.DropIndex(t.Context()), "index": a.PutIndex(t.Context(), nil),
		"lead": a.Update(t.Context(), store.Update{Lead: true}), "forget": second(a.Forget(t.Context(), time.Now())),
		"compact": second(a.Compact(t.Context(), store.CompactOptions{})), "order": second(a.OrderByDate(t.Context(), store.OrderOptions{})), "come again": second(a.Reoffer(t.Context(), nil)),
	} {
		if !errors.Is(err, store.ErrLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := a.PutState(t.Context(), "note", nil); err != nil {
		t.Errorf("what needs no lease: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestLeaseOfAFolder: within a process, too, one has it.
func TestLeaseOfAFolder(t *testing.T) {
	a := create(t, t.TempDir())
	defer a.Close()
	l := lease(t, a)
	if _, err := a.Lease(t.Context(), store.Placing); !errors.Is(err, store.ErrLocked) {
		t.Errorf("a second one: %v", err)
	}
	if err := errors.Join(placeOne(t, a, 1), l.Close()); err != nil {
		t.Error(err)
	}
	if err := lease(t, a).Close(); err != nil {
		t.Error(err)
	}
	r, err := a.Reopen(t.Context(), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Lease(t.Context(), store.Placing); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a reader: %v", err)
	}
}

// TestManyWrite: several write at once, and who follows the arrivals sees each, once, in their order.
func TestManyWrite(t *testing.T) {
	const writers, batches, size = 3, 6, 5
	next := schemas(t)
	at := next()
	follower := create(t, at)
	defer follower.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 3*soon)
	defer cancel()
	failed := make(chan error, writers)
	for w := range writers {
		go func() { failed <- writeBatches(ctx, at, w, batches, size) }()
	}
	seen := map[string]bool{}
	for after := int64(0); len(seen) < writers*batches*size && ctx.Err() == nil; {
		some, err := follower.UnplacedAfter(ctx, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range some {
			if v.N != after+1 || seen[v.Article.ID] {
				t.Fatalf("%s is arrival %d, behind %d", v.Article.ID, v.N, after)
			}
			seen[v.Article.ID], after = true, v.N
		}
	}
	for range writers {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if n, err := follower.Count(ctx); err != nil || n.Articles != writers*batches*size {
		t.Errorf("%+v, %v", n, err)
	}
}

// writeBatches is a process that writes: of each batch one article is added by all.
func writeBatches(ctx context.Context, at string, w, batches, size int) error {
	a, err := store.Create(ctx, at)
	if err != nil {
		return err
	}
	defer a.Close()
	for b := range batches {
		batch := articlesOf(fmt.Sprintf("w%d-%d", w, b), size)
		if _, err := a.Add(ctx, batch); err != nil {
			return err
		}
		if again, err := a.Add(ctx, batch); err != nil || again.Known != size {
			return fmt.Errorf("the same again: %+v, %w", again, err)
		}
	}
	return nil
}
