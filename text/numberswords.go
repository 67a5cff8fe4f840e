package text

import (
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
		return r.digitMagnitude(i)
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
	m = r.scales(m)
	return m, !r.isOrdinal(m.next) && !r.isStem(m.next) && !r.isNumbered(i)
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
	if end := r.skipChain(d.next); end > d.next+2 || r.isScore(d.next, end) || end > d.next && !r.sign(d.next, "-") {
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

// scales multiplies by the scale words behind a number, each by the next
// (Spanish "5 mil millones").
func (r *reading) scales(m magnitude) magnitude {
	for {
		s, n := r.match(m.next, roleScale)
		if n == 0 || r.cutsWord(m.next+n) {
			return m
		}
		if s.value <= 1000 && m.scale >= 1000 || m.scale >= 1e9 { // "5 millones mil …" is not one number
			return m
		}
		m.value *= s.value
		m.scale *= s.value
		m.next += n
	}
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
	return r.isCased(i-2) || r.toks[i-2].kind == digitToken && !r.sign(i-1, "-")
}

// isClock reports "pukul 10.30", "19.30 Uhr", and the minutes of 7時55分. A
// length of time (48時間) may begin like a time of the day.
func (r *reading) isClock(i, next int) bool {
	if r.has(i-1, roleClockBefore) || r.toks[i].glued && r.has(i-1, roleClockAfter) {
		return true
	}
	_, clock := r.match(next, roleClockAfter)
	_, length := r.match(next, roleTimeUnit)
	return clock > length
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
	return r.has(i-1, roleOrdinalBefore)
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
	if w.count == 1 && m.value == 1 || r.isNumbered(i) || r.isOrdinal(m.next) {
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
	if m, n := w.r.match(i, roleScale); n > 0 && w.current > 0 && !joined {
		w.total += w.current * m.value
		w.current, w.scale, w.small = 0, m.value, false
		return w.accept(i + n)
	}
	if m, n := w.r.match(i, roleMultiplier); n > 0 && w.small && !joined {
		tail := w.tail(m.value)
		w.current += tail*m.value - tail
		w.small = false
		return w.accept(i + n)
	}
	if m, n := w.r.match(i, roleNumber); n > 0 && w.fits(m.value, joined) {
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

// compound reads a number written in one word, in languages that do so.
func (r *reading) compound(i int) (float64, bool) {
	form := r.toks[i].form
	if !r.lex.is("compound numbers") || len(form) < 6 || len(form) > 60 {
		return 0, false
	}
	part := &reading{lex: r.lex, text: form}
	for at := 0; at < len(form); {
		end := r.longestNumberPart(form, at)
		if end == at {
			return 0, false
		}
		t := token{start: at, end: end, form: form[at:end], kind: wordToken}
		r.lex.look(&t)
		part.toks = append(part.toks, t)
		at = end
	}
	if len(part.toks) < 2 {
		return 0, false
	}
	w := wordSum{r: part}
	for w.step() {
	}
	return w.total + w.current, w.next == len(part.toks) && w.count > 1
}

func (r *reading) longestNumberPart(form string, at int) int {
	for end := len(form); end > at; end-- {
		node := r.lex.phrases.next[form[at:end]]
		if node == nil {
			continue
		}
		for _, m := range node.meanings {
			switch m.role {
			case roleNumber, roleMultiplier, roleScale, roleNumberJoiner:
				return end
			}
		}
	}
	return at
}

// isHan reports a Chinese character.
func isHan(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, c)
}
