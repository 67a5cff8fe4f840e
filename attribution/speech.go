package attribution

import (
	"context"
	"slices"

	"github.com/stemma-news/stemma"
)

// sentence is what the rules look at: units [lo, hi) and what was found there.
type sentence struct {
	*reading
	lo, hi int
	done   int // verbs before it belong to a frame
	found  []mention
	// goesBack: the sentences before have an attribution.
	goesBack bool
	// inverted: the source of the verb that is read stands behind it.
	inverted bool
}

// maxSilence is over how many sentences a speaker is remembered who is not
// named again.
const maxSilence = 3

// attributions finds the mentions of an article, sentence by sentence.
func (r *reading) attributions(ctx context.Context) []mention {
	var out []mention
	speaking := -1 // the mention whose quotation may go on
	since := maxSilence
	r.sentences(func(lo, hi int) {
		if ctx.Err() != nil {
			return
		}
		s := &sentence{reading: r, lo: lo, hi: hi, goesBack: since < maxSilence}
		s.read()
		since++
		if len(s.found) == 0 {
			if speaking >= 0 && r.goesOn(lo, hi) {
				out[speaking].content = append(out[speaking].content, r.units[lo].Span)
				return
			}
			speaking = -1
			return
		}
		since = 0
		base := len(out)
		for _, m := range s.found {
			if m.via >= 0 {
				m.via += base
			}
			out = append(out, m)
		}
		speaking = -1
		for k := base; k < len(out); k++ {
			if out[k].kind == stemma.AttributionDirect {
				speaking = k
			}
		}
	})
	return out
}

// goesOn reports whether a sentence is nothing but more of the quotation
// before it: the next one after it, in its paragraph or in the next.
func (r *reading) goesOn(lo, hi int) bool {
	return r.units[lo].kind == quoteToken && r.words(lo+1, hi) == 0
}

func (s *sentence) read() {
	if s.lang.isUnknown() {
		s.fallback()
		return
	}
	for i := s.lo; i < s.hi; i++ {
		switch u := &s.units[i]; {
		case u.named: // a title in quotation marks
		case u.is(sayingClass) && s.nominal(i):
		case u.is(asClass) && s.asClause(i), u.is(tagClass) && s.tag(i):
		case u.is(selfClass):
			s.selfFrame(i)
		case u.is(beforeClass):
			s.frameBefore(i)
		case u.is(afterClass):
			s.frameAfter(i, false)
		case u.is(verbClass) && !u.is(citeClass) && i >= s.done && !s.isNoun(s.lo, i):
			s.verb(i)
		}
	}
	for i := s.lo; i < s.hi; i++ {
		switch u := &s.units[i]; {
		case u.is(citeClass) && !s.isNoun(s.lo, i):
			s.cite(i)
		case u.is(citeAfterClass):
			s.frameAfter(i, true)
		}
	}
	if len(s.found) == 0 {
		s.colon()
	}
	s.relay()
	s.gazetteer()
}

// verb reads a verb of speech: finds its subject, whom it is told, then what it
// said.
func (s *sentence) verb(i int) {
	if s.lang.order == verbFinal && s.goesOnAfter(i) || s.lang.thatAfter && s.isInside(i) {
		return
	}
	p, core, shared := s.source(i)
	if p.empty() {
		s.dropped(i)
		return
	}
	if !s.isStrong(p) && s.isSaid(i) {
		return
	}
	s.inverted = p.start > i && !shared
	core = s.bracket(p, core, i)
	to := s.recipient(i, core.end)
	if p.end < i && to.empty() {
		to = s.recipientBetween(p.end, i)
	}
	if s.units[i].is(publishClass) && !s.isIntroduced(phrase{core.start, max(core.end, to.end)}) {
		return
	}
	c := s.saidTo(i, p, core, to, shared)
	if len(c.parts) == 0 && !s.creditsOnly(p, i) {
		return
	}
	m := s.mention(p, i, c)
	m.to = to
	m.cue = stemma.Span{Start: s.units[s.cueFrom(p, i)].Start, End: s.units[s.cueLast(i)].End}
	if s.negated(core, i) {
		m.certainty = negation(m.certainty)
	}
	s.add(m)
}

