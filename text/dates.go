package text

import (
	"time"

	"github.com/stemma-news/stemma"
)

// dates finds the date expressions of a sentence, which starts at offset base
// of the article's text, and resolves the relative ones against ref, the
// moment of publication:
//
//	2021-02-13, 13.2.2021, 13 February 2021, 2021年2月13日, February 2021, 2011,
//	Friday, last Friday, yesterday, three days ago, this year
//
// A weekday is the latest one up to ref, or the next one where the text says
// so; a day or month without a year is the one nearest to ref. What needs ref
// and has none, and what names no day, month or year ("last week"), has a
// zero Time. Ambiguous orders (English 3/4/2021) stay unresolved too: a wrong
// date is worse than none. Buddhist years are read in Thai, Solar Hijri dates
// by the names of their months; lunar Hijri dates are left out.
func dates(s string, base int, lang string, ref stemma.Moment) []Date {
	r := newReading(s, lang)
	return r.dates(base, r.dateExprs(), ref)
}

func (r *reading) dates(base int, exprs []dateExpr, ref stemma.Moment) []Date {
	var out []Date
	for _, e := range exprs {
		span := stemma.Span{Start: base + r.toks[e.from].start, End: base + r.toks[e.to-1].end}
		out = append(out, Date{Span: span, Moment: e.resolve(ref)})
	}
	return out
}

// dateExpr is a date expression, held by tokens [from, to), before it is
// resolved. What is unknown is zero.
type dateExpr struct {
	from, to         int
	year, month, day int
	weekday          int  // 1 is Monday
	direction        int  // below 0 where the text says "last", above for "next"
	weeks            bool // the direction counts calendar weeks
	offset           int  // in units from ref
	unit             string
	clock            time.Duration // of a full timestamp, with its precision
	precision        stemma.Precision
}

// unplaced is the unit of a date that cannot be placed in time.
const unplaced = "?"

// dateExprs finds the date expressions in order; they do not overlap.
func (r *reading) dateExprs() []dateExpr {
	var out []dateExpr
	for i := 0; i < len(r.toks); {
		e, ok := r.dateAt(i)
		if !ok {
			i++
			continue
		}
		e.from = max(e.from, i)
		if n := len(out); n > 0 && r.adjoins(out[n-1], e) {
			out[n-1] = r.merge(out[n-1], e)
		} else {
			out = append(out, e)
		}
		i = max(e.to, out[len(out)-1].to)
	}
	return out
}

// adjoins reports that b says the same day as a once more: "Friday, 12
// February", "Jumat (12/2/2021)", «اليوم الجمعة».
func (r *reading) adjoins(a, b dateExpr) bool {
	if a.to == b.from && (a.isRelativeYear() && b.lacksYear() || b.isRelativeYear() && a.lacksYear()) {
		return true
	}
	if !a.isDay() || !b.isDay() || b.from-a.to > 2 || !a.agrees(b) {
		return false
	}
	for k := a.to; k < b.from; k++ {
		if !r.sign(k, ",،、(") && !r.has(k, roleDateJoiner) {
			return false
		}
	}
	return b.unit != "day" || a.to == b.from
}

// isRelativeYear and lacksYear belong together: "October last year", 去年十月.
func (e dateExpr) isRelativeYear() bool { return e.unit == "year" && e.month == 0 }

func (e dateExpr) lacksYear() bool { return e.month > 0 && e.year == 0 && e.unit == "" }

// agrees reports that of two days one is a weekday, and that it is not
// another one than the calendar has for the other.
func (e dateExpr) agrees(b dateExpr) bool {
	day, other := e, b
	if e.weekday == 0 {
		day, other = b, e
	}
	if day.weekday == 0 || other.weekday > 0 || day.direction != 0 {
		return false
	}
	return other.year == 0 || weekdayOf(other.calendar().Time) == day.weekday
}

func (e dateExpr) isDay() bool {
	return e.day > 0 || e.weekday > 0 || e.unit == "day" && e.offset >= -2 && e.offset <= 2
}

// merge keeps a calendar date rather than a weekday, and a weekday, which
// does not depend on the day of printing, rather than "today".
func (r *reading) merge(a, b dateExpr) dateExpr {
	if a.isRelativeYear() || b.isRelativeYear() {
		year, month := a, b
		if b.isRelativeYear() {
			year, month = b, a
		}
		month.offset, month.unit = year.offset, year.unit
		month.from, month.to = a.from, b.to
		return month
	}
	best, other := a, b
	if b.day > 0 || b.weekday > 0 && a.day == 0 {
		best, other = b, a
	}
	if best.day == 0 && other.unit == "day" {
		best.direction = other.offset
	}
	best.from, best.to = a.from, b.to
	for k := a.to; k < b.from; k++ {
		if r.sign(k, "(") && r.sign(b.to, ")") {
			best.to = b.to + 1
		}
	}
	return best
}

