package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEmpty: a file that lost all that it had is no archive without reports, neither to read
// nor to go on with.
func TestEmpty(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	a, err := Create(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, a)
	if err := os.Truncate(filepath.Join(dir, fileName), 0); err != nil {
		t.Fatal(err)
	}
	for name, opened := range map[string]func() (*Archive, error){
		"create": func() (*Archive, error) { return Create(ctx, dir) },
		"write":  func() (*Archive, error) { return Open(ctx, dir, Options{}) },
		"read":   func() (*Archive, error) { return Open(ctx, dir, Options{ReadOnly: true}) },
	} {
		if _, err := opened(); !errors.Is(err, errEmpty) || !strings.Contains(err.Error(), "to begin a new archive here, delete that file") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.Remove(filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	if a, err = Create(ctx, dir); err != nil {
		t.Fatal("after the remedy:", err)
	}
	closed(t, a)
}

// TestNeverBegun: an import that was killed before anything was written is no loss.
func TestNeverBegun(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	for _, name := range []string{fileName, beginName} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(ctx, dir, Options{ReadOnly: true}); !errors.Is(err, ErrNoArchive) {
		t.Error(err)
	}
	a, err := Create(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, a)
	if isBeginning(dir) {
		t.Error("it is still marked as never begun")
	}
}

// TestCompanions: who may ask a server can be said before there is an archive.
func TestCompanions(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	for _, name := range companions() {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, err := Create(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, a)
}
