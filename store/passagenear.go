package store

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// Near is a passage that is near to what was looked for.
type Near struct {
	Doc      Doc
	Sentence int
	// Distance is how many bits of its code differ.
	Distance int

	code Code
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

// likeness is how near a code is to the vector.
func (t *Target) likeness(c *Code) float32 {
	var sum float32
	for i, x := range t.Vector[:min(len(t.Vector), 256)] {
		if c[i>>6]>>(i&63)&1 == 1 {
			sum += x
		} else {
			sum -= x
		}
	}
	return sum
}

const (
	// probeShare is the share of a segment's cells that are looked into: one of so many.
	// Of 1,024 cells, an eighth has 96% of the translations of a sentence, a sixteenth 94%, a
	// thirty-second 91%; of 256 cells it is 94, 89 and 82%.
	probeShare = 32
	leastCells = 24
	// shortlist is how many times as many passages as are wanted are compared by the vector.
	shortlist = 4
)

// Near finds the passages whose codes are nearest to a target, the nearest first, as far as
// they are in the cells that are nearest to it.
func (v *View) Near(target Target, in *Scoped, limit int) ([]Near, error) {
	n := &nearest{Target: target, limit: limit * shortlist, bound: 256}
	for i, r := range v.readers {
		if err := n.collect(i, r, in.sets[i]); err != nil {
			return nil, fmt.Errorf("search: %w", explain(err))
		}
	}
	return n.best(limit), nil
}

// nearest collects passages up to a distance, which is brought down as more are found.
type nearest struct {
	Target
	limit int
	bound int // what is farther is not among the nearest
	found []Near
}

func (n *nearest) collect(segment int, r *segmentReader, in set) error {
	if r.segment.cells == 0 {
		return n.cells(segment, r, in, 0, 0)
	}
	cells, err := n.chosen(r)
	if err != nil {
		return err
	}
	for i := 0; i < len(cells); { // neighbours are read in one go
		j := i + 1
		for j < len(cells) && cells[j] == cells[j-1]+1 {
			j++
		}
		if err := n.cells(segment, r, in, cells[i], cells[j-1]); err != nil {
			return err
		}
		i = j
	}
	return nil
}

// chosen are the cells of a segment to look into, in the order of the file.
func (n *nearest) chosen(r *segmentReader) ([]int, error) {
	var like []float32
	var order []int
	err := r.centroids(func(mean []byte) {
		var sum float32
		for i, x := range n.Vector[:min(len(n.Vector), len(mean))] {
			sum += x * float32(int8(mean[i])) //nolint:gosec // as written
		}
		order, like = append(order, len(order)), append(like, sum)
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(like[b], like[a]) })
	order = order[:min(len(order), max(leastCells, len(order)/probeShare))]
	slices.Sort(order)
	return order, nil
}

// cells looks at the passages of the cells from one to another.
func (n *nearest) cells(segment int, r *segmentReader, in set, from, to int) error {
	first, behind := passageCell(from), passageCell(to+1)
	return r.rows(r.segment.directory.row(first), r.segment.directory.row(behind), func(row []byte) error {
		entries := rowReader{data: row}
		for entries.next() {
			if bytes.Compare(entries.key, first) < 0 || bytes.Compare(entries.key, behind) >= 0 {
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
	})
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
			n.add(Near{Doc{segment, doc}, int(sentence), d, readCode(p.codes[32*i:])})
		}
		return true
	})
}

func (n *nearest) add(p Near) {
	if n.found = append(n.found, p); len(n.found) >= 2*n.limit {
		n.found = n.result()
		n.bound = n.found[n.limit-1].Distance - 1 // as many as are wanted are as near
	}
}

// result are the nearest, and of those that are alike the first that came.
func (n *nearest) result() []Near {
	slices.SortFunc(n.found, func(a, b Near) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), a.Doc.Compare(b.Doc), cmp.Compare(a.Sentence, b.Sentence))
	})
	return n.found[:min(len(n.found), n.limit)]
}

// best are the nearest by the vector.
func (n *nearest) best(limit int) []Near {
	all := n.result()
	if len(n.Vector) == 0 {
		return all[:min(len(all), limit)]
	}
	like := make(map[Code]float32, len(all))
	for i := range all {
		like[all[i].code] = n.likeness(&all[i].code)
	}
	slices.SortStableFunc(all, func(a, b Near) int { return cmp.Compare(like[b.code], like[a.code]) })
	return all[:min(len(all), limit)]
}
