package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// reader opens an archive as somebody who may not write does. (Who runs the tests may be
// somebody who may write everywhere.)
func reader(t *testing.T, dir string) (*Archive, error) {
	t.Helper()
	a := &Archive{dir: dir, read: database(dir, fileName, readerPragmas()...)}
	version, err := a.withoutWriting(t.Context())
	if a, err = a.ready(checkVersion(version, len(migrations()), err)); a != nil {
		t.Cleanup(func() { a.Close() })
	}
	return a, err
}

func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// TestReadWithoutWriting: a reader that may not write reads what is there, while somebody has
// the archive open and while nobody has, and makes no file.
func TestReadWithoutWriting(t *testing.T) {
	w := damaged(t, true)
	addTo(t, w, Added{Known: 1, Mended: 1}, ferry(2))
	for _, open := range []bool{true, false} {
		if !open {
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		before := files(t, w.dir)
		a, err := reader(t, w.dir)
		if err != nil {
			t.Fatal(err)
		}
		if have, ok, err := a.Article(t.Context(), "herald-2"); err != nil || !ok || have.Text != ferry(2).Text {
			t.Errorf("open %v: %q, %v, %v", open, have.Text, ok, err)
		}
		sound(t, a)
		a.Close()
		if after := files(t, w.dir); after != before {
			t.Errorf("open %v: files %s, were %s", open, after, before)
		}
	}
}

// TestReadLocked does it with the rights of the file system, where the tests are run by somebody
// whom they hold.
func TestReadLocked(t *testing.T) {
	w := damaged(t, true)
	dir := w.dir
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join(dir, fileName), dir} {
		mode := os.FileMode(0o444)
		if name == dir {
			mode = 0o555
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	defer os.Chmod(dir, 0o700) //nolint:errcheck,gosec // so that it can be cleared away
	a, err := Open(t.Context(), dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if n, err := a.Count(t.Context()); err != nil || n.Articles != 3 {
		t.Errorf("%+v, %v", n, err)
	}
}
