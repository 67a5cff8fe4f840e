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
	if p.empty() || s.isVague(p) || s.lang.capitalNouns && !s.opensSource(p.start) {
		return
	}
	with := s.coordinated(p)
	end := max(p.end, with.end)
	cue := s.units[i].Span
	if s.units[i].is(aroundClass) { // 据…报道
		end = s.frameEnd(end)
		if end == p.end && !s.isStrong(p) {
			return
		}
		s.done = end
	}
	s.done = max(s.done, p.end)
	m := s.mention(p, i, s.saidByFrame(i, end))
	m.cue = cue
	if len(m.content) == 0 && !s.units[i].is(aroundClass) && !s.creditsOnly(p, i) {
		m.content = []stemma.Span{s.span(s.lo, s.hi)}
		m.kind = stemma.AttributionIndirect
	}
	s.addBoth(m, with)
}

// coordinated returns the second source of a frame: "according to X and Y".
func (s *sentence) coordinated(p phrase) phrase {
	if p.end+1 >= s.hi || !s.units[p.end].is(stopClass) || !s.units[p.end].isWord() {
		return phrase{}
	}
	q := s.right(p.end+1, s.hi)
	if q.empty() || q.start != p.end+1 || !s.isStrong(q) || s.has(q, pronounClass) || q.end < s.hi && s.units[q.end].isWord() && !s.units[q.end].is(thatClass|timeClass) {
		return phrase{}
	}
	return q
}

// addBoth adds a mention, and the same of a second source.
func (s *sentence) addBoth(m mention, with phrase) {
	s.add(m)
	if !with.empty() {
		m.source, m.sourceAt = with, s.sourceSpan(with)
		s.add(m)
	}
}

// asClause reads "as X reports", at unit i: a clause of its own before, behind
// or in the middle of what is said. It reports whether it is one.
func (s *sentence) asClause(i int) bool {
	v := s.clauseVerb(i + 1)
	if v < 0 {
		return false
	}
	p, end := s.right(i+1, v), v+1
	if p.empty() {
		p = s.right(v+1, s.hi)
		if q := s.apposition(p, s.hi); i > s.lo || q.end < s.hi && s.units[q.end].isMark(",") && s.words(q.end, s.hi) > 2 {
			p = q
		}
		end = p.end
	}
	if p.empty() || !s.isStrong(p) {
		return false
	}
	end = s.adverbials(end)
	if end < s.hi && s.units[end].isWord() {
		return false
	}
	var c said
	if !s.onlySkips(s.lo, i) {
		c.parts = append(c.parts, s.span(s.lo, i))
	}
	if end+1 < s.hi && s.units[end+1].is(citeClass) { // "as X reports, citing Y, …"
		for end++; end < s.hi && !s.units[end].isMark(","); end++ {
		}
	}
	if end+1 < s.hi && s.units[end].isMark(",") {
		if rest := s.rest(end + 1); rest.Len() > 0 {
			c.parts = append(c.parts, rest)
		}
	}
	if len(c.parts) == 0 && !s.creditsOnly(p, v) {
		return false
	}
	m := s.mention(p, v, c)
	m.cue.Start = s.units[s.auxiliaries(i+1, v)].Start
	s.add(m)
	s.done = end
	return true
}

// clauseVerb returns the verb of speech of the clause that begins at unit from, or -1.
func (s *sentence) clauseVerb(from int) int {
	for k := from; k < min(s.hi, from+2*maxReach); k++ {
		u := &s.units[k]
		if u.is(verbClass) && !u.is(citeClass) && !s.isNoun(s.lo, k) {
			return k
		}
		if u.kind >= quoteToken || u.kind == punctToken && u.form[0] != '\'' && u.form != "-" || u.is(thatClass|stopClass) {
			return -1
		}
	}
	return -1
}

