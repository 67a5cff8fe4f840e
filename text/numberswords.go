package text

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// magnitude is a number without its unit.
type magnitude struct {
	value float64
	// scale is what the scale words multiplied by: 1e6 in "3 million".
	scale float64
	next  int
	// approx is what the number itself says of its exactness (20多万).
	approx Approx
}

// magnitude reads the number at token i. When it is none, next tells how far
// what looks like one reaches.
func (r *reading) magnitude(i int) (magnitude, bool) {
	if i >= len(r.toks) {
		return magnitude{next: i}, false
	}
	if r.lex.is("myriads") {
		if m, ok := r.myriads(i); ok || m.next > i {
			return m, ok
		}
	}
	if r.toks[i].kind == digitToken {
		return r.mixed(r.digitMagnitude(i))
	}
	if r.lex.is("scales first") {
		if m, ok := r.scaledFirst(i); ok {
			return m, ok
		}
	}
	return r.wordMagnitude(i)
}

// digitMagnitude reads digits with their sign and the scale words behind them.
func (r *reading) digitMagnitude(i int) (magnitude, bool) {
	m, ok := r.quantityDigits(i)
	if !ok {
		return m, false
	}
	if r.sign(i-1, "-") && r.toks[i].glued && (i < 2 || !r.toks[i-1].glued) {
		m.value = -m.value
	}
	m = r.halfMore(r.scales(m))
	return m, !r.isOrdinal(m.next) && !r.isStem(m.next) && (!r.isNumbered(i) || r.measures(m))
}

// quantityDigits reads digits that are no part of a name, a time, a score or a
// telephone number.
func (r *reading) quantityDigits(i int) (magnitude, bool) {
	d := r.digits(i)
	m := magnitude{value: d.value, scale: 1, next: d.next}
	if !d.ok || r.isIdentifier(i) || r.isClock(i, d.next) {
		m.next = r.skipSpaced(i, r.skipChain(d.next))
		return m, false
	}
	if r.isDottedClock(i, d.next) {
		return magnitude{next: d.next}, false
	}
	if end := r.dialled(i, d.next); end > d.next {
		return magnitude{next: end}, false
	}
	if end := r.skipChain(d.next); end > d.next+2 || d.next == i+1 && r.isScore(d.next, end) || end > d.next && !r.sign(d.next, "-") {
		return magnitude{next: end}, false // 12/2, 021-555-1234
	}
	return m, true
}

// isScore reports that the digits before token i and those behind the hyphen
// are no range: "1-0".
func (r *reading) isScore(i, end int) bool {
	if end != i+2 || !r.sign(i, "-") {
		return false
	}
	low, high := r.toks[i-1].form, r.toks[i+1].form
	return len(high) < 3 && len(high) <= len(low) && high <= low
}

// isIdentifier reports digits that are part of a name: a letter or a letter
// and a hyphen stand before them ("G20", "F-16").
func (r *reading) isIdentifier(i int) bool {
	if i == 0 || !r.toks[i].glued {
		return false
	}
	if r.isCased(i - 1) {
		return !r.has(i-1, roleMoney) && !r.has(i-1, roleApprox)
	}
	if !r.sign(i-1, "-/.") || !r.toks[i-1].glued || i < 2 {
		return false
	}
	return r.isCased(i-2) || r.toks[i-2].kind == digitToken && !r.sign(i-1, "-") || r.isSpelledLetter(i-2)
}

// isSpelledLetter reports the short word that a letter of a type or a group is
// called by in a script without capitals: the F of «إف-16».
func (r *reading) isSpelledLetter(i int) bool {
	t := &r.toks[i]
	return r.sign(i+1, "-") && t.kind == wordToken && t.can == 0 && utf8.RuneCountInString(t.form) <= 4 &&
		!slices.Contains(r.lex.prefixes, t.form)
}

