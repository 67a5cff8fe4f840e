package variant

import (
	"cmp"
	"context"
	"slices"
)

// A text that others were copied from is among the witnesses as often as not,
// so the tree of a hand-copied tradition joins the witnesses themselves: the
// tree with the fewest changes of words, a minimum spanning tree. Where two
// neighbours of a text agree against it at many places, neither has them from
// it, nor by chance: there was another text between the three, an archetype to
// those who study manuscripts. It read what two of the three read. Such texts
// are put in one at a time, the most telling first (the median joining of
// Bandelt, Forster & Röhl 1999), and each stays if it saves more changes than
// it costs. The readings of the lost are inferred from their neighbours, and
// who they are hangs on the readings, as in structural
// expectation-maximisation (Semstem, Roos & Zou 2011).

const (
	// archetypePrice is how many changes of words a lost text must save, and
	// coincidence the share of those between it and its neighbours that two
	// copyists may make alike by chance, besides: they misread the same words.
	// Both were chosen on made traditions.
	archetypePrice = 2
	coincidence    = 0.15
	// maxArchetypes is how many lost texts are put in, maxMedians how many
	// groups of three are tried, and maxNeighbours how many neighbours of a text
	// are paired.
	maxArchetypes, maxMedians, maxNeighbours = 64, 600, 48
)

// medianSearch is what the search for lost texts remembers.
type medianSearch struct {
	tried    map[[3]int]bool
	worth    map[[3]int]float64 // three texts → what one between them saves, less its price
	compared int                // places
}

// addLost puts lost texts into the tree of the witnesses.
func (t *Tree) addLost(ctx context.Context) error {
	for range maxMedians {
		m, ok, err := t.median(ctx)
		if err != nil {
			return err
		}
		if !ok || len(t.Readings)-t.witnesses >= maxArchetypes || t.search.compared > maxCompared {
			break
		}
		t.search.tried[m] = true
		t.insert(m)
	}
	return nil
}

// median finds the two neighbours of a text that agree against it in most
// words beyond what chance explains, of those that were not tried.
func (t *Tree) median(ctx context.Context) (best [3]int, ok bool, err error) {
	most := 0.0
	for v := range t.Near {
		if err := ctx.Err(); err != nil {
			return best, false, err
		}
		around := t.around(v)
		for i, x := range around {
			for _, y := range around[i+1:] {
				m := [3]int{v, x, y}
				if t.search.tried[m] {
					continue
				}
				if n := t.worth(m); n > most {
					best, most, ok = m, n, true
				}
			}
		}
	}
	return best, ok, nil
}

// around lists the neighbours of a text, those farthest from it where they are
// too many: they have most to agree in.
func (t *Tree) around(v int) []int {
	list := slices.Clone(t.Near[v])
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(t.Apart[v][b], t.Apart[v][a]) })
	list = list[:min(len(list), maxNeighbours)]
	slices.Sort(list)
	return list
}

// worth is what a text between three saves, less its price. What texts read that
// are in the tree does not change any more, so it is found once.
func (t *Tree) worth(m [3]int) float64 {
	n, ok := t.search.worth[m]
	if !ok {
		n = t.saved(m) - t.price(m)
		t.search.worth[m] = n
		t.search.compared += len(t.weight)
	}
	return n
}

// price is what a text between three must save.
func (t *Tree) price(m [3]int) float64 {
	return archetypePrice + coincidence*min(t.Apart[m[0]][m[1]], t.Apart[m[0]][m[2]])
}

// saved counts the places where the second and third of three texts agree
// against the first.
func (t *Tree) saved(m [3]int) float64 {
	a, x, y := t.Readings[m[0]], t.Readings[m[1]], t.Readings[m[2]]
	n := 0.0
	for k, r := range x {
		if r == y[k] && r != Lacuna && a[k] != Lacuna && r != a[k] {
			n += t.cost(k, a[k], r)
		}
	}
	return n
}

// rereadRounds is how often a lost text is read off its neighbours anew.
const rereadRounds = 3

// insert puts a text between three and keeps it if the tree gets shorter by
// more than its price.
func (t *Tree) insert(m [3]int) {
	before, price := *t, t.price(m)
	node := len(t.Readings)
	t.Readings = append(slices.Clip(t.Readings), medianOf(t.Readings[m[0]], t.Readings[m[1]], t.Readings[m[2]]))
	t.Apart = append(slices.Clone(t.Apart), nil)
	for range rereadRounds {
		t.search.compared += node * len(t.weight)
		t.measure(node)
		t.span()
		t.Readings[node] = t.reconstruct(node)
	}
	if len(t.Near[node]) < 3 || before.length-t.length <= price {
		*t = before
	}
}

// measure fills in how far a lost text is from the others.
func (t *Tree) measure(node int) {
	row := make([]float64, node+1)
	for v := range node {
		row[v] = t.changes(t.Readings[v], t.Readings[node])
		t.Apart[v] = append(slices.Clip(t.Apart[v][:node:node]), row[v])
	}
	t.Apart[node] = row
}

// medianOf is what two of three texts read at each place, and what the first
// reads where all differ.
func medianOf(x, y, z []int16) []int16 {
	row := slices.Clone(x)
	for k := range row {
		if row[k] == Lacuna || y[k] == z[k] && y[k] != Lacuna {
			row[k] = y[k]
		}
		if row[k] == Lacuna {
			row[k] = z[k]
		}
	}
	return row
}

// reconstruct reads a lost text off its neighbours: what most of them read, and
// of equally common readings its own so far.
func (t *Tree) reconstruct(node int) []int16 {
	row := slices.Clone(t.Readings[node])
	count := map[int16]int{}
	for k := range row {
		clear(count)
		for _, v := range t.Near[node] {
			if r := t.Readings[v][k]; r != Lacuna {
				count[r]++
			}
		}
		for _, v := range t.Near[node] {
			if r := t.Readings[v][k]; r != Lacuna && count[r] > count[row[k]] {
				row[k] = r
			}
		}
	}
	return row
}
