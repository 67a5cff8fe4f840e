package stemma_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// mayStart are the places that may start programs: benchmarks, and what helps tests.
var mayStart = []string{"bench/", "internal/killed/", "internal/pgtest/", "tools/"}

// TestNoOtherPrograms: what is in the binary starts no other program, loads none, and leaves Go's rules of memory
// in one place only. Benchmarks, and what helps tests, may start programs.
func TestNoOtherPrograms(t *testing.T) {
	allowed := map[string][]string{
		"os/exec": mayStart,
		"plugin":  nil,
		"C":       nil,
		"unsafe":  {"vector/transformer/gemm.go", "internal/powercut/"}, // the latter is a disk for tests
	}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		for _, imp := range f.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			if places, watched := allowed[path]; watched && !within(name, places) {
				t.Errorf("%s imports %s", name, path)
			}
		}
		if within(name, mayStart) {
			return nil
		}
		for _, call := range starts(f) {
			t.Errorf("%s starts a program: %s", name, call)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// starts are the functions below os/exec by which a file starts programs, or becomes one.
func starts(f *ast.File) (all []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		of, _ := s.X.(*ast.Ident)
		switch name := s.Sel.Name; name {
		case "StartProcess", "ForkExec": // of whatever name the package has here
			all = append(all, name)
		case "Exec": // databases have one, too
			if of != nil && (of.Name == "syscall" || of.Name == "unix") {
				all = append(all, name)
			}
		}
		return true
	})
	return all
}

// TestStarts: what starts a program is found, by whatever name its package is imported, and what does not is let be.
func TestStarts(t *testing.T) {
	for call, want := range map[string]int{
		"os.StartProcess(name, nil, nil)": 1, "p.StartProcess(name, nil, nil)": 1, "syscall.ForkExec(name, nil, nil)": 1,
		"syscall.Exec(name, nil, nil)": 1, "f := os.StartProcess; f(name)": 1, "db.Exec(name)": 0, "os.FindProcess(1)": 0,
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nvar _ = func() { "+call+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		if have := starts(f); len(have) != want {
			t.Errorf("%s: %q, want %d", call, have, want)
		}
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
