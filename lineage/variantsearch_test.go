package lineage

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// treeOf draws the tree of texts, and lists its edges.
func treeOf(t *testing.T, slip [][]bool, texts ...[]int16) (*wordTree, [][2]int) {
	t.Helper()
	w, err := drawWordTree(t.Context(), texts, slip)
	if err != nil {
		t.Fatal(err)
	}
	var edges [][2]int
	for v, near := range w.near {
		for _, u := range near {
			if v < u {
				edges = append(edges, [2]int{v, u})
			}
		}
	}
	slices.SortFunc(edges, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return w, edges
}

// changedFrom is a text with other readings at n places from one on.
func changedFrom(text []int16, from, n int) []int16 {
	text = slices.Clone(text)
	for k := from; k < from+n; k++ {
		text[k]++
	}
	return text
}

// TestWordTreeFindsATradition: a chain and a fork of texts that are all there.
func TestWordTreeFindsATradition(t *testing.T) {
	a := textOf(300, nil)
	b := changedFrom(a, 0, 12)
	c := changedFrom(b, 20, 9)
	d := changedFrom(b, 40, 10)
	e := changedFrom(d, 60, 11)
	w, edges := treeOf(t, nil, a, b, c, d, e)
	if want := [][2]int{{0, 1}, {1, 2}, {1, 3}, {3, 4}}; !slices.Equal(edges, want) {
		t.Errorf("edges %v, want %v", edges, want)
	}
	if len(w.words) != 5 || w.length != 42 {
		t.Errorf("%d texts, %v changes; want 5 and 42", len(w.words), w.length)
	}
}

// TestSlips: a text with misspellings that no other has, and that those who
// copied it put right, stays what they were copied from.
func TestSlips(t *testing.T) {
	model := textOf(200, nil)
	one, two := changedFrom(model, 20, 6), changedFrom(model, 40, 6)
	model = changedFrom(model, 100, 5) // which the copies do not have
	slip := make([][]bool, 200)
	for k := range slip {
		slip[k] = []bool{false, k >= 100 && k < 105}
	}
	if w, edges := treeOf(t, slip, model, one, two); len(w.words) != 3 || !slices.Equal(edges, [][2]int{{0, 1}, {0, 2}}) {
		t.Errorf("with slips: %d texts, edges %v", len(w.words), edges)
	}
	if w, _ := treeOf(t, nil, model, one, two); len(w.words) != 4 {
		t.Errorf("the same errors, were they none that anybody corrects, are of a lost text's copy: %d texts", len(w.words))
	}
}

func TestIsSlip(t *testing.T) {
	words := newWordbook()
	number := func(form string) int32 {
		words.forms, words.spelt = append(words.forms, form), append(words.spelt, spellingOf(form))
		return int32(len(words.forms) - 1)
	}
	passengers, slipped, sailors := number("passengers"), number("pasengers"), number("sailors")
	p := place{held: []int32{4, 1, 1, 1}, words: []int32{passengers, slipped, sailors, noWord}}
	for r, want := range []bool{false, true, false, false} {
		if got := p.isSlip(r, words); got != want {
			t.Errorf("reading %d is a slip: %v", r, got)
		}
	}
	p.held[0] = 1
	if p.isSlip(1, words) {
		t.Error("of two readings that one text has each, neither is the slip of the other")
	}
}

func TestMedianOf(t *testing.T) {
	x, y, z := []int16{1, 1, 1, lacuna, lacuna, 3}, []int16{1, 2, 2, 2, lacuna, lacuna}, []int16{1, 1, 2, 3, 4, lacuna}
	if got, want := medianOf(x, y, z), []int16{1, 1, 2, 2, 4, 3}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestAround: of too many neighbours, those farthest away, and of equally far ones
// the first.
func TestAround(t *testing.T) {
	const n = maxNeighbours + 12
	w := &wordTree{near: make([][]int, n), apart: [][]float64{make([]float64, n)}}
	for v := 1; v < n; v++ {
		w.near[0] = append(w.near[0], v)
		w.apart[0][v] = 5
	}
	w.apart[0][n-1] = 9
	got := w.around(0)
	if len(got) != maxNeighbours || got[0] != 1 || got[maxNeighbours-2] != maxNeighbours-1 || got[maxNeighbours-1] != n-1 {
		t.Errorf("neighbours %v", got)
	}
}

// TestWordTreeHearsTheContext: the search ends when the time is up.
func TestWordTreeHearsTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := drawWordTree(ctx, [][]int16{textOf(9, nil), textOf(9, nil), textOf(9, nil)}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestWorthIsRemembered: what three texts of the tree are worth is as if they were
// compared again.
func TestWorthIsRemembered(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var texts [][]int16
	for range 24 {
		row := make([]int16, 400)
		for k := range row {
			row[k] = int16(r.IntN(3))
		}
		texts = append(texts, row)
	}
	w, _ := treeOf(t, nil, texts...)
	if len(w.search.worth) == 0 || w.search.compared < len(w.search.worth)*len(w.weight) {
		t.Errorf("%d threes compared at %d sites", len(w.search.worth), w.search.compared)
	}
	for v := range w.near {
		around := w.around(v)
		for i, x := range around {
			for _, y := range around[i+1:] {
				if w.worth([3]int{v, x, y}) != w.saved([3]int{v, x, y})-w.price([3]int{v, x, y}) {
					t.Fatalf("what is remembered of %d, %d, %d is not so any more", v, x, y)
				}
			}
		}
	}
}

func TestIsTooLarge(t *testing.T) {
	of := func(texts, places int) *collated {
		return &collated{who: make([]int, texts), places: make([]place, places)}
	}
	if isTooLarge(of(60, 5000)) {
		t.Error("60 texts of some thousand words are not too much")
	}
	if !isTooLarge(of(maxFamily, 1<<16)) || !isTooLarge(of(maxFamily, 30000)) {
		t.Error("hundreds of texts that differ at tens of thousands of places are too much")
	}
}