// bracket widens the units of a source and its verb to the verb's auxiliaries and
// its second piece.
func (s *sentence) bracket(p, core phrase, i int) phrase {
	if s.inverted {
		core.start = s.cueFrom(p, i)
	}
	core.end = max(core.end, s.cueLast(i)+1)
	if far := s.units[i].closer; far > 0 {
		core.end = max(core.end, min(far+1, s.hi))
	}
	return core
}

// saidTo finds what the source p tells someone by the verb at i. Where that
// leaves nothing, who seemed to be told is part of it: "accused the government
// of …".
func (s *sentence) saidTo(i int, p, core, to phrase, shared bool) said {
	c := s.saidBy(i, p, phrase{core.start, max(core.end, to.end)}, shared)
	if len(c.parts) > 0 || to.empty() {
		return c
	}
	if c = s.saidBy(i, p, core, shared); len(c.parts) > 0 || s.names(to) || to.start != core.end {
		return c
	}
	end := s.clauseEnd(to.end - 1)
	if !s.trails(to.end) && s.words(to.end, end) > 1 || s.has(to, ofClass) && s.words(to.start, end) > 3 {
		c.parts = []stemma.Span{s.span(to.start, end)}
	}
	return c
}

// saidBy finds what the source p says by the verb at i; shared when the verb
// has it from an earlier one.
func (s *sentence) saidBy(i int, p, core phrase, shared bool) said {
	if shared {
		after, _, direct := s.after(core)
		if after.Len() == 0 {
			return said{}
		}
		return said{parts: []stemma.Span{after}, direct: direct}
	}
	var c said
	if s.lang.order == verbFinal {
		c = s.saidBetween(p, i)
	} else {
		c = s.saidAround(core.start, core.end)
		if len(c.parts) == 0 && (s.lang.marksSubject && p.end < i) {
			c = s.saidBetween(p, i)
		}
		if len(c.parts) == 0 && p.end < i && s.units[i-1].is(objectClass) && s.words(p.end, i-1) > 0 {
			c = said{parts: []stemma.Span{s.span(p.end, i)}}
		}
		if far := s.units[i].closer; len(c.parts) == 0 && far > 0 {
			c = s.saidInBracket(p, i, far)
		}
	}
	if len(c.parts) == 0 && s.isStrong(p) && s.words(s.lo, s.hi) <= 8*s.wide {
		c = s.saidBefore()
	}
	return c
}

// saidInBracket is what stands between the pieces of a verb: wies (die Vorwürfe) zurück.
func (s *sentence) saidInBracket(p phrase, i, far int) said {
	from := i + 1
	if p.start > i {
		from = p.end
	}
	for from < far && s.units[from].is(skipClass|negateClass) {
		from++
	}
	at := s.span(from, far)
	if at.Len() == 0 || s.units[from].is(prepClass) {
		return said{}
	}
	return said{parts: []stemma.Span{at}}
}

// isIntroduced reports whether something shows that what stands by a source and
// its verb was said, or is the report as a whole ("this news"): "published" may
// as well have a photograph for its object.
func (s *sentence) isIntroduced(core phrase) bool {
	for k := core.end; k < min(s.hi, core.end+3); k++ {
		if s.units[k].is(reportClass) {
			return true
		}
	}
	_, introduced, _ := s.after(core)
	if k := core.end - 2; s.lang.thatAfter && k >= s.lo && (s.units[k].is(thatClass) || s.units[k].kind == quoteToken) {
		return true
	}
	before, quoted := s.before(core.start)
	if s.lang.adverbialsFirst || s.lang.verbSecond { // they set off what is said by a comma
		introduced = introduced || core.end < s.hi && s.units[core.end].isMark(",") && s.words(core.end, s.hi) > 2
	}
	return introduced || quoted || s.inverted && before.Len() > 0 && !s.units[core.start-1].isWord() && s.trails(core.end) || slices.ContainsFunc(s.units[s.lo:s.hi], func(u unit) bool { return u.is(anaphorClass) })
}

