package store_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/powercut"
	"github.com/stemma-news/stemma/store"
)

// more is how many times as often tests damage something.
var more = flag.Int("more", 1, "how many times as often the tests of damage do it")

// moment is a point of a disk's notes, and the archive as it was then.
type moment struct {
	ops    int
	stream string
}

// working is some work on an archive whose disk is watched.
type working struct {
	t    *testing.T
	dir  string
	disk *powercut.Disk
	a    *store.Archive
	// acknowledged are the moments when something was.
	acknowledged []moment
	// older is the form that the archive had in the beginning, if it was there.
	older int
}

func work(t *testing.T, dir string) *working {
	t.Helper()
	w := &working{t: t, dir: dir, disk: powercut.Watch(t, dir)}
	w.acknowledged = []moment{{0, ""}}
	return w
}

// open opens the archive, and makes it where there is none.
func (w *working) open() {
	w.t.Helper()
	w.step(func() error {
		var err error
		w.a, err = store.Create(w.t.Context(), w.dir)
		return err
	})
}

// step does something that is one transaction, or changes nothing that was added.
func (w *working) step(do func() error) {
	w.t.Helper()
	if err := do(); err != nil {
		w.t.Fatal(err)
	}
	w.acknowledged = append(w.acknowledged, moment{w.disk.Len(), streamOf(w.t, w.a)})
}

// streamOf is all that an archive has, without times of writing.
func streamOf(t *testing.T, a *store.Archive) string {
	t.Helper()
	return strings.Join(timeless(t, a), "")
}

// cut cuts the power at some moments and looks at what is left: it is what was acknowledged last, or what was being written.
func (w *working) cut(times int, seed uint64) {
	w.t.Helper()
	if err := w.a.Close(); err != nil {
		w.t.Fatal(err)
	}
	end := w.disk.Len()
	for i := range times {
		if w.t.Failed() {
			return
		}
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		at := r.IntN(end + 1)
		dir := w.t.TempDir()
		powercut.Hasten(w.t, dir)
		if err := w.disk.Cut(at, r, dir); err != nil {
			w.t.Fatal(err)
		}
		w.look(dir, at, fmt.Sprintf("cut %d of %d, at %d of %d", i, times, at, end))
		if err := os.RemoveAll(dir); err != nil {
			w.t.Fatal(err)
		}
	}
}

// look opens an archive after the power went when so much was done.
func (w *working) look(dir string, at int, name string) {
	w.t.Helper()
	last := 0
	for i, m := range w.acknowledged {
		if m.ops <= at {
			last = i
		}
	}
	w.whole(dir, name)
	a, err := store.Create(w.t.Context(), dir)
	if err != nil {
		w.t.Errorf("%s, %d acknowledged: %v", name, last, err)
		return
	}
	defer a.Close()
	if faults, err := a.Check(w.t.Context()); err != nil || len(faults) > 0 {
		w.t.Errorf("%s: %q, %v", name, faults, err)
		return
	}
	have := streamOf(w.t, a)
	may := w.acknowledged[last:min(last+2, len(w.acknowledged))]
	if last == 0 && w.acknowledged[0].stream == "" { // an archive that is being made
		may = w.acknowledged[1:2]
	}
	if !slices.ContainsFunc(may, func(m moment) bool { return m.stream == have }) {
		w.t.Errorf("%s: what is there is neither what was acknowledged (%d) nor what came next", name, last)
	}
}

// whole wants the copy of an earlier form to be whole, if the archive is of a later one.
func (w *working) whole(dir, name string) {
	w.t.Helper()
	if w.older == 0 {
		return
	}
	form, err := store.FormOf(w.t.Context(), dir)
	if err != nil || form <= w.older {
		return // what is wrong with it is told when it is opened
	}
	if err := store.Sound(w.t.Context(), filepath.Join(dir, fmt.Sprintf("archive-v%d.db", w.older))); err != nil {
		w.t.Errorf("%s: the archive is of form %d, and the copy of form %d: %v", name, form, w.older, err)
	}
}

