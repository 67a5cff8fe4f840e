package date

import (
	"time"

	"github.com/stemma-news/stemma"
)

// day finds the day among the tokens that the clock left.
func (r *reading) day() (day, bool) {
	for _, read := range []func() (day, bool){r.markedDay, r.namedDay, r.numberedDay, r.compactDay, r.relativeDay} {
		if d, ok := read(); ok {
			return d, true
		}
	}
	return day{}, false
}

// markedDay reads 2024年3月2日, 令和6年3月2日, 3월 2일, ngày 2 tháng 3 năm 2024.
func (r *reading) markedDay() (day, bool) {
	var d day
	for i := range r.toks {
		switch {
		case r.num(i, 4) && r.is(i+1, isYear) && !r.is(i+2, isAgo) && d.year == 0:
			d.year = r.toks[i].value
			if era := r.eraBefore(i); era > 0 {
				d.year += era
			}
			r.use(i, i+2)
		case r.num(i, 2) && r.is(i+1, isMonthMark) && !r.is(i+2, isAgo) && d.month == 0:
			d.month = r.toks[i].value
			r.use(i, i+2)
		case r.num(i, 2) && r.is(i+1, isDayMark) && d.month > 0 && d.day == 0:
			d.day = r.toks[i].value
			r.use(i, i+2)
		case r.is(i, isMonthBefore) && r.num(i+1, 2) && d.month == 0:
			d = r.aroundNumber(i)
		}
	}
	return d, d.month > 0
}

func (r *reading) eraBefore(i int) int {
	if i > 0 {
		return r.toks[i-1].name.era
	}
	return 0
}

// aroundNumber reads the day before "tháng 3" and the year behind it.
func (r *reading) aroundNumber(i int) day {
	d := day{month: r.toks[i+1].value}
	if r.num(i-1, 2) {
		d.day = r.toks[i-1].value
		r.use(i-1, i)
	}
	r.use(i+1, i+2)
	for k := i + 2; k < min(i+5, len(r.toks)); k++ {
		if r.num(k, 4) && r.toks[k].digits == 4 {
			d.year = r.toks[k].value
			r.use(k, k+1)
			break
		}
	}
	return d
}

// namedDay reads the day that the name of a month says most of: with day and
// year rather than without.
func (r *reading) namedDay() (day, bool) {
	var best day
	var used []int
	bestAt, bestScore := 0, 0
	for i := range r.toks {
		n := r.monthAt(i)
		if n.month == 0 && n.jalali == 0 {
			continue
		}
		d, at := r.aroundName(i)
		d.month = n.month
		if n.month == 0 {
			d.month, d.jalali = n.jalali, true
		}
		nearer := len(at) > 0 && len(used) > 0 && at[0] == used[0] && apart(i, at[0]) < apart(bestAt, used[0])
		if score := d.says(); score > bestScore || score == bestScore && nearer {
			best, bestAt, bestScore, used = d, i, score, at // nearer: "mar. 14 juil. 2026" begins with a Tuesday
		}
	}
	for _, i := range used {
		r.use(i, i+1)
	}
	return best, bestScore > 0
}

func apart(a, b int) int { return max(a-b, b-a) }

// monthAt is the name at a token. Between a day and a year, that is also a word
// with another meaning ("14 ago 2026"), and one that only months of one number
// begin with.
func (r *reading) monthAt(i int) name {
	t := r.toks[i]
	n := t.name
	switch {
	case n.month > 0 && n.roles&isAgo != 0 && !r.between(i):
		return name{}
	case n != (name{}) || t.digits > 0 || len(t.text) < shortestBeginning || !r.between(i):
		return n
	}
	return name{month: r.all.of[r.lang].begun(t.text)}
}

// between reports that a token stands between the numbers of a day and a year.
func (r *reading) between(i int) bool {
	before, after := i-1, i+1
	if r.sign(before, "./-") {
		before--
	}
	for r.sign(after, "./-,") && after < i+3 {
		after++
	}
	return r.num(before, 2) && r.isDayNumber(before) && r.num(after, 4) && r.isYearNumber(after)
}

