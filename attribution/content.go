package attribution

import "github.com/stemma-news/stemma"

// saidAround finds what was said before or after the units [a, b) that hold a
// source and its verb.
func (s *sentence) saidAround(a, b int) said {
	after, strong, direct := s.after(b)
	before, quoted := s.before(a)
	switch {
	case quoted && before.Len() > 0:
		c := said{parts: []stemma.Span{before}, direct: true}
		if more := s.resumed(b); more.Len() > 0 {
			c.parts = append(c.parts, more)
		}
		return c
	case before.Len() > 0 && b < s.hi && s.units[b].isMark(",") && !s.units[b+1].is(thatClass):
		if rest := s.rest(b + 1); rest.Len() > 0 {
			return said{parts: []stemma.Span{before, rest}}
		}
		return said{parts: []stemma.Span{before}}
	case strong && after.Len() > 0:
		return said{parts: []stemma.Span{after}, direct: direct}
	case before.Len() > 0 && s.trails(b):
		return said{parts: []stemma.Span{before}}
	case after.Len() > 0 && !s.trails(b):
		return said{parts: []stemma.Span{after}}
	}
	return said{}
}

// rest is what goes on after "…, X said, …".
func (s *sentence) rest(from int) stemma.Span {
	if from >= s.hi || s.units[from].is(verbClass|citeClass|beforeClass) && !s.isNoun(s.lo, from) {
		return stemma.Span{}
	}
	end := s.clauseEnd(from)
	if s.words(from, end) < 2 {
		return stemma.Span{}
	}
	return s.span(from, end)
}

// resumed returns the quotation that goes on after source and verb: “…,” X
// said, looking up, “…”.
func (s *sentence) resumed(b int) stemma.Span {
	for k := b; k < s.hi; k++ {
		u := &s.units[k]
		if u.kind == quoteToken && (k == b || s.units[k-1].isMark(",") || s.units[k-1].isMark(":") || s.units[k-1].isMark(".")) {
			return u.Span
		}
		if u.is(verbClass) && k > b && s.units[k-1].isWord() && !s.isNoun(s.lo, k) {
			break
		}
	}
	return stemma.Span{}
}

// after returns what is said after unit b; strong when something introduces
// it: "that", a colon or a quotation.
func (s *sentence) after(b int) (content stemma.Span, strong, direct bool) {
	start := b
	for k := b; k < s.hi && k-b < maxReach*s.wide; k++ {
		u := &s.units[k]
		if (u.is(thatClass) || u.kind == quoteToken) && s.opensAt(b, k) {
			start, strong = k, true
			break
		}
		if u.isMark(":") && k+1 < s.hi {
			start, strong = k+1, true
			break
		}
		if u.isMark(";") || u.is(beforeClass) && k > b || u.is(verbClass) && k > b && !s.isNoun(s.lo, k) && !u.is(reportClass) {
			break
		}
	}
	if start < s.hi && s.units[start].kind == quoteToken {
		end := s.quoteEnd(start)
		return s.span(start, end), true, end == start+1
	}
	for start < s.hi && s.units[start].kind == punctToken {
		start++
	}
	if start < s.hi && start > b && s.units[start].is(verbClass|citeClass|beforeClass) && !s.units[start].is(thatClass) && !s.isNoun(s.lo, start) {
		return stemma.Span{}, strong, false
	}
	end := s.clauseEnd(start)
	if start >= s.hi || s.words(start, end) < 2 || s.units[start].is(relativeClass) && !s.units[start].is(thatClass) {
		return stemma.Span{}, strong, false
	}
	return s.span(start, end), strong, false
}

// opensAt reports whether what is said opens at unit k, given that the source
// and its verb end at b: at once, after a comma or a colon, or after whom it is
// told and when.
func (s *sentence) opensAt(b, k int) bool {
	if k == b || s.lang.order != verbMedial || s.units[k-1].isMark(",") || s.units[k-1].isMark(":") {
		return true
	}
	return k == b+1 || s.units[b].is(prepClass|skipClass|citeClass) || b > s.lo && s.units[b-1].is(tellClass)
}

