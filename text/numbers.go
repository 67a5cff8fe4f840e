package text

import (
	"math"

	"github.com/stemma-news/stemma"
)

// numbers finds the quantities of a sentence, which starts at offset base of
// the article's text, between the dates in it:
//
//	[approximation] [currency] magnitude ["to" magnitude] [unit or currency] ["or more"]
//
// A magnitude is digits, number words, or digits and scale words, read as the
// language writes them (lexicon/*.txt). Left out are parts of dates, clock
// times, ordinals, digits that are part of a name or an identifier ("F-16",
// "COVID-19", "G20", "5G", "1.2.3"), decades ("1990s"), numbers with leading
// zeros or more than fifteen digits, and a lone "one", which most languages
// also use as an article.
func (r *reading) numbers(base int, taken []dateExpr) []Number {
	var out []Number
	openers := numberOpeners
	if r.lex.is("scales first") {
		openers |= 1 << roleScale
	}
	for i := 0; i < len(r.toks); {
		if len(taken) > 0 && i >= taken[0].from {
			i, taken = max(i, taken[0].to), taken[1:]
			continue
		}
		if r.toks[i].kind != digitToken && r.toks[i].can&openers == 0 && !r.lex.is("compound numbers") {
			i++
			continue
		}
		if _, k := r.match(i, roleNotNumber); k > 0 {
			i += k
			continue
		}
		n, next, ok := r.quantity(i)
		if ok && (len(taken) == 0 || next <= taken[0].from) {
			n.shift(base)
			out = append(out, n)
		}
		i = max(next, i+1)
		for len(taken) > 0 && i >= taken[0].to {
			taken = taken[1:]
		}
	}
	return out
}

// numberOpeners are the roles that a word at the start of a quantity can have.
const numberOpeners = roleSet(1<<roleApprox | 1<<roleUnitBefore | 1<<roleMoney | 1<<roleNumber | 1<<roleMultiplier | 1<<roleNotNumber | 1<<roleVagueNumber | 1<<roleFraction | 1<<roleNumberShift)

// quantity reads the quantity at token i. It returns where to read on, which
// lies behind i even when what is there only looks like a quantity.
func (r *reading) quantity(i int) (Number, int, bool) {
	approx, n := r.match(i, roleApprox)
	from := i + n
	if n > 0 && approx.key == upTo && r.isReached(i, from) {
		return r.quantity(from) // "зросло до 832" is 832
	}
	if num, next, ok := r.looseQuantity(i, i); ok {
		return num, next, true // Hungarian "több" is "more than", and "több száz" hundreds
	}
	if num, next, ok := r.looseQuantity(i, from); ok && n > 0 {
		return num, next, true
	}
	if n > 0 && !r.numberAt(from) {
		from = r.after(from, roleApproxFiller)
	}
	unit, at := r.unitBefore(from)
	low, ok := r.magnitude(at)
	if !ok {
		if n > 0 && low.next <= at { // the approximation stands alone; a number may start inside it
			return Number{}, i + 1, false
		}
		return Number{}, max(low.next, i+1), false
	}
	if low.value == 0 && i == 0 && low.next == len(r.toks) {
		return Number{}, low.next, false // the counter of a page
	}
	if unit != "" && low.scale == 1 && low.next < len(r.toks) && r.toks[low.next].glued && r.toks[low.next].form == "m" {
		low.value, low.scale, low.next = low.value*1e6, 1e6, low.next+1 // "£125m"
	}
	high, end, isRange := r.rangeEnd(i, low)
	if isRange && high.scale > 1 && low.scale == 1 && low.value < high.value/high.scale {
		low.value *= high.scale // "2 to 3 million"
	}
	if unit == "" || unit == "$" {
		unit, end = r.unitAfter(end, unit)
	}
	num := Number{Value: tidy(low.value), High: tidy(high.value), Unit: unit}
	if n > 0 {
		num.Approx = r.approx(approx, i, i+n)
	}
	if num.Approx == "" {
		num.Approx = r.ownApprox(at, low)
	}
	if num.Approx == "" && r.lex.is("noun first") {
		num.Approx = r.approxBeforeNoun(i)
	}
	num.Approx, end = r.approxAfter(end, num.Approx)
	start := i
	if r.has(i, roleBetween) && n == 0 {
		start = from
	}
	num.Span = stemma.Span{Start: r.toks[start].start, End: r.toks[end-1].end}
	num.Counted = r.counted(start, end, num.Unit)
	if num.Approx == "" && num.Counted.Form != "" && num.Counted.Start == r.startOf(end) {
		num.Approx = r.approxBehindNoun(end + 1)
	}
	return num, end, true
}

// ownApprox is what the words of a number at token i say of its exactness.
func (r *reading) ownApprox(i int, m magnitude) Approx {
	switch {
	case m.approx != "":
		return m.approx
	case r.toks[m.next-1].more:
		return ApproxAtLeast
	case r.isAboutPrefixed(i):
		return ApproxAbout
	}
	return ""
}

// approxBeforeNoun reads Swahili "takriban watu 12,000".
func (r *reading) approxBeforeNoun(i int) Approx {
	for n := 1; n <= 3; n++ {
		if m, length := r.match(i-1-n, roleApprox); length == n {
			return r.approx(m, i-1-n, i)
		}
	}
	return ""
}

// approxBehindNoun reads "ten people at least"; one word alone ("twelve
// people more") says something else.
func (r *reading) approxBehindNoun(i int) Approx {
	if m, n := r.match(i, roleApproxAfter); n > 1 {
		return r.approx(m, i, i+n)
	}
	return ""
}

// startOf is the offset of token i, -1 behind the last.
func (r *reading) startOf(i int) int {
	if i >= len(r.toks) {
		return -1
	}
	return r.toks[i].start
}

