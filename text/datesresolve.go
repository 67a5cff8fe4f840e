package text

import (
	"strconv"
	"time"

	"github.com/stemma-news/stemma"
)

// jalaliEpoch is 1 Farvardin 1300.
var jalaliEpoch = time.Date(1921, time.March, 21, 0, 0, 0, 0, time.UTC)

var noMoment = stemma.Moment{Precision: stemma.PrecisionNone}

// resolve places e in time; ref is the publication date.
func (e dateExpr) resolve(ref stemma.Moment) stemma.Moment {
	switch {
	case e.unit == unplaced:
		return noMoment
	case e.year > 0:
		return e.calendar()
	case e.month > 0 && e.unit == "year" && hasYear(ref):
		e.year = ref.Time.Year() + e.offset
		return e.calendar()
	case e.month > 0:
		return e.nearest(ref)
	case e.day > 0:
		return e.latestDay(ref)
	case e.weekday > 0:
		return e.nearestWeekday(ref)
	}
	return e.shifted(ref)
}

func (e dateExpr) calendar() stemma.Moment {
	switch {
	case e.month == 0:
		return moment(e.year, 1, 1, stemma.PrecisionYear)
	case e.day == 0:
		return moment(e.year, e.month, 1, stemma.PrecisionMonth)
	}
	m := moment(e.year, e.month, e.day, stemma.PrecisionDay)
	if e.precision != "" {
		m.Time, m.Precision = m.Time.Add(e.clock), e.precision
	}
	return m
}

func moment(year, month, day int, p stemma.Precision) stemma.Moment {
	return stemma.Moment{Time: time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), Precision: p}
}

// nearest gives a day or month without a year the year that brings it nearest
// to ref, or the one the text asks for ("last March").
func (e dateExpr) nearest(ref stemma.Moment) stemma.Moment {
	if !hasYear(ref) || e.day > 0 && !hasMonth(ref) {
		return noMoment
	}
	if ref.Precision == stemma.PrecisionYear {
		e.year = ref.Time.Year()
		return e.calendar()
	}
	y, m, _ := ref.Time.Date()
	e.year = y
	ahead := e.month - int(m)
	switch {
	case e.direction < 0:
		if ahead >= 0 && e.day == 0 {
			e.year--
		}
	case e.direction > 0:
		if ahead <= 0 {
			e.year++
		}
	case ahead > 6:
		e.year--
	case ahead < -6:
		e.year++
	}
	if e.day > daysIn(e.month, e.year) {
		return noMoment
	}
	return e.calendar()
}

// latestDay gives a day without a month the month that makes it the latest
// one up to ref.
func (e dateExpr) latestDay(ref stemma.Moment) stemma.Moment {
	if !hasDay(ref) {
		return noMoment
	}
	y, m, d := ref.Time.Date()
	if e.day > d {
		m--
	}
	if m == 0 {
		y, m = y-1, time.December
	}
	if e.day > daysIn(int(m), y) {
		return noMoment
	}
	return moment(y, int(m), e.day, stemma.PrecisionDay)
}

func (e dateExpr) nearestWeekday(ref stemma.Moment) stemma.Moment {
	if !hasDay(ref) {
		return noMoment
	}
	y, m, d := ref.Time.Date()
	ago := (weekdayOf(ref.Time) - e.weekday + 7) % 7
	switch {
	case e.weeks && e.direction != 0:
		ago = weekdayOf(ref.Time) - e.weekday - 7*e.direction
	case e.direction > 0 && ago >= 0:
		ago -= 7
	case e.direction < 0 && ago == 0:
		ago = 7
	}
	return moment(y, int(m), d-ago, stemma.PrecisionDay)
}

