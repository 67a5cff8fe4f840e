package stemma_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocsNameTests: a promise is tested by what the document names, so each of these is there.
func TestDocsNameTests(t *testing.T) {
	for _, doc := range []string{"docs/SECURITY.md", "docs/RELIABILITY.md"} {
		b, err := os.ReadFile(doc)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("`([a-z][a-z0-9/-]*)\\.((?:Test|Fuzz)[A-Za-z0-9_]+)`").FindAllStringSubmatch(string(b), -1) {
			dir := m[1]
			if dir == "stemma" { // the root
				dir = "."
			}
			if !hasTest(t, dir, m[2]) {
				t.Errorf("%s: there is no %s.%s", doc, m[1], m[2])
			}
		}
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
