package store_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func create(t testing.TB, dir string) *store.Archive {
	t.Helper()
	a, err := store.Create(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestArchive(t *testing.T) {
	dir := func(t testing.TB) string { return filepath.Join(t.TempDir(), "new", "archive") }
	restore := func(t testing.TB, r io.Reader) storetest.Archive {
		to := dir(t)
		if _, err := store.Restore(context.Background(), to, r); err != nil {
			t.Fatal(err)
		}
		return create(t, to)
	}
	storetest.Run(t, func(t testing.TB) storetest.Archive { return create(t, dir(t)) }, restore)
}

func TestOpen(t *testing.T) {
	ctx := t.Context()
	dir := filepath.Join(t.TempDir(), "a b?c#d%41é")
	if _, err := store.Open(ctx, dir, store.Options{}); !errors.Is(err, store.ErrNoArchive) || !strings.Contains(err.Error(), dir) {
		t.Errorf("nothing there: %v", err)
	}
	a := create(t, dir)
	if _, err := a.Add(ctx, []stemma.Article{{ID: "one"}}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "archive.db")); err != nil {
		t.Fatal(err)
	}
	for _, o := range []store.Options{{}, {ReadOnly: true}} {
		a, err := store.Open(ctx, dir, o)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := a.Article(ctx, "one"); !ok || err != nil {
			t.Errorf("%+v: %v, %v", o, ok, err)
		}
		if _, err := a.Add(ctx, nil); errors.Is(err, store.ErrReadOnly) != o.ReadOnly {
			t.Errorf("%+v: add: %v", o, err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestNoArchive(t *testing.T) {
	other := t.TempDir()
	write(t, filepath.Join(other, "report.txt"), "The ferry Alva ran aground.")
	if _, err := store.Create(t.Context(), other); err == nil || !strings.Contains(err.Error(), "report.txt") {
		t.Errorf("a folder of reports: %v", err)
	}
	broken := t.TempDir()
	write(t, filepath.Join(broken, "archive.db"), strings.Repeat("no database ", 1000))
	for _, o := range []store.Options{{}, {ReadOnly: true}} {
		if _, err := store.Open(t.Context(), broken, o); err == nil || !strings.Contains(err.Error(), "damaged, or no archive") {
			t.Errorf("%+v: no database: %v", o, err)
		}
	}
	file := filepath.Join(other, "report.txt")
	if _, err := store.Create(t.Context(), file); err == nil {
		t.Error("a file for a folder")
	}
}

// TestOneWriter: a second writer is told who the first is, and readers are let in.
func TestOneWriter(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	a := create(t, dir)
	for _, second := range []func() (*store.Archive, error){
		func() (*store.Archive, error) { return store.Create(ctx, dir) },
		func() (*store.Archive, error) { return store.Open(ctx, dir, store.Options{}) },
	} {
		if _, err := second(); !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), "process ") {
			t.Errorf("a second writer: %v", err)
		}
	}
	r, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := a.Add(ctx, []stemma.Article{{ID: "one"}}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := r.Article(ctx, "one"); !ok || err != nil {
		t.Errorf("a reader sees what was added: %v, %v", ok, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	again := create(t, dir)
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
