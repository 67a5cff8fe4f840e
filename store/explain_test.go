package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlainWords: errors say what to do, and nothing in the words of the system.
func TestPlainWords(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.txt")
	if err := os.WriteFile(file, []byte("The ferry Alva ran aground."), 0o600); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, fileName), []byte(strings.Repeat("The ferry Alva ran aground. ", 99)), 0o600); err != nil {
		t.Fatal(err)
	}
	open := func(dir string) error { _, err := Open(t.Context(), dir, Options{ReadOnly: true}); return err }
	make1 := func(dir string) error { _, err := Create(t.Context(), dir); return err }
	for name, c := range map[string]struct {
		err        error
		want, none string
	}{
		"a file":         {open(file), "give a folder", "stat"},
		"made in a file": {make1(filepath.Join(file, "archive")), "make an archive in ", "mkdir"},
		"no database":    {open(other), "open the archive " + other + ": archive.db is damaged, or no archive: restore a copy", "26"},
		"as it is":       {make1(other), "open the archive " + other, "make"},
		"read-only":      {explain(&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}), "you may not read or write x: ask its owner", "open"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) || strings.Contains(c.err.Error(), c.none) && !strings.Contains(c.want, c.none) {
			t.Errorf("%s: %v, want %q without %q", name, c.err, c.want, c.none)
		}
	}
	err := explain(errors.New("as it was"))
	if err.Error() != "as it was" || explain(explain(open(file))).Error() != open(file).Error() {
		t.Errorf("%v", err)
	}
}
