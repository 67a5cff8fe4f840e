package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// olderForm unpacks an archive that an older program wrote.
func olderForm(t *testing.T, name string) string {
	t.Helper()
	packed, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b, err := d.DecodeAll(packed, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestOlderForms: archives that older programs wrote are brought to the present form by a reader or
// a writer, nothing is lost, a copy is kept, and what came to the form since is right.
func TestOlderForms(t *testing.T) {
	ctx := t.Context()
	for form, want := range map[string]struct {
		Counts
		look func(context.Context, *testing.T, *Archive)
	}{
		"form1": {Counts{Articles: 8, Revisions: 9, Inputs: 1, Unplaced: 9}, func(context.Context, *testing.T, *Archive) {}},
		"form4": {Counts{Articles: 7, Revisions: 9, Inputs: 1, Stories: 3}, formFour},
		"form6": {Counts{Articles: 7, Revisions: 9, Stories: 4}, formSix},
	} {
		for _, o := range []Options{{}, {ReadOnly: true}} {
			dir := olderForm(t, form+".db.zst")
			a, err := Open(ctx, dir, o)
			if err != nil {
				t.Fatal(form, err)
			}
			if faults, err := a.Check(ctx); err != nil || len(faults) > 0 {
				t.Errorf("%s: %q, %v", form, faults, err)
			}
			if n, err := a.Count(ctx); err != nil || n != want.Counts {
				t.Errorf("%s: %+v, %v, want %+v", form, n, err, want.Counts)
			}
			if ids, err := a.AtAddress(ctx, "http://herald.example/alva/"); err != nil || !slices.Equal(ids, []string{"f1"}) {
				t.Errorf("%s: at an address: %q, %v", form, ids, err)
			}
			forms, err := a.Revisions(ctx, "f1")
			if err != nil || len(forms) != 2 || forms[1].Title != "Ferry afloat off Larn" || len(forms[1].Sentences) != 3 {
				t.Errorf("%s: %+v, %v", form, forms, err)
			}
			want.look(ctx, t, a)
			var stream bytes.Buffer
			if _, err := a.Export(ctx, &stream); err != nil {
				t.Error(form, err)
			}
			if _, err := Restore(ctx, filepath.Join(t.TempDir(), "again"), &stream); err != nil {
				t.Error(form, err)
			}
			closed(t, a)
			_, err = os.Stat(filepath.Join(dir, "archive-v"+form[len("form"):]+".db"))
			if current := form == fmt.Sprintf("form%d", len(migrations())); (err == nil) == current {
				t.Errorf("%s: a copy is kept: %v, and it is of the present form: %v", form, err == nil, current)
			}
		}
	}
}

// neverWritten are forms that no program wrote which anybody had.
var neverWritten = []int{2, 3, 5}

// TestEveryFormIsKept: of each form there is an archive, the present one included. Who adds a step finds that of the day before
// here, and adds one that the new program wrote.
func TestEveryFormIsKept(t *testing.T) {
	for form := 1; form <= len(migrations()); form++ {
		if slices.Contains(neverWritten, form) {
			continue
		}
		if _, err := os.Stat(filepath.Join("testdata", fmt.Sprintf("form%d.db.zst", form))); err != nil {
			t.Errorf("%v: testdata/README.md says how it is made", err)
		}
	}
}

// TestNewerForm: an archive of a newer form is refused by readers, writers and whoever would repair it, in words that name both forms, and is not
// changed.
func TestNewerForm(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	next := append(migrations(), migration{name: "next.sql", sql: "CREATE TABLE next (n INTEGER PRIMARY KEY) STRICT"})
	closed(t, made(t, dir, next))
	before, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("this archive was written by a newer stemma: update stemma (form %d, and this one knows %d)", len(next), len(migrations()))
	for name, open := range map[string]func() error{
		"read":   func() error { _, err := Open(ctx, dir, Options{ReadOnly: true}); return err },
		"write":  func() error { _, err := Open(ctx, dir, Options{}); return err },
		"create": func() error { _, err := Create(ctx, dir); return err },
		"survey": func() error { _, err := Survey(ctx, dir); return err },
		"repair": func() error { _, err := Repair(ctx, dir, filepath.Join(t.TempDir(), "again")); return err },
	} {
		if err := open(); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	if after, err := os.ReadFile(filepath.Join(dir, fileName)); err != nil || !bytes.Equal(before, after) {
		t.Errorf("it was changed (%v)", err)
	}
}

// formSix looks at what the sixth form has: all that there is.
func formSix(ctx context.Context, t *testing.T, a *Archive) {
	if c, ok, err := a.Attributions(ctx, "f1"); !ok || err != nil || len(c.Sources) == 0 {
		t.Errorf("%+v, %v, %v", c, ok, err)
	}
	story, ok, err := a.StoryOf(ctx, "f2")
	if tree, there, err := a.Trace(ctx, story); !ok || !there || err != nil || !bytes.Contains(tree.Result, []byte("Norlink")) {
		t.Errorf("%v, %v, %+v, %v", ok, there, tree, err)
	}
	if m, err := a.Due(ctx, "hook", time.Now(), 9); err != nil || len(m) != 1 {
		t.Errorf("%+v, %v", m, err)
	}
	if _, ok, _ := a.State(ctx, "cluster/stream"); !ok || err != nil {
		t.Errorf("the state of the stories: %v, %v", ok, err)
	}
}

// formFour looks at what the fourth form had, and the present one has otherwise.
func formFour(ctx context.Context, t *testing.T, a *Archive) {
	all, err := a.Stories(ctx, StoryFilter{Sort: StoryRecent})
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, s := range all { // the report without a date came two days after the other
		if want := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC); s.Title == "Fire at the paper mill of Orvel" && (!s.Last.Equal(want) || s.Articles != 2) {
			t.Errorf("%+v, want last %v", s, want)
		}
	}
	if ids, err := a.CitedBy(ctx, "norlink", "", 0); err != nil || !slices.Equal(ids, []string{"f1", "f2", "f3"}) {
		t.Errorf("%q, %v", ids, err)
	}
	if _, ok, err := a.Attributions(ctx, "f1"); ok || err != nil { // until it is read anew
		t.Errorf("%v, %v", ok, err)
	}
	story, ok, err := a.StoryOf(ctx, "f1")
	if tree, there, err := a.Trace(ctx, story); !ok || !there || err != nil || !bytes.Contains(tree.Result, []byte("Norlink")) {
		t.Errorf("%v, %v, %+v, %v", ok, there, tree, err)
	}
	if m, err := a.Due(ctx, "hook", time.Now(), 9); err != nil || len(m) != 1 {
		t.Errorf("%+v, %v", m, err)
	}
	if _, ok, _ := a.State(ctx, "cluster/stream"); !ok || err != nil {
		t.Errorf("the state of the stories: %v, %v", ok, err)
	}
	if n, err := a.StaleIndex(ctx, "another"); n != 9 || err != nil {
		t.Errorf("%d in the index, %v", n, err)
	}
}
