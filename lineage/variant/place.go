package variant

import "slices"

// Slot returns the index of a witness in Who, -1 if it is not there.
func (c *Collation) Slot(witness int) int {
	if i, ok := slices.BinarySearch(c.Who, witness); ok {
		return i
	}
	return -1
}

// AppendSlots appends the slots of those witnesses that are there.
func (c *Collation) AppendSlots(slots, witnesses []int) []int {
	for _, a := range witnesses {
		if k := c.Slot(a); k >= 0 {
			slots = append(slots, k)
		}
	}
	return slots
}

// Telling counts the places that tell groups of witnesses apart: two readings
// each have more than one.
func (c *Collation) Telling() int {
	n := 0
	for k := range c.Places {
		groups := 0
		for _, held := range c.Places[k].Held {
			if held >= 2 {
				groups++
			}
		}
		if groups >= 2 {
			n++
		}
	}
	return n
}

// Having lists for each reading those of the slots that have it, in their order.
func (p *Place) Having(slots []int) [][]int {
	list := make([][]int, len(p.Held))
	for _, i := range slots {
		if r := p.Readings[i]; r != Lacuna {
			list[r] = append(list[r], i)
		}
	}
	return list
}

// Alone returns those of a group of slots that have a reading which two or more
// of them have and no one else does, and the reading; none where there is none.
func (p *Place) Alone(slots []int) (having []int, reading int16) {
	for r, held := range p.Held {
		if held < 2 || int(held) > len(slots) {
			continue
		}
		having = having[:0]
		for _, x := range slots {
			if p.Readings[x] == int16(r) {
				having = append(having, x)
			}
		}
		if len(having) == int(held) {
			return having, int16(r)
		}
	}
	return nil, 0
}

// IsCommon says that of the given slots but x no more have another reading than
// have that of slot x, which is no lacuna.
func (p *Place) IsCommon(x int, slots []int) bool {
	mine, others := 0, 0
	for _, k := range slots {
		switch {
		case k == x || p.Readings[k] == Lacuna:
		case p.Readings[k] == p.Readings[x]:
			mine++
		default:
			others++
		}
	}
	return mine >= others
}

// IsCommonest says that no one reading is commoner than that of slot x, which is
// no lacuna, among all but x.
func (p *Place) IsCommonest(x int) bool {
	own := p.Readings[x]
	for r, n := range p.Held {
		if int16(r) != own && n > p.Held[own]-1 {
			return false
		}
	}
	return true
}
