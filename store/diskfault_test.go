package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/stemma-news/stemma/internal/powercut"
	"github.com/stemma-news/stemma/store"
)

// diskFaults are how a disk fails, and what is told of it.
var diskFaults = map[string]struct {
	code int32
	kind []powercut.Kind
	told string
}{
	"full":              {sqlite3.SQLITE_FULL, []powercut.Kind{powercut.Write}, "the disk is full: make room"},
	"cannot be written": {sqlite3.SQLITE_IOERR_WRITE, []powercut.Kind{powercut.Write}, "the disk cannot be read or written"},
	"cannot be synced":  {sqlite3.SQLITE_IOERR_FSYNC, []powercut.Kind{powercut.Sync}, "the disk cannot be read or written"},
}

// faultSteps are a short run: each adds, places or writes something.
func faultSteps(t *testing.T) []func(a *store.Archive) error {
	ctx := t.Context()
	place := func(a *store.Archive) error { _, err := placeNext(ctx, a); return err }
	return []func(a *store.Archive) error{
		func(a *store.Archive) error { return addCrashBatch(ctx, a, 0) },
		place,
		func(a *store.Archive) error {
			return a.Update(ctx, store.Update{State: map[string][]byte{"x": []byte("y")}, Done: []int64{1}, Outbox: []store.Message{{Topic: "hook", ID: "one", Queued: time.Unix(1, 0)}}})
		},
		func(a *store.Archive) error { return addCrashBatch(ctx, a, crashBatch) },
		func(a *store.Archive) error { return a.DropIndex(ctx) },
		func(a *store.Archive) error {
			_, err := a.Compact(ctx, store.CompactOptions{Now: time.Unix(1, 0)})
			return err
		},
		place,
	}
}

// TestDiskFails has each write, and each sync, of a short run fail from then on until there is an error, and then lets the same
// process go on: the error says what it is and what to do, what was acknowledged is there, and in the end the archive is what it is without.
func TestDiskFails(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long")
	}
	steps := faultSteps(t)
	want := ""
	for name, f := range diskFaults {
		t.Run(name, func(t *testing.T) {
			if want == "" {
				_, want = failAt(t, steps, -1, f.code, f.kind, "")
			}
			met := 0
			for n := 0; ; n += max(1, faultStep / *more) {
				failed, have := failAt(t, steps, n, f.code, f.kind, f.told)
				if have != want {
					t.Errorf("fault %d: the archive is another than it is without", n)
				}
				if t.Failed() {
					return
				}
				if failed > 0 {
					met++
				}
				if failed < 0 {
					t.Logf("%d moments, of which %d gave an error", n, met)
					break
				}
			}
			if met == 0 {
				t.Error("nothing failed")
			}
		})
	}
}

// failAt does the steps while the n-th write and those behind it fail until something was told. It returns how often that was, -1
// if there is no n-th, and what is then in the archive.
func failAt(t *testing.T, steps []func(*store.Archive) error, n int, code int32, kinds []powercut.Kind, told string) (failed int, stream string) {
	t.Helper()
	dir := t.TempDir()
	disk := powercut.Watch(t, dir)
	seen, reached := 0, false
	fail := func(_ int, o powercut.Op) int32 {
		for _, k := range kinds {
			if o.Kind == k {
				if seen++; seen > n && n >= 0 {
					reached = true
					return code
				}
			}
		}
		return 0
	}
	disk.Fail(fail)
	ctx := t.Context()
	var a *store.Archive
	do := func(what string, do func() error) {
		t.Helper()
		err := do()
		if err != nil {
			failed++
			if !strings.Contains(err.Error(), told) || !strings.Contains(err.Error(), dir) {
				t.Errorf("fault %d: %s: %v, want it to say %q and to name the archive", n, what, err, told)
			}
			disk.Fail(nil) // there is room again
			err = do()
		}
		if err != nil {
			t.Fatalf("fault %d: %s, when the disk is well again: %v", n, what, err)
		}
	}
	do("open", func() (err error) { a, err = store.Create(ctx, dir); return err })
	for i, step := range steps {
		before := streamOf(t, a)
		do("step", func() error {
			err := step(a)
			if err != nil && streamOf(t, a) != before {
				t.Errorf("fault %d: step %d was not done (%v), and has left something", n, i, err)
			}
			return err
		})
	}
	stream = streamOf(t, a)
	err := a.Close()
	disk.Fail(nil)
	if err != nil {
		t.Errorf("fault %d: close: %v", n, err)
	}
	again, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		t.Fatalf("fault %d: %v", n, err)
	}
	faults, err := again.Check(ctx)
	if have := streamOf(t, again); err != nil || len(faults) > 0 || have != stream {
		t.Errorf("fault %d: opened anew: %q, %v, the same: %v", n, faults, err, have == stream)
	}
	if err := errors.Join(err, again.Close()); err != nil {
		t.Error(err)
	}
	if !reached {
		return -1, stream
	}
	return failed, stream
}
