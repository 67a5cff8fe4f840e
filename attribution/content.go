package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// saidAround finds what was said before or after the units [a, b) that hold a
// source and its verb.
func (s *sentence) saidAround(a, b int) said {
	after, strong, direct := s.after(phrase{a, b})
	before, quoted := s.before(a)
	switch {
	case quoted && before.Len() > 0:
		c := said{parts: []stemma.Span{before}, direct: true}
		if more := s.resumed(b); more.Len() > 0 {
			c.parts = append(c.parts, more)
		}
		return c
	case strong && after.Len() > 0 && s.lang.order == verbFirst:
		return said{parts: []stemma.Span{after}, direct: direct}
	case before.Len() > 0 && b < s.hi && s.units[b].isMark(",") && !s.units[b+1].is(thatClass):
		if rest := s.rest(b + 1); rest.Len() > 0 {
			return said{parts: []stemma.Span{before, rest}}
		}
		return said{parts: []stemma.Span{before}}
	case before.Len() > 0 && s.inverted && b < s.hi && s.units[b].is(relativeClass) && !s.opensAdverbial():
		return said{parts: []stemma.Span{before}} // "…, said a man who …"
	case strong && after.Len() > 0:
		return said{parts: []stemma.Span{after}, direct: direct}
	case before.Len() > 0 && (s.trails(b) || s.behindTime(b) > b):
		return said{parts: []stemma.Span{before}}
	case after.Len() > 0 && !s.trails(b):
		return said{parts: []stemma.Span{after}}
	}
	return said{}
}

// opensAdverbial reports whether the sentence begins with an adverbial or a
// conjunction rather than with what is said.
func (s *sentence) opensAdverbial() bool {
	return s.units[s.lo].is(prepClass | stopClass | skipClass)
}

// rest is what goes on after "…, X said, …".
func (s *sentence) rest(from int) stemma.Span {
	if from >= s.hi || s.units[from].is(anonymityClass) || s.units[from].is(verbClass|citeClass|beforeClass) && !s.isNoun(s.lo, from) {
		return stemma.Span{}
	}
	end := s.clauseEnd(from)
	if s.words(from, end) < 2 || s.isAdverbial(from, end) {
		return stemma.Span{}
	}
	return s.span(from, end)
}

// isAdverbial reports whether the units up to the end of the sentence are an
// adverbial without a verb: ", on Friday at a press conference".
func (s *sentence) isAdverbial(from, end int) bool {
	if end < s.hi && s.words(end, s.hi) > 0 || !s.units[from].is(prepClass|timeClass|occasionClass) || s.words(from, end) > 8*s.wide {
		return false
	}
	return !s.has(phrase{from, end}, verbClass|passiveClass|auxiliaryClass|thatClass)
}

// resumed returns the quotation that goes on after source and verb: “…,” X
// said, looking up, “…”.
func (s *sentence) resumed(b int) stemma.Span {
	for k := b; k < s.hi; k++ {
		u := &s.units[k]
		if u.kind == quoteToken && (k == b || s.units[k-1].isMark(",") || s.units[k-1].isMark(":") || s.units[k-1].isMark(".")) {
			if k > b && s.units[k-1].isMark(".") && s.isOthers(k) {
				break
			}
			return u.Span
		}
		if u.is(verbClass) && k > b && s.units[k-1].isWord() && !s.isNoun(s.lo, k) {
			break
		}
	}
	return stemma.Span{}
}

// isOthers reports whether the quotation at unit k, which begins a sentence, has a
// verb of speech of its own: X said. “…,” writes Y.
func (s *sentence) isOthers(k int) bool {
	n := k + 1
	for n < s.hi && s.units[n].kind == punctToken && !s.units[n].isMark(".") {
		n++
	}
	for ; n < s.hi && n <= k+maxReach && s.units[n].isWord(); n++ {
		if s.units[n].is(verbClass) && !s.isNoun(s.lo, n) {
			return true
		}
	}
	return false
}

