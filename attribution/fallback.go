package attribution

import (
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// A language without a file has no verbs and no nouns: what is left are the
// quotation marks, the names beside them, and the outlets that the table knows.

const (
	// maxBeside is how many words there may be from a quotation to a name.
	maxBeside = 8
	// maxCue is how many of them may be the cue: "ütles linnapea".
	maxCue = 3
)

// isUnknown reports that nothing is known of a language.
func (l *language) isUnknown() bool { return l.phrases == 0 }

// fallback reads a sentence of a language without a file.
func (s *sentence) fallback() {
	for k := s.lo; k < s.hi; k++ {
		if s.units[k].kind != quoteToken {
			continue
		}
		name, cue := s.nameBehind(k)
		if name.empty() {
			name, cue = s.nameBefore(k)
		}
		if name.empty() {
			continue
		}
		s.quoted(k, name, cue)
		for k+1 < s.hi && k < name.end {
			k++ // the next quotation may be another's
		}
	}
	if len(s.found) == 0 {
		s.dashed()
	}
	for k := s.lo; k < s.hi; k++ {
		if u := &s.units[k]; u.outlet > 0 && u.outlet != s.own && !s.isSource(u.Span) {
			s.cited(k)
		}
	}
}

// quoted attributes the quotation at unit k, and what goes on behind its source.
func (s *sentence) quoted(k int, name, cue phrase) {
	c := said{parts: []stemma.Span{s.units[k].Span}, direct: true}
	if next := name.end + 1; name.start > k && next < s.hi && s.units[next].kind == quoteToken && s.parts(next-1) {
		c.parts = append(c.parts, s.units[next].Span)
	}
	s.found = append(s.found, s.named(name, cue, c))
}

// named is the mention of a name and its cue.
func (s *sentence) named(name, cue phrase, c said) mention {
	m := s.mention(name, name.start, c)
	m.sourceAt, m.cue = s.bare(m.sourceAt), s.span(cue.start, cue.end)
	return m
}

// dashed reads a line of speech that a dash opens: – …, sa ordfører X.
func (s *sentence) dashed() {
	if !s.units[s.lo].isMark("-") || s.lo > 0 && !s.units[s.lo-1].para {
		return
	}
	for k := s.lo + 1; k < s.hi; k++ {
		if s.units[k].kind != punctToken || s.words(s.lo, k) <= longQuote || k+1 < s.hi && s.isNameWordAt(k+1) {
			continue
		}
		for n := k + 1; n < s.hi && n <= k+maxCue+1 && s.units[n].isWord(); n++ {
			if name := s.nameAt(n); !name.empty() {
				s.found = append(s.found, s.named(name, phrase{k + 1, n}, said{parts: []stemma.Span{s.span(s.lo, k)}, direct: true}))
				return
			}
		}
	}
}

// parts reports a mark between what is said and who says it.
func (s *sentence) parts(k int) bool {
	u := &s.units[k]
	return u.isMark(",") || u.isMark("-") || u.isMark(":") || u.isMark(".")
}

// nameBehind finds the name that follows the quotation at unit k, and its cue:
// behind a comma or a dash, or where the quotation has its own mark at its end.
func (s *sentence) nameBehind(k int) (name, cue phrase) {
	from := k + 1
	for from < s.hi && (s.units[from].isMark(",") || s.units[from].isMark("-")) {
		from++
	}
	if from == k+1 && !s.endsWithMark(k) && k > s.lo {
		return phrase{}, phrase{}
	}
	for n := from; n < s.hi && n-from < maxBeside*s.wide && s.units[n].isWord(); n++ {
		if name = s.nameAt(n); !name.empty() {
			return name, s.cueBeside(name, phrase{from, n}, from)
		}
	}
	return phrase{}, phrase{}
}

// nameBefore finds the name before the quotation at unit k, which a colon or a
// comma introduces, and its cue.
func (s *sentence) nameBefore(k int) (name, cue phrase) {
	end := k - 1
	if end > s.lo && s.units[end].isMark("-") {
		end-- // Jonas Doras sakė: – „…“
	}
	if end <= s.lo || !s.units[end].isMark(":") && !s.units[end].isMark(",") {
		return phrase{}, phrase{}
	}
	for n := end - 1; n >= s.lo && end-n <= maxBeside*s.wide && s.units[n].isWord(); n-- {
		if !s.isNameWordAt(n) {
			continue
		}
		from := n
		for from > s.lo && end-from <= 2*maxBeside && s.isNameWordAt(from-1) {
			from--
		}
		if name = (phrase{from, n + 1}); s.isSurelyName(name) {
			return name, s.cueBeside(name, phrase{n + 1, end}, end-1)
		}
		return phrase{}, phrase{}
	}
	return phrase{}, phrase{}
}

// cueBeside returns the cue among the words between a quotation and a name: all
// of them if they are few, else the one beside the quotation. Where there are
// none it is the word on the other side of the name.
func (s *sentence) cueBeside(name, between phrase, nearest int) phrase {
	switch n := between.end - between.start; {
	case n > maxCue*s.wide:
		return phrase{nearest, nearest + 1}
	case n > 0:
		return between
	}
	for _, k := range []int{name.end, name.start - 1} {
		if k >= s.lo && k < s.hi && s.units[k].isWord() && !s.isNameWordAt(k) && !s.isSyllable(k) {
			return phrase{k, k + 1}
		}
	}
	return phrase{}
}

// isSyllable reports a character of a script that does not part words.
func (s *sentence) isSyllable(k int) bool {
	first, _ := utf8.DecodeRuneInString(s.text[s.units[k].Start:])
	return isSingle(first)
}

// nameAt returns the name that begins at unit k.
func (s *sentence) nameAt(k int) phrase {
	end := k
	for end < s.hi && end-k < maxBeside && s.isNameWordAt(end) {
		end++
	}
	return phrase{k, end}
}

// isNameWordAt reports a word with a capital, or a known outlet.
func (s *sentence) isNameWordAt(k int) bool {
	u := &s.units[k]
	return u.outlet > 0 || u.isWord() && u.upper && !u.named
}

// isSurelyName reports whether capitalised words before a quotation are a name:
// the first word of a sentence has a capital in any case.
func (s *sentence) isSurelyName(p phrase) bool {
	return p.start > s.lo || p.end-p.start > 1 || s.units[p.start].outlet > 0 || s.hasName(s.units[p.start].Span)
}

// endsWithMark reports whether the quotation at unit k ends with a mark of its
// own: "…," or "…!".
func (s *sentence) endsWithMark(k int) bool {
	inner := s.text[s.units[k].Start:s.units[k].End]
	_, size := utf8.DecodeLastRuneInString(inner)
	last, _ := utf8.DecodeLastRuneInString(inner[:len(inner)-size])
	return unicode.IsPunct(last)
}

// cited makes sure of the outlet at unit k: it reports what stands around it and
// the word beside it, or the whole where that is nothing.
func (s *sentence) cited(k int) {
	cue := s.cueBeside(phrase{k, k + 1}, phrase{}, k)
	from, to := k, k+1
	if !cue.empty() {
		from, to = min(k, cue.start), max(k+1, cue.end)
	}
	var c said
	if s.words(s.lo, from)+s.words(to, s.hi) > maxCue*s.wide {
		for _, at := range []stemma.Span{s.span(s.lo, from), s.span(to, s.hi)} {
			if at.Len() > 0 {
				c.parts = append(c.parts, at)
			}
		}
	}
	for i := range s.found {
		if s.found[i].via < 0 && s.found[i].kind == stemma.AttributionDirect {
			s.found[i].via = len(s.found) // who spoke did so to the outlet
		}
	}
	s.found = append(s.found, s.named(phrase{k, k + 1}, cue, c))
}
