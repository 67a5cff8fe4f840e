package stemma_test

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestFuzzTargets holds what `make fuzz` runs to what there is: a target that it does not find, or that is compiled only
// under a tag, would be tried by nobody. And what `make fuzz-short` names must be there: a target that is called otherwise
// would be left out in silence.
func TestFuzzTargets(t *testing.T) {
	run, all := listed(t, "FUZZPART="), fuzzTargets(t)
	for _, name := range all {
		if !slices.Contains(run, name) {
			t.Errorf("%s is not run by make fuzz", name)
		}
	}
	for _, name := range run {
		if !slices.Contains(all, name) {
			t.Errorf("make fuzz runs %s, which is no target", name)
		}
	}
	for name := range strings.SplitSeq(shortTargets(t), "|") {
		if !slices.Contains(all, name) {
			t.Errorf("make fuzz-short names %s, which is no target", name)
		}
	}
}

// TestFuzzParts: the parts that go round in `make fuzz-short` are all targets, each once.
func TestFuzzParts(t *testing.T) {
	all := listed(t, "FUZZPART=")
	var parts []string
	for n := range 8 {
		part := listed(t, "FUZZPART="+strconv.Itoa(n))
		if len(part) > len(all)/8+1 {
			t.Errorf("part %d has %d targets of %d", n, len(part), len(all))
		}
		parts = append(parts, part...)
	}
	slices.Sort(parts)
	slices.Sort(all)
	if !slices.Equal(parts, all) {
		t.Errorf("the parts have %d targets of %d", len(parts), len(all))
	}
	if part := listed(t, "FUZZPART=today"); len(part) == 0 || len(part) > len(all)/8+1 {
		t.Errorf("the part of today has %d targets of %d", len(part), len(all))
	}
}

// listed are the targets that `make fuzz` would run.
func listed(t *testing.T, env ...string) []string {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash, which make fuzz is written for")
	}
	cmd := exec.CommandContext(t.Context(), bash, ".ci/fuzz", "list")
	cmd.Env = append(append(cmd.Environ(), "FUZZ="), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// shortTargets are those that the Makefile has in fuzz-short.
func shortTargets(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^\tFUZZTIME=\S+ FUZZ='([^']+)'`).FindSubmatch(b)
	if m == nil {
		t.Fatal("the Makefile names no targets in fuzz-short")
	}
	return string(m[1])
}

// fuzzTargets are all functions that Go takes as fuzz targets, by package and name.
func fuzzTargets(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || slices.Contains([]string{"bin", "dist", ".git"}, p)) {
			return fs.SkipDir
		}
		if strings.HasSuffix(p, "_test.go") {
			all = append(all, targetsOf(t, filepath.ToSlash(p))...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// targetsOf are those of a file.
func targetsOf(t *testing.T, name string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(name), nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Fuzz") && takesF(fn) {
			all = append(all, strings.TrimPrefix(path.Dir(name), ".")+"."+fn.Name.Name)
		}
	}
	if len(all) > 0 && !compiledAlways(f) {
		t.Errorf("%s has fuzz targets, and is compiled only under a tag", name)
	}
	return all
}

// takesF says whether a function's only parameter is a *testing.F.
func takesF(fn *ast.FuncDecl) bool {
	if fn.Type.Params.NumFields() != 1 {
		return false
	}
	star, ok := fn.Type.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	of, ok := star.X.(*ast.SelectorExpr)
	return ok && of.Sel.Name == "F"
}

// compiledAlways says whether a file is compiled on some system without tags of ours.
func compiledAlways(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if expr, err := constraint.Parse(c.Text); err == nil && c.Pos() < f.Package {
				return expr.Eval(func(tag string) bool { return tag != "slow" })
			}
		}
	}
	return true
}
