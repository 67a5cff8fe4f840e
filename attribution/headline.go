package attribution

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Headlines name their source before a colon, or behind a colon or a dash.

// headline reads "X: …" in the article's first line, where X is a name.
func (s *sentence) headline() bool {
	if s.lo > 1 {
		return false
	}
	for k := s.lo + 1; k < s.hi-2 && k-s.lo <= 5*s.wide; k++ {
		if !s.units[k].isMark(":") {
			continue
		}
		p := phrase{s.lo, k}
		if !s.isSpeaker(p) || s.isLabel(p) || s.words(k, s.hi) < 3 {
			break
		}
		for n := s.lo + 1; n < k; n++ {
			if s.isAddressed(n) {
				p.end = n // "source to X: …"
				break
			}
		}
		c := said{parts: []stemma.Span{s.span(k+1, s.hi)}, direct: s.units[k+1].kind == quoteToken}
		s.found = append(s.found, s.mention(p, k, c))
		return true
	}
	return s.headlineEnd() || s.headlineQuote()
}

// headlineQuote reads a line that is a source and what he said: X “…”.
func (s *sentence) headlineQuote() bool {
	k := s.lo
	for k < s.hi && s.units[k].isWord() && !s.units[k].is(verbClass) {
		k++
	}
	p := phrase{s.lo, k}
	if k == s.lo || k > s.lo+6*s.wide || k >= s.hi || s.units[k].kind != quoteToken || s.words(k+1, s.hi) > 0 || !s.headlineStops() || !s.has(p, headNoun) {
		return false
	}
	m := s.mention(p, k, said{parts: []stemma.Span{s.units[k].Span}, direct: true})
	m.cue = stemma.Span{}
	s.found = append(s.found, m)
	return true
}

// isLabel reports the words of a credit before a colon, "Photo: X", who say nothing.
func (r *reading) isLabel(p phrase) bool {
	if p.empty() || p.end >= len(r.units) || !r.units[p.end].isMark(":") {
		return false
	}
	for k := p.start; k < p.end; k++ {
		if u := &r.units[k]; !u.is(photoClass|bylineClass|creditClass) || u.is(unnamedClass|personClass) {
			return false
		}
	}
	return true
}

// isSpeaker reports whether the head of a headline can be who speaks: a noun
// for a source, an outlet, or a name of two words or more.
func (s *sentence) isSpeaker(p phrase) bool {
	upper := 0
	for k := p.start; k < p.end; k++ {
		switch u := &s.units[k]; {
		case u.is(personClass|reportClass|unnamedClass|orgClass) || u.outlet > 0:
			return true
		case u.upper:
			upper++
		case u.isWord():
			return false
		}
	}
	return upper >= 2
}

// headlineEnd reads "… — X", "…: X" in the article's first line.
func (s *sentence) headlineEnd() bool {
	k := s.hi - 1
	for k > s.lo && s.hi-k <= 6*s.wide && !s.units[k].isMark(":") && (!s.units[k].isMark("-") || !s.spaced(k)) {
		if !s.units[k].isWord() {
			return false
		}
		k--
	}
	p := phrase{k + 1, s.hi}
	if k == s.lo || s.units[k].isWord() || p.empty() || s.words(s.lo, k) < 3 || !s.isSpeaker(p) || !s.headlineStops() || s.outletIn(p) > 0 && !s.hasSpeaker(p) { // a credit
		return false
	}
	s.found = append(s.found, s.mention(p, k, said{parts: []stemma.Span{s.span(s.lo, k)}}))
	return true
}

// headlineStops reports whether the sentence is a line of its own.
func (s *sentence) headlineStops() bool {
	return s.hi < len(s.units) && s.units[s.hi].para && s.hi+1 < len(s.units)
}

// headlineBy finds "X: …" in the article's first line where X alone does not
// show that it is who speaks, but the article goes on to say so.
func (r *reading) headlineBy(found []mention) []mention {
	hi := slices.IndexFunc(r.units, func(u unit) bool { return u.kind == breakToken })
	if hi < 0 || !r.units[hi].para {
		return nil
	}
	s := &sentence{reading: r, hi: hi}
	colon := slices.IndexFunc(r.units[:hi], func(u unit) bool { return u.isMark(":") })
	if colon < 1 || colon > 4*r.wide || s.words(colon, hi) < 3 || slices.ContainsFunc(found, func(m mention) bool { return m.at < hi }) {
		return nil
	}
	name := " " + text.Fold(r.text[r.units[0].Start:r.units[colon-1].End])
	for i := range found {
		if who := text.Fold(found[i].who.text); found[i].source.empty() || who == "" || !strings.HasSuffix(" "+who, name) && !strings.HasSuffix(" "+text.Fold(found[i].who.name), name) {
			continue
		}
		c := said{parts: []stemma.Span{s.span(colon+1, hi)}, direct: r.units[colon+1].kind == quoteToken}
		m := r.mention(phrase{0, colon}, colon, c)
		m.who, m.leading = found[i].who, true
		return []mention{m}
	}
	return nil
}
