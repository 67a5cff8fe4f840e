package review

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/internal/leaks"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

func TestMain(m *testing.M) {
	killed.Main(leaks.Checked{Tests: pgtest.Tests{M: m}}, map[string]func(string) error{"write": func(dir string) error { return write(dir, 1<<20) }, "write a few": func(dir string) error { return write(dir, few) }})
}

// few is how many verdicts a writer gives that comes to its end.
const few = 15

// write gives verdicts, and prints the id of each when it is in the book.
func write(dir string, most int) error {
	ctx := context.Background()
	b, done, err := bookAt(ctx, dir)
	if err != nil {
		return err
	}
	for i := range most {
		v, err := b.Add(ctx, said("a", fmt.Sprint("c", i)), "")
		if err != nil {
			return err
		}
		fmt.Println(v.ID)
	}
	return errors.Join(b.Close(), done())
}

// bookAt opens the book of a folder or of a database.
func bookAt(ctx context.Context, name string) (b *Book, done func() error, err error) {
	if !store.IsDatabase(name) {
		b, err = Open(ctx, name)
		return b, func() error { return nil }, err
	}
	a, err := store.Create(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	b, err = Of(ctx, a)
	return b, a.Close, err
}

// TestKilled: what was acknowledged before a writer was killed is in the book, which is sound, and goes on. The first is killed at
// its first verdict, which is when the file is made.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	var acknowledged []string
	for round := range 6 {
		n := 0
		was, err := killed.Run(killed.Self(t.Context(), "write", dir), func(id string) time.Duration {
			acknowledged = append(acknowledged, id)
			if n++; n <= 7*round {
				return killed.Never
			}
			return time.Duration(round) * 300 * time.Microsecond
		})
		if err != nil || !was {
			t.Fatalf("killed %v, %v", was, err)
		}
		checkBook(t, place(dir), acknowledged)
	}
	add(t, opened(t, dir), said("a", "behind"), "")
}

// TestManyWriters: processes and handles write at once, from the first verdict on, and nothing is lost.
func TestManyWriters(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		const processes, handles = 3, 3
		dir := made()
		ids := make([][]string, processes)
		var all sync.WaitGroup
		for p := range processes {
			all.Go(func() {
				out, err := killed.Self(t.Context(), "write a few", string(dir)).Output()
				if err != nil {
					t.Errorf("%v: %v", err, exitOf(err))
				}
				ids[p] = strings.Fields(string(out))
			})
		}
		var mu sync.Mutex
		var here []string
		for h := range handles {
			b := dir.open(t)
			all.Go(func() {
				for i := range few {
					v, err := b.Add(t.Context(), said("b", fmt.Sprint("h", h, i)), "")
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					here = append(here, v.ID)
					mu.Unlock()
					if _, err := b.List(t.Context(), Filter{Limit: 5}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		for _, some := range ids {
			here = append(here, some...)
		}
		if want := (processes + handles) * few; len(here) != want {
			t.Errorf("%d acknowledged, want %d", len(here), want)
		}
		checkBook(t, dir, here)
	})
}

func exitOf(err error) string {
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(e.Stderr)
	}
	return ""
}

// TestOneKeyAtOnce: of what comes at once by one key, one is kept.
func TestOneKeyAtOnce(t *testing.T) {
	inBoth(t, func(t *testing.T, made func() place) {
		dir := made()
		var all sync.WaitGroup
		var ids [4]string
		for i := range ids {
			b := dir.open(t)
			all.Go(func() {
				v, err := b.Add(t.Context(), said("a", "b"), "k")
				if err != nil {
					t.Error(err)
				}
				ids[i] = v.ID
			})
		}
		all.Wait()
		if ids[0] == "" || ids[0] != ids[1] || ids[0] != ids[2] || ids[0] != ids[3] {
			t.Errorf("%q", ids)
		}
		checkBook(t, dir, ids[:1])
	})
}

// checkBook says whether a book is sound and has what was acknowledged.
func checkBook(t *testing.T, at place, ids []string) {
	t.Helper()
	b := at.open(t)
	defer b.Close()
	if faults, err := b.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Fatalf("%q, %v", faults, err)
	}
	all, err := b.List(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, v := range all {
		has[v.ID] = true
	}
	for _, id := range ids {
		if !has[id] {
			t.Errorf("%s was acknowledged, and is not there", id)
		}
	}
}
