package ingest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/ingest"
)

// TestFilesAreThoseOfEach: the files are those that Each reads, in its order, and what
// leads to none is told in the same words.
func TestFilesAreThoseOfEach(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.txt", "a.jsonl", "sub/c.warc.gz", "picture.png", ".hidden.txt"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inputs := []string{dir, filepath.Join(dir, "b.txt"), filepath.Join(dir, "a.jsonl") + "#3", filepath.Join(dir, "none.txt"), "-", "https://news.example/"}
	files, problems, err := ingest.Files(t.Context(), inputs)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		if f.Size != 4 {
			t.Errorf("%s has %d bytes, want 4", f.Name, f.Size)
		}
		got = append(got, filepath.ToSlash(strings.TrimPrefix(f.Name, dir)))
	}
	if want := []string{"/a.jsonl", "/b.txt", "/sub/c.warc.gz", "/a.jsonl#3"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	var told []string
	for _, p := range problems {
		told = append(told, p.Problem)
	}
	if all := strings.Join(told, "\n"); len(problems) != 3 || !strings.Contains(all, "no such file") || !strings.Contains(all, "standard input cannot be shared out") || !strings.Contains(all, "addresses are not fetched here") {
		t.Errorf("%q", told)
	}
}
