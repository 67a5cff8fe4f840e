package variant

import (
	"context"
	"math"
)

// Tree is the tree that words alone draw: its nodes are the texts of a collation
// in the order of Who, then lost ones. It has no direction.
type Tree struct {
	// Readings are what each text has at each place, Lacuna where it has no text.
	Readings [][]int16
	// Apart is by how many changes of words two texts differ, what one of them
	// lacks taken to be like the rest, and slips counting less.
	Apart [][]float64
	// Near are the neighbours of each text.
	Near [][]int

	witnesses int
	length    float64
	weight    []float64 // place → what a change at it counts
	slip      [][]bool  // place → reading → whether it is a slip; nil for none
	search    *medianSearch
}

const (
	// maxTreeReadings is of how many readings, texts times places, a tree is drawn.
	maxTreeReadings = 1 << 25
	// maxCompared is how many places of pairs or threes of texts are compared,
	// some seconds' worth: after that the tree stays as it is.
	maxCompared = 1 << 32
)

// isTooLarge says that comparing all texts with each other, or keeping what they
// read, would be too much.
func (c *Collation) isTooLarge() bool {
	texts, places := len(c.Who), len(c.Places)
	return texts*places > maxTreeReadings || texts*texts*places > maxCompared
}

// Tree draws the tree of the collation's witnesses. It fails with ErrTooLarge,
// and when ctx ends.
func (c *Collation) Tree(ctx context.Context, book *Book) (*Tree, error) {
	switch {
	case len(c.Who) == 0:
		return &Tree{}, nil
	case c.isTooLarge():
		return nil, ErrTooLarge
	}
	readings := make([][]int16, len(c.Who))
	for i := range readings {
		readings[i] = make([]int16, len(c.Places))
		for k := range c.Places {
			readings[i][k] = c.Places[k].Readings[i]
		}
	}
	return draw(ctx, readings, c.slips(book))
}

// Change is a place where two texts read otherwise, and what it counts.
type Change struct {
	Place int
	Cost  float64
}

// Changes lists where texts i and j read otherwise, of the places where both have
// text, and how many those are. The costs add up to Apart[i][j].
func (t *Tree) Changes(i, j int) (list []Change, compared int) {
	a, b := t.Readings[i], t.Readings[j]
	for k := range a {
		if a[k] == Lacuna || b[k] == Lacuna {
			continue
		}
		compared++
		if a[k] != b[k] {
			list = append(list, Change{k, t.cost(k, a[k], b[k])})
		}
	}
	scale := float64(len(a)) / float64(max(1, compared))
	for n := range list {
		list[n].Cost *= scale
	}
	return list, compared
}

// cost is what it counts that two texts have these readings at a place.
func (t *Tree) cost(place int, a, b int16) float64 {
	if t.slip != nil && (t.slip[place][a] || t.slip[place][b]) {
		return slipWeight * t.weight[place]
	}
	return t.weight[place]
}

// reweighed is how often the tree is drawn anew with the weights that it gives.
const reweighed = 1

// draw draws the tree of texts with these readings. Places at which the tree
// needs more changes than there are readings, because copyists made them
// again and again, tell little: the tree is drawn once more with each place
// counting as much as it is consistent (successive weighting, Farris 1969).
func draw(ctx context.Context, readings [][]int16, slip [][]bool) (*Tree, error) {
	var t *Tree
	for range reweighed + 1 {
		weight := t.consistency(readings)
		var err error
		if t, err = drawOnce(ctx, readings, weight, slip); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// consistency is for each place the changes that it needs at least by those that
// the tree has; 1 where there is no tree yet.
func (t *Tree) consistency(texts [][]int16) []float64 {
	weight := make([]float64, len(texts[0]))
	readings := map[int16]bool{}
	for k := range weight {
		weight[k] = 1
		if t == nil {
			continue
		}
		clear(readings)
		for _, row := range texts {
			if row[k] != Lacuna {
				readings[row[k]] = true
			}
		}
		if least, steps := len(readings)-1, t.steps(k); steps > least {
			weight[k] = float64(least) / float64(steps)
		}
	}
	return weight
}

// steps counts the changes that the tree needs at a place.
func (t *Tree) steps(place int) int {
	n := 0
	for v, near := range t.Near {
		for _, u := range near {
			a, b := t.Readings[v][place], t.Readings[u][place]
			if u < v && a != Lacuna && b != Lacuna && a != b {
				n++
			}
		}
	}
	return n
}

// drawOnce draws the tree in which each place counts by its weight.
func drawOnce(ctx context.Context, readings [][]int16, weight []float64, slip [][]bool) (*Tree, error) {
	t := &Tree{
		Readings: readings, witnesses: len(readings), weight: weight, slip: slip,
		search: &medianSearch{tried: map[[3]int]bool{}, worth: map[[3]int]float64{}},
	}
	for i := range readings {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.Apart = append(t.Apart, make([]float64, len(readings)))
		for j := range i {
			t.Apart[i][j] = t.changes(readings[i], readings[j])
			t.Apart[j][i] = t.Apart[i][j]
		}
	}
	t.span()
	return t, t.addLost(ctx)
}

// changes counts the places where two texts differ; what one of them lacks is
// taken to be like the rest.
func (t *Tree) changes(a, b []int16) float64 {
	differ, both := 0.0, 0
	for k := range a {
		if a[k] == Lacuna || b[k] == Lacuna {
			continue
		}
		both++
		if a[k] != b[k] {
			differ += t.cost(k, a[k], b[k])
		}
	}
	if both == 0 {
		return float64(len(a) + 1)
	}
	return differ * float64(len(a)) / float64(both)
}

// span makes the tree the shortest that joins all texts (Prim 1957).
func (t *Tree) span() {
	n := len(t.Readings)
	t.Near, t.length = make([][]int, n), 0
	reached, from := make([]float64, n), make([]int, n)
	for v := range n {
		reached[v], from[v] = math.Inf(1), -1
	}
	out := make([]bool, n) // of those that are not in the tree, false
	for range n {
		next := -1
		for v := range n {
			if !out[v] && (next < 0 || reached[v] < reached[next]) {
				next = v
			}
		}
		out[next] = true
		if p := from[next]; p >= 0 {
			t.Near[p], t.Near[next] = append(t.Near[p], next), append(t.Near[next], p)
			t.length += reached[next]
		}
		for v := range n {
			if !out[v] && t.Apart[next][v] < reached[v] {
				reached[v], from[v] = t.Apart[next][v], next
			}
		}
	}
}
