package lineage

import (
	"math"
	"slices"

	"github.com/stemma-news/stemma/lineage/variant"
)

// sight is what a block of places shows about a child and a possible parent.
type sight struct {
	draw int
	// against: the child's reading is another's too and not the parent's; back:
	// so, and more have it than have the parent's; sole: so, and nobody else
	// has the parent's.
	against, back, sole int
	// only: the two have a reading that nobody else has.
	only int
	// own: the child's reading is nobody else's.
	own int
}

// sights compares article c with article p place by place.
func (g *graph) sights(c, p int, yield func(s sight)) {
	child, parent := &g.read[c], &g.read[p]
	var s sight
	flush := func() {
		if s != (sight{draw: s.draw}) {
			yield(s)
		}
	}
	i := 0
	for k := range child.byUnit {
		unit := child.byUnit[k].unit
		for i < len(parent.byUnit) && parent.byUnit[i].unit < unit {
			i++
		}
		if i == len(parent.byUnit) || parent.byUnit[i].unit != unit {
			continue
		}
		for n := range g.variants.units[unit] {
			col := &g.variants.units[unit][n]
			x, y := col.Slot(c), col.Slot(p)
			if x < 0 || y < 0 || col.AreCopies(x, y) {
				continue
			}
			theirs, traits := col.readings[y], col.traits[x]
			for m, own := range col.readings[x] {
				if col.draw[m] != s.draw {
					flush()
					s = sight{draw: col.draw[m]}
				}
				if own != theirs[m] {
					s.differ(&col.Places[m], own, theirs[m], traits[m], col.traits[y][m])
				} else if traits[m]&byTwo != 0 {
					s.only++
				}
			}
		}
	}
	flush()
}

// differ adds a place at which the child's reading is not the parent's.
func (s *sight) differ(at *variant.Place, own, parent int16, of, ofParent trait) {
	switch {
	case own == variant.Lacuna || parent == variant.Lacuna:
	case of&rivalled == 0:
		s.own++
	case ofParent&sole != 0:
		s.sole++
	case at.Held[own] > at.Held[parent]:
		s.back++
	default:
		s.against++
	}
}

// compareVariants tallies the readings of article c that article p lacks, and
// those that only the two have.
func (g *graph) compareVariants(c, p int, t *tally) {
	g.sights(c, p, func(s sight) { t.see(&s) })
}

func (t *tally) see(s *sight) {
	for _, x := range [...]struct {
		of feature
		n  int
	}{{fVariantAgainst, s.against}, {fVariantBack, s.back}, {fVariantSole, s.sole}, {fVariantOnly, s.only}} {
		if x.n > 0 {
			t.terms = append(t.terms, term{x.of, s.draw, math.Log2(1 + float64(x.n))})
		}
	}
}

// compareCommon tallies the readings of article c that are not the common
// ones, for a parent that is not among the articles, or none: what it read is
// what most of the witnesses do: these articles, or all where there are none but
// c.
func (g *graph) compareCommon(c int, witnesses []int, t *tally) {
	if len(witnesses) == 1 && witnesses[0] == c {
		witnesses = nil
	}
	var s sight
	g.company.of(witnesses)
	for _, o := range g.read[c].byUnit {
		for n := range g.variants.units[o.unit] {
			col := &g.variants.units[o.unit][n]
			x := col.Slot(c)
			if x < 0 {
				continue
			}
			slots := g.company.slots(col)
			if len(witnesses) > 0 && col.AreEqual(x, slots) {
				continue
			}
			for m := range col.Places {
				if col.draw[m] != s.draw {
					t.see(&s)
					s = sight{draw: col.draw[m]}
				}
				if col.traits[x][m]&rivalled != 0 && isUncommon(&col.Places[m], x, slots, len(witnesses) == 0) {
					s.against++
				}
			}
		}
	}
	t.see(&s)
}

// company remembers where the witnesses stand that article after article is held
// against: the children of one lost source.
type company struct {
	witnesses []int
	at        map[*collated][]int
}

// of makes it that of some witnesses.
func (x *company) of(witnesses []int) {
	if x.at == nil || !slices.Equal(x.witnesses, witnesses) {
		x.witnesses, x.at = slices.Clone(witnesses), map[*collated][]int{}
	}
}

// slots returns the slots of the witnesses in a collation.
func (x *company) slots(col *collated) []int {
	slots, known := x.at[col]
	if !known {
		slots = col.AppendSlots(nil, x.witnesses)
		x.at[col] = slots
	}
	return slots
}

// isUncommon says that other readings are commoner than that of slot x, among
// the given slots or among all.
func isUncommon(at *variant.Place, x int, slots []int, all bool) bool {
	switch {
	case at.Readings[x] == variant.Lacuna:
		return false
	case all:
		return !at.IsCommonest(x)
	}
	return !at.IsCommon(x, slots)
}
