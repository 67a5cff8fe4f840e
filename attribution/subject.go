package attribution

import "slices"

// The subject of a verb of speech is looked for where the language puts it:
// before the verb, behind it, or at the start of the sentence that it ends.

// subject returns the source of the verb at i, and the range of units that
// source and verb cover.
func (s *sentence) subject(i int) (p, core phrase) {
	if a := s.agent(i); a > 0 {
		p = s.right(a+1, s.hi)
		return p, phrase{i, p.end}
	}
	switch s.lang.order {
	case verbFinal:
		p = s.firstSubject(i)
		return p, phrase{p.start, i + 1}
	case verbFirst:
		return s.subjectAfterFirst(i)
	}
	if s.lang.marksSubject {
		if p := s.markedSubject(i); !p.empty() {
			return p, phrase{p.start, i + 1}
		}
		if p := s.left(s.lo, i); s.isStrong(p) {
			return p, phrase{p.start, i + 1}
		}
		if q := s.right(i+1, s.hi); i > s.lo && s.units[i-1].kind == quoteToken && s.isStrong(q) && s.endsWell(q.end) {
			return q, phrase{i, q.end}
		}
		return phrase{}, phrase{}
	}
	return s.medialSubject(i)
}

// agent returns the place of the "by" that follows a passive verb, or 0.
func (s *sentence) agent(i int) int {
	for k := i + 1; k < s.hi && k <= i+2; k++ {
		if s.units[k].is(agentClass) {
			if s.units[k].is(prepClass) && !s.speaksFor(k+1, i) {
				return 0
			}
			return k
		}
		if !s.units[k].is(skipClass) {
			break
		}
	}
	return 0
}

// speaksFor reports whether a body follows at unit k where a preposition stands
// for "by" with a verb that has no other subject: "сообщили в министерстве".
func (s *sentence) speaksFor(k, verb int) bool {
	if verb > s.lo && s.units[verb-1].isWord() && s.isStrong(s.left(s.lo, verb)) {
		return false
	}
	for n := k; n < min(s.hi, k+3) && s.units[n].isWord(); n++ {
		if s.units[n].outlet > 0 || s.units[n].is(orgClass|outletClass|reportClass|unnamedClass) || isAcronym(s.text[s.units[n].Start:s.units[n].End]) {
			return true
		}
	}
	return false
}

func (s *sentence) subjectAfterFirst(i int) (p, core phrase) {
	if i > s.lo && s.units[i-1].is(thatClass) {
		return phrase{}, phrase{} // "that he said"
	}
	if i+1 < s.hi && !s.units[i+1].is(contentNounClass) {
		p = s.right(i+1, s.hi)
	}
	for k := p.start + 1; k < p.end && s.units[i].is(tellClass); k++ {
		if s.names(phrase{k, k + 1}) && !s.names(phrase{k - 1, k}) {
			p.end = k // whom it is told
		}
	}
	if a := s.apposition(p, s.hi); a.end < s.hi && s.units[a.end].isMark(",") && s.words(a.end, s.hi) > 2 {
		p = a
	}
	if !p.empty() {
		return p, phrase{i, p.end}
	}
	if s.units[i].prefixed {
		return phrase{}, phrase{} // "and said" begins a clause
	}
	p = s.left(s.lo, i)
	return p, phrase{p.start, i + 1}
}