// tidy takes away what multiplying decimals by scales adds: 1.1 million is
// 1,100,000 and not 1,100,000.0000000002.
func tidy(v float64) float64 {
	if math.Abs(v) > 1e9 {
		return math.Round(v)
	}
	return math.Round(v*1e6) / 1e6
}

// unitBefore reads a currency or "%" in front of the digits.
func (r *reading) unitBefore(i int) (string, int) {
	if m, n := r.match(i, roleUnitBefore); n > 0 && r.numberAt(i+n) {
		return m.key, i + n
	}
	if r.has(i, roleBetween) {
		return "", i // Arabic "between" looks like a prefix and "yen"
	}
	if m, n := r.match(i, roleMoney); n > 0 && i+n < len(r.toks) && r.toks[i+n].kind == digitToken {
		return m.key, i + n
	}
	// "Rp. 12.000"
	if m, n := r.match(i, roleMoney); n > 0 && r.sign(i+n, ".") && i+n+1 < len(r.toks) && r.toks[i+n+1].kind == digitToken {
		return m.key, i + n + 1
	}
	return "", i
}

func (r *reading) numberAt(i int) bool {
	return i < len(r.toks) && (r.toks[i].kind == digitToken || r.has(i, roleNumber) || r.has(i, roleMultiplier) ||
		r.has(i, roleScale) && r.lex.is("scales first"))
}

// rangeEnd reads "to 3,000" behind a magnitude. Where there is no range, it
// returns the magnitude itself.
func (r *reading) rangeEnd(start int, low magnitude) (magnitude, int, bool) {
	k := r.rangeJoiner(start, low)
	if k == low.next && !r.joinsInWord(start, k) {
		return low, low.next, false
	}
	if _, at := r.unitBefore(k); at > k { // "$2 to $3 million"
		k = at
	}
	high, ok := r.magnitude(k)
	if !ok || high.value <= low.value {
		return low, low.next, false
	}
	return high, high.next, true
}

// rangeJoiner returns the index behind the word that joins the ends of a
// range, or low.next.
func (r *reading) rangeJoiner(start int, low magnitude) int {
	k := low.next
	if r.sign(k, "%") { // "10%-15%"
		k++
	}
	if _, n := r.match(k, roleRange); n > 0 {
		return k + n
	}
	if _, c := r.match(k, roleCounter); c > 0 { // 2500人から3000人
		if _, n := r.match(k+c, roleRange); n > 0 && r.toks[k+c].kind != signToken {
			return k + c + n
		}
	}
	between := r.has(start-1, roleBetween) || r.has(start-2, roleBetween) || r.has(start, roleBetween)
	if _, n := r.match(k, roleBetweenAnd); n > 0 && (between || r.betweenAfter(k+n)) {
		return k + n
	}
	return low.next
}

// joinsInWord reports a range's end that is one word with what joins it.
func (r *reading) joinsInWord(start, k int) bool {
	return k < len(r.toks) && r.isPrefixedEnd(k) && (r.has(start-1, roleBetween) || r.has(start, roleBetween))
}

// betweenAfter reports that the number at token i ends a range whose "between"
// stands behind it: Hungarian "2500 és 3000 közötti".
func (r *reading) betweenAfter(i int) bool {
	if !r.digitsAt(i) {
		return false
	}
	m, ok := r.digitMagnitude(i)
	return ok && (r.has(m.next, roleBetweenAfter) || r.has(r.after(m.next, roleCounter), roleBetweenAfter))
}

// unitAfter reads a unit or currency behind the digits. A counter ("人" of
// "12人") is read over.
func (r *reading) unitAfter(i int, unit string) (string, int) {
	k := i
	if r.sign(k, "-") && k+1 < len(r.toks) && r.toks[k].glued { // "a 55-km zone"
		k++
	}
	if m, n := r.unit(k); n > 0 {
		return m.key, k + n
	}
	if m, n := r.match(i, roleMoney); n > 0 && !r.cutsWord(i+n) && !r.moneyOfNext(i, n) {
		return m.key, i + n
	}
	if m, n := r.match(i, roleCounter); n > 0 {
		return unitOr(unit, m.key), i + n
	}
	return unit, i
}

// unit reads the name or sign of a unit. One letter must be small: "5 g" is a
// weight, "5G" a network.
func (r *reading) unit(i int) (meaning, int) {
	m, n := r.match(i, roleUnit)
	if n == 0 || r.cutsWord(i+n) || r.toks[i].upper && r.toks[i].len() == 1 {
		return meaning{}, 0
	}
	return m, n
}

// cutsWord reports that a phrase that ends before token i ends inside a word,
// as "m" does in "5 m²" or "5 m's".
func (r *reading) cutsWord(i int) bool {
	return i < len(r.toks) && r.toks[i].glued && r.toks[i-1].kind == wordToken && r.toks[i].kind == wordToken
}

// moneyOfNext reports that the currency sign at i belongs to the digits
// behind it: "5 $12".
func (r *reading) moneyOfNext(i, n int) bool {
	return r.toks[i].kind == signToken && !r.toks[i].glued && r.gluedDigits(i+n)
}

func unitOr(unit, key string) string {
	if unit != "" {
		return unit
	}
	return key
}

// approxAfter reads "or more" and the like behind a quantity.
func (r *reading) approxAfter(i int, have Approx) (Approx, int) {
	k := i
	if r.sign(k, "'") && k+1 < len(r.toks) && r.toks[k+1].glued { // Turkish "100'den fazla"
		k++
	}
	m, n := r.match(k, roleApproxAfter)
	if n == 0 {
		return have, i
	}
	if have != "" {
		return have, k + n
	}
	return r.approx(m, i, k+n), k + n
}
