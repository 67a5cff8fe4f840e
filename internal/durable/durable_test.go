package durable_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma/internal/durable"
)

// TestEveryChangeIsSynced: whatever is changed, its folder is synced behind it, and those above that were made.
func TestEveryChangeIsSynced(t *testing.T) {
	dir := t.TempDir()
	var told []string
	durable.Observe(func(c durable.Change) {
		name, err := filepath.Rel(dir, c.Path)
		if err != nil {
			t.Error(err)
		}
		told = append(told, c.What+" "+filepath.ToSlash(name))
	})
	defer durable.Observe(nil)
	file := filepath.Join(dir, "a", "b", "file")
	for _, c := range []struct {
		do   func() error
		want []string
	}{
		{func() error { return durable.MkdirAll(filepath.Dir(file), 0o700) }, []string{"made a", "synced .", "made a/b", "synced a"}},
		{func() error { return durable.MkdirAll(filepath.Dir(file), 0o700) }, nil},
		{func() error { return durable.WriteFile(file, []byte("x"), 0o600) }, []string{"written a/b/file", "synced a/b"}},
		{func() error { return durable.Rename(file, file+"2") }, []string{"renamed a/b/file2", "synced a/b"}},
		{func() error { return durable.Remove(file + "2") }, []string{"removed a/b/file2", "synced a/b"}},
		{func() error { return durable.Remove(file) }, []string{"removed a/b/file"}},
	} {
		told = nil
		if err := c.do(); err != nil || !slices.Equal(told, c.want) {
			t.Errorf("%q, %v, want %q", told, err, c.want)
		}
	}
}

func TestMkdirInAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "in")} {
		if err := durable.MkdirAll(dir, 0o700); !errors.Is(err, syscall.ENOTDIR) {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