// quoteEnd returns the end of what begins with a quotation: its own end, or
// that of the clause that it is a piece of.
func (s *sentence) quoteEnd(at int) int {
	end := s.clauseEnd(at)
	if s.words(at+1, end) <= 2 || at+1 < end && s.units[at+1].kind == punctToken && !s.units[at+1].isMark("-") {
		return at + 1
	}
	return end
}

// clauseEnd returns where what is said ends: at the end of the sentence, or
// where the next source comes in.
func (s *sentence) clauseEnd(from int) int {
	for k := from + 1; k < s.hi; k++ {
		u := &s.units[k]
		switch {
		case u.isMark(";"):
			return k
		case u.is(beforeClass|citeClass) && k > from+1 && !s.isNoun(s.lo, k) && (u.is(beforeClass) || s.units[k-1].isMark(",")):
			return k
		case u.is(verbClass) && (s.units[k-1].isMark(",") || s.units[k-1].is(stopClass)) && !s.isNoun(s.lo, k):
			return k
		}
	}
	return s.hi
}

// before returns what stands before unit a, if a comma or a quotation mark
// parts them; quoted when it is a quotation.
func (s *sentence) before(a int) (content stemma.Span, quoted bool) {
	k := a
	for k > s.lo && s.units[k-1].is(skipClass|thatClass|stopClass|prepClass) && s.units[k-1].isWord() {
		k--
	}
	comma := false
	for k > s.lo && (s.units[k-1].isMark(",") || s.units[k-1].isMark("-") || s.units[k-1].isMark("?") || s.units[k-1].isMark(".")) {
		k--
		comma = true
	}
	if k <= s.lo {
		return stemma.Span{}, false
	}
	if s.units[k-1].kind == quoteToken {
		return s.quoteBefore(k), true
	}
	if !comma {
		return stemma.Span{}, false
	}
	from := s.lo
	if s.words(from, k) < 2 {
		return stemma.Span{}, false
	}
	return s.span(from, k), false
}

// quoteBefore returns the quotation that ends before unit k, with the words
// that lead into it when it is a piece of a sentence.
func (s *sentence) quoteBefore(k int) stemma.Span {
	from := s.lo
	if s.words(from, k-1) > 2*s.wide {
		return s.span(from, k)
	}
	return s.units[k-1].Span
}

// trails reports whether nothing but an adverbial follows unit b: "on Friday".
func (s *sentence) trails(b int) bool {
	if s.words(b, s.hi) == 0 {
		return true
	}
	if s.hi-b > 12*s.wide {
		return false
	}
	for k := b; k < s.hi; k++ {
		u := &s.units[k]
		if u.isWord() {
			return u.is(prepClass | skipClass | citeClass | beforeClass | anonymityClass)
		}
	}
	return true
}

// saidBetween finds what was said where the verb at i ends its sentence.
func (s *sentence) saidBetween(p phrase, i int) said {
	after, strong, direct := s.after(i + 1)
	if strong && after.Len() > 0 && s.words(p.end, i) < 2*s.wide {
		return said{parts: []stemma.Span{after}, direct: direct}
	}
	from, to := p.end, i
	if p.start > i {
		from, to = s.lo, i
	}
	for from < to && (s.units[from].is(subjectClass|skipClass) || s.units[from].kind == punctToken) {
		from++
	}
	for to > from && (s.units[to-1].is(thatClass|anaphorClass|skipClass) || s.units[to-1].kind == punctToken) {
		to--
	}
	if s.words(from, to) >= 2*s.wide || to > from && s.units[from].kind == quoteToken {
		return said{parts: []stemma.Span{s.span(from, to)}, direct: s.units[from].kind == quoteToken}
	}
	if before, quoted := s.before(p.start); before.Len() > 0 && p.start < i {
		return said{parts: []stemma.Span{before}, direct: quoted}
	}
	return said{}
}
