package lineage

import (
	"cmp"
	"context"
	"math"
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
	// maxSitesCompared is how many sites of pairs or threes of texts are compared,
	// some seconds' worth: after that the tree stays as it is.
	maxSitesCompared = 1 << 32
)

// wordTree is the tree that words alone draw.
type wordTree struct {
	// words are each text's readings at the sites, lacuna where it has none:
	// the witnesses, then the lost ones.
	words     [][]int16
	witnesses int
	apart     [][]float64 // changes of words between two texts
	near      [][]int     // neighbours in the tree
	length    float64
	weight    []float64 // site → what a change at it counts
	slip      [][]bool  // site → reading → whether it is a slip; nil for none
	search    *medianSearch
}

// cost is what it counts that two texts read otherwise at a site.
func (w *wordTree) cost(site int, a, b int16) float64 {
	if w.slip != nil && (w.slip[site][a] || w.slip[site][b]) {
		return slipWeight * w.weight[site]
	}
	return w.weight[site]
}

// medianSearch is what the search for lost texts remembers.
type medianSearch struct {
	tried    map[[3]int]bool
	worth    map[[3]int]float64 // three texts → what one between them saves, less its price
	compared int                // sites
}

// reweighed is how often the tree is drawn anew with the weights that it gives.
const reweighed = 1

// drawWordTree finds the tree of texts with these readings. Places at which the
// tree needs more changes than there are readings, because copyists made them
// again and again, tell little: the tree is drawn once more with each place
// counting as much as it is consistent (successive weighting, Farris 1969).
func drawWordTree(ctx context.Context, words [][]int16, slip [][]bool) (*wordTree, error) {
	var w *wordTree
	for range reweighed + 1 {
		weight := w.consistency(words)
		var err error
		if w, err = searchWordTree(ctx, words, weight, slip); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// consistency is for each site the changes that it needs at least by those that
// the tree has; 1 where there is no tree yet.
func (w *wordTree) consistency(words [][]int16) []float64 {
	weight := make([]float64, len(words[0]))
	readings := map[int16]bool{}
	for k := range weight {
		weight[k] = 1
		if w == nil {
			continue
		}
		clear(readings)
		for _, row := range words {
			if row[k] != lacuna {
				readings[row[k]] = true
			}
		}
		steps := 0
		for v, near := range w.near {
			for _, u := range near {
				if u < v && w.words[v][k] != lacuna && w.words[u][k] != lacuna && w.words[v][k] != w.words[u][k] {
					steps++
				}
			}
		}
		if least := len(readings) - 1; steps > least {
			weight[k] = float64(least) / float64(steps)
		}
	}
	return weight
}

// searchWordTree finds the tree in which each site counts by its weight.
func searchWordTree(ctx context.Context, words [][]int16, weight []float64, slip [][]bool) (*wordTree, error) {
	w := &wordTree{
		words: words, witnesses: len(words), weight: weight, slip: slip,
		search: &medianSearch{tried: map[[3]int]bool{}, worth: map[[3]int]float64{}},
	}
	for i := range words {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w.apart = append(w.apart, make([]float64, len(words)))
		for j := range i {
			w.apart[i][j] = w.changes(words[i], words[j])
			w.apart[j][i] = w.apart[i][j]
		}
	}
	w.span()
	for range maxMedians {
		m, ok, err := w.median(ctx)
		if err != nil {
			return nil, err
		}
		if !ok || len(w.words)-w.witnesses >= maxArchetypes || w.search.compared > maxSitesCompared {
			break
		}
		w.search.tried[m] = true
		w.insert(m)
	}
	return w, nil
}

// changes counts the places where two texts differ; what one of them lacks is
// taken to be like the rest.
func (w *wordTree) changes(a, b []int16) float64 {
	differ, both := 0.0, 0
	for k := range a {
		if a[k] == lacuna || b[k] == lacuna {
			continue
		}
		both++
		if a[k] != b[k] {
			differ += w.cost(k, a[k], b[k])
		}
	}
	if both == 0 {
		return float64(len(a) + 1)
	}
	return differ * float64(len(a)) / float64(both)
}

// span makes the tree the shortest that joins all texts (Prim 1957).
func (w *wordTree) span() {
	n := len(w.words)
	w.near, w.length = make([][]int, n), 0
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
			w.near[p], w.near[next] = append(w.near[p], next), append(w.near[next], p)
			w.length += reached[next]
		}
		for v := range n {
			if !out[v] && w.apart[next][v] < reached[v] {
				reached[v], from[v] = w.apart[next][v], next
			}
		}
	}
}

