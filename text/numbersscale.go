package text

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

// scaledFirst reads numbers of languages that put the scale before what it
// multiplies: Swahili "elfu 12", "milioni moja na elfu mbili".
func (r *reading) scaledFirst(i int) (magnitude, bool) {
	sum := magnitude{next: i}
	for parts := range maxParts {
		s, n := r.match(sum.next, roleScale)
		if parts > 0 && n == 0 {
			at := r.after(sum.next, roleNumberJoiner)
			if s, n = r.match(at, roleScale); n > 0 {
				sum.next = at
			}
		}
		if n == 0 || parts > 0 && s.value >= sum.scale {
			break
		}
		m, ok := r.part(sum.next + n)
		if !ok {
			break
		}
		sum.value += m.value * s.value
		sum.scale = s.value
		sum.next = m.next
	}
	if sum.scale == 0 {
		return magnitude{next: i}, false
	}
	for _, at := range []int{sum.next, r.after(sum.next, roleNumberJoiner)} {
		if m, ok := r.part(at); ok && m.value < sum.scale && r.toks[at].kind != digitToken {
			sum.value, sum.next = sum.value+m.value, m.next
			break
		}
	}
	return sum, true
}

// part reads the number behind a scale that stands first; it may be one.
func (r *reading) part(i int) (magnitude, bool) {
	if i >= len(r.toks) {
		return magnitude{next: i}, false
	}
	if r.toks[i].kind == digitToken {
		return r.quantityDigits(i)
	}
	if m, ok := r.wordMagnitude(i); ok {
		return m, ok
	}
	if m, n := r.match(i, roleNumber); n > 0 && m.value == 1 {
		return magnitude{value: 1, scale: 1, next: i + n}, true
	}
	return magnitude{next: i}, false
}

// mixed reads on behind digits with a scale: "2 bin 500", "2 juta 500 ribu".
func (r *reading) mixed(m magnitude, ok bool) (magnitude, bool) {
	if !ok || m.scale < 1000 {
		return m, ok
	}
	k := m.next
	if at := r.after(k, roleNumberJoiner); at == k+1 && len(r.lex.prefixes) > 0 && r.gluedDigits(at) {
		k = at // Arabic «12 ألفا و500»
	}
	if !r.digitsAt(k) || k == m.next && r.toks[k].glued || len(r.toks[k].form) > 3 {
		return m, ok
	}
	low, lowOK := r.digitMagnitude(k)
	hundreds := m.scale == 1000 && len(r.toks[k].form) == 3 && low.scale == 1
	if lowOK && low.value >= 0 && low.value < m.scale && (hundreds || low.scale > 1) {
		m.value, m.next = m.value+low.value, low.next
	}
	return m, ok
}

// halfMore reads the half of Spanish "2 millones y medio".
func (r *reading) halfMore(m magnitude) magnitude {
	k := r.after(m.next, roleNumberJoiner)
	if h, n := r.match(k, roleNumber); n > 0 && h.value == 0.5 && k > m.next && m.scale > 1 {
		m.value, m.next = m.value+m.scale/2, k+n
	}
	return m
}
