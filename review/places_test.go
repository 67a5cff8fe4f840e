package review

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// dies has the server end the connection of who commits a change of a table: what becomes of the change, who made it does not hear.
const dies = `CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
	CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON verdict DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dies()`

// TestNotKnownToBeKept: of a server that stops while it is told to keep a verdict nobody knows whether it did.
func TestNotKnownToBeKept(t *testing.T) {
	a, err := store.Create(t.Context(), pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := Of(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	ticking(t, b)
	if _, err := a.Database().ExecContext(t.Context(), dies); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Add(t.Context(), said("a", "b"), ""); err == nil || !strings.Contains(err.Error(), "whether it is kept is not known") || !store.Passes(err) {
		t.Errorf("a commit without an answer: %v", err)
	}
	if _, err := a.Database().ExecContext(t.Context(), "DROP TRIGGER dies ON verdict"); err != nil {
		t.Fatal(err)
	}
	add(t, b, said("a", "b"), "")
}

// TestTextsOfAnyBytes: a book in a database takes and finds what one in a file does, also texts that PostgreSQL has no words for.
func TestTextsOfAnyBytes(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		b := made().open(t)
		const odd = "渡轮\U0010FFFE00" // a character that is none, and as what the database writes for a byte of 0
		v := said(odd, "b")
		v.Note = odd
		kept := add(t, b, v, odd)
		if have := add(t, b, v, odd); !cmp.Equal(have, kept) {
			t.Error(cmp.Diff(kept, have))
		}
		if have, err := b.Verdict(t.Context(), kept.ID); err != nil || !cmp.Equal(have, kept) {
			t.Error(cmp.Diff(kept, have), err)
		}
		if faults, err := b.Check(t.Context()); err != nil || len(faults) > 0 {
			t.Errorf("check: %q, %v", faults, err)
		}
		for _, c := range []struct {
			f    Filter
			want string
		}{
			{Filter{Articles: []string{odd}}, "b"},
			{Filter{Articles: []string{"a\x00", "b", "\xff"}}, "b"},
			{Filter{Articles: []string{"a\x00"}}, ""},
			{Filter{Stories: []string{"\x00", "sb"}}, "b"},
			{Filter{Stories: []string{`{"a",b}`, `\`}}, ""},
			{Filter{Reviewer: "Ada\x00"}, ""},
		} {
			if have := children(t, b, c.f); have != c.want {
				t.Errorf("%+v: %q, want %q", c.f, have, c.want)
			}
		}
		if _, err := b.Verdict(t.Context(), "v\x00\xff"); !errors.Is(err, ErrUnknown) {
			t.Errorf("an id that none can have: %v", err)
		}
		if some, err := b.Beginning(t.Context(), "\x00", 2); err != nil || len(some) > 0 {
			t.Errorf("%v, %v", some, err)
		}
		if _, err := b.List(t.Context(), Filter{After: "\xff"}); !isInvalid(err, "after") {
			t.Error(err)
		}
	})
}
