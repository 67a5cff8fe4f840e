package watch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/internal/leaks"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

func TestMain(m *testing.M) {
	killed.Main(leaks.Checked{Tests: pgtest.Tests{M: m}}, map[string]func(dir string) error{"catch up": catchUpAt, "watch the press": pressWatchAt})
}

// killedBatch is how many reports the process that is killed places at a time.
const killedBatch = 16

// catchUpAt puts what is new in an archive into stories, and says on standard output what is placed.
func catchUpAt(dir string) error {
	a, err := store.Create(context.Background(), dir)
	if err != nil {
		return err
	}
	fmt.Println(0)
	_, err = CatchUp(context.Background(), a, CatchUpOptions{batch: killedBatch, Progress: func(p Placed) { fmt.Println(p.Articles) }})
	if err != nil {
		return err
	}
	return a.Close()
}

// TestCatchUpKilled: a process that puts reports into stories and is killed at any moment loses nothing that it has said to
// be placed, leaves an archive that is sound, and has the same stories in the end.
func TestCatchUpKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	const n = 192
	fill := func() (string, *store.Archive) {
		dir := t.TempDir()
		a := archive(t, dir)
		if _, err := a.Add(t.Context(), moulded(n)); err != nil {
			t.Fatal(err)
		}
		return dir, a
	}
	_, whole := fill()
	defer whole.Close()
	if _, err := CatchUp(t.Context(), whole, CatchUpOptions{batch: killedBatch}); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // a test
	times := 0
	for times < kills && !t.Failed() {
		dir, a := fill()
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		for placed := 0; placed < n && !t.Failed(); {
			more := killCatchUp(t, dir, r.IntN(4), time.Duration(r.IntN(40))*time.Millisecond)
			times++
			placed = inspectKilled(t, dir, n, placed+more)
			if times >= kills && placed < n { // enough: it may end
				placed = killCatchUp(t, dir, n, 0) + placed
			}
		}
		a = archive(t, dir)
		if have, want := stories(t, a), stories(t, whole); have != want {
			t.Errorf("killed:\n%s\n\nnot killed:\n%s", have, want)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killCatchUp starts the process, kills it some time after it has placed so many batches, and returns how many reports it
// said to be placed.
func killCatchUp(t *testing.T, dir string, batches int, after time.Duration) int {
	t.Helper()
	placed := 0
	_, err := killed.Run(killed.Self(t.Context(), "catch up", dir), func(line string) time.Duration {
		if _, err := fmt.Sscan(line, &placed); err != nil {
			t.Error(err)
		}
		if batches--; batches >= 0 {
			return killed.Never
		}
		return after
	})
	if err != nil {
		t.Fatalf("it ended by itself: %v", err)
	}
	return placed
}

// inspectKilled wants an archive to be sound, with at least so many of its reports placed, and returns how many are.
func inspectKilled(t *testing.T, dir string, n, least int) int {
	t.Helper()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if faults, err := a.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
	c, err := a.Count(t.Context())
	if err != nil || c.Articles != n || n-c.Unplaced < least {
		t.Errorf("%+v (%v), said to be placed: %d", c, err, least)
	}
	return n - c.Unplaced
}