// says counts how much of a date is there.
func (d day) says() int {
	score := 0
	if d.day > 0 {
		score += 2
	}
	if d.year > 0 {
		score += 3
	}
	if d.jalali {
		score-- // where both calendars are printed, the Gregorian
	}
	return score
}

// reach is how many words and signs may stand between a month and its numbers:
// "2 de marzo de 2024", "March 2nd, 2024".
const reach = 4

// aroundName finds the day and the year around the name of a month.
func (r *reading) aroundName(i int) (d day, used []int) {
	left, right := r.numberBefore(i), r.numberAfter(i)
	if left == i-1 && left >= 0 && !r.isDayNumber(left) && r.toks[left].digits <= 2 && right >= 0 && r.isYearNumber(right) {
		return day{}, nil // 99 June 2026
	}
	if left >= 0 && r.isDayNumber(left) {
		d.day, used = r.toks[left].value, append(used, left)
		left = r.numberBefore(left)
	} else if right >= 0 && r.isDayNumber(right) && (r.toks[right].digits != 2 || !r.yearSign(right)) {
		d.day, used = r.toks[right].value, append(used, right)
		right = r.numberAfter(right)
	}
	switch {
	case right >= 0 && r.isYearNumber(right):
		d.year, used = r.toks[right].value, append(used, right)
	case left >= 0 && r.toks[left].digits == 4 && r.isYearNumber(left):
		d.year, used = r.toks[left].value, append(used, left)
	case right >= 0 && d.day > 0 && r.toks[right].digits == 2 && (right-i <= 2 || r.yearSign(right)) && !r.sign(right+1, ".:"):
		d.year, used = fullYear(r.toks[right].value), append(used, right)
	}
	return d, used
}

func (r *reading) yearSign(i int) bool { return r.sign(i-1, "'’`") }

func (r *reading) isDayNumber(i int) bool {
	t := r.toks[i]
	return t.digits <= 2 && t.value >= 1 && t.value <= 31
}

func (r *reading) isYearNumber(i int) bool {
	t := r.toks[i]
	return t.digits == 4 && (t.value >= 1900 && t.value < 2100 || t.value >= 2440 && t.value < 2650 || t.value >= 1300 && t.value < 1420)
}

// numberBefore and numberAfter find the next number that is not part of the
// clock, nor beyond another month.
func (r *reading) numberBefore(i int) int {
	for k, seen := i-1, 0; k >= 0 && seen < reach; k-- {
		if r.toks[k].used {
			continue
		}
		if seen++; r.toks[k].digits > 0 {
			return r.short(k)
		}
	}
	return -1
}

func (r *reading) numberAfter(i int) int {
	for k, seen := i+1, 0; k < len(r.toks) && seen < reach; k++ {
		if r.toks[k].used {
			continue
		}
		if seen++; r.toks[k].digits > 0 {
			return r.short(k)
		}
		if r.toks[k].name.month > 0 && k > i+1 && !r.sign(k-1, "/(") {
			return -1
		}
	}
	return -1
}

// short is k unless the number there is too long for a day or year.
func (r *reading) short(k int) int {
	if r.toks[k].digits > 4 {
		return -1
	}
	return k
}

func fullYear(y int) int {
	if y < 70 {
		return 2000 + y
	}
	return 1900 + y
}

// relativeDay reads "2 hours ago", "yesterday 14:05".
func (r *reading) relativeDay() (day, bool) {
	if r.o.Now.IsZero() {
		return day{}, false
	}
	for i := range r.toks {
		n := r.toks[i].name
		switch {
		case n.roles&isNow != 0:
			return r.back("minute", 0)
		case n.roles&isDay != 0:
			return r.back("day", -n.day)
		case n.roles&isTwo != 0 && r.agoNear(i, i):
			return r.back(n.twoUnit, 2)
		case n.roles&isUnit != 0 && r.num(i-1, 3) && r.agoNear(i-1, i):
			return r.back(n.unit, r.toks[i-1].value)
		case n.roles&isUnit != 0 && r.num(i+1, 3) && r.agoNear(i, i+1):
			return r.back(n.unit, r.toks[i+1].value)
		case n.roles&isUnit != 0 && (r.is(i-1, isOne) || !r.num(i-1, 4)) && r.agoNear(i, i):
			return r.back(n.unit, 1)
		}
	}
	return day{}, false
}

