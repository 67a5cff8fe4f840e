package lineage

import (
	"math"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
)

// last is when the text was written as it is: when it was last changed, or
// published.
func (r *reading) last() interval {
	if r.updated.known {
		return r.updated
	}
	return r.when
}

// outruns says that what the reading reports came out after the other's text was
// as it is, even if one of their zones is wrong: the other cannot have it from
// there.
func (r *reading) outruns(other *reading) bool { return r.when.surelyLater(other.last()) }

// hasMoved says that the parent was changed after the child came out. What it has
// and the child lacks may be new.
func hasMoved(child, parent *reading) bool {
	return parent.updated.known && parent.updated.later(child.last())
}

// follows says that article a came out after article b, as far as the dates can
// be believed: who credits another came after it, and where the clock has it the
// other way round, within what a wrong zone or an update explains, the clock is
// wrong.
func (g *graph) follows(a, b int) bool {
	return g.read[a].when.later(g.read[b].when) && !g.restsOn(b, a)
}

// restsOn says that article c names article p as what it rests on.
func (g *graph) restsOn(c, p int) bool {
	for k := range g.cite.byArticle[c] {
		if x := &g.cite.byArticle[c][k]; x.isMain() && slices.Contains(g.cite.targets[x.source], p) {
			return !g.read[p].outruns(&g.read[c])
		}
	}
	return false
}

// compareTimes tallies what the two dates tell, and whether the child credits the
// parent.
func compareTimes(child, parent *reading, credited bool, t *tally) {
	hours, known := child.when.hoursAfter(parent.when)
	switch late := parent.when.later(child.when); {
	case !known:
		t.whole[fTimeUnknown] = 1
	case parent.outruns(child):
		t.whole[fTimeCited] = 1
	case child.when.later(parent.when):
		t.whole[fTimeGap] = math.Log1p(hours)
	case late && credited:
		t.whole[fTimeLateCited] = 1
	case late && child.updated.known && !parent.when.later(child.updated):
		t.whole[fTimeUpdated] = 1
	case late && (child.when.isVague() || parent.when.isVague()):
		t.whole[fTimeLateDay] = 1
	case late:
		t.whole[fTimeLate] = 1
	default:
		t.whole[fTimeOrder] = parent.when.oddsBefore(child.when)
	}
}

// tellTimes says in words what the two dates tell about the direction.
func tellTimes(child, parent *reading) string {
	late := parent.when.later(child.when)
	switch {
	case !child.when.absurd.IsZero():
		return "its date, " + calendarDay(child.when.absurd) + ", cannot be right: taken as undated"
	case !parent.when.absurd.IsZero():
		return "the date of the other, " + calendarDay(parent.when.absurd) + ", cannot be right: taken as undated"
	case !child.when.known && !parent.when.known:
		return "neither is dated: nothing tells by time which was first"
	case !child.when.known || !parent.when.known:
		return "one of the two is undated: their times do not tell which was first"
	case parent.outruns(child):
		return "cites the other, which is dated later than that: one of the two dates is wrong"
	case child.when.sameClock(parent.when):
		return "their times differ by a time zone to the second: they do not tell which was first"
	case hasMoved(child, parent) && child.when.later(parent.when):
		return publishedLater(child.when, parent.when) + "; the other was updated after that, and may say now what it did not say then"
	case child.when.later(parent.when):
		return publishedLater(child.when, parent.when)
	case late && child.updated.known && !parent.when.later(child.updated):
		return "published earlier, but updated after the other came out"
	case late && (child.when.isVague() || parent.when.isVague()):
		return "published earlier by the calendar, though within what a time zone explains"
	case late:
		return "published earlier by the clock, though within what a wrong time zone explains"
	}
	return "dates do not tell which was first"
}

// evidenceOfTime says what the dates tell about the direction.
func (g *graph) evidenceOfTime(p, c int) stemma.Evidence {
	child, parent := &g.read[c], &g.read[p]
	return stemma.Evidence{
		Kind: stemma.EvidenceTime, Detail: tellTimes(child, parent),
		Against: parent.outruns(child) || parent.when.later(child.when),
	}
}

func calendarDay(t time.Time) string { return t.Format("2 January 2006") }
