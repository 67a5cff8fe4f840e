package attribution

import (
	"github.com/stemma-news/stemma"
)

// frameBefore reads "according to X", at unit i.
func (s *sentence) frameBefore(i int) {
	p := s.framedBy(i+1, s.hi)
	if s.units[i].is(aroundClass) {
		p = s.right(i+1, s.hi)
	}
	if p.empty() || s.isVague(p) {
		return
	}
	end := p.end
	cue := s.units[i].Span
	if s.units[i].is(aroundClass) { // 据…报道
		end = s.frameEnd(end)
		if end == p.end && !s.isStrong(p) {
			return
		}
		s.done = end
	}
	m := s.mention(p, i, s.saidByFrame(i, end))
	m.cue = cue
	if len(m.content) == 0 && !s.units[i].is(aroundClass) && !s.creditsOnly(p, i) {
		m.content = []stemma.Span{s.span(s.lo, s.hi)}
		m.kind = stemma.AttributionIndirect
	}
	s.add(m)
}

// frameEnd returns where a frame that closes with a word of reporting ends; what
// stands between (brackets, whom the source cites) belongs to it.
func (s *sentence) frameEnd(from int) int {
	end := from
	for k := from; k < s.hi && k-from < 16*s.wide; k++ {
		u := &s.units[k]
		if u.isMark(",") || u.kind >= quoteToken {
			break
		}
		if u.is(verbClass|reportClass|afterClass|outletClass|citeAfterClass) && !u.is(unnamedClass|citeClass) {
			end = k + 1
			if u.is(verbClass) {
				break
			}
		}
	}
	return end
}

// selfFrame reads a word or phrase that is frame and pronoun in one: "по его
// словам", "katanya".
func (s *sentence) selfFrame(i int) {
	c := s.saidByFrame(i, i+1)
	if before, quoted := s.before(i); before.Len() > 0 {
		c = said{parts: []stemma.Span{before}, direct: quoted}
	}
	if len(c.parts) == 0 {
		c = s.saidBefore()
	}
	if len(c.parts) > 0 {
		s.add(s.mention(phrase{i, i + 1}, i, c))
	}
}

// saidByFrame returns what stands on the other side of a frame [a, b).
func (s *sentence) saidByFrame(a, b int) said {
	if s.words(s.lo, a) <= 1 || s.onlySkips(s.lo, a) || s.units[a-1].is(thatClass|stopClass) {
		k := b
		for k < s.hi && s.units[k].kind == punctToken {
			k++
		}
		if k >= s.hi || s.units[k].is(relativeClass) && !s.units[k].is(thatClass) {
			return said{}
		}
		end := s.clauseEnd(k)
		if s.words(k, end) < 2 {
			return said{}
		}
		return said{parts: []stemma.Span{s.span(k, end)}, direct: s.units[k].kind == quoteToken && end == k+1}
	}
	if s.words(s.lo, a) < 2 {
		return said{}
	}
	return said{parts: []stemma.Span{s.span(s.lo, a)}, direct: s.span(s.lo, a) == s.units[s.lo].Span && s.units[s.lo].kind == quoteToken}
}

// isVague reports whether a phrase names no one: "credible information".
func (r *reading) isVague(p phrase) bool {
	for k := p.start; k < p.end; k++ {
		if u := &r.units[k]; u.isWord() && (!u.is(vagueClass|definiteClass|ofClass|relativeClass|nounMarkClass) || u.is(pronounClass|unnamedClass)) {
			return false
		}
	}
	return true
}

func (s *sentence) onlySkips(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if u := &s.units[k]; u.kind == quoteToken || u.isWord() && !u.is(skipClass|stopClass|anaphorClass) {
			return false
		}
	}
	return true
}

// frameAfter reads "X के अनुसार", "X'e göre", "Xによると", at unit i; citing
// when the words say that the article, or its speaker, cites X.
func (s *sentence) frameAfter(i int, citing bool) {
	p := s.left(s.lo, i)
	for !p.empty() && s.units[p.end-1].is(reportClass) && p.end-p.start > 1 && !s.units[p.end-1].is(unnamedClass) {
		p.end--
	}
	if p.empty() {
		return
	}
	c := said{}
	if after, _, direct := s.after(s.skipMarks(i + 1)); after.Len() > 0 {
		c = said{parts: []stemma.Span{after}, direct: direct}
	} else if s.words(s.lo, p.start) >= 3 {
		c = said{parts: []stemma.Span{s.span(s.lo, p.start)}}
	}
	if len(c.parts) == 0 && !s.creditsOnly(p, i) {
		return
	}
	m := s.mention(p, i, c)
	if citing {
		m.via = s.speaker(p)
	}
	s.add(m)
}

