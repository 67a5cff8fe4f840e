package text

import "strconv"

// yearMonthDay reads "2021年2月13日", "2021. február 13.", and parts of it.
func (r *reading) yearMonthDay(i int) (dateExpr, bool) {
	if !r.lex.is("year first") {
		return dateExpr{}, false
	}
	year, ok := r.year(i)
	if !ok {
		return dateExpr{}, false
	}
	k := r.after(i+1, roleYearAfter)
	if r.sign(k, ".") {
		k++
	}
	month, next := r.month(k)
	if month == 0 {
		return dateExpr{}, false
	}
	e := dateExpr{year: year, month: month, to: next}
	e.day, e.to = r.dayAfter(next)
	return e.checked()
}

// dayMonth reads "13 February 2021", "13. Februar", "13 de febrero de 2021",
// "13-15 February".
func (r *reading) dayMonth(i int) (dateExpr, bool) {
	if i > 0 && r.sign(i-1, ".,:") && r.toks[i].glued && r.toks[i-1].glued {
		return dateExpr{}, false // the end of a longer number
	}
	day, k := r.day(i)
	if day == 0 {
		return dateExpr{}, false
	}
	if at := r.dayJoiner(k); at > k {
		if _, next := r.day(at); next > at {
			k = next
		}
	}
	k = r.after(k, roleDateJoiner)
	month, next := r.month(k)
	if month == 0 {
		return r.jalali(day, k)
	}
	e := dateExpr{day: day, month: month, to: next}
	e.year, e.to = r.yearAfterMonth(next, day)
	return e.checked()
}

// dayJoiner reads what joins two days of a month: "13-15", "13 and 14".
func (r *reading) dayJoiner(k int) int {
	if at := r.after(k, roleRange); at > k {
		return at
	}
	return r.after(k, roleBetweenAnd)
}

// day reads a day of the month with its ordinal ending.
func (r *reading) day(i int) (day, next int) {
	if r.lex.is("myriads") && i < len(r.toks) && r.toks[i].kind == pieceToken {
		return r.hanDay(i)
	}
	if i >= len(r.toks) || r.toks[i].kind != digitToken || len(r.toks[i].form) > 2 {
		return 0, i
	}
	day, err := strconv.Atoi(r.toks[i].form)
	if err != nil || day < 1 || day > 31 {
		return 0, i
	}
	k := i + 1
	if k < len(r.toks) && r.toks[k].glued {
		if _, n := r.match(k, roleOrdinal); n > 0 {
			k += n
		} else if r.sign(k, ".") && !r.gluedDigits(k+1) || r.sign(k, "º°ª") {
			k++
		}
	}
	return day, k
}

// hanDay reads a day in Chinese numerals: 三十日.
func (r *reading) hanDay(i int) (day, next int) {
	s := myriadSum{r: r, next: i, scale: 1}
	for s.step() {
	}
	v := s.total + s.section + s.current
	if s.bad || s.digits || v < 1 || v > 31 || !r.has(s.next, roleDaySign) {
		return 0, i
	}
	return int(v), s.next
}

// dayAfter reads the day behind a month: "Feb. 13", "2月13日".
func (r *reading) dayAfter(i int) (day, next int) {
	day, k := r.day(i)
	if day == 0 || r.gluedMark(i+1) {
		return 0, i
	}
	if _, n := r.match(k, roleDaySign); n > 0 {
		return day, k + n
	}
	if r.lex.is("day sign") || r.countsSomething(i+1) {
		return 0, i
	}
	if at := r.dayRangeEnd(k); at > k {
		return day, at
	}
	if r.sign(k-1, ".") && !r.lex.is("ordinal dot") {
		k-- // the full stop ends the sentence
	}
	return day, k
}

func (r *reading) dayRangeEnd(k int) int {
	if !r.sign(k, "-") {
		return k
	}
	if _, next := r.day(k + 1); next > k+1 && !r.gluedMark(k+2) {
		return next
	}
	return k
}

