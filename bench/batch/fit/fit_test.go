package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFit: the gold's ids and offsets become those of what was read; what was not read is counted.
func TestFit(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pages := file("pages.jsonl", `{"id":"p1","url":"u1","text":"Die Fähre kam spät.\n\nSie kam am Abend."}
{"id":"p2","url":"u2","text":"Sie kam am Abend. Niemand wartete."}
{"id":"p3","url":"u3","text":"Sie kam am Abend."}
`)
	articles := file("articles.jsonl", `{"id":"aaa","url":"u1","text":"Fähre\nDie Fähre kam spät.\nSie kam am Abend.","input":"x"}
{"id":"bbb","url":"u2","text":"Sie kam am Abend. Niemand wartete."}
`)
	gold := file("gold.jsonl", `{"a":"p1","b":"p2","kind":"sentence","edits":["word"],"spans":[{"a":{"start":23,"end":40},"b":{"start":0,"end":17}}]}
{"a":"p1","b":"p3","kind":"sentence","spans":[{"a":{"start":23,"end":40},"b":{"start":0,"end":17}}]}
{"a":"p2","kind":"formula","spans":[{"a":{"start":18,"end":34},"b":{"start":0,"end":0}}]}
`)
	out := filepath.Join(dir, "out.jsonl")
	lost, err := run(pages, gold, articles, out)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"a":"aaa","b":"bbb","kind":"sentence","edits":["word"],"spans":[{"a":{"start":29,"end":46},"b":{"start":0,"end":17}}]}
{"a":"bbb","kind":"formula","spans":[{"a":{"start":18,"end":34},"b":{"start":0,"end":0}}]}
`
	if string(b) != want {
		t.Errorf("got\n%swant\n%s", b, want)
	}
	if lost != (losses{pages: 3, unread: 1, changed: 1, lines: 3, gone: 1}) {
		t.Errorf("%+v", lost)
	}
}

func TestFitNamesTheLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(path, []byte("{\"id\":\"a\",\"url\":\"u\"}\n{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(path, path, path, path+".out"); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%v", err)
	}
}
