package stemma_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoOtherPrograms: what is in the binary starts no other program, loads none, and leaves Go's rules of memory
// in one place only. Benchmarks, and what helps tests, may start programs.
func TestNoOtherPrograms(t *testing.T) {
	allowed := map[string][]string{
		"os/exec": {"bench/", "internal/killed/", "internal/pgtest/", "tools/"},
		"plugin":  nil,
		"C":       nil,
		"unsafe":  {"vector/transformer/gemm.go", "internal/powercut/"}, // the latter is a disk for tests
	}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range f.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			if places, watched := allowed[path]; watched && !within(filepath.ToSlash(name), places) {
				t.Errorf("%s imports %s", name, path)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func within(name string, places []string) bool {
	for _, p := range places {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
