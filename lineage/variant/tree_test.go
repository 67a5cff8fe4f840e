package variant

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// treeOf draws the tree of texts, and lists its edges.
func treeOf(t *testing.T, slip [][]bool, texts ...[]int16) (*Tree, [][2]int) {
	t.Helper()
	w, err := draw(t.Context(), texts, slip)
	if err != nil {
		t.Fatal(err)
	}
	var edges [][2]int
	for v, near := range w.Near {
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

// TestTreeFindsATradition: a chain and a fork of texts that are all there.
func TestTreeFindsATradition(t *testing.T) {
	a := textOf(300, nil)
	b := changedFrom(a, 0, 12)
	c := changedFrom(b, 20, 9)
	d := changedFrom(b, 40, 10)
	e := changedFrom(d, 60, 11)
	w, edges := treeOf(t, nil, a, b, c, d, e)
	if want := [][2]int{{0, 1}, {1, 2}, {1, 3}, {3, 4}}; !slices.Equal(edges, want) {
		t.Errorf("edges %v, want %v", edges, want)
	}
	if len(w.Readings) != 5 || w.length != 42 {
		t.Errorf("%d texts, %v changes; want 5 and 42", len(w.Readings), w.length)
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
	if w, edges := treeOf(t, slip, model, one, two); len(w.Readings) != 3 || !slices.Equal(edges, [][2]int{{0, 1}, {0, 2}}) {
		t.Errorf("with slips: %d texts, edges %v", len(w.Readings), edges)
	}
	if w, _ := treeOf(t, nil, model, one, two); len(w.Readings) != 4 {
		t.Errorf("the same errors, were they none that anybody corrects, are of a lost text's copy: %d texts", len(w.Readings))
	}
}

func TestIsSlip(t *testing.T) {
	book := NewBook()
	p := Place{
		Held:  []int32{4, 1, 1, 1},
		Words: []int32{book.Number("passengers"), book.Number("pasengers"), book.Number("sailors"), NoWord},
	}
	for r, want := range []bool{false, true, false, false} {
		if got := p.isSlip(r, book); got != want {
			t.Errorf("reading %d is a slip: %v", r, got)
		}
	}
	p.Held[0] = 1
	if p.isSlip(1, book) {
		t.Error("of two readings that one text has each, neither is the slip of the other")
	}
}

func TestMedianOf(t *testing.T) {
	x, y, z := []int16{1, 1, 1, Lacuna, Lacuna, 3}, []int16{1, 2, 2, 2, Lacuna, Lacuna}, []int16{1, 1, 2, 3, 4, Lacuna}
	if got, want := medianOf(x, y, z), []int16{1, 1, 2, 2, 4, 3}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestAround: of too many neighbours, those farthest away, and of equally far ones
// the first.
func TestAround(t *testing.T) {
	const n = maxNeighbours + 12
	w := &Tree{Near: make([][]int, n), Apart: [][]float64{make([]float64, n)}}
	for v := 1; v < n; v++ {
		w.Near[0] = append(w.Near[0], v)
		w.Apart[0][v] = 5
	}
	w.Apart[0][n-1] = 9
	got := w.around(0)
	if len(got) != maxNeighbours || got[0] != 1 || got[maxNeighbours-2] != maxNeighbours-1 || got[maxNeighbours-1] != n-1 {
		t.Errorf("neighbours %v", got)
	}
}

// TestTreeHearsTheContext: the search ends when the time is up.
func TestTreeHearsTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := draw(ctx, [][]int16{textOf(9, nil), textOf(9, nil), textOf(9, nil)}, nil); !errors.Is(err, context.Canceled) {
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
	for v := range w.Near {
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

func TestTreeIsBounded(t *testing.T) {
	of := func(texts, places int) *Collation {
		return &Collation{Who: make([]int, texts), Places: make([]Place, places)}
	}
	if of(60, 5000).isTooLarge() {
		t.Error("60 texts of some thousand words are not too much")
	}
	for _, places := range []int{30000, 1 << 16} {
		if _, err := of(400, places).Tree(t.Context(), NewBook()); !errors.Is(err, ErrTooLarge) {
			t.Errorf("400 texts that differ at %d places: %v", places, err)
		}
	}
}

// TestChanges: what two texts differ in adds up to how far they are apart.
func TestChanges(t *testing.T) {
	book := NewBook()
	part := passagesOf(book,
		"the old ferry of Arlow left the quay at dawn with nine aboard",
		"the old ferry of Arlow left the quay at noon with ten aboard",
		"the old fery of Arlow left the quay at noon with ten men aboard",
		"the old ferry of Arlow left at noon with ten aboard",
	)
	c, err := Collate(t.Context(), part, book, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := c.Tree(t.Context(), book)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Who {
		for j := range c.Who {
			list, compared := tree.Changes(i, j)
			sum := 0.0
			for _, x := range list {
				sum += x.Cost
			}
			if math.Abs(sum-tree.Apart[i][j]) > 1e-9 || compared == 0 || compared > len(c.Places) {
				t.Errorf("texts %d and %d differ by %v at %d places, and are %v apart", i, j, sum, compared, tree.Apart[i][j])
			}
		}
	}
	if list, _ := tree.Changes(1, 2); len(list) != 2 || list[0].Cost != slipWeight || list[1].Cost != 1 {
		t.Errorf("changes %+v, want a slip and another", list)
	}
	if none, err := new(Collation).Tree(t.Context(), book); err != nil || len(none.Near) != 0 {
		t.Errorf("the tree of nothing: %+v, %v", none, err)
	}
}

// readings of texts that differ at numbered places.
func textOf(places int, changed map[int]int16) []int16 {
	row := make([]int16, places)
	for k, r := range changed {
		row[k] = r
	}
	return row
}

// TestTree: a text that others were copied from stands between them, and
// where two copies share what their model does not read, a lost text does.
func TestTree(t *testing.T) {
	model := textOf(200, nil)
	chained := textOf(200, map[int]int16{1: 1, 2: 1, 3: 1})
	last := textOf(200, map[int]int16{1: 1, 2: 1, 3: 1, 40: 1, 41: 1})
	tree, err := draw(t.Context(), [][]int16{last, model, chained}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Readings) != 3 || len(tree.Near[2]) != 2 {
		t.Errorf("the copy that was copied stands between the two others: %v", tree.Near)
	}

	shared := map[int]int16{}
	for k := range 12 {
		shared[100+k] = 1
	}
	one, two := textOf(200, shared), textOf(200, shared)
	for k := range 5 {
		one[20+k], two[30+k] = 1, 1
	}
	if tree, err = draw(t.Context(), [][]int16{model, one, two}, nil); err != nil {
		t.Fatal(err)
	}
	if len(tree.Readings) != 4 || len(tree.Near[3]) != 3 {
		t.Fatalf("no lost text between model and copies: %v", tree.Near)
	}
	if want := textOf(200, shared); !slices.Equal(tree.Readings[3], want) {
		t.Errorf("the lost text reads what its copies share")
	}
}