// gluedMark reports that token i goes on with a number: ",5", ":30", "%".
func (r *reading) gluedMark(i int) bool {
	if i >= len(r.toks) || !r.toks[i].glued {
		return false
	}
	return r.sign(i, "%") || r.sign(i, ".,:'") && r.gluedDigits(i+1)
}

// countsSomething reports that a unit, scale or counter stands at token i.
func (r *reading) countsSomething(i int) bool {
	return r.has(i, roleUnit) || r.has(i, roleScale) || r.has(i, roleCounter) || r.has(i, roleMoney) || r.has(i, roleTimeUnit)
}

// month reads the name of a month, and once more in another tradition:
// «فبراير/شباط», «شباط (فبراير)».
func (r *reading) month(i int) (month, next int) {
	month, next = r.monthName(i)
	if month == 0 {
		return 0, i
	}
	if r.sign(next, ".") && r.isShort(i) {
		next++
	}
	if r.sign(next, "/(") {
		if again, at := r.monthName(next + 1); again == month {
			if r.sign(at, ")") {
				at++
			}
			next = at
		}
	}
	return month, next
}

// isShort reports a word that may be an abbreviation.
func (r *reading) isShort(i int) bool {
	return r.toks[i].len() <= 8 && len([]rune(r.toks[i].form)) <= 5
}

func (r *reading) monthName(i int) (month, next int) {
	if m, n := r.match(i, roleMonth); n > 0 {
		return int(m.value), i + n
	}
	if m, n := r.match(i, roleMonthWithDay); n > 0 && (r.toks[i].upper || !r.lex.is("capital months")) {
		return int(m.value), i + n
	}
	return 0, i
}

// yearAfterMonth reads the year behind a month. A day that is said twice
// ("13 February 13, 2021") is read over.
func (r *reading) yearAfterMonth(i, day int) (year, next int) {
	k := i
	if again, at := r.day(k); again > 0 && again == day && r.sign(at, ",") {
		k = at
	}
	if r.sign(k, ",،/-") {
		k++
	}
	k = r.after(k, roleDateJoiner)
	k = r.after(k, roleYearBefore)
	year, ok := r.year(k)
	if !ok || r.gluedMark(k+1) {
		return 0, i
	}
	return year, r.afterYear(k + 1)
}

func (r *reading) afterYear(k int) int {
	at := r.after(k, roleYearAfter)
	if at > k && r.sign(at, ".") && at+1 < len(r.toks) && r.isShort(at-1) && r.toks[at-1].len() <= 2 {
		at++ // "2021 г."
	}
	return at
}

// year reads a year in digits.
func (r *reading) year(i int) (int, bool) {
	if i >= len(r.toks) || r.toks[i].kind != digitToken || len(r.toks[i].form) != 4 {
		return 0, false
	}
	y, err := strconv.Atoi(r.toks[i].form)
	if err != nil {
		return 0, false
	}
	if r.lex.is("buddhist years") && y >= 2443 && y < 2643 {
		return y - 543, true
	}
	return y, y >= 1700 && y < 2100
}

// monthDate reads a date that begins with the month: "February 13, 2021",
// "February 2021", "2月13日", "February".
func (r *reading) monthDate(i int) (dateExpr, bool) {
	k, direction := r.direction(i)
	month, next := r.month(k)
	if month == 0 || r.digitsAt(i-1) && len(r.toks[i-1].form) <= 2 && r.toks[i].kind == wordToken { // 31 February
		return dateExpr{}, false
	}
	e := dateExpr{month: month, to: next, direction: direction}
	if r.lex.is("month first") {
		if day, at := r.dayAfter(r.after(next, roleDateJoiner)); day > 0 {
			e.day = day
			e.year, e.to = r.yearAfterMonth(at, 0)
			return e.checked()
		}
	}
	if e.year, e.to = r.yearAfterMonth(next, 0); e.year > 0 {
		return e, true
	}
	e.to = next
	if r.sign(next-1, ".") {
		e.to--
	}
	if direction == 0 {
		e.to, e.direction = r.direction(e.to)
	}
	if r.has(k, roleMonthWithDay) && !r.lex.named[month] && (r.has(k-1, roleYearBefore) || direction != 0) {
		return e, true // "in March", "last May"
	}
	return e, r.has(k, roleMonth) && (r.toks[k].upper || !r.lex.is("capital months"))
}

