package lineage

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/bound"
)

// after is a bound that is spent when it is asked for the n-th time and later.
func after(n int) *bound.Bound {
	var mu sync.Mutex
	return bound.New(func() bool {
		mu.Lock()
		defer mu.Unlock()
		n--
		return n <= 0
	})
}

// TestBound: wherever in the work the time is over, there is a tree, the same on
// any number of cores, and what it lacks is noted.
func TestBound(t *testing.T) {
	noted := []string{"no parent was looked for", "the words of", "who derives from lost sources", "no further sources", "further parents", "support rests on"}
	s := large(14)
	whole, err := Infer(t.Context(), s, Options{Rounds: 20})
	if err != nil {
		t.Fatal(err)
	}
	asked, last, notes := 1, Tree{}, map[string]bool{}
	for ; asked < 1000; asked += 3 {
		var first Tree
		for _, cores := range []int{1, 4} {
			before := runtime.GOMAXPROCS(cores)
			b := after(asked)
			tree, err := Infer(t.Context(), s, Options{Rounds: 20, Bound: b})
			runtime.GOMAXPROCS(before)
			if err != nil {
				t.Fatal(err)
			}
			if cores == 1 {
				first = tree
			}
			if diff := cmp.Diff(first, tree); diff != "" {
				t.Fatalf("spent after %d: (-one core +four)\n%s", asked, diff)
			}
			if tree.Origins < 1 || tree.Origins+primary(tree) < 14 {
				t.Fatalf("spent after %d: %d origins and %d edges for 14 articles", asked, tree.Origins, primary(tree))
			}
			for _, p := range b.Partial() {
				for _, what := range noted {
					notes[what] = notes[what] || strings.Contains(p.Detail, what)
				}
			}
			last = tree
			if len(b.Partial()) == 0 {
				asked = 1000
			}
		}
	}
	if diff := cmp.Diff(whole, last); diff != "" {
		t.Errorf("a bound that is not reached makes a difference: (-none +bound)\n%s", diff)
	}
	for _, what := range noted {
		if !notes[what] {
			t.Errorf("no note says that %q", what)
		}
	}
}

func primary(t Tree) (n int) {
	for _, e := range t.Edges {
		if e.Primary {
			n++
		}
	}
	return n
}

// TestEndsAmid: the end of the context is heard between the rounds of the search
// for lost sources, and between the articles whose further parents are looked for.
func TestEndsAmid(t *testing.T) {
	g, err := newGraph(t.Context(), large(20))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.seconds(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("further parents: %v, want the error of the context", err)
	}
	if err := g.inferSources(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("lost sources: %v, want the error of the context", err)
	}
}

// TestLongArticlesAreHeardInPart: what a report may have though no link says so is
// looked for in its first sentences, so that two texts of thousands of sentences
// do not take the product of their numbers.
func TestLongArticlesAreHeardInPart(t *testing.T) {
	g := grown(t, write([]report{{"a", "Marsh Herald", "en", "08:00", "1"}, {"b", "Fen Mirror", "en", "09:00", "1"}}, nil))
	said := []float32{1, 0}
	for at, want := range map[int]float64{0: 1, mostHeard - 1: 1, mostHeard: 0} {
		g.story.Vectors = [][][]float32{make([][]float32, mostHeard+1), {said}}
		for j := range g.story.Vectors[0] {
			g.story.Vectors[0][j] = []float32{0, 1}
		}
		g.story.Vectors[0][at] = said
		if have := g.likeness(0, said); have != want {
			t.Errorf("likeness to sentence %d: %v, want %v", at, have, want)
		}
	}
}
