package lack_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma/internal/sqlitefile"
	"github.com/stemma-news/stemma/server/lack"
)

func TestOf(t *testing.T) {
	wrapped := func(err error) error {
		return fmt.Errorf("receive a.txt: %w", &fs.PathError{Op: "write", Path: "/x", Err: err})
	}
	for _, c := range []struct {
		err  error
		want lack.Lack
	}{
		{wrapped(syscall.ENOSPC), lack.Room},
		{wrapped(syscall.EDQUOT), lack.Room},
		{wrapped(syscall.EROFS), lack.Fixed},
		{wrapped(syscall.EACCES), lack.Leave},
		{wrapped(syscall.EMFILE), lack.Files},
		{wrapped(syscall.ENFILE), lack.Files},
		{wrapped(syscall.EIO), lack.Disk},
		{nil, lack.Lack{}},
		{errors.New("a fault"), lack.Lack{}},
		{context.DeadlineExceeded, lack.Lack{}},
		{wrapped(syscall.ENOENT), lack.Lack{}},
	} {
		if got, is := lack.Of(c.err); got != c.want || is != (c.want != lack.Lack{}) {
			t.Errorf("%v: %+v", c.err, got)
		}
	}
}

// TestOfSQLite: what SQLite itself says of a file that is none, of one that cannot be opened, and of one that may not be written to.
func TestOfSQLite(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none.db")
	if err := os.WriteFile(none, []byte("this is no database at all, though it is as long as the header of one would have to be, which has a hundred bytes"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]lack.Lack{none: lack.Whole, filepath.Join(dir, "no", "such.db"): lack.Disk} {
		db := sqlitefile.Open(name, nil)
		_, err := db.ExecContext(t.Context(), "CREATE TABLE a (b)")
		if got, _ := lack.Of(err); got != want {
			t.Errorf("%s: %v: %+v", filepath.Base(name), err, got)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
