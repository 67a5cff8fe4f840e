package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestRun: of what stemma batch wrote the passages are taken, and not the links of trees.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	links := filepath.Join(dir, "links")
	if err := os.Mkdir(links, 0o750); err != nil {
		t.Fatal(err)
	}
	lines := `{"a":"x","b":"y","kind":"passage","a_start":1,"a_end":5,"b_start":2,"b_end":6,"words":9}` + "\n" + `{"a":"x","b":"z","kind":"same"}` + "\n"
	if err := os.WriteFile(filepath.Join(links, "part.jsonl"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "found.jsonl")
	if n, err := run(dir, out); n != 1 || err != nil {
		t.Errorf("%d passages, %v", n, err)
	}
	b, err := os.ReadFile(out)
	if want := `{"a":"x","b":"y","spans":[{"a":{"start":1,"end":5},"b":{"start":2,"end":6}}]}` + "\n"; err != nil || string(b) != want {
		t.Errorf("%s %v", b, err)
	}
}
