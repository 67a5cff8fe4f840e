package date

import (
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma"
)

// clock is a time of the day. Its precision is empty where there is none.
type clock struct {
	hour, minute, second int
	precision            stemma.Precision
	zone                 *time.Location
}

// clock reads the first time of the day that has a colon or marks of its
// parts, or stands beside am or pm.
func (r *reading) clock() clock {
	for _, read := range []func(int) (clock, int){r.colonClock, r.markedClock, r.bareClock} {
		for i := range r.toks {
			if c, next := read(i); next > i {
				return r.finish(c, i, next)
			}
		}
	}
	return clock{}
}

// pointClock reads a time written with a point, once the day is found: "kl. 14.05".
func (r *reading) pointClock() clock {
	for i := range r.toks {
		if !r.num(i, 2) || !r.sign(i+1, ".") || !r.num(i+2, 2) || r.toks[i+2].digits != 2 || !r.toks[i+1].glued || !r.toks[i+2].glued ||
			r.sign(i+3, "./-") && r.num(i+4, 4) || r.sign(i-1, "./-") && i > 1 && r.toks[i-2].digits > 0 {
			continue // a part of another date
		}
		c := clock{hour: r.toks[i].value, minute: r.toks[i+2].value, precision: stemma.PrecisionMinute}
		if c.valid() {
			return r.finish(c, i, i+3)
		}
	}
	return clock{}
}

func (c clock) valid() bool { return c.hour <= 24 && c.minute < 60 && c.second <= 60 } // with leap seconds

// colonClock reads 14:05 and 14:05:30.
func (r *reading) colonClock(i int) (clock, int) {
	if !r.num(i, 2) || !r.sign(i+1, ":") || !r.num(i+2, 2) {
		return clock{}, i
	}
	seconds := r.sign(i+3, ":") && r.num(i+4, 2)
	if short := r.toks[i+2].digits != 2; short && (!seconds || !r.toks[i+2].glued || !r.toks[i+4].glued) {
		return clock{}, i // a single digit only in "5:6:7"
	}
	c := clock{hour: r.toks[i].value, minute: r.toks[i+2].value, precision: stemma.PrecisionMinute}
	next := i + 3
	if seconds && (r.toks[i+4].digits == 2 || r.toks[i+4].glued) {
		c.second, c.precision = r.toks[next+1].value, stemma.PrecisionSecond
		next += 2
	}
	if !c.valid() {
		return clock{}, i
	}
	return c, next
}

// markedClock reads 14h05, 14時05分, 10시 15분 30초, 10 giờ 15.
func (r *reading) markedClock(i int) (clock, int) {
	if !r.num(i, 2) || i+1 >= len(r.toks) {
		return clock{}, i
	}
	mark := r.toks[i+1]
	letter := (mark.text == "h" || mark.text == "ч" || mark.text == "u") && (mark.glued || r.num(i+2, 2))
	hours := r.is(i+1, isHourMark) || mark.name.unit == "hour" && r.num(i+2, 2) && r.toks[i+2].digits == 2
	if !letter && !hours || r.is(i+2, isAgo) {
		return clock{}, i
	}
	c := clock{hour: r.toks[i].value, precision: stemma.PrecisionMinute}
	next := i + 2
	if r.sign(next, ".") && letter {
		next++
	}
	if r.minutes(next) {
		c.minute = r.toks[next].value
		next++
		if r.is(next, isMinuteMark) || next < len(r.toks) && (r.toks[next].text == "m" || r.toks[next].text == "min") {
			next++
			if r.num(next, 2) && r.is(next+1, isSecondMark) {
				c.second, c.precision = r.toks[next].value, stemma.PrecisionSecond
				next += 2
			}
		}
	}
	if !c.valid() {
		return clock{}, i
	}
	return c, next
}

// minutes reports that the number behind a mark of the hour is its minutes:
// "05", or whatever has a mark of minutes; "14 h 5" is the fifth of a month.
func (r *reading) minutes(i int) bool {
	switch {
	case !r.num(i, 2):
		return false
	case r.is(i+1, isMinuteMark):
		return true
	case r.is(i+1, isDayMark|isMonthMark|isYear|isUnit):
		return false
	}
	return r.toks[i].digits == 2
}

// bareClock reads the hour alone beside am or pm: "10 AM", "7 p.m.".
func (r *reading) bareClock(i int) (clock, int) {
	if !r.num(i, 2) || r.toks[i].value > 12 || r.toks[i].value == 0 || !r.is(i+1, isAM|isPM) || r.toks[i+1].name.month > 0 {
		return clock{}, i
	}
	return clock{hour: r.toks[i].value, precision: stemma.PrecisionMinute}, i + 1
}