// cueFrom is the unit with which a verb begins, with its auxiliaries and
// adverbs: "has also said". Where its subject follows, they reach back to what
// was said, or in languages that begin with the verb to any word.
func (s *sentence) cueFrom(p phrase, i int) int {
	from := s.lo
	if p.start < i {
		from = max(from, p.end)
	}
	if p.end < i && p.start < i && s.units[p.end].is(citeClass) {
		return i // what precedes the verb belongs to whom the source cites
	}
	k := s.auxiliaries(from, i)
	if p.start > i && s.lang.order != verbFirst && (k == s.lo && s.lang.verbSecond || k > s.lo && s.units[k-1].isWord()) {
		return i
	}
	return k
}

// auxiliaries returns where the auxiliaries and adverbs before the verb at i
// begin, not before unit from.
func (s *sentence) auxiliaries(from, i int) int {
	k := i
	for k > from && s.units[k-1].is(skipClass|negateClass|passiveClass) && s.units[k-1].isWord() {
		k--
	}
	return k
}

// cueLast is the unit with which a verb ends: auxiliaries may follow it.
func (s *sentence) cueLast(i int) int {
	k := i
	for k+1 < s.hi && k < i+2 && s.units[k+1].is(auxiliaryClass) {
		k++
	}
	return k
}

// saidBefore is the quotation that ends the sentence before: “…?” X asked.
func (s *sentence) saidBefore() said {
	k := s.lo - 2
	for k >= 0 && s.units[k].kind == punctToken && !s.units[k].para { // 「…」。
		k--
	}
	if k < 0 || s.units[k].kind != quoteToken || s.units[s.lo-1].para || s.isIntroducedBy(k) {
		return said{}
	}
	return said{parts: []stemma.Span{s.units[k].Span}, direct: true}
}

// isIntroducedBy reports whether a verb of speech stands before the quotation at
// unit k, in a sentence of its own: Y said: “…”
func (r *reading) isIntroducedBy(k int) bool {
	for n := k - 1; n >= 0 && n >= k-maxReach*r.wide && r.units[n].kind < quoteToken; n-- {
		if r.units[n].is(verbClass) && !r.isNoun(max(0, n-1), n) {
			return true
		}
	}
	return false
}

// add keeps a mention unless its source was found already with the same content.
func (s *sentence) add(m mention) {
	for k := range s.found {
		f := &s.found[k]
		if f.sourceAt == m.sourceAt && f.cue.Overlap(m.cue) > 0 {
			return
		}
	}
	s.found = append(s.found, m)
}

// creditsOnly reports whether source and cue are all that the sentence has, so
// that it credits what stands before it: "Reuters reported this first."
func (s *sentence) creditsOnly(p phrase, cue int) bool {
	rest, about := 0, s.outletIn(p) > 0
	for k := p.start; k < p.end; k++ {
		about = about || s.units[k].is(outletClass)
	}
	for k := s.lo; k < s.hi; k++ {
		u := &s.units[k]
		about = about || u.is(anaphorClass)
		if k >= p.start && k < p.end || k == cue || !u.isWord() || u.is(anaphorClass|skipClass|prepClass|reportClass|outletClass|subjectClass|stopClass) {
			continue
		}
		rest++
	}
	about = about || s.outlets.isTitle(s.text[s.sourceSpan(p).Start:s.sourceSpan(p).End])
	return about && rest <= 4*s.wide && p.end-p.start <= maxCreditor*s.wide && s.isStrong(p)
}

// maxCreditor bounds the source of a credit in words: what is longer is no name.
const maxCreditor = 9
