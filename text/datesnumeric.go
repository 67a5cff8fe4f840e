package text

import (
	"strconv"
	"strings"
)

// numericDate reads a date in digits: 2021-02-13, 13.02.2021, 13/2, and a
// time glued to it.
func (r *reading) numericDate(i int) (dateExpr, bool) {
	if i > 0 && r.toks[i].glued && r.sign(i-1, "-/.:,") && r.toks[i-1].glued {
		return dateExpr{}, false
	}
	parts, mark, next := r.dateParts(i)
	switch {
	case len(parts) == 3:
		return r.threeParts(i, parts, mark, next)
	case len(parts) == 2 && mark == "-" && len(r.toks[i].form) == 4 && len(r.toks[i+2].form) == 2 && r.toks[i+2].form[0] != '2':
		e := dateExpr{year: parts[0], month: parts[1], to: next} // ISO 8601 month
		e, ok := e.checked()
		return e, ok && e.year >= 1800 && e.year < 2100 && r.toks[i+2].form[0] == '0'
	case len(parts) == 2 && mark == "/":
		return r.monthSlashYear(i, parts, next)
	case len(parts) == 2 && mark == "." && r.lex.is("ordinal dot") && r.sign(next, ".") && r.toks[next].glued && len(r.toks[i+2].form) <= 2:
		return dateExpr{day: parts[0], month: parts[1], to: next + 1}.checked() // "am 13.02."
	}
	return dateExpr{}, false
}

// dateParts collects up to four runs of digits with one mark between them.
func (r *reading) dateParts(i int) (parts []int, mark string, next int) {
	k := i
	for len(parts) < 4 {
		if len(r.toks[k].form) > 4 {
			return nil, "", k
		}
		v, err := strconv.Atoi(r.toks[k].form)
		if err != nil {
			return nil, "", k
		}
		parts = append(parts, v)
		k++
		if !r.sign(k, "-/.") || mark != "" && r.toks[k].form != mark || !r.dateMarkJoins(k) {
			break
		}
		mark = r.toks[k].form
		k++
	}
	return parts, mark, k
}

// dateMarkJoins reports that digits stand behind the mark, as a rule without
// space ("13. 2. 2021" is Czech and Slovene).
func (r *reading) dateMarkJoins(k int) bool {
	if !r.toks[k].glued {
		return false
	}
	return r.gluedDigits(k+1) || r.lex.is("spaced dates") && r.sign(k, ".") && k+1 < len(r.toks) && r.toks[k+1].kind == digitToken
}

func (r *reading) threeParts(i int, p []int, mark string, next int) (dateExpr, bool) {
	e := dateExpr{to: next}
	first, last := len(r.toks[i].form), len(r.toks[next-1].form)
	switch {
	case first == 4:
		e.year, e.month, e.day = p[0], p[1], p[2]
		if y := p[0]; y >= 1300 && y < 1500 && r.lex.is("jalali years") {
			return fromJalali(e)
		}
	case last == 4 || last == 2 && mark != "-" && first <= 2:
		e.day, e.month, e.year = p[0], p[1], p[2]
	default:
		return dateExpr{}, false
	}
	e.year = r.fullYear(e.year)
	if e.year < 1800 || e.year > 2100 {
		return dateExpr{}, false
	}
	if first != 4 && mark == "/" && r.lex.is("month first") && !r.lex.is("year first") {
		if e.month > 12 {
			e.day, e.month = e.month, e.day
		} else if e.day <= 12 && e.day != e.month {
			e.day, e.month, e.unit = 0, 0, unplaced
			e.year = 0
			return e, true
		}
	}
	e, ok := e.checked()
	if ok && e.day > 0 {
		e = r.clockAfterDate(e)
	}
	return e, ok && e.day > 0
}

func (r *reading) fullYear(y int) int {
	switch {
	case y < 70:
		return 2000 + y
	case y < 100:
		return 1900 + y
	case r.lex.is("buddhist years") && y >= 2443 && y < 2643:
		return y - 543
	}
	return y
}

// monthSlashYear reads "2/2021", and "12/2" beside a weekday or in brackets,
// where it cannot be a fraction.
func (r *reading) monthSlashYear(i int, p []int, next int) (dateExpr, bool) {
	if len(r.toks[i+2].form) == 4 {
		e := dateExpr{month: p[0], year: p[1], to: next}
		return e, p[0] >= 1 && p[0] <= 12 && p[1] >= 1900 && p[1] < 2100
	}
	if !r.sign(i-1, "(") && !r.has(i-1, roleWeekday) && !r.has(i-1, roleDaySign) || r.lex.is("month first") || p[0] < 1 || p[1] < 1 {
		return dateExpr{}, false
	}
	return dateExpr{day: p[0], month: p[1], to: next}.checked()
}

