package attribution

import (
	"slices"

	"github.com/stemma-news/stemma"
)

// sentence is what the rules look at: units [lo, hi) and what was found there.
type sentence struct {
	*reading
	lo, hi int
	done   int // verbs before it belong to a frame
	found  []mention
}

// attributions finds the mentions of an article, sentence by sentence.
func (r *reading) attributions() []mention {
	var out []mention
	speaking := -1 // the mention whose quotation may go on
	r.sentences(func(lo, hi int) {
		s := &sentence{reading: r, lo: lo, hi: hi}
		s.read()
		if len(s.found) == 0 {
			if speaking >= 0 && r.goesOn(lo, hi) {
				out[speaking].content = append(out[speaking].content, r.units[lo].Span)
				return
			}
			speaking = -1
			return
		}
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
	for i := s.lo; i < s.hi; i++ {
		switch u := &s.units[i]; {
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

// verb reads a verb of speech: finds its subject, then what it said.
func (s *sentence) verb(i int) {
	if s.lang.order == verbFinal && s.goesOnAfter(i) {
		return
	}
	p, core := s.subject(i)
	shared := p.empty()
	if shared {
		if p, core = s.inherited(i); p.empty() {
			return
		}
	}
	if s.units[i].is(publishClass) && !s.isIntroduced(core) {
		return
	}
	var c said
	if after, _, direct := s.after(i + 1); shared {
		if after.Len() > 0 {
			c = said{parts: []stemma.Span{after}, direct: direct}
		}
	} else if s.lang.order == verbFinal {
		c = s.saidBetween(p, i)
	} else {
		c = s.saidAround(core.start, core.end)
		if len(c.parts) == 0 && s.lang.marksSubject && p.end < i {
			c = s.saidBetween(p, i)
		}
	}
	if len(c.parts) == 0 && s.isStrong(p) && s.words(s.lo, s.hi) <= 8*s.wide {
		c = s.saidBefore()
	}
	if len(c.parts) == 0 && !s.creditsOnly(p, i) {
		return
	}
	m := s.mention(p, i, c)
	m.cue.Start = s.cueStart(p, i)
	if s.negated(core, i) {
		m.certainty = stemma.CertaintyDoubted
	}
	s.add(m)
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
	_, introduced, _ := s.after(core.end)
	_, quoted := s.before(core.start)
	return introduced || quoted || slices.ContainsFunc(s.units[s.lo:s.hi], func(u unit) bool { return u.is(anaphorClass) })
}

// goesOnAfter reports whether a verb that should end its clause does not: 話している際.
func (s *sentence) goesOnAfter(i int) bool {
	if i+1 >= s.hi || !s.units[i+1].isWord() || s.units[i+1].is(thatClass|negateClass|skipClass|stopClass|pronounClass|personClass) {
		return false
	}
	return i == s.lo || s.units[i-1].kind != quoteToken
}

// inherited is the source of a verb that has none of its own because it shares
// it: "X said …, adding that …", "X said … and added …".
func (s *sentence) inherited(i int) (p, core phrase) {
	if len(s.found) == 0 || i == s.lo || s.lang.order == verbFinal {
		return
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

// cueStart is where a verb begins with its auxiliaries and adverbs: "has also said".
func (s *sentence) cueStart(p phrase, i int) int {
	k := i
	for k > s.lo && k > p.end && p.start < i && s.units[k-1].is(skipClass|negateClass) {
		k--
	}
	return s.units[k].Start
}

// saidBefore is the quotation that ends the sentence before: “…?” X asked.
func (s *sentence) saidBefore() said {
	if s.lo < 2 || s.units[s.lo-2].kind != quoteToken || s.units[s.lo-1].para {
		return said{}
	}
	return said{parts: []stemma.Span{s.units[s.lo-2].Span}, direct: true}
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
	return about && rest <= 4*s.wide && s.isStrong(p)
}
