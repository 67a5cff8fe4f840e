package attribution

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// A verb of speech may have its subject from an earlier one, or none at all.

// isInside reports whether a verb is part of what someone says, since "that"
// follows it: 認めていると.
func (s *sentence) isInside(i int) bool {
	return s.units[i].is(thatClass) || i+1 < s.hi && s.units[i+1].is(thatClass)
}

// source returns who is the subject of the verb at i, and the units that both
// cover; shared when he is the subject of an earlier verb.
func (s *sentence) source(i int) (p, core phrase, shared bool) {
	if !s.units[i].is(goOnClass) {
		p, core = s.subject(i)
	}
	if p = s.withoutWhen(p); !p.empty() {
		return p, core, false
	}
	p, core = s.inherited(i)
	return p, core, true
}

// withoutWhen cuts off what says when before who in a phrase: 土曜日に当局. Behind who it may be a part
// of what he is: "a neighbour for forty years". Nothing is left where a rule took a day for a subject. A
// month that may be a part of a name stays: April Jones, جوان بويج.
func (s *sentence) withoutWhen(p phrase) phrase {
	if p.empty() {
		return p
	}
	dates := s.datesOf(s.sentenceOf(s.units[p.start].Start))
	isWhen := func(k int) bool {
		u := &s.units[k]
		return !u.upper && !s.hasName(u.Span) && slices.ContainsFunc(dates, func(d text.Date) bool {
			return d.Overlap(u.Span) > 0 && (d.Precision != stemma.PrecisionMonth || s.lang.order == verbFinal)
		})
	}
	for !p.empty() && isWhen(p.start) {
		p.start++
	}
	return p
}

func (r *reading) datesOf(sentence int) []text.Date {
	if sentence < 0 || sentence >= len(r.doc.Sentences) {
		return nil
	}
	return r.doc.Sentences[sentence].Dates
}

// isSaid reports whether unit i is part of what someone says already.
func (s *sentence) isSaid(i int) bool {
	for k := range s.found {
		for _, c := range s.found[k].content {
			if c.Overlap(s.units[i].Span) > 0 {
				return true
			}
		}
	}
	return false
}

// goesOnAfter reports whether a verb that should end its clause does not: 話している際.
func (s *sentence) goesOnAfter(i int) bool {
	if i+1 >= s.hi || !s.units[i+1].isWord() || s.units[i+1].is(thatClass|negateClass|skipClass|auxiliaryClass|stopClass|pronounClass|personClass) {
		return false
	}
	return i == s.lo || s.units[i-1].kind != quoteToken
}

// inherited is the source of a verb that has none of its own because it shares
// it: "X said …, adding that …", "X said … and added …".
func (s *sentence) inherited(i int) (p, core phrase) {
	if len(s.found) == 0 || i == s.lo || s.lang.order == verbFinal && !s.units[i].is(goOnClass) {
		return
	}
	if s.units[i].is(goOnClass) {
		return s.found[len(s.found)-1].source, phrase{i, i + 1}
	}
	k := i
	for k > s.lo && s.units[k-1].is(skipClass) {
		k--
	}
	if k == s.lo || !s.units[k-1].isMark(",") && !s.units[k-1].is(stopClass) {
		return
	}
	p = s.found[len(s.found)-1].source
	return p, phrase{k, i + 1}
}

// dropped reads a verb whose subject is that of the last attribution and not
// said again, in languages that do so: "Añadió que …".
func (s *sentence) dropped(i int) {
	if !s.lang.dropsSubject || !s.goesBack {
		return
	}
	k := i
	for k > s.lo && s.units[k-1].isWord() && (s.lang.order == verbFinal || s.units[k-1].is(skipClass|negateClass|passiveClass|stopClass|anaphorClass)) {
		k--
	}
	if k > s.lo && s.units[k-1].isWord() {
		return
	}
	var c said
	core := phrase{i, i + 1}
	if s.lang.order == verbFinal {
		c = s.saidBetween(phrase{s.lo, s.lo}, i)
	} else {
		to := s.recipient(i, i+1)
		core.end = max(core.end, to.end)
		c = s.saidAround(core.start, core.end)
		if _, strong, _ := s.after(core); !strong && (len(c.parts) == 0 || c.parts[0].Start > s.units[i].Start) {
			return
		}
	}
	if len(c.parts) == 0 {
		return
	}
	m := s.mention(phrase{i, i}, i, c)
	m.cue.Start = s.units[s.cueFrom(phrase{i + 1, i + 1}, i)].Start
	if s.negated(core, i) {
		m.certainty = negation(m.certainty)
	}
	s.add(m)
}
