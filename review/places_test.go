package review

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// place is the folder or the database that a book of tests is in.
type place string

// inBoth runs a test of a book in a file and in a database; made makes a new place.
func inBoth(t *testing.T, do func(t *testing.T, made func() place)) {
	t.Run("file", func(t *testing.T) {
		do(t, func() place { return place(t.TempDir()) })
	})
	t.Run("database", func(t *testing.T) {
		do(t, func() place { return place(pgtest.Database(t)) })
	})
}

// open opens the book of a place, which has a clock that goes a minute with each look at it.
func (p place) open(t *testing.T) *Book {
	t.Helper()
	if !store.IsDatabase(string(p)) {
		return opened(t, string(p))
	}
	a, err := store.Create(t.Context(), string(p))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	b, err := Of(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return ticking(t, b)
}

// TestKilledInADatabase kills those who write, and then the server: what was acknowledged is there, what was not is there once when it is
// said again by its key, and who wrote goes on when the server is back.
func TestKilledInADatabase(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	s := pgtest.Start(t, pgtest.Options{Sync: true})
	at := place(s.Database(t))
	at.open(t)
	var ids []string
	for round := range 4 {
		n := 0
		was, err := killed.Run(killed.Self(t.Context(), "write", string(at)), func(id string) time.Duration {
			ids = append(ids, id)
			if n++; n <= 5*round {
				return killed.Never
			}
			return time.Duration(round) * 300 * time.Microsecond
		})
		if err != nil || !was {
			t.Fatalf("killed %v, %v", was, err)
		}
	}
	checkBook(t, at, ids)

	b := at.open(t)
	var writers sync.WaitGroup
	var first [3][]string // what each was acknowledged
	for w := range first {
		writers.Go(func() {
			for i := 0; ; i++ {
				v, err := b.Add(t.Context(), said(fmt.Sprint("w", w), fmt.Sprint("c", i)), fmt.Sprint("key", w, ".", i))
				if err != nil {
					return
				}
				first[w] = append(first[w], v.ID)
			}
		})
	}
	for n := 0; n < len(ids)+30; { // they are at it
		var err error
		if n, err = b.Count(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.Kill()
	writers.Wait()
	if _, err := b.Count(t.Context()); err == nil {
		t.Error("a server that was killed answers")
	}
	s.Restart()
	for w := range first {
		for i := range len(first[w]) + 1 { // and that of which the answer was lost
			v, err := b.Add(t.Context(), said(fmt.Sprint("w", w), fmt.Sprint("c", i)), fmt.Sprint("key", w, ".", i))
			if err != nil || i < len(first[w]) && v.ID != first[w][i] {
				t.Fatalf("after the start: %q, %v", v.ID, err)
			}
			ids = append(ids, v.ID)
		}
	}
	checkBook(t, at, ids)
	if n, err := b.Count(t.Context()); err != nil || n > len(ids)+4 {
		t.Errorf("%d verdicts of %d, %v", n, len(ids), err)
	}
}