// after returns what is said behind the core, the units of a source and its
// verb; strong when something introduces it: "that", a colon or a quotation.
func (s *sentence) after(core phrase) (content stemma.Span, strong, direct bool) {
	b := core.end
	start := s.behindTime(b)
	for k := b; k < s.hi && k-b < maxReach*s.wide; k++ {
		u := &s.units[k]
		if (u.is(thatClass) && !s.lang.thatAfter && !s.citesAt(k) || u.kind == quoteToken) && s.opensAt(b, k) {
			start, strong = k, true
			break
		}
		if u.isMark(":") && k+1 < s.hi {
			start, strong = k+1, true
			break
		}
		if u.is(contentNounClass) && s.onlyTime(b, k) {
			start, strong = k, true
			break
		}
		if u.isMark(";") || u.is(beforeClass) && k > b || u.is(verbClass) && k > b && !s.isNoun(s.lo, k) && !u.is(reportClass) && !s.isParticiple(phrase{k - 1, k}) {
			break
		}
	}
	if k := s.behindAdverbials(b); !strong && k > 0 {
		start, strong = k, true
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
	if start >= s.hi || s.words(start, end) < 2 || s.isRelative(core, start) {
		return stemma.Span{}, strong, false
	}
	return s.span(start, end), strong, false
}

// behindAdverbials returns where the object clause begins that a comma parts
// from the adverbials at unit b ("sagte am Freitag, die Brücke …"), or 0.
func (s *sentence) behindAdverbials(b int) int {
	if !s.lang.verbSecond || b >= s.hi || !s.units[b].is(prepClass|skipClass|timeClass|closerClass) {
		return 0
	}
	for k := b; k < s.hi && k-b < maxReach; k++ {
		u := &s.units[k]
		if u.isMark(",") && k+2 < s.hi {
			next := &s.units[k+1]
			article := next.is(definiteClass) && (!s.lang.capitalNouns || s.units[k+2].upper)
			if next.is(stopClass|citeClass|beforeClass|asClass|prepClass) || next.is(relativeClass) && !article || s.words(k, s.clauseEnd(k)) < 3 {
				return 0
			}
			return k + 1
		}
		if u.kind != wordToken || u.is(verbClass) && !s.isNoun(s.lo, k) {
			return 0
		}
	}
	return 0
}

// onlyTime reports whether nothing but days and commas stand between two units.
func (s *sentence) onlyTime(b, k int) bool {
	for ; b < k; b++ {
		if s.units[b].isWord() && !s.units[b].is(timeClass|skipClass) {
			return false
		}
	}
	return true
}

// isRelative reports whether a relative clause begins at unit k, behind a core.
// An article that is also a relative pronoun is one only behind the noun of a
// source that follows its verb.
func (s *sentence) isRelative(core phrase, k int) bool {
	u := &s.units[k]
	if !u.is(relativeClass) || u.is(thatClass) {
		return false
	}
	if u.is(definiteClass) && s.lang.capitalNouns && k+1 < s.hi && s.units[k+1].upper {
		return false // "das Team sei …"
	}
	return !u.is(definiteClass) || s.inverted && !s.units[core.end-1].is(pronounClass|closerClass)
}

// citesAt reports whether a word that opens what is said or a source that is
// cited (عن) does the latter, since another word opens what is said.
func (s *sentence) citesAt(k int) bool {
	if !s.units[k].is(citeClass) {
		return false
	}
	p := s.right(k+1, s.hi)
	if !s.has(p, headNoun|pronounClass) && !s.isStrong(p) {
		return false
	}
	for n := p.end; n < s.hi && n < p.end+maxReach && !p.empty(); n++ {
		if u := &s.units[n]; u.kind == quoteToken || u.isMark(":") || u.is(thatClass) && !u.is(citeClass) {
			return true
		}
	}
	return false
}

// opensAt reports whether what is said opens at unit k, given that the source
// and its verb end at b: at once, after a comma or a colon, or after whom it is
// told and when.
func (s *sentence) opensAt(b, k int) bool {
	if k == b || s.lang.order != verbMedial || s.units[k-1].isMark(",") || s.units[k-1].isMark(":") {
		return true
	}
	return k == b+1 || s.units[b].is(prepClass|skipClass|timeClass|occasionClass|addresseeClass|citeClass) || b > s.lo && s.units[b-1].is(tellClass)
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
		case u.isMark(";"), u.is(selfClass) && s.units[k-1].isMark(","): // "…, in his words"
			return k
		case u.is(beforeClass|citeClass) && k > from+1 && s.words(from, k) > 1 && !s.isNoun(s.lo, k) && (u.is(beforeClass) || s.units[k-1].isMark(",")):
			return k
		case u.is(verbClass) && !s.isNoun(s.lo, k):
			if end, ok := s.nextVerb(from, k); ok && s.words(from, end) > 1 {
				return end
			}
		}
	}
	return s.hi
}

