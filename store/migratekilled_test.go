package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/killed"
	"github.com/stemma-news/stemma/internal/powercut"
	"github.com/stemma-news/stemma/store"
)

// killAfter is the file that says after how many writes the process is killed.
const killAfter = "kill-after"

// migrateKilled brings an archive to the present form, and is killed in the middle.
func migrateKilled(dir string) error {
	b, err := os.ReadFile(filepath.Join(dir, "..", killAfter))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(string(b))
	if err != nil {
		return err
	}
	if err := powercut.Kill(dir, n); err != nil {
		return err
	}
	a, err := store.Create(context.Background(), dir)
	if err != nil {
		return err
	}
	return a.Close()
}

// TestMigrationKilled kills a process at every write of bringing an archive to the present form (at some without -tags slow): it is of
// the one form or the other, the copy is there before anything is changed, and the next program goes on with it.
func TestMigrationKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	for _, older := range []int{1, 4} {
		whole, step := "", max(1, migrationStep / *more)
		for n := 0; ; n += step {
			root := t.TempDir()
			dir := filepath.Join(root, "archive")
			if err := os.CopyFS(dir, os.DirFS(store.OlderForm(t, "form"+strconv.Itoa(older)+".db.zst"))); err != nil {
				t.Fatal(err)
			}
			if whole == "" {
				whole = migrated(t, dir, older)
				n -= step
				continue
			}
			if err := os.WriteFile(filepath.Join(root, killAfter), []byte(strconv.Itoa(n)), 0o600); err != nil {
				t.Fatal(err)
			}
			was, err := killed.Run(killed.Self(t.Context(), "migrate", dir), func(string) time.Duration { return killed.Never })
			if err != nil {
				t.Fatal(err)
			}
			if have := migrated(t, dir, older); have != whole {
				t.Errorf("form %d, killed after %d writes: the archive is another than it is without", older, n)
			}
			if !was {
				t.Logf("form %d: %d writes", older, n)
				break
			}
		}
	}
}

// migrated opens an archive whose process was killed, and returns what it has.
func migrated(t *testing.T, dir string, older int) string {
	t.Helper()
	if form, err := store.FormOf(t.Context(), dir); err != nil || form > older {
		if err := store.Sound(t.Context(), filepath.Join(dir, "archive-v"+strconv.Itoa(older)+".db")); err != nil {
			t.Errorf("the archive is of form %d, and its copy: %v", form, err)
		}
	}
	a := create(t, dir)
	defer a.Close()
	sound(t, a)
	return streamOf(t, a)
}
