package store

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// reader opens an archive as somebody who may not write does. (Who runs the tests may be
// somebody who may write everywhere.)
func reader(t *testing.T, dir string) (*Archive, error) {
	t.Helper()
	a, f := inFolder(dir)
	a.read = database(dir, fileName, readerPragmas()...)
	version, err := f.withoutWriting(t.Context())
	if a, err = f.ready(checkVersion(version, len(migrations()), err)); a != nil {
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
		before := files(t, w.Dir())
		a, err := reader(t, w.Dir())
		if err != nil {
			t.Fatal(err)
		}
		if have, ok, err := a.Article(t.Context(), "herald-2"); err != nil || !ok || have.Text != ferry(2).Text {
			t.Errorf("open %v: %q, %v, %v", open, have.Text, ok, err)
		}
		sound(t, a)
		a.Close()
		if after := files(t, w.Dir()); after != before {
			t.Errorf("open %v: files %s, were %s", open, after, before)
		}
	}
}

// TestMayWrite: who may not write into an archive is told when it is opened, not when first something is to be
// written; who may leaves no file behind.
func TestMayWrite(t *testing.T) {
	w := damaged(t, true)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if before := files(t, w.Dir()); mayWrite(w.Dir()) != nil || files(t, w.Dir()) != before {
		t.Errorf("files %s, were %s", files(t, w.Dir()), before)
	}
	if os.Geteuid() == 0 {
		t.Skip("who runs this may write everywhere")
	}
	for _, c := range []struct {
		name string
		mode os.FileMode
	}{{filepath.Join(w.Dir(), fileName), 0o444}, {w.Dir(), 0o555}} {
		if err := os.Chmod(c.name, c.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Create(t.Context(), w.Dir()); err == nil || !strings.Contains(err.Error(), "you may not write into") || !strings.Contains(err.Error(), "(--archive)") {
			t.Errorf("%s of mode %v: %v", c.name, c.mode, err)
		}
		if err := os.Chmod(c.name, 0o700); err != nil { //nolint:gosec // as before
			t.Fatal(err)
		}
	}
}

// TestOpeningKeepsLocks: to open an archive that this process has open already takes away none of the locks
// by which other processes know that somebody is there. Without them the last of these to leave deletes the log that is
// being written into.
func TestOpeningKeepsLocks(t *testing.T) {
	w := damaged(t, true)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), w.Dir(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, _, err := r.State(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	before := locksOn(t, filepath.Join(w.Dir(), fileName))
	if before == 0 {
		t.Skip("locks cannot be seen here")
	}
	again, err := Open(t.Context(), w.Dir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if after := locksOn(t, filepath.Join(w.Dir(), fileName)); after < before {
		t.Errorf("%d locks, were %d", after, before)
	}
}

// locksOn counts the locks on a file, as Linux tells of them.
func locksOn(t *testing.T, file string) int {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0
	}
	inode := reflect.ValueOf(info.Sys()).Elem().FieldByName("Ino")
	if !inode.IsValid() {
		return 0
	}
	return strings.Count(string(locks), fmt.Sprintf(":%d ", inode.Uint()))
}

// TestTrialLeavesFilesAlone: what tries the folder touches no file that is there.
func TestTrialLeavesFilesAlone(t *testing.T) {
	dir := t.TempDir()
	theirs := filepath.Join(dir, "trial")
	if err := os.WriteFile(theirs, []byte("my thesis"), 0o600); err != nil {
		t.Fatal(err)
	}
	if a, err := Create(t.Context(), dir); err == nil {
		a.Close()
		t.Error("a folder with somebody's file is taken for an archive's")
	}
	if err := mayCreate(dir); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(theirs); err != nil || string(b) != "my thesis" {
		t.Errorf("%q, %v", b, err)
	}
}

// TestReadLocked does it with the rights of the file system, where the tests are run by somebody
// whom they hold.
func TestReadLocked(t *testing.T) {
	w := damaged(t, true)
	dir := w.Dir()
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