// weekdayOf numbers Monday 1 to Sunday 7, as ISO 8601 does.
func weekdayOf(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

func (e dateExpr) shifted(ref stemma.Moment) stemma.Moment {
	y, m, d := ref.Time.Date()
	switch {
	case e.unit == "day" && hasDay(ref):
		return moment(y, int(m), d+e.offset, stemma.PrecisionDay)
	case e.unit == "month" && hasMonth(ref):
		return moment(y, int(m)+e.offset, 1, stemma.PrecisionMonth)
	case e.unit == "year" && hasYear(ref):
		return moment(y+e.offset, 1, 1, stemma.PrecisionYear)
	}
	return noMoment
}

func hasYear(m stemma.Moment) bool { return !m.Time.IsZero() && m.Precision != stemma.PrecisionNone }

func hasMonth(m stemma.Moment) bool { return hasYear(m) && m.Precision != stemma.PrecisionYear }

func hasDay(m stemma.Moment) bool { return hasMonth(m) && m.Precision != stemma.PrecisionMonth }

// clock reads "10:30", "10:30:05" and a zone behind it, as the time that
// passes from midnight UTC.
func (r *reading) clock(i int) (time.Duration, stemma.Precision, int) {
	hour, ok1 := r.clockPart(i, 24)
	minute, ok2 := r.clockPart(i+2, 60)
	if !ok1 || !ok2 || !r.sign(i+1, ":") {
		return 0, "", i
	}
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	precision, next := stemma.PrecisionMinute, i+3
	if second, ok := r.clockPart(i+4, 60); ok && r.sign(i+3, ":") {
		clock += time.Duration(second) * time.Second
		precision, next = stemma.PrecisionSecond, i+5
		if r.sign(next, ".") && r.gluedDigits(next+1) {
			next += 2
		}
	}
	if next < len(r.toks) && (r.toks[next].form == "pm" && hour < 12) {
		clock += 12 * time.Hour
		next++
	} else if next < len(r.toks) && r.toks[next].form == "am" {
		next++
	}
	hours, next := r.zone(next)
	return clock - time.Duration(hours*float64(time.Hour)), precision, next
}

func (r *reading) clockPart(i, limit int) (int, bool) {
	if i >= len(r.toks) || r.toks[i].kind != digitToken || len(r.toks[i].form) > 2 {
		return 0, false
	}
	v, err := strconv.Atoi(r.toks[i].form)
	return v, err == nil && v < limit
}

// dateTextLimit is how much of a text lineDate reads: a date line is short.
const dateTextLimit = 300

// lineDate reads the date that a line gives: "2021-02-13T10:30:05+03:00",
// "Sat, 13 Feb 2021 10:00 GMT", "Published 13 Februari 2021 | 09.15 WIB". It
// reports false when the line has no date with a year, or so much beside the
// date that it is not a date line.
func lineDate(s, lang string) (stemma.Moment, bool) {
	if len(s) > dateTextLimit {
		return noMoment, false
	}
	for _, tag := range []string{lang, "en"} {
		if m, ok := dateIn(s, tag); ok {
			return m, true
		}
	}
	return noMoment, false
}

func dateIn(s, lang string) (stemma.Moment, bool) {
	r := newReading(s, lang)
	for _, e := range r.dateExprs() {
		if e.year == 0 || e.unit == unplaced {
			continue
		}
		if r.wordsBeside(e) > 5 || e.month == 0 && r.wordsBeside(e) > 0 {
			return noMoment, false
		}
		if e.day > 0 && e.precision == "" {
			e = r.clockNear(e)
		}
		return e.calendar(), true
	}
	return noMoment, false
}

// wordsBeside counts the words that are not part of the date.
func (r *reading) wordsBeside(e dateExpr) int {
	n := 0
	for i := range r.toks {
		if (i < e.from || i >= e.to) && r.toks[i].kind != signToken && r.toks[i].kind != digitToken && !r.has(i, roleWeekday) {
			n++
		}
	}
	return n
}

// clockNear reads the time that stands beside the date: "13 Feb 2021, 10:30".
func (r *reading) clockNear(e dateExpr) dateExpr {
	for _, k := range []int{e.to, e.to + 1, e.to + 2} {
		if clock, precision, _ := r.clock(k); precision != "" {
			e.clock, e.precision = clock, precision
			return e
		}
	}
	return e
}
