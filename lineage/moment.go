package lineage

import (
	"math"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// zoneSlack is how far a published time may be off because its zone is wrong
// or unsaid: half a day, and a little.
const zoneSlack = 14 * time.Hour

// interval is when an article was published: a time known to the day is any
// time of that day. The zero interval is unknown.
type interval struct {
	lo, hi time.Time
	known  bool
	// exact is a time that was given to the second, in seconds that are not 0.
	exact bool
	// absurd is the time that was given where it cannot be right, and is not
	// counted.
	absurd time.Time
}

// momentsOf returns the times in which articles were published.
func momentsOf(docs []*text.Document) []interval {
	list := make([]interval, len(docs))
	for i, d := range docs {
		list[i] = momentOf(&d.Article)
	}
	dropAbsurd(list)
	return list
}

// Doubted says of each article of a story whether its date cannot be right, so
// that Infer takes it as undated: what software gives to what has no date, and the
// far future of the others.
func Doubted(articles []stemma.Article) []bool {
	list, doubted := make([]interval, len(articles)), make([]bool, len(articles))
	for i := range articles {
		list[i] = momentOf(&articles[i])
	}
	dropAbsurd(list)
	for i := range list {
		doubted[i] = !list[i].absurd.IsZero()
	}
	return doubted
}

func momentOf(a *stemma.Article) interval {
	lo := a.Published
	if lo.IsZero() || a.PublishedPrecision == stemma.PrecisionNone {
		return interval{}
	}
	hi := lo
	switch a.PublishedPrecision {
	case stemma.PrecisionMinute:
		hi = lo.Add(time.Minute - time.Second)
	case stemma.PrecisionDay:
		hi = lo.AddDate(0, 0, 1).Add(-time.Second)
	case stemma.PrecisionMonth:
		hi = lo.AddDate(0, 1, 0).Add(-time.Second)
	case stemma.PrecisionYear:
		hi = lo.AddDate(1, 0, 0).Add(-time.Second)
	}
	return interval{lo: lo, hi: hi, known: true, exact: hi.Equal(lo) && lo.Second() != 0}
}

// updateOf returns when an outlet last changed an article, if it has since it
// published it.
func updateOf(a *stemma.Article, when interval) interval {
	u := a.Updated
	if u.IsZero() || isFallback(u) || when.known && !u.After(when.hi) {
		return interval{}
	}
	return interval{lo: u, hi: u, known: true}
}

const (
	// nearDate is how close another date must be for the first day of 1970 to be
	// believed.
	nearDate = 366 * 24 * time.Hour
	// tooLate is how long after most of a story a report cannot be: a slip of
	// the year, or a date that means "never".
	tooLate = 20 * nearDate
	// lastYear is one that no report can be of yet, whatever the others say. It is
	// a fixed one and not the reader's clock, by which a story would have another
	// tree tomorrow: it must be moved on before it comes.
	lastYear = 2050
)

// dropAbsurd makes unknown the dates that cannot be right: those that software falls
// back on, where no other is near, and those in the far future of the rest. An
// old date is none of them: that an old report comes round again is news.
func dropAbsurd(list []interval) {
	var sound []time.Time
	for _, w := range list {
		if w.known && !isFallback(w.lo) && w.lo.Year() < lastYear {
			sound = append(sound, w.lo)
		}
	}
	slices.SortFunc(sound, time.Time.Compare)
	for i, w := range list {
		if w.known && isAbsurd(w.lo, sound) {
			list[i] = interval{absurd: w.lo}
		}
	}
}

// isAbsurd holds a date against those that may be right, in their order.
func isAbsurd(t time.Time, sound []time.Time) bool {
	switch {
	case t.Year() >= lastYear:
		return true
	case isFallback(t):
		return !slices.ContainsFunc(sound, func(other time.Time) bool { return other.Sub(t).Abs() < nearDate })
	case len(sound) < 3:
		return false
	}
	return t.Sub(sound[(len(sound)-1)/2]) > tooLate
}

// isFallback says that software gives the day, in one zone or another, to what
// has no date: the first day of Unix, of Windows, of spreadsheets, of DOS, the
// last that 32 bits hold.
func isFallback(t time.Time) bool {
	for _, day := range []string{"0001-01-01", "1601-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "1980-01-01", "2038-01-19"} {
		f, err := time.Parse(time.DateOnly, day)
		if err == nil && t.Sub(f).Abs() <= 24*time.Hour {
			return true
		}
	}
	return false
}

// later says that a began after b ended.
func (a interval) later(b interval) bool {
	return a.known && b.known && a.lo.After(b.hi) && !a.sameClock(b)
}

// surelyLater says that a is later than b even if one of their zones is wrong.
func (a interval) surelyLater(b interval) bool {
	return a.known && b.known && a.lo.After(b.hi.Add(zoneSlack))
}

// sameClock says that the two are apart by what can be between two zones, to the
// second: most likely one moment, written down in two of them. Zones differ by
// quarters of an hour; one pair of times in 900 does by chance.
func (a interval) sameClock(b interval) bool {
	apart := a.lo.Sub(b.lo).Abs()
	return a.exact && b.exact && 0 < apart && apart <= zoneSlack && apart%(15*time.Minute) == 0
}

// isVague says that the day is known at most. Which day it is where the reader
// is hangs on a zone that is not given.
func (a interval) isVague() bool { return a.known && a.hi.Sub(a.lo) >= 23*time.Hour }

// hoursAfter returns the hours from the middle of b to the middle of a, at
// least 0, and whether both are known.
func (a interval) hoursAfter(b interval) (float64, bool) {
	if !a.known || !b.known {
		return 0, false
	}
	gap := a.lo.Sub(b.lo) + a.hi.Sub(b.hi)
	return math.Max(0, gap.Hours()/2), true
}

// oddsBefore is the logarithm of the odds that a came before b, if each is any
// time of its interval alike and neither is later: a report of 13 February and
// one of February tell little of their order, one of 08:00 and one of that day
// tell more. It is at most 3 either way.
func (a interval) oddsBefore(b interval) float64 {
	if a.sameClock(b) {
		return 0
	}
	width := a.hi.Sub(a.lo).Seconds() + 1
	over := func(t time.Time) float64 { // for how long a has been over at t, on average
		switch at := t.Sub(a.lo).Seconds(); {
		case at <= 0:
			return 0
		case at <= width:
			return at * at / (2 * width)
		default:
			return at - width/2
		}
	}
	end := b.hi.Add(time.Second)
	chance := (over(end) - over(b.lo)) / end.Sub(b.lo).Seconds()
	return max(-3, min(3, math.Log(chance/(1-chance))))
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
