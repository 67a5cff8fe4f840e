package review

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/stemma-news/stemma/internal/powercut"
)

// TestPowerCut cuts the power while verdicts are given, from the first on: the book is sound, and has each verdict that was acknowledged, once.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long")
	}
	dir := t.TempDir()
	disk := powercut.Watch(t, dir)
	b := opened(t, dir)
	var ids []string
	var at []int // how much was done when a verdict was acknowledged
	for i := range 12 {
		ids = append(ids, add(t, b, said("a", fmt.Sprint("c", i)), fmt.Sprint("key", i)).ID)
		at = append(at, disk.Len())
		if i%5 == 4 {
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
			b = opened(t, dir)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		r := rand.New(rand.NewPCG(5, uint64(i)))
		cut := r.IntN(disk.Len() + 1)
		left := t.TempDir()
		powercut.Hasten(t, left)
		if err := disk.Cut(cut, r, left); err != nil {
			t.Fatal(err)
		}
		n := 0
		for n < len(at) && at[n] <= cut {
			n++
		}
		checkBook(t, place(left), ids[:n])
		again := opened(t, left)
		if n > 0 { // what is given again by its key is not given twice
			if v := add(t, again, said("a", "c0"), "key0"); v.ID != ids[0] {
				t.Errorf("cut %d: the first verdict is twice there", i)
			}
		}
		all, err := again.List(t.Context(), Filter{})
		if err != nil || len(all) > n+1 {
			t.Errorf("cut %d: %d verdicts, acknowledged were %d (%v)", i, len(all), n, err)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			return
		}
	}
}

// TestDiskFails has every write, and every sync, of a book fail: the error says what to do, and the same book goes on when the disk is well again.
func TestDiskFails(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long")
	}
	for _, f := range []struct {
		code int32
		kind powercut.Kind
		told string
	}{{sqlite3.SQLITE_FULL, powercut.Write, "the disk is full: make room"}, {sqlite3.SQLITE_IOERR_FSYNC, powercut.Sync, "the disk cannot be read or written"}} {
		for n, failed := 0, true; failed; n++ {
			dir := t.TempDir()
			disk := powercut.Watch(t, dir)
			seen := 0
			failed = false
			disk.Fail(func(_ int, o powercut.Op) int32 {
				if o.Kind == f.kind {
					if seen++; seen > n {
						failed = true
						return f.code
					}
				}
				return 0
			})
			b := opened(t, dir)
			var ids []string
			for i := range 4 {
				v, err := b.Add(t.Context(), said("a", fmt.Sprint("c", i)), "")
				if err != nil {
					if !strings.Contains(err.Error(), f.told) || !strings.Contains(err.Error(), "kept") {
						t.Errorf("fault %d: %v, want %q", n, err, f.told)
					}
					disk.Fail(nil)
					v = add(t, b, said("a", fmt.Sprint("c", i)), "")
				}
				ids = append(ids, v.ID)
			}
			disk.Fail(nil)
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			checkBook(t, place(dir), ids)
			if all, err := opened(t, dir).List(t.Context(), Filter{}); err != nil || len(all) != len(ids) {
				t.Errorf("fault %d: %d verdicts, want %d (%v)", n, len(all), len(ids), err)
			}
			if t.Failed() {
				return
			}
		}
	}
}

// TestDamagedAnyhow: whatever happens to the file, it is told, and nothing panics.
func TestDamagedAnyhow(t *testing.T) {
	dir := t.TempDir()
	b := opened(t, dir)
	for i := range 40 {
		add(t, b, said("a", fmt.Sprint("c", i)), "")
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		r := rand.New(rand.NewPCG(6, uint64(i)))
		bad := append([]byte{}, whole...)
		switch i % 3 {
		case 0:
			bad = bad[:1+r.IntN(len(bad)-1)]
		case 1:
			clear(bad[r.IntN(len(bad)/4096)*4096:][:4096])
		default:
			for range 200 {
				bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
			}
		}
		left := t.TempDir()
		if err := os.WriteFile(filepath.Join(left, fileName), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		again := opened(t, left)
		faults, err := again.Check(t.Context())
		_, listed := again.List(t.Context(), Filter{})
		if err != nil && !errors.Is(err, errNotOurs) && !errors.Is(err, ErrNewer) {
			t.Errorf("%d: %v", i, err)
		}
		if err == nil && len(faults) == 0 && (i%3 < 2 || listed != nil) {
			t.Errorf("%d: nothing is told, and the list gives %v", i, listed)
		}
	}
}
