package store_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/store"
)

// failAgain has a message that is due whatever the clock was when it failed, and lets it fail for an hour.
func failAgain(t *testing.T, dir string) {
	t.Helper()
	a := create(t, dir)
	defer a.Close()
	if err := a.Update(t.Context(), store.Update{Outbox: []store.Message{{Topic: "fails", ID: "one"}}}); err != nil { // once
		t.Fatal(err)
	}
	due, err := a.Due(t.Context(), "fails", time.Now(), 9)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d messages that failed before are due (%v)", len(due), err)
	}
	if err := a.Update(t.Context(), store.Update{Failed: []store.Failure{{N: due[0].N, Problem: "no", Next: time.Now().Add(time.Hour)}}}); err != nil {
		t.Fatal(err)
	}
}

// TestClockJumps fills an archive while the clock stands in 2010, jumps to 2090, back to 2010 and forth by two hours: the archive is what it
// is when the clock goes as it should. A message that fails each time is due the next.
func TestClockJumps(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	const year = 365 * 24 * time.Hour
	for n, jump := range []time.Duration{10 * year, 90 * year, 10 * year, 10*year + 2*time.Hour} {
		synctest.Test(t, func(t *testing.T) { // begins in 2000 each time; the reports are of 2001
			time.Sleep(jump)
			a := create(t, dir)
			defer a.Close()
			if err := addCrashBatch(t.Context(), a, n*crashBatch); err != nil {
				t.Fatal(err)
			}
			if err := placeAll(t.Context(), a, func(int64) {}); err != nil {
				t.Fatal(err)
			}
			if last, err := a.Latest(t.Context()); err != nil || time.Since(last) > time.Second {
				t.Errorf("the last report came at %v, and it is %v (%v)", last, time.Now(), err)
			}
			if due, err := a.Due(t.Context(), "hook", time.Now(), 1<<20); err != nil || len(due) == 0 {
				t.Errorf("%d messages are due (%v)", len(due), err)
			}
			failAgain(t, other)
		})
	}
	inspect(t, dir, progress{4 * crashBatch, 0})
	asUndisturbed(t, dir)
}
