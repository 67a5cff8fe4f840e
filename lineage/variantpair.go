package lineage

import (
	"math"

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
			if x < 0 || y < 0 {
				continue
			}
			for m := range col.Places {
				if col.draw[m] != s.draw {
					flush()
					s = sight{draw: col.draw[m]}
				}
				s.look(&col.Places[m], x, y, col.rivals[m][x])
			}
		}
	}
	flush()
}

// look adds one place; x and y are the slots of child and parent, and rivals how
// many others have the child's reading.
func (s *sight) look(at *variant.Place, x, y int, rivals int32) {
	a, b := at.Readings[x], at.Readings[y]
	switch {
	case a == variant.Lacuna || b == variant.Lacuna:
	case a == b:
		if at.Held[a] == 2 {
			s.only++
		}
	case rivals <= 0:
		s.own++
	case at.Held[b] == 1:
		s.sole++
	case at.Held[a] > at.Held[b]:
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
	var slots []int
	for _, o := range g.read[c].byUnit {
		for n := range g.variants.units[o.unit] {
			col := &g.variants.units[o.unit][n]
			x := col.Slot(c)
			if x < 0 {
				continue
			}
			slots = col.AppendSlots(slots[:0], witnesses)
			for m := range col.Places {
				if col.draw[m] != s.draw {
					t.see(&s)
					s = sight{draw: col.draw[m]}
				}
				if col.rivals[m][x] > 0 && isUncommon(&col.Places[m], x, slots, len(witnesses) == 0) {
					s.against++
				}
			}
		}
	}
	t.see(&s)
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