// isClock reports "pukul 10.30", "19.30 Uhr", and the minutes of 7時55分. A
// length of time (48時間) may begin like a time of the day.
func (r *reading) isClock(i, next int) bool {
	if r.endsAt(i, roleClockBefore) || r.toks[i].glued && r.has(i-1, roleClockAfter) {
		return true
	}
	if r.digitsAt(i-2) && r.has(i-1, roleClockAfter) && (next == len(r.toks) || !r.isCounted(next)) {
		return true // the minutes of "10 giờ 30"
	}
	_, clock := r.match(next, roleClockAfter)
	_, length := r.match(next, roleTimeUnit)
	return clock > length
}

// isCounted reports a token that can be what a number counts: neither a sign
// nor the minutes of a time.
func (r *reading) isCounted(i int) bool {
	m, n := r.match(i, roleTimeUnit)
	return r.toks[i].kind != signToken && (n == 0 || m.key != "minute")
}

// isOrdinal reports that what ends before token i is "20th", "20-й" or 20世紀,
// or "5." in a language that writes ordinals with a full stop.
func (r *reading) isOrdinal(i int) bool {
	if r.has(i, roleOrdinalAfter) {
		return true
	}
	if i >= len(r.toks) || !r.toks[i].glued {
		return false
	}
	if r.has(i, roleOrdinal) || r.sign(i, "-") && i+1 < len(r.toks) && r.toks[i+1].glued && r.has(i+1, roleOrdinal) {
		return true
	}
	return r.lex.is("ordinal dot") && r.sign(i, ".") && i+1 < len(r.toks) && r.toks[i-1].kind == digitToken &&
		r.toks[i+1].kind == wordToken && len(r.toks[i-1].form) <= 2
}

// isNumbered reports that the number at token i says which and not how many:
// "article 50", 第三.
func (r *reading) isNumbered(i int) bool {
	if r.sign(i-1, ".") && i > 1 && r.toks[i-1].glued && len(r.toks[i-2].form) <= 3 {
		i--
	}
	return r.endsAt(i, roleOrdinalBefore)
}

// measures reports that a number counts or measures what stands behind it,
// whatever stands before: "in the ward 12 patients", "on line 2 km".
func (r *reading) measures(m magnitude) bool {
	if m.scale > 1 || r.has(m.next, roleCounter) {
		return true
	}
	if _, at := r.unitAfter(m.next, ""); at > m.next {
		return true
	}
	return r.maybeCounted(m.next) && !r.toks[m.next].upper &&
		(r.endsIn(m.next, r.lex.modifiedEndings) || r.endsIn(m.next, r.lex.countedEndings))
}

// isStem reports that letters with no meaning as a unit are glued to the
// digits: "5G", "1990s".
func (r *reading) isStem(i int) bool {
	if i >= len(r.toks) || !r.toks[i].glued || !r.isCased(i) || r.toks[i-1].kind != digitToken {
		return false
	}
	_, unit := r.unit(i)
	return unit == 0 && !r.has(i, roleMoney) && !r.has(i, roleCounter)
}

// wordMagnitude reads number words: "two hundred and fifty", "dua ratus",
// "zweihundertfünfzig", «مئتان وخمسون».
func (r *reading) wordMagnitude(i int) (magnitude, bool) {
	w := wordSum{r: r, next: i}
	for w.count < numeralLimit && w.step() {
	}
	m := magnitude{value: w.total + w.current, scale: w.scale, next: w.next}
	if m.scale == 0 {
		m.scale = 1
	}
	if w.count == 0 || m.value == 0 {
		return magnitude{next: i}, false
	}
	if w.count == 1 && m.value <= 1 || r.isNumbered(i) || r.isOrdinal(m.next) || r.isClock(i, m.next) {
		return magnitude{next: i}, false
	}
	if r.toks[i].upper && !r.isOpener(i) && m.next < len(r.toks) && r.toks[m.next].upper && !r.countsSomething(m.next) {
		return magnitude{next: i}, false // "Four Corners" is a name
	}
	return m, true
}

// wordSum adds up number words from left to right.
type wordSum struct {
	r              *reading
	total, current float64
	scale          float64
	next, count    int
	small          bool // current ends in a number that a multiplier may follow
}

