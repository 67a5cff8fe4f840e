package cluster

import "slices"

// clock is the time of what comes in: the middle of the dates of the latest
// arrivals, so that a few wrong ones move nothing. It may go back.
type clock struct {
	recent []int64 // a ring of dates
	sorted []int64 // the same in order, empty where they are yet to be sorted
	next   int
	now    int64
	told   int64 // the time of day, if told
}

const (
	// recentDates is how many dates the clock is the middle of.
	recentDates = 101
	day         = 24 * 60 * 60
	// earliest is the first date that is believed: 1980. Earlier ones are
	// clocks that were never set.
	earliest = 10 * 365 * day
	// ahead is how far beyond the clock a date is believed.
	ahead = 366 * day
)

// saw takes note of an arrival's date.
func (c *clock) saw(p *Profile) {
	if !p.dated || p.to-p.from > day || p.from < earliest {
		return
	}
	if len(c.recent) < recentDates {
		c.recent = append(c.recent, p.from)
	} else {
		if at, ok := slices.BinarySearch(c.sorted, c.recent[c.next]); ok {
			c.sorted = slices.Delete(c.sorted, at, at+1)
		}
		c.recent[c.next] = p.from
		c.next = (c.next + 1) % recentDates
	}
	at, _ := slices.BinarySearch(c.sorted, p.from)
	c.sorted = slices.Insert(c.sorted, at, p.from)
	c.set()
}

func (c *clock) set() {
	if len(c.sorted) != len(c.recent) {
		c.sorted = slices.Sorted(slices.Values(c.recent))
	}
	c.now = c.told
	if len(c.sorted) > 0 {
		c.now = max(c.now, c.sorted[len(c.sorted)/2])
	}
}

// credible tells whether a profile's date can be right.
func (c *clock) credible(p *Profile) bool {
	return p.from >= earliest && (c.now == 0 || p.from <= c.now+ahead)
}
