package reader

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/store"
)

// TestNoArchive: there may be none, and one may come later, or take the place of another.
func TestNoArchive(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "archive")
	none := reading(t, "", Options{Open: func(context.Context) (*store.Archive, error) { return nil, store.ErrNoArchive }})
	r := reading(t, "", Options{Open: func(ctx context.Context) (*store.Archive, error) {
		return store.Open(ctx, dir, store.Options{ReadOnly: true})
	}})
	without, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer without.Close()
	for _, r := range []*Reader{none, r, without} {
		if err := r.Ready(t.Context()); !errors.Is(err, ErrNoArchive) {
			t.Errorf("%v", err)
		}
		if _, err := r.Tree(t.Context(), "x"); !errors.Is(err, ErrNoArchive) {
			t.Errorf("%v", err)
		}
		if result, err := r.Compare(t.Context(), report(0, 0), report(0, 1)); err != nil || len(result.Articles) != 2 {
			t.Errorf("%v", err)
		}
	}
	fill(t, dir, 3)
	r.lookAgain()
	if err := r.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := tree(t, r, idOf(0))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	r.lookAgain()
	if err := r.Ready(t.Context()); !errors.Is(err, ErrNoArchive) {
		t.Errorf("one that is gone: %v", err)
	}
	fill(t, dir, 3)
	r.lookAgain()
	if same := tree(t, r, idOf(0)); same.Result == first.Result {
		t.Error("the tree is of the archive of before")
	}
	more(t, dir, 0, 3, 4)
	if second := tree(t, r, idOf(0)); second.Story.Articles != 4 || second.Tag == first.Tag || len(second.Result.Articles) != 4 {
		t.Errorf("%+v", second)
	}
	if err := os.WriteFile(filepath.Join(dir, "archive.db.new"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "archive.db.new"), filepath.Join(dir, "archive.db")); err != nil {
		t.Fatal(err)
	}
	r.lookAgain()
	if err := r.Ready(t.Context()); err == nil || errors.Is(err, ErrNoArchive) {
		t.Errorf("a damaged one: %v", err)
	}
}

// TestClosed: what is asked of a reader that is closed is an error, and no fault.
func TestClosed(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2)
	r := reading(t, dir, Options{})
	followed := r.Follow(t.Context(), 0)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	for range followed {
	}
	if _, err := r.Tree(t.Context(), idOf(0)); !errors.Is(err, job.ErrClosed) {
		t.Errorf("%v", err)
	}
	if _, more := <-r.Follow(t.Context(), 0); more {
		t.Error("an event of a reader that is closed")
	}
}

// TestDamagedRecords: a report that cannot be read any more is an error of its own; the others make the tree.
func TestDamagedRecords(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 4)
	db, err := sql.Open("sqlite", filepath.Join(dir, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "UPDATE revision SET record = x'00' WHERE article = (SELECT n FROM article WHERE id = 's0r2')"); err != nil {
		t.Fatal(err)
	}
	r := reading(t, dir, Options{})
	if one := tree(t, r, "s0r2"); len(one.Result.Articles) != 3 || one.Story.Articles != 4 || one.Stale {
		t.Errorf("%+v", one)
	}
	damaged := (*store.ArticleError)(nil)
	if _, err := r.Article(t.Context(), "s0r2"); !errors.As(err, &damaged) {
		t.Errorf("%v", err)
	}
}
