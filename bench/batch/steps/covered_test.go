package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAllStepsAreKnown: each type of package batch with a function that a runner calls, and each count of bytes, belongs to a
// step. What is not known would be charged to the runner, or to nobody.
func TestAllStepsAreKnown(t *testing.T) {
	files, err := filepath.Glob("../../../batch/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no files of package batch", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if of := receiver(n); slices.Contains(byRunners, n.Name.Name) && of != "" && stepOf[of] == "" {
					t.Errorf("%s: %s.%s is of no step: say so in stack.go", filepath.Base(name), of, n.Name.Name)
				}
			case *ast.BasicLit:
				of := counterOfBytes.FindStringSubmatch(n.Value)
				if n.Kind == token.STRING && of != nil && of[1] != "written" && stepOfBytes[of[1]] == "" {
					t.Errorf("%s: %s is of no step: say so in stack.go", filepath.Base(name), n.Value)
				}
			}
			return true
		})
	}
}

// byRunners are the functions that a runner calls for a bundle, an element or two parts of what is combined.
var byRunners = []string{"StartBundle", "ProcessElement", "FinishBundle", "MergeAccumulators", "AddInput"}

var counterOfBytes = regexp.MustCompile(`^"bytes_(\w*[a-z])"$`)

func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}
