package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeShowsRealOutput holds the picture in the README to what the
// program prints. UPDATE_SCRIPTS=1 draws it anew.
func TestReadmeShowsRealOutput(t *testing.T) {
	const path, begin, end = "../../README.md", "```text\n", "\nWHO CITES WHOM"
	var out, errs bytes.Buffer
	if code := run([]string{"trace", "--demo", "--width", "100", "--color", "never"}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	picture, _, _ := strings.Cut(out.String(), end)

	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(readme), begin)
	old, after, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("README.md has no picture between ```text and ```")
	}
	if old == picture {
		return
	}
	if os.Getenv("UPDATE_SCRIPTS") == "" {
		t.Fatalf("the picture in README.md is not what trace --demo prints (UPDATE_SCRIPTS=1 go test ./cmd/stemma draws it anew)\n%s", picture)
	}
	if err := os.WriteFile(path, []byte(before+begin+picture+"```"+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestReadmeShowsRealDrawing holds docs/demo.svg to what the program draws. UPDATE_SCRIPTS=1
// draws it anew.
func TestReadmeShowsRealDrawing(t *testing.T) {
	const path = "../../docs/demo.svg"
	var out, errs bytes.Buffer
	if code := run([]string{"trace", "--demo", "--format", "svg"}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if os.Getenv("UPDATE_SCRIPTS") != "" {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := os.ReadFile(path); err != nil || !bytes.Equal(old, out.Bytes()) {
		t.Errorf("docs/demo.svg is not what trace --demo --format svg draws (UPDATE_SCRIPTS=1 go test ./cmd/stemma draws it anew) %v", err)
	}
}

// TestDocsNameCommands: what documents call a command of the program is one.
func TestDocsNameCommands(t *testing.T) {
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("(?m)(?:`|^    (?:\\$ )?)stemma ([a-z]+)")
	found := 0
	for _, doc := range append(docs, "../../README.md", "../../CONTRIBUTING.md", "../../CHANGELOG.md") {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllSubmatch(text, -1) {
			found++
			if c, _, err := newRootCommand().Find([]string{string(m[1])}); err != nil || !c.HasParent() {
				t.Errorf("%s: there is no command stemma %s", filepath.Base(doc), m[1])
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d were found", found)
	}
}