// finish adds what stands around a clock: half of the day, zone.
func (r *reading) finish(c clock, from, next int) clock {
	r.use(from, next)
	half := next
	for half < len(r.toks) && half < next+2 && (r.sign(half, ".,") || r.is(half, isClock) && !r.is(half, isAM|isPM)) {
		half++
	}
	switch {
	case r.is(half, isAM|isPM):
		c.half(r.toks[half].name.roles)
		r.use(next, half+1)
		next = half + 1
	case r.is(from-1, isAM|isPM):
		c.half(r.toks[from-1].name.roles)
	case r.is(from-2, isAM|isPM) && r.sign(from-1, ",.:"):
		c.half(r.toks[from-2].name.roles)
	}
	c.zone = r.zone(next)
	return c
}

func (c *clock) half(roles role) {
	switch {
	case roles&isPM != 0 && c.hour < 12:
		c.hour += 12
	case roles&isAM != 0 && c.hour == 12:
		c.hour = 0
	}
}

// zone reads the zone behind a clock.
func (r *reading) zone(i int) *time.Location {
	for skip := 0; i < len(r.toks) && skip < 4; skip++ {
		if z := r.zoneAt(i); z != nil {
			return z
		}
		if !r.sign(i, "(,.[") && !r.is(i, isClock) {
			return nil
		}
		i++
	}
	return nil
}

func (r *reading) zoneAt(i int) *time.Location {
	t := r.toks[i]
	if r.sign(i, "+-−") && i+1 < len(r.toks) && r.toks[i+1].glued && r.num(i+1, 4) {
		return r.offset(i)
	}
	hours, ok := r.zoneHours(t.orig)
	if !ok {
		return nil
	}
	if r.american = r.all.american[t.orig]; r.american {
		if base, _, _ := strings.Cut(r.o.Lang, "-"); base != "" && !r.habit(r.all.inAmerica) {
			return nil // ET is a word of French
		}
	}
	if hours == 0 && i+1 < len(r.toks) && r.sign(i+1, "+-−") && r.num(i+2, 4) {
		return r.offset(i + 1)
	}
	r.use(i, i+1)
	return fixed(hours)
}

// zoneHours finds an abbreviation, which must be in capitals.
func (r *reading) zoneHours(s string) (float64, bool) {
	if strings.IndexFunc(s, unicode.IsLower) >= 0 {
		return 0, false
	}
	base, _, _ := strings.Cut(r.o.Lang, "-")
	for _, key := range []string{r.o.Lang + " " + s, base + " " + s, s} {
		if h, ok := r.all.zones[key]; ok {
			return h, true
		}
	}
	return 0, false
}

// offset reads +07:00, +0700, +7 from its sign.
func (r *reading) offset(i int) *time.Location {
	number := r.toks[i+1]
	hours, minutes := number.value, 0
	if number.digits > 2 {
		hours, minutes = number.value/100, number.value%100
	} else if r.sign(i+2, ":") && r.num(i+3, 2) && r.toks[i+3].glued {
		minutes = r.toks[i+3].value
		r.use(i+2, i+4)
	}
	if hours > 14 || minutes > 59 {
		return nil
	}
	r.use(i, i+2)
	h := float64(hours) + float64(minutes)/60
	if !r.sign(i, "+") {
		h = -h
	}
	return fixed(h)
}

// americanSummer reports that a day and time are in the summer time of the
// United States and Canada, by the rules since 2007, and those since 1987.
func americanSummer(d day, c clock) bool {
	begin, end := sunday(d.year, time.March, 8), sunday(d.year, time.November, 1)
	if d.year < 2007 {
		begin, end = sunday(d.year, time.April, 1), sunday(d.year, time.October, 25)
	}
	t := time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, 0, 0, time.UTC)
	return !t.Before(begin) && t.Before(end)
}

// sunday is two o'clock of the first Sunday from a day on.
func sunday(year int, month time.Month, day int) time.Time {
	t := time.Date(year, month, day, 2, 0, 0, 0, time.UTC)
	return t.AddDate(0, 0, (7-int(t.Weekday()))%7)
}

func fixed(hours float64) *time.Location {
	if hours == 0 {
		return time.UTC
	}
	return time.FixedZone("", int(hours*3600))
}
