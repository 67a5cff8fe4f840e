package store

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"
)

// Near is a passage that is near to what was looked for.
type Near struct {
	Doc      Doc
	Sentence int
	// Distance is how many bits of its code differ.
	Distance int

	code Code
	like float32
}

// Target is what passages are to be near to.
type Target struct {
	Code Code
	// Vector is what the code has the signs of, in as many dimensions as the code has bits.
	// It tells more than the code: of two cells or passages whose codes differ in as many
	// bits, the one is nearer that differs where the vector is small (asymmetric
	// distance: Dong, Charikar & Li 2008).
	Vector []float32
}

// sums are, for each byte of a code and each value of it, what it adds to how near the code is
// to a vector: a code is 32 looks instead of 256 additions.
type sums [32][256]float32

func (t *Target) sums() *sums {
	s := new(sums)
	for i := range s {
		for value := range 256 {
			for bit, x := range t.Vector[min(len(t.Vector), 8*i):min(len(t.Vector), 8*i+8)] {
				if value>>bit&1 == 1 {
					s[i][value] += x
				} else {
					s[i][value] -= x
				}
			}
		}
	}
	return s
}

// likeness is how near a code is to the vector.
func (s *sums) likeness(c *Code) (sum float32) {
	for i, w := range c {
		for j := range 8 {
			sum += s[8*i+j][byte(w>>(8*j))] //nolint:gosec // its bytes, one by one
		}
	}
	return sum
}

const (
	// probeShare is the share of all cells that are looked into: one of so many, and as many as
	// leastCells. Of 1,024 cells, an eighth has 96% of the translations of a sentence, a sixteenth 94%, a
	// thirty-second 91%; of 256 cells it is 94, 89 and 82%. Of a million articles, the thirtieth of all cells that is
	// nearest has 91% of the nearest passages, as many as a sixth more cells that are the nearest of each segment.
	probeShare = 30
	leastCells = 24
	// shortlist is how many times as many passages as are wanted are compared by the vector.
	shortlist = 4
)