// clockAfterDate reads the time of a full timestamp: "2021-02-13T10:30:05Z".
func (r *reading) clockAfterDate(e dateExpr) dateExpr {
	k := e.to
	if k < len(r.toks) && r.toks[k].form == "t" && r.toks[k].glued {
		k++
	}
	clock, precision, next := r.clock(k)
	if precision == "" {
		return e
	}
	e.clock, e.precision, e.to = clock, precision, next
	return e
}

// fromJalali turns a Solar Hijri date into a Gregorian one by the 2820-year
// rule's 33-year cycle, exact for the years 1206 to 1498 (Borkowski 1996).
func fromJalali(e dateExpr) (dateExpr, bool) {
	if e.month < 1 || e.month > 12 || e.day < 0 || e.day > 31 || e.month > 6 && e.day > 30 {
		return e, false
	}
	day := max(e.day, 1)
	days := daysOfJalali(e.year) + day - 1
	if e.month <= 7 {
		days += (e.month - 1) * 31
	} else {
		days += (e.month-7)*30 + 186
	}
	t := jalaliEpoch.AddDate(0, 0, days)
	e.year, e.month = t.Year(), int(t.Month())
	if e.day > 0 {
		e.day = t.Day()
	}
	return e, true
}

// daysOfJalali counts the days from 1 Farvardin 1300 to that of the year.
func daysOfJalali(year int) int {
	days := 0
	for y := 1300; y < year && y < 1500; y++ {
		days += 365
		switch y % 33 {
		case 1, 5, 9, 13, 17, 22, 26, 30:
			days++
		}
	}
	return days
}

// jalali reads a month of the Solar Hijri calendar and its year behind a day.
func (r *reading) jalali(day, i int) (dateExpr, bool) {
	m, n := r.match(i, roleJalaliMonth)
	if n == 0 {
		return dateExpr{}, false
	}
	e := dateExpr{day: day, month: int(m.value), to: i + n}
	k := r.after(i+n, roleYearBefore)
	if k < len(r.toks) && r.toks[k].kind == digitToken && len(r.toks[k].form) == 4 {
		if y, err := strconv.Atoi(r.toks[k].form); err == nil && y >= 1300 && y < 1500 {
			e.year, e.to = y, k+1
			return fromJalali(e)
		}
	}
	e.day, e.month, e.unit = 0, 0, unplaced
	return e, true
}

// zoneHours are the zones that news pages print, east of UTC.
const zoneHours = " gmt 0 utc 0 z 0 wib 7 wita 8 wit 9 msk 3 jst 9 kst 9 ist 5.5 pkt 5 est -5 edt -4 cst -6 cdt -5 pst -8 pdt -7 cet 1 cest 2 eet 2 eest 3 bst 1 sgt 8 hkt 8 myt 8 eat 3 wat 1 trt 3 "

// zone reads a time zone at token i, as hours east of UTC.
func (r *reading) zone(i int) (hours float64, next int) {
	if i >= len(r.toks) {
		return 0, i
	}
	if r.sign(i, "+-") && i+1 < len(r.toks) && r.gluedDigits(i+1) {
		return r.numericZone(i)
	}
	_, after, ok := strings.Cut(zoneHours, " "+r.toks[i].form+" ")
	if !ok || r.toks[i].kind != wordToken {
		return 0, i
	}
	word, _, _ := strings.Cut(after, " ")
	hours, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return 0, i
	}
	if more, at := r.zone(i + 1); at > i+1 && hours == 0 && r.sign(i+1, "+-") {
		return more, at // "GMT+7"
	}
	return hours, i + 1
}

func (r *reading) numericZone(i int) (float64, int) {
	sign := 1.0
	if r.toks[i].form == "-" {
		sign = -1
	}
	form, next, minutes := r.toks[i+1].form, i+2, 0
	if r.sign(next, ":") && r.gluedDigits(next+1) {
		minutes, _ = strconv.Atoi(r.toks[next+1].form)
		next += 2
	} else if len(form) == 4 {
		minutes, _ = strconv.Atoi(form[2:])
		form = form[:2]
	}
	hours, err := strconv.Atoi(form)
	if err != nil || hours > 14 || minutes > 59 || len(form) > 2 {
		return 0, i
	}
	return sign * (float64(hours) + float64(minutes)/60), next
}