// dateOpeners are the roles that a word at the start of a date can have.
const dateOpeners = roleSet(1<<roleMonth | 1<<roleMonthWithDay | 1<<roleWeekday | 1<<roleRelative | 1<<roleAgoBefore |
	1<<roleLast | 1<<roleNext | 1<<roleYearBefore | 1<<roleNumber | 1<<roleTimeUnit)

// dateAt reads the date expression that starts at token i.
func (r *reading) dateAt(i int) (dateExpr, bool) {
	if r.toks[i].kind == digitToken {
		return r.dateAtDigits(i)
	}
	if r.toks[i].can&dateOpeners == 0 {
		return dateExpr{}, false
	}
	return longest(i, r.monthDate, r.relative, r.ago, r.agoNounFirst, r.weekdayAt, r.markedYear)
}

func (r *reading) dateAtDigits(i int) (dateExpr, bool) {
	if r.isIdentifier(i) {
		return dateExpr{}, false
	}
	for _, read := range []func(int) (dateExpr, bool){r.numericDate, r.yearMonthDay, r.dayMonth, r.monthDate, r.relative, r.ago, r.bareYear, r.bareDay} {
		if e, ok := read(i); ok {
			return e, true
		}
	}
	return dateExpr{}, false
}

// longest returns what the reader that reads farthest makes of token i, and
// the first of those that read as far.
func longest(i int, readers ...func(int) (dateExpr, bool)) (dateExpr, bool) {
	best, found := dateExpr{}, false
	for _, read := range readers {
		if e, ok := read(i); ok && e.to > best.to {
			best, found = e, true
		}
	}
	return best, found
}

// relative reads "yesterday", "this year": the key is an offset and a unit.
func (r *reading) relative(i int) (dateExpr, bool) {
	m, n := r.match(i, roleRelative)
	if n == 0 {
		return dateExpr{}, false
	}
	e := dateExpr{to: i + n, offset: int(m.value), unit: m.unit}
	return e, true
}

// agoNounFirst reads Swahili "siku tatu zilizopita".
func (r *reading) agoNounFirst(i int) (dateExpr, bool) {
	u, n := r.match(i, roleTimeUnit)
	if n == 0 || !r.lex.is("noun first") {
		return dateExpr{}, false
	}
	m, ok := r.magnitude(i + n)
	if !ok || m.value != float64(int(m.value)) || m.value > 500 {
		return dateExpr{}, false
	}
	_, after := r.match(m.next, roleAgoAfter)
	return dateExpr{to: m.next + after, offset: -int(m.value), unit: u.key}, after > 0
}

// ago reads "three days ago", "vor drei Tagen", "3天前".
func (r *reading) ago(i int) (dateExpr, bool) {
	_, before := r.match(i, roleAgoBefore)
	m, ok := r.magnitude(i + before)
	if !ok || m.value != float64(int(m.value)) || m.value > 500 {
		return dateExpr{}, false
	}
	u, n := r.match(m.next, roleTimeUnit)
	if n == 0 {
		return dateExpr{}, false
	}
	end := m.next + n
	_, after := r.match(end, roleAgoAfter)
	if before == 0 && after == 0 {
		return dateExpr{}, false
	}
	e := dateExpr{to: end + after, offset: -int(m.value), unit: u.key}
	return e, true
}

// weekdayAt reads "Friday", "last Friday", "viernes pasado".
func (r *reading) weekdayAt(i int) (dateExpr, bool) {
	k, direction := r.direction(i)
	m, n := r.match(k, roleWeekday)
	if n == 0 || r.lex.is("capital weekdays") && !r.toks[k].upper {
		return dateExpr{}, false
	}
	e := dateExpr{to: k + n, weekday: int(m.value), direction: direction, weeks: r.lex.is("calendar weeks")}
	if direction == 0 && !e.weeks {
		e.to, e.direction = r.direction(e.to)
	}
	return e, true
}

// direction reads "last" (-1) or "next" (1) at token i.
func (r *reading) direction(i int) (next, direction int) {
	if _, n := r.match(i, roleLast); n > 0 {
		return i + n, -1
	}
	if _, n := r.match(i, roleNext); n > 0 {
		return i + n, 1
	}
	return i, 0
}