// step takes the next number word, and a joiner before it.
func (w *wordSum) step() bool {
	if w.take(w.next, false) {
		return true
	}
	if w.count == 0 {
		return false
	}
	if k := w.r.after(w.next, roleNumberJoiner); k > w.next && w.take(k, true) {
		return true
	}
	return false
}

func (w *wordSum) take(i int, joined bool) bool {
	if i >= len(w.r.toks) || w.r.toks[i].kind == digitToken || w.r.toks[i].kind == pieceToken {
		return false
	}
	if w.count > 0 && !joined && w.r.prefixed(i) {
		joined = true // Arabic and Hebrew write the joiner in one word with the number
	}
	if m, n := w.r.match(i, roleNumberShift); n > 0 && w.count == 0 {
		if v, next, ok := w.r.shifted(i+n, m.value); ok {
			w.add(v)
			return w.accept(next)
		}
	}
	if m, n := w.r.match(i, roleScale); n > 0 && !joined && w.scaleBy(m.value) {
		return w.accept(i + n)
	}
	if m, n := w.r.match(i, roleMultiplier); n > 0 && w.small && !joined {
		tail := w.tail(m.value)
		w.current += tail*m.value - tail
		w.small = false
		return w.accept(i + n)
	}
	if m, n := w.r.match(i, roleNumber); n > 0 && w.fits(m.value, joined) {
		if m.value == 0.5 && w.current == 0 && w.scale > 1 { // "un million et demi"
			m.value *= w.scale
		}
		w.current += m.value
		w.small = true
		return w.accept(i + n)
	}
	if v, ok := w.r.compound(i); ok && w.fits(v, joined) {
		w.add(v)
		return w.accept(i + 1)
	}
	return false
}

// scaleBy multiplies what came since the last scale: the 200 of "a million two
// hundred thousand". A greater scale right behind a smaller one multiplies all
// (Spanish "cinco mil millones").
func (w *wordSum) scaleBy(scale float64) bool {
	switch {
	case w.current > 0:
		part := math.Mod(w.current, 1000*scale)
		if part == 0 {
			part = w.current
		}
		w.total += w.current - part + part*scale
	case w.total > 0 && w.total < scale && w.scale < scale:
		w.total *= scale
	default:
		return false
	}
	w.current, w.scale, w.small = 0, scale, false
	return true
}

func (w *wordSum) accept(next int) bool {
	w.next = next
	w.count++
	return true
}

func (w *wordSum) add(v float64) {
	w.current += v
	w.small = true
}

// tail is the part of current that a multiplier multiplies: "dua ratus lima
// puluh" is 200 and 5×10, not 205×10.
func (w *wordSum) tail(multiplier float64) float64 {
	t := w.current
	for _, place := range []float64{100, 10} {
		if multiplier < 1000 && t >= place && t-float64(int(t/place))*place > 0 && multiplier <= place {
			t -= float64(int(t/place)) * place
		}
	}
	return t
}

// fits reports whether v may be added: it must fill the empty last places of
// what is there, or be the tens after the ones ("fünf und zwanzig").
func (w *wordSum) fits(v float64, joined bool) bool {
	if w.count == 0 {
		return true
	}
	if w.current == 0 {
		return v < max(w.scale, 1)
	}
	last := w.current - float64(int(w.current/100))*100
	switch {
	case v < w.place():
		return true
	case last == 60 || last == 80: // soixante-dix, quatre-vingt-onze
		return v < 20
	}
	return joined && w.r.lex.is("ones before tens") && last > 0 && last < 10 && v >= 20 && v < 100
}

func (w *wordSum) place() float64 {
	p := 1.0
	for w.current >= p*10 && float64(int(w.current/(p*10)))*p*10 == w.current {
		p *= 10
	}
	return p
}

// prefixed reports that a number word stands at i only when a prefix is taken
// away.
func (r *reading) prefixed(i int) bool {
	if len(r.lex.prefixes) == 0 {
		return false
	}
	_, n := r.walk(r.toks[i].node, i, roleNumber)
	return n == 0 && strings.HasPrefix(r.toks[i].form, r.lex.prefixes[0])
}

// isHan reports a Chinese character.
func isHan(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, c)
}
