package reader

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/internal/sqlitefile"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/lack"
	"github.com/stemma-news/stemma/store"
)

// TestSlowDisk: while a disk does not answer at all, who asks waits as long as they have said and no longer, and holds up
// nobody. When it answers again so does the reader.
func TestSlowDisk(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2)
	synctest.Test(t, func(t *testing.T) {
		awake := make(chan struct{})
		r, err := New(Options{Jobs: job.NewQueue(job.Options{}), Open: func(ctx context.Context) (*store.Archive, error) {
			<-awake
			return nil, store.ErrNoArchive // an archive of files has goroutines of its own
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for range 20 { // each by itself, and all at once
			go func() { _, _ = r.Stories(t.Context(), StoryQuery{}) }()
		}
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if err := r.Ready(ctx); !errors.Is(err, ErrUnreadable) || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 3*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		if f := r.Figures(); f.Followers != 0 {
			t.Errorf("%+v", f)
		}
		close(awake)
		synctest.Wait()
		if err := r.Ready(t.Context()); !errors.Is(err, ErrNoArchive) {
			t.Errorf("awake: %v", err)
		}
	})
}

// TestDamagedFile: an archive of which all but the first page was overwritten is told apart from a question that is wrong.
func TestDamagedFile(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	r := reading(t, dir, Options{})
	overwritten(t, filepath.Join(dir, "archive.db"))
	for what, ask := range map[string]func() error{
		"a tree":      func() error { _, err := r.Tree(t.Context(), idOf(0)); return err },
		"the stories": func() error { _, err := r.Stories(t.Context(), StoryQuery{}); return err },
		"a report":    func() error { _, err := r.Article(t.Context(), "s0r1"); return err },
		"the counts":  func() error { _, _, err := r.Counts(t.Context()); return err },
		"all":         func() error { return r.Ready(t.Context()) },
	} {
		err := ask()
		if got, _ := lack.Of(err); !errors.Is(err, ErrUnreadable) || got != lack.Whole {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestHeld: while another program holds the archive for itself who asks is told so in their own time; when it is free again it is read.
func TestHeld(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	holder := sqlitefile.Open(filepath.Join(dir, "archive.db"), nil, "locking_mode(EXCLUSIVE)")
	defer holder.Close()
	if _, err := holder.ExecContext(t.Context(), "CREATE TABLE held (by)"); err != nil {
		t.Fatal(err)
	}
	r := reading(t, "", Options{Open: func(ctx context.Context) (*store.Archive, error) {
		return store.Open(ctx, dir, store.Options{ReadOnly: true})
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := r.Ready(ctx); !errors.Is(err, ErrUnreadable) {
		t.Errorf("held: %v", err)
	}
	if err := holder.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Ready(t.Context()); err != nil { // it is still being opened
		t.Errorf("free again: %v", err)
	}
}

func overwritten(t *testing.T, file string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const page = 16 << 10
	if _, err := f.WriteAt(make([]byte, info.Size()-page), page); err != nil {
		t.Fatal(err)
	}
}
