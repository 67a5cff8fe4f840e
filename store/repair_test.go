package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

const page = 16384

// archiveToDamage is an archive with stories, trees, messages and an index, some of which is still in the log; and its folder as it is then.
func archiveToDamage(t *testing.T, batches int) (dir string) {
	t.Helper()
	ctx, from := t.Context(), t.TempDir()
	a := create(t, from)
	for n := range batches {
		if err := addCrashBatch(ctx, a, n*crashBatch); err != nil {
			t.Fatal(err)
		}
		if n == batches-1 {
			break // is not placed
		}
		if err := placeAll(ctx, a, func(int64) {}); err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprintf("story-%d", n*crashBatch+1)
		if err := a.PutTrace(ctx, store.Trace{Story: id, Version: 1, Result: []byte(strings.Repeat("tree of "+id, 99)), Work: []byte("w")}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.Add(ctx, []stemma.Article{{ID: "long", Text: strings.Repeat("一份很长的报告。", 20_000) + fmt.Sprint(rand.New(rand.NewPCG(3, 4)).Perm(30_000))}}); err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir() // as it is now, with its log
	for _, name := range []string{"archive.db", "archive.db-wal"} {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// derived are the lines of a stream that a repair leaves to be made anew.
func derived(line string) bool {
	return strings.HasPrefix(line, `{"cites"`) || strings.HasPrefix(line, `{"attributions"`) || strings.HasPrefix(line, `{"end"`)
}

func repaired(t *testing.T, dir string) (a *store.Archive, done store.Repaired, err error) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "again")
	if done, err = store.Repair(t.Context(), dir, to); err != nil {
		return nil, done, err
	}
	a, err = store.Open(t.Context(), to, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	faults, err := a.Check(t.Context())
	faults = slices.DeleteFunc(faults, func(s string) bool { // it is known that they were there, and the report mends them
		return len(done.Lost) > 0 && strings.Contains(s, "its record is damaged: import the report again")
	})
	if err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
	return a, done, nil
}

// TestRepairSound: of an archive that is not damaged nothing is lost, be it in the file or still in the log.
func TestRepairSound(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long")
	}
	dir := archiveToDamage(t, 4)
	for _, closed := range []bool{false, true} {
		a, done, err := repaired(t, dir)
		if err != nil || len(done.Lost) > 0 {
			t.Fatalf("closed %v: %q, %v", closed, done.Lost, err)
		}
		have := slices.DeleteFunc(timeless(t, a), derived)
		b := create(t, dir) // closing it empties the log
		if want := slices.DeleteFunc(timeless(t, b), derived); !slices.Equal(have, want) {
			t.Errorf("closed %v: the streams differ: %d and %d lines", closed, len(have), len(want))
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRepairCompanions: what is beside a damaged archive is copied as far as it can be read; what cannot does not cost the reports.
func TestRepairCompanions(t *testing.T) {
	dir := t.TempDir()
	a := create(t, dir)
	if err := errors.Join(addCrashBatch(t.Context(), a, 0), a.Close(), os.Mkdir(filepath.Join(dir, "verdicts.db"), 0o700), os.WriteFile(filepath.Join(dir, "tokens.json"), []byte("[]"), 0o600)); err != nil {
		t.Fatal(err)
	}
	_, done, err := repaired(t, dir)
	if err != nil || done.Counts.Articles != crashBatch || !slices.Equal(done.Files, []string{"tokens.json"}) || len(done.Lost) != 1 || !strings.HasPrefix(done.Lost[0], "verdicts.db cannot be read") {
		t.Errorf("%+v, %v", done, err)
	}
}

// damages are what happens to a file.
var damages = map[string]func(b []byte, r *rand.Rand) []byte{
	"a page is zero": func(b []byte, r *rand.Rand) []byte {
		clear(b[r.IntN(len(b)/page)*page:][:page])
		return b
	},
	"five pages are noise": func(b []byte, r *rand.Rand) []byte {
		for range 5 {
			p := b[r.IntN(len(b)/page)*page:][:page]
			for i := range p {
				p[i] = byte(r.Uint32())
			}
		}
		return b
	},
	"a page is another": func(b []byte, r *rand.Rand) []byte {
		copy(b[r.IntN(len(b)/page)*page:][:page], b[r.IntN(len(b)/page)*page:][:page])
		return b
	},
	"bits are flipped": func(b []byte, r *rand.Rand) []byte {
		for range 40 {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		return b
	},
	"sectors are zero": func(b []byte, r *rand.Rand) []byte {
		for range 6 {
			clear(b[r.IntN(len(b)/512)*512:][:512])
		}
		return b
	},
	"the end is missing": func(b []byte, r *rand.Rand) []byte { return b[:1+r.IntN(len(b)-1)] },
	"the beginning is gone": func(b []byte, r *rand.Rand) []byte {
		clear(b[:min(len(b), 100+r.IntN(page))])
		return b
	},
	"every second page is gone": func(b []byte, _ *rand.Rand) []byte {
		for i := page; i+page <= len(b); i += 2 * page {
			clear(b[i:][:page])
		}
		return b
	},
}

// TestDamaged damages an archive in many ways. It is told which, nothing panics or hangs; what is repaired is sound, has
// no text that was not added, and what it does not have is told by name, if its name was not lost, too.
func TestDamaged(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long")
	}
	dir := archiveToDamage(t, 4)
	if err := create(t, dir).Close(); err != nil { // all is in the file
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]int{} // of all forms
	a := create(t, dir)
	ids := 0
	for v, err := range a.Articles(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		forms, err := a.Revisions(t.Context(), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range forms {
			texts[f.Text]++
		}
		ids++
	}
	a.Close()
	wounds := woundTimes * *more
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			refused, lost, silent := 0, 0, 0
			for seed := range uint64(wounds) {
				r := rand.New(rand.NewPCG(seed, 9))
				b := damage(bytes.Clone(whole), r)
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "archive.db"), b, 0o600); err != nil {
					t.Fatal(err)
				}
				told := checked(t, dir)
				if survey, err := store.Survey(t.Context(), dir); err != nil || len(survey) > 0 && !told {
					t.Errorf("seed %d: %q, %v, and it was told: %v", seed, survey, err, told)
				}
				a, done, err := repaired(t, dir)
				if err != nil {
					if refused++; !strings.Contains(err.Error(), "restore a copy") {
						t.Errorf("seed %d: %v", seed, err)
					}
					continue
				}
				if after, err := os.ReadFile(filepath.Join(dir, "archive.db")); err != nil || !bytes.Equal(after, b) {
					t.Errorf("seed %d: the damaged archive was changed", seed)
				}
				have := 0
				for v, err := range a.Articles(t.Context(), store.Filter{}) {
					if have++; err == nil && texts[v.Text] == 0 {
						t.Errorf("seed %d: %q has a text that nobody added", seed, v.ID)
					}
				}
				if have < ids {
					lost++
					if len(done.Lost) == 0 {
						t.Errorf("seed %d: %d of %d reports are there, and nothing is told", seed, have, ids)
					}
					if c, ok, err := a.Checkpoint(t.Context(), "reports.jsonl"); ok || err != nil {
						t.Errorf("seed %d: reports are lost, and the import would not read them again: %+v, %v", seed, c, err)
					}
				}
				if !told && len(done.Lost) > 0 {
					silent++
				}
				a.Close()
			}
			t.Logf("of %d: %d could not be repaired, %d lost reports, %d were seen by the repair alone", wounds, refused, lost, silent)
		})
	}
}

// checked opens and checks a damaged archive, as a reader does, and says whether anything was told.
func checked(t *testing.T, dir string) bool {
	t.Helper()
	began := time.Now()
	defer func() {
		if d := time.Since(began); d > time.Minute {
			t.Errorf("looking at it took %v", d)
		}
	}()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		return true
	}
	defer a.Close()
	faults, err := a.Check(t.Context())
	if err != nil {
		t.Errorf("check: %v", err)
	}
	for _, err := range a.Articles(t.Context(), store.Filter{}) {
		_ = err // none of it may panic
	}
	_, _ = a.Stories(t.Context(), store.StoryFilter{})
	_, _ = a.Export(t.Context(), &bytes.Buffer{})
	return len(faults) > 0
}
