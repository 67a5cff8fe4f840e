package crew_test

import (
	"context"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/internal/crew"
)

// recovered is what f panics with.
func recovered(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// TestFault: what a worker panics with ends the work of the others and is recovered where all are waited for, also through a
// group within a group.
func TestFault(t *testing.T) {
	cause := errors.New("the dam at Orvel")
	value := recovered(func() {
		g, ctx := crew.WithContext(t.Context())
		g.SetLimit(2)
		g.Go(func() error { <-ctx.Done(); return ctx.Err() })
		g.Go(func() error {
			inner := crew.New()
			inner.Go(func() error { panic(cause) })
			return inner.Wait()
		})
		_ = g.Wait()
	})
	f, is := value.(*crew.FaultError)
	if !is || !errors.Is(f, cause) || !strings.Contains(f.Error(), "crew_test.go") {
		t.Errorf("recovered %v", value)
	}
}

func TestErrors(t *testing.T) {
	g, ctx := crew.WithContext(t.Context())
	g.Go(func() error { return nil })
	g.Go(func() error { return errors.New("the dam") })
	if err := g.Wait(); err == nil || err.Error() != "the dam" || !errors.Is(ctx.Err(), context.Canceled) {
		t.Error(err, ctx.Err())
	}
}

// served are the steps that a server has done for whoever asks.
var served = []string{"attribution", "claim", "cluster", "lineage", "link", "report", "search", "server", "text", "trace", "vector"}

// TestEverybodyIsOfACrew: none of these has workers whose fault would end the server. What is left out learns a model from
// data, which no server does.
func TestEverybodyIsOfACrew(t *testing.T) {
	learning := []string{"tagger/fit.go", "tagger/train.go"}
	for _, step := range served {
		err := filepath.WalkDir(filepath.Join("..", "..", step), func(p string, _ fs.DirEntry, err error) error {
			learns := slices.ContainsFunc(learning, func(l string) bool { return strings.HasSuffix(filepath.ToSlash(p), l) })
			if err != nil || learns || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, imp := range f.Imports {
				if strings.Contains(imp.Path.Value, "errgroup") {
					t.Errorf("%s has workers of errgroup: a panic in one of them would end the server", p)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
