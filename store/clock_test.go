package store_test

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestClockJumps fills an archive while the clock stands in 2010, jumps to 2090, back to 2010 and forth by an hour: the archive is what it
// is when the clock goes as it should.
func TestClockJumps(t *testing.T) {
	dir := t.TempDir()
	const year = 365 * 24 * time.Hour
	for n, jump := range []time.Duration{10 * year, 90 * year, 10 * year, 10*year + time.Hour} {
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
		})
	}
	inspect(t, dir, progress{4 * crashBatch, 0})
	asUndisturbed(t, dir)
}
