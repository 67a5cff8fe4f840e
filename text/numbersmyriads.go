package text

// myriads reads the numbers of Chinese, Japanese and Korean, which count in
// ten thousands: 12万, 1億2000万, 三千五百, 3만 5천.
func (r *reading) myriads(i int) (magnitude, bool) {
	s := myriadSum{r: r, next: i, scale: 1}
	for s.step() {
	}
	m := magnitude{value: s.total + s.section + s.current, scale: s.scale, next: s.next, approx: s.approx}
	if s.bad {
		return m, false
	}
	if s.next == i || !s.digits && !s.convincing(i, m.value) {
		return magnitude{next: i}, false
	}
	return m, (m.value != 0 || s.digits) && !r.isNumbered(i) && !r.isOrdinal(m.next)
}

type myriadSum struct {
	r                       *reading
	total, section, current float64
	scale                   float64
	next, numerals          int
	digits                  bool // ASCII digits were among them
	open                    bool // current holds a number
	tens                    bool // the last numeral was a word for tens
	bad                     bool
	approx                  Approx
}

// numeralLimit bounds a number's signs: a longer run is no number.
const numeralLimit = 24

// convincing reports whether written-out numerals are a quantity. A lone
// numeral is more often part of a word (一些, 千万), so that it must have a
// counter behind it.
func (s *myriadSum) convincing(from int, value float64) bool {
	if value == 1 || s.r.has(from-1, roleVague) {
		return false // "one" is also the article; 数百 is "hundreds"
	}
	return s.r.has(s.next, roleCounter) || s.r.has(s.next, roleUnit) || s.r.has(s.next, roleTimeUnit) || s.numerals > 1 && s.total+s.section > 0
}

func (s *myriadSum) step() bool {
	if s.next >= len(s.r.toks) || s.bad || s.numerals > numeralLimit {
		return false
	}
	s.takeMore()
	t := s.r.toks[s.next]
	if t.kind == digitToken {
		return s.takeDigits()
	}
	if m, n := s.r.match(s.next, roleScale); n > 0 && (s.open || s.section > 0) {
		return s.takeScale(m.value, n)
	}
	if m, n := s.r.match(s.next, roleMultiplier); n > 0 && (s.open || s.next < len(s.r.toks) && (isHan(t.form) || s.r.lex.is("bare tens"))) {
		if !s.open {
			s.current = 1
		}
		s.section += s.current * m.value
		s.current, s.open = 0, false
		return s.accept(n)
	}
	if m, n := s.r.match(s.next, roleNumber); n > 0 && t.kind == pieceToken && !s.digitsOpen() {
		if s.tens && m.value < 10 {
			s.current += m.value // Korean 스물다섯
		} else {
			s.current = s.current*10 + m.value
		}
		s.open, s.tens = true, m.value >= 10
		return s.accept(n)
	}
	return false
}

// takeMore reads "odd" inside a number: 20多万, 十余万.
func (s *myriadSum) takeMore() {
	if !s.open && s.section == 0 {
		return
	}
	m, n := s.r.match(s.next, roleApproxAfter)
	if n > 0 && s.r.has(s.next+n, roleScale) {
		s.approx = s.r.approx(m, s.next, s.next+n)
		s.next += n
	}
}

func (s *myriadSum) digitsOpen() bool { return s.digits && s.open }

func (s *myriadSum) accept(n int) bool {
	s.next += n
	s.numerals++
	return true
}

func (s *myriadSum) takeDigits() bool {
	started := s.numerals > 0
	if s.open || started && !s.r.toks[s.next].glued && s.r.lex.lang != "ko" {
		return false
	}
	m, ok := s.r.digitMagnitudePlain(s.next)
	if !ok {
		s.bad = !started
		if s.bad {
			s.next = m.next
		}
		return false
	}
	s.current, s.open, s.digits = m.value, true, true
	s.next = m.next
	s.numerals++
	return true
}

func (s *myriadSum) takeScale(v float64, n int) bool {
	s.total += (s.section + s.current) * v
	s.section, s.current, s.open = 0, 0, false
	s.scale = max(s.scale, v)
	return s.accept(n)
}

// digitMagnitudePlain reads digits without the scale words behind them.
func (r *reading) digitMagnitudePlain(i int) (magnitude, bool) {
	m, ok := r.quantityDigits(i)
	return m, ok && !r.isOrdinal(m.next) && !r.isStem(m.next)
}