// adverbials returns the end of the adverbials that begin at unit from: "on
// Friday", up to the comma or the end of the sentence.
func (s *sentence) adverbials(from int) int {
	if from >= s.hi || !s.units[from].is(prepClass|skipClass|timeClass|occasionClass|closerClass) {
		return from
	}
	k := from
	for k < s.hi && k-from < 8*s.wide && s.units[k].isWord() && !s.units[k].is(verbClass|thatClass|stopClass) {
		k++
	}
	return k
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

// saidByFrame returns what stands before and behind a frame [a, b).
func (s *sentence) saidByFrame(a, b int) said {
	var c said
	if !s.onlySkips(s.lo, a) && !s.units[a-1].is(thatClass|stopClass) {
		at := s.span(s.lo, a)
		c = said{parts: []stemma.Span{at}, direct: at == s.units[s.lo].Span && s.units[s.lo].kind == quoteToken}
	}
	k := s.skipMarks(b)
	if k > b && k < s.hi && s.units[k].is(citeClass) { // "according to X, citing Y, …"
		for k < s.hi && !s.units[k].isMark(",") {
			k++
		}
		k = s.skipMarks(k)
	}
	relative := k < s.hi && s.units[k].is(relativeClass) && !s.units[k].is(thatClass) && (!s.units[k].is(definiteClass) || len(c.parts) > 0 && k > b)
	if k >= s.hi || relative || c.direct && s.units[k].kind != quoteToken {
		return c
	}
	end := s.clauseEnd(k)
	n, more := s.words(k, end), len(c.parts) > 0
	inserted := k > b && a > s.lo && s.units[a-1].isMark(",") // between commas
	adverbial := !inserted && n < 5 && s.units[k].is(prepClass|timeClass|stopClass)
	if n < 2 && !more || more && (adverbial || s.onlySkips(k, end)) {
		return c
	}
	direct := s.units[k].kind == quoteToken && end == k+1
	return said{parts: append(c.parts, s.span(k, end)), direct: direct && (c.direct || len(c.parts) == 0)}
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
		if u := &s.units[k]; u.kind == quoteToken || u.isWord() && !u.is(skipClass|timeClass|stopClass|anaphorClass|prepClass|definiteClass) {
			return false
		}
	}
	return true
}

// frameAfter reads "X के अनुसार", "X'e göre", "Xによると", at unit i; citing
// when the words say that the article, or its speaker, cites X.
func (s *sentence) frameAfter(i int, citing bool) {
	lo := s.lo
	if citing && s.lang.thatAfter {
		lo = max(lo, s.firstMarked(i))
	}
	p := s.left(lo, i)
	for k := p.start; k+1 < p.end; k++ {
		if s.units[k].is(passiveClass | auxiliaryClass) {
			p.start = k + 1
		}
	}
	if citing {
		p.start = max(p.start, s.behindOutletIn(p))
	}
	if p.empty() {
		return
	}
	c := said{}
	if after, _, direct := s.after(phrase{i, s.skipMarks(i + 1)}); after.Len() > 0 {
		c = said{parts: []stemma.Span{after}, direct: direct}
	}
	if !s.onlySkips(s.lo, p.start) {
		c = s.saidByFrame(p.start, i+1)
	}
	if len(c.parts) == 0 && !s.creditsOnly(p, i) && (!citing || len(s.found) == 0) {
		return
	}
	m := s.mention(p, i, c)
	if citing {
		m.via = s.speaker(p)
		if v := m.via; v >= 0 && len(s.found[v].content) > 0 {
			m.content, m.kind = s.found[v].content, s.found[v].kind
		}
	}
	s.add(m)
}

// tag reads a word that is a cue only between what is said and its source:
// "…, so X".
func (s *sentence) tag(i int) bool {
	if i == s.lo || !s.units[i-1].isMark(",") && s.units[i-1].kind != quoteToken {
		return false
	}
	p := s.right(i+1, s.hi)
	if p.empty() || !s.opensSource(p.start) || !s.isStrong(p) || !s.endsWell(p.end) && !s.units[p.end].is(skipClass) {
		return false
	}
	p = s.apposition(p, s.hi)
	c := s.saidAround(i, p.end)
	if len(c.parts) == 0 {
		return false
	}
	s.add(s.mention(p, i, c))
	return true
}

// opensSource reports whether a source may begin with unit k where nothing but a
// tag says that there is one.
func (s *sentence) opensSource(k int) bool {
	u := &s.units[k]
	return u.upper || u.outlet > 0 || u.is(headNoun|definiteClass|nounMarkClass|pronounClass|vagueClass)
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
	if p.empty() || s.units[i].is(thatClass) && !s.isSourceNoun(p) && !s.citesAt(i) {
		return
	}
	via, with := s.speaker(p), s.coordinated(p)
	end := max(p.end, with.end)
	for end < s.hi && s.units[end].is(verbClass|skipClass) && s.units[end].isWord() && s.lang.order == verbMedial && !s.isNoun(s.lo, end) { // 援引X的话称
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
	s.addBoth(m, with)
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
			if !p.empty() && p.end-p.start <= 10*s.wide && (s.isStrong(p) || s.isPlainName(p)) {
				s.found = append(s.found, s.mention(p, k, said{parts: []stemma.Span{s.units[k+1].Span}, direct: true}))
			}
			return
		}
	}
}

// isPlainName reports whether a phrase that begins its sentence is nothing but a
// few words of a script without capitals that no section has: a name.
func (s *sentence) isPlainName(p phrase) bool {
	if p.start != s.lo || p.end-p.start > 4*s.wide {
		return false
	}
	for k := p.start; k < p.end; k++ {
		if u := &s.units[k]; !u.isWord() || u.class != 0 || !isUncased(s.text[u.Start:]) {
			return false
		}
	}
	return true
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
