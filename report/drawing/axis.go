package drawing

import (
	"cmp"
	"slices"
	"time"
)

const (
	// silence is how many times as long as all other intervals those are that are cut short,
	// and cutTo the share of the axis that one keeps.
	silence, cutTo = 8, 0.12
	// maxCuts is how many intervals are cut: more make the axis a list of dates.
	maxCuts = 4
	// breath is the least part of an axis that a cut interval takes, in pixels.
	breath = 36.0
)

// axis places moments between left and right.
type axis struct {
	// at are the moments at which the scale changes, in their order, and x where they are.
	at []time.Time
	x  []float64
	// cut tells which of the stretches between two of these are cut short.
	cut []bool
}

// newAxis makes the axis for moments and an end behind them, or nil where there are not two. What is
// between the last moment and the end is never cut: there something may have happened.
func newAxis(moments []time.Time, end time.Time, left, right float64) *axis {
	moments = slices.SortedFunc(slices.Values(moments), time.Time.Compare)
	moments = slices.CompactFunc(moments, time.Time.Equal)
	cuts := longGaps(moments)
	if len(moments) > 0 && end.After(moments[len(moments)-1]) {
		moments = append(moments, end)
	}
	if len(moments) < 2 {
		return nil
	}
	a := &axis{at: []time.Time{moments[0]}}
	for i := 1; i < len(moments); i++ {
		last := i == len(moments)-1
		if !cuts[i] && !last && !cuts[i+1] {
			continue
		}
		a.at, a.cut = append(a.at, moments[i]), append(a.cut, cuts[i])
	}
	a.scale(left, right)
	return a
}

// longGaps returns the moments, by their index, before which the axis is cut: behind the few intervals
// that are much longer than all others.
func longGaps(moments []time.Time) map[int]bool {
	if len(moments) < 2 {
		return nil
	}
	order := make([]int, len(moments)-1)
	gap := func(i int) time.Duration { return moments[i].Sub(moments[i-1]) }
	for i := range order {
		order[i] = i + 1
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(gap(j), gap(i)) })
	cuts := map[int]bool{}
	for n := 1; n <= maxCuts && n < len(order); n++ {
		if gap(order[n-1])/silence < gap(order[n]) {
			continue
		}
		for _, i := range order[:n] {
			cuts[i] = true
		}
		break
	}
	return cuts
}

// scale gives every cut its share of the room, and the rest one scale.
func (a *axis) scale(left, right float64) {
	var whole time.Duration
	cuts := 0
	for i, cut := range a.cut {
		if cut {
			cuts++
		} else {
			whole += a.at[i+1].Sub(a.at[i])
		}
	}
	room := right - left
	gap := max(breath, cutTo*room)
	if float64(cuts)*gap > room/2 {
		gap = room / 2 / float64(cuts)
	}
	perNano := 0.0
	if whole > 0 {
		perNano = (room - float64(cuts)*gap) / float64(whole)
	} else if cuts > 0 {
		gap = room / float64(cuts)
	}
	a.x = []float64{left}
	for i, cut := range a.cut {
		w := gap
		if !cut {
			w = perNano * float64(a.at[i+1].Sub(a.at[i]))
		}
		a.x = append(a.x, a.x[i]+w)
	}
}

// place is where a moment is; one before the first or after the last is there.
func (a *axis) place(t time.Time) float64 {
	i, _ := slices.BinarySearchFunc(a.at, t, time.Time.Compare)
	switch {
	case i == 0:
		return a.x[0]
	case i == len(a.at):
		return a.x[i-1]
	}
	from, to := a.at[i-1], a.at[i]
	return a.x[i-1] + (a.x[i]-a.x[i-1])*float64(t.Sub(from))/float64(to.Sub(from))
}

// tick is a moment that the axis names.
type tick struct {
	x     float64
	label string
	// day is true where the label names the day.
	day bool
}

// steps are the intervals between ticks.
var steps = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 2 * day, 7 * day,
	month, 3 * month, 6 * month, year, 2 * year, 5 * year, 10 * year, 50 * year,
}

const (
	day   = 24 * time.Hour
	month = 30 * day
	year  = 12 * month
)

// first is the first tick of a step that is not after t, next the one after a tick. Months
// and years are those of the calendar.
func first(t time.Time, step time.Duration) time.Time {
	switch {
	case step >= year:
		n := int(step / year)
		return time.Date(t.Year()/n*n, 1, 1, 0, 0, 0, 0, time.UTC)
	case step >= month:
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t.Truncate(step)
}

func next(t time.Time, step time.Duration) time.Time {
	if step >= month {
		return t.AddDate(0, int(step/month), 0)
	}
	return t.Add(step)
}

// named is what a tick is called.
func named(t time.Time, step time.Duration) (label string, isDay bool) {
	switch {
	case step >= year:
		return t.Format("2006"), true
	case step >= month:
		return t.Format("Jan 2006"), true
	case t.Equal(t.Truncate(day)):
		return t.Format("2 Jan 2006"), true
	}
	return t.Format("15:04"), false
}

// ticks are the moments that the axis names, at least tickApart pixels from each other.
func (a *axis) ticks() []tick {
	const apart = tickApart
	var out []tick
	for i, cut := range a.cut {
		if !cut {
			out = append(out, a.ticksOf(i, apart)...)
		}
	}
	out = spaced(out, apart)
	if len(out) > 0 && !out[0].day { // an hour of which day?
		out[0].label = a.moment(out[0].x).Format("2 Jan 15:04")
	}
	return out
}

// moment is when it is at a place.
func (a *axis) moment(x float64) time.Time {
	i, _ := slices.BinarySearch(a.x, x)
	i = min(max(i, 1), len(a.x)-1)
	w := a.x[i] - a.x[i-1]
	if w <= 0 {
		return a.at[i].UTC()
	}
	span := float64(a.at[i].Sub(a.at[i-1]))
	return a.at[i-1].Add(time.Duration(span * (x - a.x[i-1]) / w)).Round(time.Minute).UTC()
}

// maxTicks bounds what is tried for one stretch.
const maxTicks = 64

// ticksOf are the ticks of the stretch from at[i] on.
func (a *axis) ticksOf(i int, apart float64) []tick {
	from, to := a.at[i].UTC(), a.at[i+1].UTC()
	width := a.x[i+1] - a.x[i]
	if width < apart {
		return []tick{{x: a.x[i], label: from.Format("2 Jan 15:04"), day: true}}
	}
	step := steps[len(steps)-1]
	for _, s := range steps {
		if float64(s)*width >= float64(to.Sub(from))*apart {
			step = s
			break
		}
	}
	var out []tick
	for t, n := first(from, step), 0; !t.After(to) && n < maxTicks; t, n = next(t, step), n+1 {
		if !t.Before(from) {
			label, isDay := named(t, step)
			out = append(out, tick{x: a.place(t), label: label, day: isDay})
		}
	}
	return out
}

// spaced leaves out what comes too near to the tick before it; a day goes before an hour.
func spaced(all []tick, apart float64) []tick {
	var out []tick
	for _, t := range all {
		n := len(out) - 1
		switch {
		case n < 0 || t.x-out[n].x >= apart:
			out = append(out, t)
		case t.day && !out[n].day:
			out[n] = t
		}
	}
	return out
}
