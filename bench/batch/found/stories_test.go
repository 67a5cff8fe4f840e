package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestAgree(t *testing.T) {
	a := agree([]int{1, 1, 1, 2, 2, 3}, []string{"s", "s", "t", "u", "u", "u"})
	if a.stories != 3 || a.events != 3 || math.Abs(a.precision-(1+1+1+2.0/3+2.0/3+1.0/3)/6) > 1e-9 || math.Abs(a.recall-(2.0/3+2.0/3+1.0/3+1+1+1)/6) > 1e-9 {
		t.Errorf("%+v", a)
	}
}

// TestRun: of what stemma batch wrote the passages are taken, packed or not, and not the links of trees.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".zst" {
			z, err := zstd.NewWriter(nil)
			if err != nil {
				t.Fatal(err)
			}
			content = string(z.EncodeAll([]byte(content), nil))
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("links/date=2031-03-01/part.jsonl.zst", `{"a":"x","b":"y","kind":"passage","a_start":1,"a_end":5,"b_start":2,"b_end":6,"words":9}`+"\n"+`{"a":"x","b":"z","kind":"same"}`+"\n")
	write("links/date=2031-03-02/part.parquet", "PAR1")
	write("articles/date=2031-03-01/part.jsonl", `{"id":"x","url":"u1","story":"s1"}`+"\n"+`{"id":"y","url":"u2"}`+"\n")
	write("pages.jsonl", `{"url":"u1","event":4}`+"\n"+`{"url":"u2","event":4}`+"\n"+`{"url":"u3","event":5}`+"\n")
	out := filepath.Join(dir, "found.jsonl")
	if n, err := run(dir, out); n != 1 || err != nil {
		t.Errorf("%d passages, %v", n, err)
	}
	b, err := os.ReadFile(out)
	if want := `{"a":"x","b":"y","spans":[{"a":{"start":1,"end":5},"b":{"start":2,"end":6}}]}` + "\n"; err != nil || string(b) != want {
		t.Errorf("%s %v", b, err)
	}
	if a, err := judge(dir, filepath.Join(dir, "pages.jsonl")); err != nil || a.pages != 2 || a.recall != 0.5 || a.precision != 1 {
		t.Errorf("%+v %v", a, err)
	}
}