// median finds the two neighbours of a text that agree against it in most
// words beyond what chance explains, of those that were not tried.
func (w *wordTree) median(ctx context.Context) (best [3]int, ok bool, err error) {
	most := 0.0
	for v := range w.near {
		if err := ctx.Err(); err != nil {
			return best, false, err
		}
		around := w.around(v)
		for i, x := range around {
			for _, y := range around[i+1:] {
				m := [3]int{v, x, y}
				if w.search.tried[m] {
					continue
				}
				if n := w.worth(m); n > most {
					best, most, ok = m, n, true
				}
			}
		}
	}
	return best, ok, nil
}

// around lists the neighbours of a text, those farthest from it where they are
// too many: they have most to agree in.
func (w *wordTree) around(v int) []int {
	list := slices.Clone(w.near[v])
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(w.apart[v][b], w.apart[v][a]) })
	list = list[:min(len(list), maxNeighbours)]
	slices.Sort(list)
	return list
}

// worth is what a text between three saves, less its price. What texts read that
// are in the tree does not change any more, so it is found once.
func (w *wordTree) worth(m [3]int) float64 {
	n, ok := w.search.worth[m]
	if !ok {
		n = w.saved(m) - w.price(m)
		w.search.worth[m] = n
		w.search.compared += len(w.weight)
	}
	return n
}

// price is what a text between three must save.
func (w *wordTree) price(m [3]int) float64 {
	return archetypePrice + coincidence*min(w.apart[m[0]][m[1]], w.apart[m[0]][m[2]])
}

// saved counts the places where the second and third of three texts agree
// against the first.
func (w *wordTree) saved(m [3]int) float64 {
	a, x, y := w.words[m[0]], w.words[m[1]], w.words[m[2]]
	n := 0.0
	for k, r := range x {
		if r == y[k] && r != lacuna && a[k] != lacuna && r != a[k] {
			n += w.cost(k, a[k], r)
		}
	}
	return n
}

// settleRounds is how often a lost text is read off its neighbours anew.
const settleRounds = 3

// insert puts a text between three and keeps it if the tree gets shorter by
// more than its price.
func (w *wordTree) insert(m [3]int) {
	before, price := *w, w.price(m)
	node := len(w.words)
	w.words = append(slices.Clip(w.words), medianOf(w.words[m[0]], w.words[m[1]], w.words[m[2]]))
	w.apart = append(slices.Clone(w.apart), nil)
	for range settleRounds {
		w.search.compared += node * len(w.weight)
		w.measure(node)
		w.span()
		w.words[node] = w.reconstruct(node)
	}
	if len(w.near[node]) < 3 || before.length-w.length <= price {
		*w = before
	}
}

// measure fills in how far a lost text is from the others.
func (w *wordTree) measure(node int) {
	row := make([]float64, node+1)
	for v := range node {
		row[v] = w.changes(w.words[v], w.words[node])
		w.apart[v] = append(slices.Clip(w.apart[v][:node:node]), row[v])
	}
	w.apart[node] = row
}

// medianOf is what two of three texts read at each site, and what the first
// reads where all differ.
func medianOf(x, y, z []int16) []int16 {
	row := slices.Clone(x)
	for k := range row {
		if row[k] == lacuna || y[k] == z[k] && y[k] != lacuna {
			row[k] = y[k]
		}
		if row[k] == lacuna {
			row[k] = z[k]
		}
	}
	return row
}

// reconstruct reads a lost text off its neighbours: what most of them read, and
// of equally common readings its own so far.
func (w *wordTree) reconstruct(node int) []int16 {
	row := slices.Clone(w.words[node])
	count := map[int16]int{}
	for k := range row {
		clear(count)
		for _, v := range w.near[node] {
			if r := w.words[v][k]; r != lacuna {
				count[r]++
			}
		}
		for _, v := range w.near[node] {
			if r := w.words[v][k]; r != lacuna && count[r] > count[row[k]] {
				row[k] = r
			}
		}
	}
	return row
}
