package store_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/internal/durable"
	"github.com/stemma-news/stemma/store"
)

// TestFoldersAreSynced: an archive that is new appears under its name when all of it is on the disk, and the name is, too.
func TestFoldersAreSynced(t *testing.T) {
	root := t.TempDir()
	var told []string
	durable.Observe(func(c durable.Change) {
		if name, err := filepath.Rel(root, c.Path); err == nil {
			told = append(told, c.What+" "+filepath.ToSlash(name))
		}
	})
	defer durable.Observe(nil)
	from := filepath.Join(root, "deep", "in", "archive")
	a := create(t, from)
	if err := addCrashBatch(t.Context(), a, 0); err != nil {
		t.Fatal(err)
	}
	if want := []string{"made deep", "synced .", "made deep/in", "synced deep", "made deep/in/archive", "synced deep/in", "written deep/in/archive/beginning", "synced deep/in/archive"}; !slices.Equal(told[:len(want)], want) {
		t.Errorf("made: %q, want %q", told, want)
	}
	var stream bytes.Buffer
	if _, err := a.Export(t.Context(), &stream); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func(to string) error{
		"restored": func(to string) error { _, err := store.Restore(t.Context(), to, &stream); return err },
		"repaired": func(to string) error { _, err := store.Repair(t.Context(), from, to); return err },
	} {
		told = nil
		if err := do(filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(told, ", "); !strings.HasSuffix(all, "synced "+name+".part, renamed "+name+", synced .") {
			t.Errorf("%s: %s", name, all)
		}
	}
}
