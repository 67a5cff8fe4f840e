package batch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stemma-news/stemma/internal/durable"
)

// TestTidy: of a folder goes what an earlier run and killed workers left, and nothing else.
func TestTidy(t *testing.T) {
	out := t.TempDir()
	unit, old := Unit{Files: []string{"a.warc"}}, Unit{Files: []string{"b.warc"}}
	for _, name := range []string{
		"read/.part-17", "read/units.jsonl", "read/" + unit.name() + ".jsonl.zst", "read/" + old.name() + ".json", "read/" + old.name() + ".bad.jsonl",
		"articles/date=2031-03-01/part-00000-of-00001.parquet", "articles/date=2031-03-01/part-00001-of-00002.parquet",
		"stories/.part-4", "stories/mine.txt",
	} {
		name = filepath.Join(out, name)
		if err := durable.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := tidy(out, []File{{Path: "articles/date=2031-03-01/part-00000-of-00001.parquet"}}, []Unit{unit}); err != nil {
		t.Fatal(err)
	}
	var left []string
	if err := fs.WalkDir(os.DirFS(out), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left = append(left, name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{"articles/date=2031-03-01/part-00000-of-00001.parquet", "read/" + unit.name() + ".jsonl.zst", "read/units.jsonl", "stories/mine.txt"}
	if !slices.Equal(left, want) {
		t.Errorf("left %q, want %q", left, want)
	}
}