// agoNear reports a word for "ago" within two words of some tokens.
func (r *reading) agoNear(from, to int) bool {
	for k := max(0, from-2); k <= min(len(r.toks)-1, to+2); k++ {
		if r.is(k, isAgo) && (k < from || k > to) {
			return true
		}
	}
	return false
}

// back counts from now. Hours and longer are rounded by who wrote them, so that
// only the day, month or year is known.
func (r *reading) back(unit string, n int) (day, bool) {
	d := day{relative: true, at: r.o.Now, precision: stemma.PrecisionDay}
	switch unit {
	case "second":
		d.at, d.precision = d.at.Add(-time.Duration(n)*time.Second), stemma.PrecisionMinute
	case "minute":
		d.at, d.precision = d.at.Add(-time.Duration(n)*time.Minute), stemma.PrecisionMinute
	case "hour":
		d.at = d.at.Add(-time.Duration(n) * time.Hour)
	case "day":
		d.at = d.at.AddDate(0, 0, -n)
	case "week":
		d.at = d.at.AddDate(0, 0, -7*n)
	case "month":
		d.at, d.precision = d.at.AddDate(0, -n, 0), stemma.PrecisionMonth
	case "year":
		d.at, d.precision = d.at.AddDate(-n, 0, 0), stemma.PrecisionYear
	default:
		return d, false
	}
	d.at = startOf(d.at, d.precision)
	return d, true
}

func startOf(t time.Time, p stemma.Precision) time.Time {
	y, m, d := t.Date()
	switch p {
	case stemma.PrecisionYear:
		return time.Date(y, 1, 1, 0, 0, 0, 0, t.Location())
	case stemma.PrecisionMonth:
		return time.Date(y, m, 1, 0, 0, 0, 0, t.Location())
	case stemma.PrecisionDay:
		return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	}
	return t.Truncate(time.Minute)
}

// gregorian turns a day of another count of years into one of ours, gives one
// without a year the latest that is not after now, and refuses what no calendar
// has.
func (r *reading) gregorian(d day) (day, bool) {
	switch {
	case d.jalali && (d.year < 1300 || d.year > 1420):
		return d, false
	case d.jalali:
		d = fromJalali(d)
	case d.year >= 2440 && d.year < 2650, r.habit(r.all.buddhist) && d.year >= 2400:
		d.year -= 543
	case d.year == 0 && r.o.Now.IsZero():
		return d, false
	case d.year == 0:
		d.year = r.o.Now.Year()
		if time.Date(d.year, time.Month(d.month), max(d.day, 1), 0, 0, 0, 0, r.o.Now.Location()).After(r.o.Now.Add(36 * time.Hour)) {
			d.year--
		}
	}
	if d.year < earliestYear || d.year > latestYear || d.month > 12 {
		return d, false
	}
	if d.day > 0 {
		t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
		return d, t.Day() == d.day
	}
	return d, true
}

// fromJalali turns a Solar Hijri day into a Gregorian one by the 33-year cycle
// of leap years, exact for the years 1206 to 1498 (Borkowski 1996).
func fromJalali(d day) day {
	days := max(d.day, 1) - 1
	for y := 1300; y < d.year; y++ {
		days += 365
		switch y % 33 {
		case 1, 5, 9, 13, 17, 22, 26, 30:
			days++
		}
	}
	if d.month <= 7 {
		days += (d.month - 1) * 31
	} else {
		days += (d.month-7)*30 + 186
	}
	t := time.Date(1921, 3, 21, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days) // 1 Farvardin 1300
	g := day{year: t.Year(), month: int(t.Month())}
	if d.day > 0 {
		g.day = t.Day()
	}
	return g
}
