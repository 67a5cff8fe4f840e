package date

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// numberedDay reads three numbers: 2024/3/2, 2.3.2024, 02-03-24.
func (r *reading) numberedDay() (day, bool) {
	for i := range r.toks {
		if !r.isThree(i) {
			continue
		}
		if d, ok := r.three(i, r.toks[i+1].text); ok {
			r.use(i, i+5)
			return d, true
		}
	}
	return day{}, false
}

// isThree reports three numbers with the same mark between them.
func (r *reading) isThree(i int) bool {
	return r.num(i, 4) && r.sign(i+1, "./-،–") && r.num(i+2, 4) && r.num(i+4, 4) && r.toks[i+3].text == r.toks[i+1].text
}

// three orders three numbers.
func (r *reading) three(i int, mark string) (day, bool) {
	a, b, c := r.toks[i], r.toks[i+2], r.toks[i+4]
	var d day
	switch {
	case a.digits == 4:
		d = day{year: a.value, month: b.value, day: c.value}
	case c.digits == 4:
		d = day{day: a.value, month: b.value, year: c.value}
	case a.digits == 2 && c.digits <= 2 && r.habit(r.all.yearFirst):
		return day{year: fullYear(a.value), month: b.value, day: c.value}, b.value <= 12
	case c.digits == 2:
		d = day{day: a.value, month: b.value, year: fullYear(c.value)}
	default:
		return day{}, false
	}
	if a.digits != 4 {
		order := r.order(mark)
		switch {
		case d.month > 12 || order == MonthFirst && d.day <= 12:
			d.day, d.month = d.month, d.day
		case order == Unsure && d.day <= 12 && d.day != d.month:
			return day{}, false
		}
	}
	if y := d.year; y >= 1300 && y < 1420 {
		d.jalali = true
	}
	return d, d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31
}

// order tells whether the day or the month is first in numbers with a mark. Where
// nothing else is known, the region of the language decides, and plain English
// does not.
func (r *reading) order(mark string) Order {
	switch {
	case r.o.Order != ByLanguage && mark == ".":
		return DayFirst
	case r.o.Order != ByLanguage:
		return r.o.Order
	case r.all.dayFirst[r.o.Lang]:
		return DayFirst
	case r.habit(r.all.monthFirst):
		return MonthFirst
	case mark == "/" && (r.o.Lang == "" || r.habit(r.all.ambiguous)):
		return Unsure
	}
	return DayFirst
}

// OrderOf tells from all dates of one writer, such as a feed, whether day or month
// is first in those of figures: Unsure if none shows it, or they disagree.
func OrderOf(dates []string) Order {
	var days, months bool
	r := newReading(Options{})
	for _, s := range dates {
		if a, b, ok := r.figures(s); ok {
			days, months = days || a > 12, months || b > 12
		}
	}
	switch {
	case days && !months:
		return DayFirst
	case months && !days:
		return MonthFirst
	}
	return Unsure
}

// figures returns the first two numbers of a date of three that has the year
// behind them.
func (r *reading) figures(s string) (a, b int, ok bool) {
	if len(s) > maxLength || yearFirst(s) {
		return 0, 0, false
	}
	s = clean(norm.NFKC.String(s))
	if max(strings.Count(s, "/"), strings.Count(s, "-"), strings.Count(s, ".")) < 2 {
		return 0, 0, false
	}
	r.begin(s, "")
	for i := range r.toks {
		if r.isThree(i) {
			return r.toks[i].value, r.toks[i+2].value, r.toks[i].digits <= 2
		}
	}
	return 0, 0, false
}

// habit reports that a set has the language or its base.
func (r *reading) habit(set map[string]bool) bool {
	tag := r.o.Lang
	if set[tag] {
		return true
	}
	for i := range tag {
		if tag[i] == '-' || tag[i] == '_' {
			return set[tag[:i]]
		}
	}
	return false
}

// compactDay reads 20240302 among words.
func (r *reading) compactDay() (day, bool) {
	for i, t := range r.toks {
		if t.digits == 8 && !t.used && t.value > 19000000 && t.value < 21000000 {
			d := day{year: t.value / 10000, month: t.value / 100 % 100, day: t.value % 100}
			if d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31 {
				r.use(i, i+1)
				return d, true
			}
		}
	}
	return day{}, false
}