func (s *sentence) skipMarks(k int) int {
	for k < s.hi && s.units[k].kind == punctToken {
		k++
	}
	return k
}

// cite reads "citing X", at unit i: the speaker of the sentence cites X.
func (s *sentence) cite(i int) {
	p := s.right(i+1, s.hi)
	if p.empty() || s.units[i].is(thatClass) && !s.isSourceNoun(p) {
		return
	}
	via := s.speaker(p)
	end := p.end
	for end < s.hi && s.units[end].is(verbClass) && s.lang.order == verbMedial && !s.isNoun(s.lo, end) { // 援引X的话称
		end++
	}
	c := s.saidAround(i, end)
	if q := s.left(s.lo, i); via < 0 && s.lang.order == verbMedial && !q.empty() && s.isStrong(q) && !s.isPassive(q.end, i) {
		c = s.saidAround(q.start, end)
		if len(c.parts) > 0 {
			via = len(s.found)
			s.found = append(s.found, s.mention(q, i, c))
		}
	}
	if via >= 0 && len(s.found[via].content) > 0 {
		c = said{parts: s.found[via].content, direct: s.found[via].kind == stemma.AttributionDirect}
	}
	if len(c.parts) == 0 && !s.creditsOnly(p, i) {
		c.parts = []stemma.Span{s.span(s.lo, s.hi)}
	}
	m := s.mention(p, i, c)
	m.via = via
	s.add(m)
}

// isSourceNoun reports whether a phrase is an unnamed source or an outlet, as
// it must be after a word that has other uses: عن.
func (s *sentence) isSourceNoun(p phrase) bool {
	for k := p.start; k < p.end; k++ {
		if s.units[k].is(unnamedClass|outletClass) || s.units[k].outlet > 0 {
			return true
		}
	}
	return false
}

// speaker returns the mention of this sentence that stands nearest to a phrase
// and is not by the same source, or -1.
func (s *sentence) speaker(p phrase) int {
	best, distance := -1, 0
	for k := range s.found {
		f := &s.found[k]
		if f.source.start < p.end && p.start < f.source.end {
			continue
		}
		d := max(p.start-f.source.end, f.source.start-p.end)
		if s.outletIn(f.source) == 0 {
			d += maxReach * s.wide // an outlet cites, others seldom do
		}
		if best < 0 || d < distance {
			best, distance = k, d
		}
	}
	return best
}

// colon reads `X: “…”`, `“…” — X`, and a headline's "X: …".
func (s *sentence) colon() {
	if s.dash() || s.headline() {
		return
	}
	for k := s.lo + 1; k+1 < s.hi; k++ {
		if s.units[k].isMark(":") && s.units[k+1].kind == quoteToken {
			p := s.left(s.lo, k)
			if !p.empty() && p.end-p.start <= 10*s.wide && s.isStrong(p) {
				s.found = append(s.found, s.mention(p, k, said{parts: []stemma.Span{s.units[k+1].Span}, direct: true}))
			}
			return
		}
	}
}

// dash reads `“…” — X`.
func (s *sentence) dash() bool {
	if s.hi-s.lo < 3 || s.units[s.lo].kind != quoteToken || !s.units[s.lo+1].isMark("-") {
		return false
	}
	p := s.right(s.lo+2, s.hi)
	if p.empty() || !s.isStrong(p) || !s.endsWell(p.end) {
		return false
	}
	s.found = append(s.found, s.mention(p, s.lo+1, said{parts: []stemma.Span{s.units[s.lo].Span}, direct: true}))
	return true
}

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
		if !s.isSpeaker(p) || s.words(k, s.hi) < 3 {
			return false
		}
		c := said{parts: []stemma.Span{s.span(k+1, s.hi)}, direct: s.units[k+1].kind == quoteToken}
		s.found = append(s.found, s.mention(p, k, c))
		return true
	}
	return false
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
