package attribution

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
		return phrase{}, phrase{}
	}
	return s.medialSubject(i)
}

// agent returns the place of the "by" that follows a passive verb, or 0.
func (s *sentence) agent(i int) int {
	for k := i + 1; k < s.hi && k <= i+2; k++ {
		if s.units[k].is(agentClass) {
			return k
		}
		if !s.units[k].is(skipClass) {
			break
		}
	}
	return 0
}

func (s *sentence) subjectAfterFirst(i int) (p, core phrase) {
	p = s.right(i+1, s.hi)
	if !p.empty() {
		return p, phrase{i, p.end}
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
	p = s.left(s.lo, i)
	inverts := i == s.lo || s.units[i-1].isMark(",") || s.units[i-1].kind == quoteToken || s.units[i-1].isMark("-") || p.empty()
	if inverts && (p.empty() || !s.units[i].is(tellClass)) { // "X, the mayor, told Y"
		q := s.right(i+1, s.hi)
		if !q.empty() && s.isStrong(q) && s.endsWell(q.end) {
			q = s.apposition(q, s.hi)
			return q, phrase{i, q.end}
		}
	}
	if !p.empty() && s.isPassive(p.end, i) && !s.lang.isActive(s.units[i].form) {
		return phrase{}, phrase{}
	}
	return p, phrase{p.start, i + 1}
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
	return u.kind != wordToken || u.is(thatClass|prepClass|stopClass|citeClass|beforeClass|anonymityClass|relativeClass)
}

// markedSubject finds the nearest word that marks a subject before the verb.
func (s *sentence) markedSubject(i int) phrase {
	for k := i - 1; k >= s.lo && i-k <= maxReach; k-- {
		u := &s.units[k]
		switch {
		case u.is(subjectClass):
			return s.left(s.lo, k)
		case u.is(pronounClass):
			return phrase{k, k + 1}
		case u.kind >= quoteToken, u.is(thatClass):
			return phrase{}
		}
	}
	return phrase{}
}

// firstSubject finds the subject of a verb that ends its sentence: the first
// phrase marked as one, or else the sentence's beginning.
func (s *sentence) firstSubject(i int) phrase {
	if s.lang.marksSubject || len(s.lang.endings) > 0 {
		for k := s.lo + 1; k < i; k++ {
			if s.units[k].is(subjectClass) {
				if p := s.left(s.lo, k); !p.empty() {
					return p
				}
			}
		}
		for k := s.lo; k < i && len(s.lang.endings) > 0; k++ {
			if s.units[k].isWord() && s.lang.hasEnding(s.units[k].form) {
				return s.trim(phrase{s.leftEdge(s.lo, k+1), k + 1})
			}
		}
		return phrase{}
	}
	if i+1 < s.hi {
		if q := s.right(i+1, s.hi); !q.empty() && s.isStrong(q) && s.units[max(i-1, s.lo)].kind == quoteToken {
			return q
		}
	}
	return s.initial(i)
}

// initial returns the name or noun at the beginning of the sentence.
func (s *sentence) initial(verb int) phrase {
	k := s.lo
	for k < verb && (s.units[k].kind != wordToken || s.units[k].is(skipClass|stopClass|anaphorClass|prepClass)) && s.units[k].outlet == 0 {
		k++
	}
	p := phrase{k, k}
	for p.end < verb && p.end-k < maxSource {
		u := &s.units[p.end]
		if u.isWord() && (u.upper || u.outlet > 0 || u.is(personClass|orgClass|outletClass|unnamedClass|vagueClass|pronounClass|definiteClass)) || u.kind == punctToken && u.form[0] == '\'' {
			p.end++
			continue
		}
		break
	}
	for c := p.end; c < verb && c-k < 8; c++ {
		if u := &s.units[c]; u.isMark(",") {
			return s.trim(phrase{k, c})
		} else if !u.isWord() || u.is(verbClass) {
			break
		}
	}
	if p.end-p.start == 1 && s.units[k].class == 0 && s.units[k].outlet == 0 && !s.hasName(s.units[k].Span) {
		return phrase{} // any first word has a capital
	}
	return s.trim(p)
}

// negated reports whether the verb is denied.
func (s *sentence) negated(core phrase, verb int) bool {
	for k := max(core.start, verb-4); k < min(core.end, s.hi); k++ {
		if s.units[k].is(negateClass) {
			return true
		}
	}
	return verb+1 < s.hi && s.lang.order == verbFinal && s.units[verb+1].is(negateClass)
}