// medialSubject looks on the left of a verb, or on its right where the left is
// what was said: “…,” said X.
func (s *sentence) medialSubject(i int) (p, core phrase) {
	if k := s.relative(i); k > s.lo {
		p = s.antecedent(k)
		return p, phrase{i, i + 1}
	}
	if i > s.lo && s.units[i-1].is(objectClass) && !s.units[i-1].is(prepClass) {
		p = s.initial(i)
		return p, phrase{p.start, i + 1}
	}
	if k := s.auxiliary(i); k >= 0 {
		return s.bracketSubject(k, i)
	}
	if q := s.second(i, s.hi); !q.empty() {
		return q, phrase{i, q.end}
	}
	p = s.left(s.lo, i)
	inverts := i == s.lo || s.units[i-1].isMark(",") || s.units[i-1].kind == quoteToken || s.units[i-1].isMark("-") || p.empty()
	if inverts && (p.empty() || !s.units[i].is(tellClass)) { // "X, the mayor, told Y"
		q := s.right(s.behindVerb(i+1), s.hi)
		if !q.empty() && (s.isStrong(q) || s.mustSpeak(q, i)) && s.endsWell(q.end) && !s.isObject(p, q) {
			q = s.apposition(q, s.hi)
			return q, phrase{i, q.end}
		}
	}
	if p.empty() && i > s.lo && s.units[i-1].is(citeAfterClass) {
		if q := s.left(s.lo, i-1); s.behindOutletIn(q) > q.start {
			q.end = s.behindOutletIn(q)
			return q, phrase{q.start, i + 1}
		}
	}
	if q := s.citer(p); !q.empty() {
		return q, phrase{q.start, i + 1}
	}
	if !p.empty() && s.isPassive(p.end, i) && !s.lang.isActive(s.units[i].form) {
		return phrase{}, phrase{}
	}
	return p, phrase{p.start, i + 1}
}

// mustSpeak reports whether a phrase between a quotation with its verb and a
// comma, in a script that does not show names, must be who spoke.
func (s *sentence) mustSpeak(q phrase, verb int) bool {
	return verb > s.lo && (s.units[verb-1].kind == quoteToken || s.units[verb-1].isMark(",") && verb-2 >= s.lo && s.units[verb-2].kind == quoteToken) &&
		isUncased(s.text[s.units[q.start].Start:]) && (q.end == s.hi || !s.units[q.end].isWord())
}

// isObject reports whether what follows a verb is no subject, since a name with
// its apposition precedes it: "X, the mayor of Y, said two men …".
func (s *sentence) isObject(p, q phrase) bool {
	comma := slices.IndexFunc(s.units[p.start:p.end], func(u unit) bool { return u.isMark(",") })
	if comma < 0 || p.start > s.lo+1 || !s.isStrong(p) || s.units[p.start+comma+1].is(stopClass) {
		return false
	}
	someone := slices.ContainsFunc(s.units[q.start:q.end], func(u unit) bool {
		return u.is(headNoun&^reportClass|pronounClass) || u.outlet > 0 || u.upper && (!s.lang.capitalNouns || s.units[q.start].upper)
	})
	return !someone || q.end < s.hi && s.units[q.end].isWord()
}

// behindOutletIn returns where the outlet ends that begins a phrase and cites what
// follows it ("X two sources citing"), or 0.
func (r *reading) behindOutletIn(p phrase) int {
	for k := p.start; k+1 < p.end; k++ {
		if r.units[k].outlet > 0 && !r.units[k+1].is(ofClass|outletClass) && r.units[k+1].isWord() {
			return k + 1
		}
	}
	return 0
}

// citer returns who cites the phrase that stands before a verb, and so is the
// verb's subject: "X citing Y reported".
func (s *sentence) citer(p phrase) phrase {
	if p.empty() || p.start <= s.lo+1 || !s.units[p.start-1].is(citeClass) {
		return phrase{}
	}
	if q := s.left(s.lo, p.start-1); s.isStrong(q) {
		return q
	}
	return phrase{}
}