// markedYear reads a year that the words around it call one: "in 2011",
// "tahun 2011", "عام 2011", "2011 году".
func (r *reading) markedYear(i int) (dateExpr, bool) {
	_, n := r.match(i, roleYearBefore)
	if n == 0 {
		return dateExpr{}, false
	}
	year, ok := r.year(i + n)
	if !ok || r.gluedMark(i+n+1) || r.countsSomething(i+n+1) {
		return dateExpr{}, false
	}
	return dateExpr{from: i + n, year: year, to: r.yearRange(r.afterYear(i+n+1), year)}, true
}

// bareYear reads four digits alone as a year: writers group quantities of
// that size. Round thousands, and what counts something, are quantities.
func (r *reading) bareYear(i int) (dateExpr, bool) {
	year, ok := r.year(i)
	if !ok || r.isDecimalTail(i) || r.isNumbered(i) {
		return dateExpr{}, false
	}
	k := r.afterYear(i + 1)
	if k == i+1 && (r.gluedMark(k) || r.isOrdinal(k)) { // Tamil "2024-ஆம் ஆண்டு" is an ordinal and a year
		return dateExpr{}, false
	}
	if k == i+1 && (year < 1900 || year == 2000 || r.countsSomething(i+1) || r.quantified(i)) {
		return dateExpr{}, false
	}
	if r.isStem(i+1) && k == i+1 {
		return dateExpr{}, false
	}
	return dateExpr{year: year, to: r.yearRange(k, year)}, true
}

// bareDay reads 13日, the way East Asian news names the day of this or the
// last month; 13日間 is a length of time.
func (r *reading) bareDay(i int) (dateExpr, bool) {
	if !r.lex.is("bare days") {
		return dateExpr{}, false
	}
	day, k := r.day(i)
	_, n := r.match(k, roleDaySign)
	if day == 0 || n == 0 || !r.toks[k].glued || r.quantified(i) {
		return dateExpr{}, false
	}
	if _, longer := r.match(k, roleTimeUnit); longer > n || r.has(k+n, roleAgoAfter) {
		return dateExpr{}, false
	}
	return dateExpr{day: day, to: k + n}, true
}

// quantified reports that what stands before token i calls it a quantity.
func (r *reading) quantified(i int) bool {
	return i > 0 && (r.has(i-1, roleApprox) || r.has(i-1, roleMoney) || r.has(i-1, roleUnitBefore)) || i > 1 && r.has(i-2, roleApprox)
}

func (r *reading) isDecimalTail(i int) bool {
	return i > 1 && r.toks[i].glued && r.sign(i-1, ".,'") && r.toks[i-1].glued && r.toks[i-2].kind == digitToken
}

// yearRange reads on over the second half of "2020-21" and "2011–2014".
func (r *reading) yearRange(k, year int) int {
	if !r.sign(k, "-/") || k+1 >= len(r.toks) || r.toks[k+1].kind != digitToken {
		return k
	}
	if later, ok := r.year(k + 1); ok && later > year {
		return k + 2
	}
	if r.gluedDigits(k+1) && len(r.toks[k+1].form) == 2 {
		return k + 2
	}
	return k
}

// checked reports whether the parts of e make a day that exists.
func (e dateExpr) checked() (dateExpr, bool) {
	return e, e.month >= 1 && e.month <= 12 && e.day <= daysIn(e.month, e.year)
}

func daysIn(month, year int) int {
	switch month {
	case 2:
		if year == 0 || year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