// nextVerb returns where the clause before the verb at k ends, if it is the verb
// of a clause of its own: behind a comma or a conjunction, alone or with its
// pronoun ("…, and he added").
func (s *sentence) nextVerb(from, k int) (end int, ok bool) {
	j := k
	for j > from+1 && s.units[j-1].is(skipClass|pronounClass|negateClass) && !s.units[j-1].is(thatClass|stopClass) {
		j--
	}
	for n := j; n > from+1 && n > j-2 && s.units[n-1].is(stopClass); n-- {
		j, ok = n-1, true
	}
	return j, ok || s.units[k-1].isMark(",")
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
	if s.words(from, k) < 2 || s.lang.order == verbFirst && s.opensAdverbial() {
		return stemma.Span{}, false
	}
	return s.span(from, k), false
}

// goesOnLower reports whether the quotation at unit k begins in the middle of a
// sentence: The attack was “a cowardly act”.
func (s *sentence) goesOnLower(k int) bool {
	inner := strings.TrimLeftFunc(s.text[s.units[k].Start:s.units[k].End], func(r rune) bool { return !unicode.IsLetter(r) })
	first, _ := utf8.DecodeRuneInString(inner)
	return unicode.IsLower(first)
}

// quoteBefore returns the quotation that ends before unit k, with the words
// that lead into it when it is a piece of a sentence.
func (s *sentence) quoteBefore(k int) stemma.Span {
	from := s.lo
	if n := s.words(from, k-1); n > 2*s.wide || n > 0 && s.goesOnLower(k-1) {
		return s.span(from, k)
	}
	return s.units[k-1].Span
}

// behindTime returns where the object begins behind a time, or another adverbial
// of the verb at unit b, and b where there is none: "said Friday the pier …".
func (s *sentence) behindTime(b int) int {
	if k := s.behindDays(b); k < s.hi && s.units[k].is(objectClass) && s.units[k].is(prepClass) {
		return k
	}
	k := b
	for k < s.hi && s.units[k].is(timeClass|anonymityClass) {
		k++
	}
	if k >= s.hi || !s.units[k].isWord() || s.words(k, s.hi) < 2 {
		return b
	}
	if s.units[k].is(definiteClass|nounMarkClass) && !s.units[k].is(prepClass|relativeClass) {
		return k
	}
	return b
}

// trails reports whether nothing but an adverbial follows unit b: "on Friday".
func (s *sentence) trails(b int) bool {
	if s.words(b, s.hi) == 0 {
		return true
	}
	if s.hi-b > 12*s.wide || s.lang.adverbialsFirst || s.units[b].is(objectClass) || s.behindTime(b) > b {
		return false
	}
	for k := b; k < s.hi; k++ {
		u := &s.units[k]
		if !u.isWord() || u.is(skipClass) && s.words(k+1, s.hi) > 2 {
			continue
		}
		return u.is(prepClass | skipClass | timeClass | occasionClass | citeClass | beforeClass | anonymityClass)
	}
	return true
}

// saidBetween finds what was said where the verb at i ends its sentence.
func (s *sentence) saidBetween(p phrase, i int) said {
	after, strong, direct := s.after(phrase{i, i + 1})
	if strong && after.Len() > 0 && s.words(p.end, i) < 2*s.wide {
		return said{parts: []stemma.Span{after}, direct: direct}
	}
	from, to := p.end, i
	if p.start > i {
		from, to = s.lo, i
	} else if s.lang.thatAfter && p.start > s.lo {
		if k := s.skipMarksBack(p.start); k > s.lo && (s.units[k-1].is(thatClass) || s.units[k-1].kind == quoteToken) {
			from, to = s.lo, k
		}
	}
	from = s.behindOccasion(from, to)
	for from < to && (s.units[from].is(subjectClass|skipClass|timeClass) || s.units[from].kind == punctToken) {
		from++
	}
	for to > from && (s.units[to-1].is(thatClass|anaphorClass|skipClass|objectClass) && !s.units[to-1].compound || s.units[to-1].kind == punctToken) {
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

func (s *sentence) skipMarksBack(k int) int {
	for k > s.lo && s.units[k-1].kind == punctToken {
		k--
	}
	return k
}

// behindOccasion returns where what is said begins between a subject and the
// verb that ends its sentence: behind the occasion ("in the statement made on
// Friday", closed by a word of its own) and the one who is told.
func (s *sentence) behindOccasion(from, to int) int {
	start := from
	for k := from; k < to && k < from+2*maxReach*s.wide && s.units[k].kind < quoteToken && !s.units[k].is(thatClass); k++ {
		u, near := &s.units[k], k < from+maxReach*s.wide
		switch {
		case near && u.is(occasionClass|citeAfterClass), u.is(verbClass) && k+1 < to && !s.units[k+1].isWord(),
			near && (s.isTold(k) || u.is(addresseeAfterClass) && s.names(s.recipientBefore(from, k))):
			start = k + 1
		}
	}
	return start
}
