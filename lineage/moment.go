package lineage

import (
	"math"
	"time"

	"github.com/stemma-news/stemma"
)

// zoneSlack is how far a published time may be off because its zone is wrong
// or unsaid: half a day, and a little.
const zoneSlack = 14 * time.Hour

// interval is when an article was published: a time known to the day is any
// time of that day. The zero interval is unknown.
type interval struct {
	lo, hi time.Time
	known  bool
}

// momentOf returns the time in which an article was published.
func momentOf(a *stemma.Article) interval {
	lo := a.Published
	if lo.IsZero() {
		return interval{}
	}
	hi := lo
	switch a.PublishedPrecision {
	case stemma.PrecisionNone:
		return interval{}
	case stemma.PrecisionMinute:
		hi = lo.Add(time.Minute - time.Second)
	case stemma.PrecisionDay:
		hi = lo.AddDate(0, 0, 1).Add(-time.Second)
	case stemma.PrecisionMonth:
		hi = lo.AddDate(0, 1, 0).Add(-time.Second)
	case stemma.PrecisionYear:
		hi = lo.AddDate(1, 0, 0).Add(-time.Second)
	}
	return interval{lo, hi, true}
}

// later says that a began after b ended.
func (a interval) later(b interval) bool {
	return a.known && b.known && a.lo.After(b.hi)
}

// surelyLater says that a is later than b even if one of their zones is wrong.
func (a interval) surelyLater(b interval) bool {
	return a.known && b.known && a.lo.After(b.hi.Add(zoneSlack))
}

// hoursAfter returns the hours from the middle of b to the middle of a, at
// least 0, and whether both are known.
func (a interval) hoursAfter(b interval) (float64, bool) {
	if !a.known || !b.known {
		return 0, false
	}
	gap := a.lo.Sub(b.lo) + a.hi.Sub(b.hi)
	return math.Max(0, gap.Hours()/2), true
}

// earliest returns the interval that ends first; unknown ones are no help.
func earliest(a, b interval) interval {
	switch {
	case !a.known:
		return b
	case !b.known || !b.hi.Before(a.hi):
		return a
	}
	return b
}