// TestPowerCut cuts the power in the middle of what fills an archive, follows its stories, and looks after it.
func TestPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long")
	}
	for name, do := range map[string]func(*working){
		"import": func(w *working) {
			w.open()
			for n := range 8 {
				w.step(func() error { return addCrashBatch(t.Context(), w.a, n*crashBatch) })
			}
		},
		"watch":   watchWork,
		"compact": compactWork,
		"order":   orderWork,
		"migrate": migrateWork,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if name == "migrate" {
				dir = store.OlderForm(t, "form4.db.zst")
			}
			w := work(t, dir)
			do(w)
			began := time.Now()
			cuts := cutTimes * *more
			w.cut(cuts, 1)
			t.Logf("%d operations, %d writes, %d syncs; %d cuts in %v", w.disk.Len(), w.disk.Count(powercut.Write), w.disk.Count(powercut.Sync), cuts, time.Since(began))
		})
	}
}

// watchWork adds and places in turn, with messages, trees and state, and opens the archive anew in between.
func watchWork(w *working) {
	ctx := w.t.Context()
	w.open()
	for n := range 5 {
		w.step(func() error { return addCrashBatch(ctx, w.a, n*crashBatch) })
		for more := true; more; {
			w.step(func() (err error) { more, err = placeNext(ctx, w.a); return err })
		}
		w.step(func() error {
			due, err := w.a.Due(ctx, "hook", time.Now(), 10)
			if err != nil || len(due) < 2 {
				return fmt.Errorf("%d are due: %w", len(due), err)
			}
			return w.a.Update(ctx, store.Update{
				Done: []int64{due[0].N}, Failed: []store.Failure{{N: due[1].N, Problem: "no answer"}},
				Traces: []store.Trace{{Story: fmt.Sprintf("story-%d", n*crashBatch+1), Version: int64(n), Result: bytes.Repeat([]byte("tree "), 9000), Work: []byte("work")}},
			})
		})
		if n == 2 {
			w.step(func() (err error) {
				if err = w.a.Close(); err == nil {
					w.a, err = store.Create(ctx, w.dir)
				}
				return err
			})
		}
	}
}

// compactWork compacts an archive, and makes its index anew.
func compactWork(w *working) {
	ctx := w.t.Context()
	w.open()
	for n := range 3 {
		w.step(func() error { return addCrashBatch(ctx, w.a, n*crashBatch) })
	}
	for more := true; more; {
		w.step(func() (err error) { more, err = placeNext(ctx, w.a); return err })
	}
	w.step(func() error {
		_, err := w.a.Compact(ctx, store.CompactOptions{Now: time.Unix(1, 0)})
		return err
	})
	w.step(func() error { return w.a.DropIndex(ctx) })
	w.step(func() error { return addCrashBatch(ctx, w.a, 3*crashBatch) })
}

// orderWork brings arrivals into order.
func orderWork(w *working) {
	ctx := w.t.Context()
	w.open()
	all := mixed(300)
	for i := 0; i < len(all); i += 100 {
		w.step(func() error { _, err := w.a.Add(ctx, all[i:i+100]); return err })
	}
	w.step(func() error {
		o := orderOptions
		o.Room = 100
		done, err := w.a.OrderByDate(ctx, o)
		if done.Revisions == 0 {
			w.t.Error("nothing was to be done")
		}
		return err
	})
	w.step(func() error { _, err := w.a.Add(ctx, []stemma.Article{crashArticle(1)}); return err })
}

// migrateWork brings an archive of an older form to the present one, and goes on in it.
func migrateWork(w *working) {
	w.older = 4
	w.open()
	w.acknowledged[0] = w.acknowledged[len(w.acknowledged)-1] // what it has does not change by that
	w.acknowledged[0].ops = 0
	w.step(func() error { return addCrashBatch(w.t.Context(), w.a, 0) })
}

// placeNext places some of what is not placed yet, and says whether there is more.
func placeNext(ctx context.Context, a *store.Archive) (bool, error) {
	some, err := a.Unplaced(ctx, crashBatch*3/4)
	if err != nil || len(some) == 0 {
		return false, err
	}
	return true, a.Place(ctx, crashPlacement(some))
}
