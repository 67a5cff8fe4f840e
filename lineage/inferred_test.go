package lineage

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var inferredFamilies = []struct {
	name    string
	reports []report
	want    string
}{
	{
		"each lacks what all others have", undatedSiblings(6),
		"r0<an_unknown_source r1<an_unknown_source r2<an_unknown_source r3<an_unknown_source r4<an_unknown_source r5<an_unknown_source",
	},
	{"the first has it all: nothing is lost", []report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8 9 10 11 12"},
		{"b", "Kabar Rawa", "id", "09:10", "1 2 3 4 9 10 11 12"},
		{"c", "Болотный вестник", "ru", "09:05", "5 6 7 8 9 10 11 12"},
	}, "b<a c<a"},
	{"two reports tell nothing of a third", []report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8"},
		{"b", "Kabar Rawa", "id", "09:10", "1 2 3 4 5 6 20 21"},
	}, "b<a"},
	{"siblings between whom and their parent there was one more", []report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8 9 10"},
		{"b", "Kabar Rawa", "id", "12:00", "1 2 3 20 21 22 23 24 25"},
		{"c", "Болотный вестник", "ru", "12:00", "5 6 7 25 24 23 22 21 20"},
		{"d", "Fen Mirror", "en", "09:00", "1 2 4 6 8 9 10"},
	}, "b<an_unknown_source c<an_unknown_source d<a an_unknown_source<a"},
	{"only one of them cites it", []report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8 9 10"},
		{"b", "Kabar Rawa", "id", "12:00", "@Peatland_Agency 1 2 3 20 21 22 23 24 25"},
		{"c", "Болотный вестник", "ru", "12:00", "5 6 7 25 24 23 22 21 20"},
	}, "b<Peatland_Agency c<Peatland_Agency"},
	{"one after the other", []report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6 7 8 9 10"},
		{"b", "Kabar Rawa", "id", "09:00", "1 2 3 4 5 6 7 8 9 10 20 21 22 23"},
		{"c", "Болотный вестник", "ru", "12:00", "1 2 3 20 21 22 23"},
		{"d", "Fen Mirror", "en", "13:00", "4 5 6 20 21 22 23"},
	}, "b<a c<b d<b"},
}

func TestInferredSources(t *testing.T) {
	for _, x := range inferredFamilies {
		t.Run(x.name, func(t *testing.T) {
			tree, err := Infer(t.Context(), write(x.reports, nil), Options{Rounds: -1})
			if err != nil {
				t.Fatal(err)
			}
			// What the agency has its news from no one says.
			if got, _, _ := strings.Cut(family(tree), " Peatland_Agency<"); got != x.want {
				t.Errorf("tree %q, want %q", got, x.want)
			}
		})
	}
}

// TestInferredOrder: the order in which the reports are given does not matter.
func TestInferredOrder(t *testing.T) {
	for _, x := range inferredFamilies {
		var trees []string
		for _, back := range []bool{false, true} {
			reports := slices.Clone(x.reports)
			if back {
				slices.Reverse(reports)
			}
			tree, err := Infer(t.Context(), write(reports, nil), Options{Rounds: -1})
			if err != nil {
				t.Fatal(err)
			}
			edges := strings.Fields(family(tree))
			slices.Sort(edges)
			trees = append(trees, strings.Join(edges, " "))
		}
		if trees[0] != trees[1] {
			t.Errorf("%s: %q, and %q the other way round", x.name, trees[0], trees[1])
		}
	}
}

// TestPrune: an assumed source of which one child is left explains nothing.
func TestPrune(t *testing.T) {
	g, err := newGraph(t.Context(), write(inferredFamilies[1].reports, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := g.assume(0, []int{1, 2})
	s := &search{graph: g, without: map[[3]int]bool{}}
	g.parent[1], g.parent[len(g.read)+n] = len(g.read)+n, 0
	s.prune()
	if children := g.childrenOf(len(g.read) + n); len(children) > 0 || g.parent[1] != 0 {
		t.Errorf("the source has the children %v, and b the parent %d", children, g.parent[1])
	}
}

// undatedSiblings are n reports, each of which lacks five sentences that all
// others have.
func undatedSiblings(n int) []report {
	var list []report
	for i := range n {
		var says []string
		for u := range 5 * n {
			if u%n != i {
				says = append(says, strconv.Itoa(u+1))
			}
		}
		lang := []string{"en", "id", "ru", "zh", "ar", "hi"}[i%6]
		list = append(list, report{"r" + strconv.Itoa(i), "Outlet " + strconv.Itoa(i), lang, "", strings.Join(says, " ")})
	}
	return list
}

// TestInferredStops: the search stops when its time is over.
func TestInferredStops(t *testing.T) {
	g, err := newGraph(t.Context(), write(inferredFamilies[0].reports, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.inferSources(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

// TestSurelyLacks: whether a report has something like a sentence hangs on who says
// that sentence, and how.
func TestSurelyLacks(t *testing.T) {
	s := write([]report{
		{"a", "Marsh Herald", "en", "08:00", "1"}, {"b", "Kabar Rawa", "id", "09:00", "2"}, {"c", "Fen Mirror", "en", "10:00", "2b"},
	}, nil)
	s.Vectors = [][][]float32{{{1, 0}}, {{1, 0}}, {{0, 1}}}
	g := grown(t, s)
	x, unit := &search{graph: g, without: map[[3]int]bool{}}, g.read[1].byUnit[0].unit
	for h, want := range map[int]bool{1: false, 2: true} {
		if got := x.surelyLacks(0, h, unit); got != want {
			t.Errorf("as %s says it: surely lacks %v, want %v", g.name(h), got, want)
		}
	}
}
