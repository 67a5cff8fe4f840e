package lineage

import "math"

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
			x, y := col.slot(c), col.slot(p)
			if x < 0 || y < 0 {
				continue
			}
			for m := range col.places {
				if col.places[m].draw != s.draw {
					flush()
					s = sight{draw: col.places[m].draw}
				}
				s.look(&col.places[m], x, y)
			}
		}
	}
	flush()
}

// look adds one place; x and y are the slots of child and parent.
func (s *sight) look(at *place, x, y int) {
	a, b := at.readings[x], at.readings[y]
	switch {
	case a == lacuna || b == lacuna:
	case a == b:
		if at.held[a] == 2 {
			s.only++
		}
	case at.rivals[x] <= 0:
		s.own++
	case at.held[b] == 1:
		s.sole++
	case at.held[a] > at.held[b]:
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
			x := col.slot(c)
			if x < 0 {
				continue
			}
			slots = col.slots(slots[:0], witnesses, c)
			for m := range col.places {
				at := &col.places[m]
				if at.draw != s.draw {
					t.see(&s)
					s = sight{draw: at.draw}
				}
				if at.readings[x] != lacuna && at.rivals[x] > 0 && !at.isCommon(x, slots, len(witnesses) == 0) {
					s.against++
				}
			}
		}
	}
	t.see(&s)
}

// slots appends those of the articles other than c.
func (c *collated) slots(slots, articles []int, but int) []int {
	for _, a := range articles {
		if k := c.slot(a); k >= 0 && a != but {
			slots = append(slots, k)
		}
	}
	return slots
}

// isCommon says that no reading is commoner, among those of the given slots or
// of all, than that of slot x.
func (p *place) isCommon(x int, slots []int, all bool) bool {
	own := p.readings[x]
	if all {
		for r, n := range p.held {
			if int16(r) != own && n > p.held[own]-1 {
				return false
			}
		}
		return true
	}
	mine, others := 0, 0
	for _, k := range slots {
		switch p.readings[k] {
		case own:
			mine++
		case lacuna:
		default:
			others++
		}
	}
	return mine >= others
}
