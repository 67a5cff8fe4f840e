package stemma_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocsNameTests: a promise is tested by what the document names, so each of these is there: tests, and scripts of the command.
func TestDocsNameTests(t *testing.T) {
	for _, doc := range []string{"docs/SECURITY.md", "docs/RELIABILITY.md"} {
		b, err := os.ReadFile(doc)
		if err != nil { // a document that is gone promises nothing
			t.Fatal(err)
		}
		for _, m := range reTest.FindAllStringSubmatch(string(b), -1) {
			dir := m[1]
			if dir == "stemma" { // the root
				dir = "."
			}
			if !hasTest(t, dir, m[2]) {
				t.Errorf("%s: there is no %s.%s", doc, m[1], m[2])
			}
		}
		for _, name := range scripts(string(b)) {
			if _, err := os.Stat(filepath.Join("cmd", "stemma", "testdata", "script", name)); err != nil {
				t.Errorf("%s: there is no script %s: %v", doc, name, err)
			}
		}
	}
}

var (
	reTest   = regexp.MustCompile("`([a-z][a-z0-9/-]*)\\.((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	reScript = regexp.MustCompile("scripts? ((?:(?:, | and )?`[a-z0-9_]+(?:\\.txtar)?`)+)")
	reQuoted = regexp.MustCompile("`([^`]+)`")
)

// scripts are those that a document names: script `a.txtar`, scripts `a` and `b`.
func scripts(doc string) (names []string) {
	for _, m := range reScript.FindAllStringSubmatch(doc, -1) {
		for _, name := range reQuoted.FindAllStringSubmatch(m[1], -1) {
			names = append(names, strings.TrimSuffix(name[1], ".txtar")+".txtar")
		}
	}
	return names
}

// TestScripts: a name is found with its ending or without it, alone or among others.
func TestScripts(t *testing.T) {
	have := scripts("see the script `one.txtar` (slow), or scripts `two`, `three.txtar` and `four`, `pkg.TestX`. A script or two, `None`.")
	if want := []string{"one.txtar", "two.txtar", "three.txtar", "four.txtar"}; !slices.Equal(have, want) {
		t.Errorf("%q, want %q", have, want)
	}
}

func hasTest(t *testing.T, dir, name string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(f string) bool {
		b, err := os.ReadFile(f)
		return err == nil && strings.Contains(string(b), "\nfunc "+name+"(")
	})
}