// Near finds the passages whose codes are nearest to a target, the nearest first, as far as
// they are in the cells that are nearest to it.
func (v *View) Near(target Target, in *Scoped, limit int) ([]Near, error) {
	chosen, err := v.chosen(&target)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	all := newNearest(target, limit*shortlist)
	err = v.share(len(v.segments), func(l *lane, i int) error {
		n := newNearest(target, all.limit)
		mu.Lock()
		n.bound = all.bound // what is farther cannot be among all
		mu.Unlock()
		if err := n.collect(i, l.readers[i], in.sets[i], chosen[i]); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		for _, p := range n.found {
			if p.Distance <= all.bound {
				all.add(p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all.best(limit), nil
}

// nearest collects passages up to a distance, which is brought down as more are found.
type nearest struct {
	Target
	limit int
	bound int      // what is farther is not among the nearest
	at    [257]int // how many were found at each distance up to the bound
	sum   int      // of these
	found []Near
}

func newNearest(t Target, limit int) *nearest { return &nearest{Target: t, limit: limit, bound: 256} }

// collect looks at the passages of some cells of a segment; at all of a segment without cells.
func (n *nearest) collect(segment int, r *segmentReader, in set, cells []int) error {
	if r.segment.cells == 0 {
		cells = []int{0}
	}
	wanted := newSet(max(1, r.segment.cells))
	var rows []int // in which they are
	for _, c := range cells {
		wanted.add(uint32(c)) //nolint:gosec // a number of a cell
		for row := r.segment.directory.row(passageCell(c)); row <= r.segment.directory.row(passageCell(c+1)); row++ {
			if len(rows) == 0 || rows[len(rows)-1] < row {
				rows = append(rows, row)
			}
		}
	}
	return r.rows(rows, func(row []byte) error { return n.row(segment, row, wanted, in) })
}

// row looks at the passages of the wanted cells in a row.
func (n *nearest) row(segment int, row []byte, wanted, in set) error {
	entries := rowReader{data: row}
	for entries.next() {
		if k := entries.key; len(k) < 3 || k[0] != passageKey || !wanted.hasCell(k[1:]) {
			continue
		}
		if p, ok := cutPassages(entries.value); !ok || !n.block(segment, &p, in) {
			return errIndexDamaged
		}
	}
	if entries.bad {
		return errIndexDamaged
	}
	return nil
}

// hasCell says whether a cell is wanted, by the number in its key.
func (s set) hasCell(key []byte) bool {
	c := uint32(binary.BigEndian.Uint16(key))
	return int(c>>6) < len(s) && s.has(c)
}

// chosen are the cells of each segment to look into.
func (v *View) chosen(t *Target) ([][]int, error) {
	like := make([][]float32, len(v.segments))
	err := v.share(len(like), func(l *lane, i int) (err error) {
		like[i], err = t.cellsOf(l.readers[i])
		return err
	})
	return nearestCells(like), err
}

// nearestCells are the nearest cells of all segments together, those of each in the order of the file.
func nearestCells(like [][]float32) [][]int {
	type cell struct{ segment, number int }
	var all []cell
	for segment := range like {
		for number := range like[segment] {
			all = append(all, cell{segment, number})
		}
	}
	slices.SortStableFunc(all, func(a, b cell) int {
		return cmp.Compare(like[b.segment][b.number], like[a.segment][a.number])
	})
	out := make([][]int, len(like))
	for _, c := range all[:min(len(all), max(leastCells, len(all)/probeShare))] {
		out[c.segment] = append(out[c.segment], c.number)
	}
	for i := range out {
		slices.Sort(out[i])
	}
	return out
}

// cellsOf says how near the cells of a segment are.
func (t *Target) cellsOf(r *segmentReader) ([]float32, error) {
	means, err := r.means()
	if err != nil {
		return nil, err
	}
	var vector [256]float32
	copy(vector[:], t.Vector)
	like := make([]float32, len(means)/256)
	for i := range like {
		like[i] = along(&vector, means[256*i:])
	}
	return like, nil
}

// along is the product of a vector and a mean, in four sums that do not wait for each other.
func along(vector *[256]float32, mean []int8) float32 {
	mean = mean[:256]
	var a, b, c, d float32
	for i := 0; i < 256; i += 4 {
		a += vector[i] * float32(mean[i])
		b += vector[i+1] * float32(mean[i+1])
		c += vector[i+2] * float32(mean[i+2])
		d += vector[i+3] * float32(mean[i+3])
	}
	return a + b + (c + d)
}

// block looks at the passages of a value. Where they are from is read only if one is near.
func (n *nearest) block(segment int, p *passageBlock, in set) bool {
	var near [perValue]uint16
	some := false
	for i := range min(p.count, perValue) {
		c := readCode(p.codes[32*i:])
		d := c.distance(&n.Code)
		near[i] = uint16(d) //nolint:gosec // at most 256
		some = some || d <= n.bound
	}
	if !some {
		return true
	}
	return p.places(func(i int, doc uint32, sentence uint16) bool {
		if i >= perValue {
			return false
		}
		if d := int(near[i]); d <= n.bound && (in == nil || int(doc>>6) < len(in) && in.has(doc)) {
			n.add(Near{Doc: Doc{segment, doc}, Sentence: int(sentence), Distance: d, code: readCode(p.codes[32*i:])})
		}
		return true
	})
}

// add takes a passage within the bound. As many as are wanted being nearer, the bound comes down
// to the farthest of them; all that are as far stay, so that what is found in the end does
// not depend on the order.
func (n *nearest) add(p Near) {
	n.found = append(n.found, p)
	n.at[p.Distance]++
	n.sum++
	for n.sum-n.at[n.bound] >= n.limit {
		n.sum -= n.at[n.bound]
		n.bound--
	}
	if len(n.found) >= 4*n.limit {
		n.trim()
	}
}

// trim leaves what can still be among the nearest.
func (n *nearest) trim() {
	n.found = slices.DeleteFunc(n.found, func(p Near) bool { return p.Distance > n.bound })
	if len(n.found) < 2*n.limit {
		return
	}
	n.found = n.result() // very many are as far
	n.at[n.bound] -= n.sum - len(n.found)
	n.sum = len(n.found)
}

// result are the nearest, and of those that are alike the first.
func (n *nearest) result() []Near {
	slices.SortFunc(n.found, compareNear)
	return n.found[:min(len(n.found), n.limit)]
}

func compareNear(a, b Near) int {
	return cmp.Or(cmp.Compare(a.Distance, b.Distance), a.Doc.Compare(b.Doc), cmp.Compare(a.Sentence, b.Sentence))
}

// best are the nearest by the vector.
func (n *nearest) best(limit int) []Near {
	all := n.result()
	if len(n.Vector) == 0 {
		return all[:min(len(all), limit)]
	}
	sums := n.sums()
	for i := range all {
		all[i].like = sums.likeness(&all[i].code)
	}
	slices.SortStableFunc(all, func(a, b Near) int { return cmp.Compare(b.like, a.like) })
	return all[:min(len(all), limit)]
}