// second returns the subject behind the verb at i where an adverbial opens the
// sentence: "Nach dem Treffen sagte X".
func (s *sentence) second(i, hi int) phrase {
	k := s.lo
	for k < i && (s.units[k].is(stopClass) || !s.units[k].isWord()) {
		k++
	}
	if !s.lang.verbSecond && !s.lang.freeOrder || k == i || !s.units[k].is(prepClass|skipClass|timeClass) || s.units[k].kind == quoteToken {
		return phrase{}
	}
	q := s.right(s.behindVerb(i+1), hi)
	if q.empty() || !s.isStrong(q) || s.lang.freeOrder && !s.opens(q.end) {
		return phrase{}
	}
	if a := s.apposition(q, hi); a.end < hi && s.units[a.end].isMark(",") && s.words(a.end, hi) > 2 {
		return a
	}
	return q
}

// opens reports whether what is said clearly begins at unit k.
func (s *sentence) opens(k int) bool {
	for k < s.hi && (s.units[k].isMark(",") || s.units[k].is(timeClass)) {
		k++
	}
	return k < s.hi && (s.units[k].is(thatClass) || s.units[k].isMark(":") || s.units[k].kind == quoteToken)
}

// auxiliary returns the place of the auxiliary whose participle or infinitive
// at i ends their clause ("hat am Freitag gesagt"), or -1.
func (s *sentence) auxiliary(i int) int {
	for k := i - 1; k > s.lo && i-k < 2*maxReach; k-- {
		u := &s.units[k]
		switch {
		case u.is(auxiliaryClass):
			return k
		case u.kind >= quoteToken, u.kind == punctToken && u.form[0] != '\'' && u.form != "-", u.is(thatClass | stopClass):
			return -1
		}
	}
	return -1
}

// bracketSubject is the subject of a verb in the bracket that the auxiliary at
// k opens and the verb at i closes.
func (s *sentence) bracketSubject(k, i int) (p, core phrase) {
	if p = s.second(k, i); p.empty() {
		p = s.left(s.lo, k)
	}
	if p.empty() {
		p = s.right(k+1, i)
	}
	if p.empty() || !s.isStrong(p) || s.isPassive(k, i) {
		return phrase{}, phrase{}
	}
	return p, phrase{min(p.start, k), i + 1}
}

// relative returns the place of a relative pronoun that is the subject of the
// verb at i, or -1.
func (s *sentence) relative(i int) int {
	k := i - 1
	for k > s.lo && s.units[k].is(skipClass|negateClass) && !s.units[k].is(relativeClass) {
		k--
	}
	if k > s.lo && s.units[k].is(relativeClass) && !s.units[k].is(definiteClass|thatClass) {
		return k
	}
	return -1
}

// antecedent returns what the relative pronoun at k stands for: "X, who said …".
func (s *sentence) antecedent(k int) phrase {
	if s.units[k-1].isMark(",") {
		k--
	}
	return s.trim(phrase{s.leftEdge(s.lo, k), k})
}

// isPassive reports whether an auxiliary of the passive stands before the verb.
func (s *sentence) isPassive(from, verb int) bool {
	for k := from; k < verb; k++ {
		if s.units[k].is(passiveClass) {
			return true
		}
	}
	return false
}

// endsWell reports whether a source may end before unit k.
func (s *sentence) endsWell(k int) bool {
	if k >= s.hi {
		return true
	}
	u := &s.units[k]
	return u.kind != wordToken || s.opensRecipient(s.lo, k) || u.is(closerClass|negateClass|thatClass|prepClass|timeClass|occasionClass|stopClass|citeClass|beforeClass|anonymityClass|relativeClass)
}

// negated reports whether the verb is denied.
func (s *sentence) negated(core phrase, verb int) bool {
	for k := max(core.start, verb-4); k < min(core.end, s.hi); k++ {
		if s.units[k].is(negateClass) {
			return true
		}
	}
	if verb+1 < s.hi && s.lang.order == verbFinal && s.units[verb+1].is(negateClass) {
		return true
	}
	k := max(core.end, verb+1) // bestätigte nicht, dass …
	return k < s.hi && s.units[k].is(negateClass) && (k+1 == s.hi || !s.units[k+1].isWord() || s.units[k+1].is(thatClass|closerClass))
}
