package attribution

// Subjects that a word or an ending marks, or that stand at the beginning of a
// sentence which their verb ends.

// markedSubject finds the nearest word that marks a subject before the verb.
func (s *sentence) markedSubject(i int) phrase {
	for k := i - 1; k >= s.lo && i-k <= maxReach; k-- {
		u := &s.units[k]
		switch {
		case u.is(subjectClass):
			return s.behindPostposition(s.left(s.lo, k))
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
	if s.lang.thatAfter {
		if p := s.subjectBehindThat(i); !p.empty() {
			return p
		}
	}
	if s.lang.marksSubject || len(s.lang.endings) > 0 {
		for k := s.lo + 1; k < i; k++ {
			if s.units[k].is(subjectClass) {
				if p := s.left(s.lo, k); !p.empty() {
					return p
				}
			}
		}
		return s.firstEnding(i)
	}
	if i+1 < s.hi {
		if q := s.right(i+1, s.hi); !q.empty() && s.isStrong(q) && s.units[max(i-1, s.lo)].kind == quoteToken {
			return q
		}
	}
	return s.initial(i)
}

// firstMarked returns where the first phrase marked as a subject ends, or 0.
func (s *sentence) firstMarked(before int) int {
	for k := s.lo; k < before-1; k++ {
		if s.units[k].is(subjectClass) || s.isMarked(k) && (s.units[k].is(headNoun) || s.units[k].outlet > 0) {
			return k + 1
		}
	}
	return 0
}

// firstEnding returns the phrase that the first word with a subject's ending
// closes: a noun for someone where there is one, since adjectives may end so.
func (s *sentence) firstEnding(i int) phrase {
	first := -1
	for k := s.lo; k < i && s.units[k].kind < quoteToken && !s.units[k].is(thatClass); k++ {
		if !s.isMarked(k) {
			continue
		}
		if s.units[k].is(headNoun|pronounClass) || s.units[k].outlet > 0 || k > s.lo && s.units[k-1].is(personClass|outletClass) {
			return s.trim(phrase{s.leftEdge(s.lo, k+1), k + 1})
		}
		if first < 0 && s.units[k].class == 0 {
			first = k
		}
	}
	if first < 0 {
		return phrase{}
	}
	return s.trim(phrase{s.leftEdge(s.lo, first+1), first + 1})
}

// isMarked reports whether the unit at k ends as a subject does.
func (r *reading) isMarked(k int) bool {
	u := &r.units[k]
	return len(r.lang.endings) > 0 && u.isWord() && r.lang.hasEnding(foldWord(r.text[u.Start:u.End]))
}

// subjectBehindThat returns the subject that stands between what is said and
// the verb at i, in languages whose "that" ends what is said: "…と、X が発表した".
func (s *sentence) subjectBehindThat(i int) phrase {
	t := i - 1
	for t >= s.lo && i-t < maxReach*s.wide && !s.units[t].is(thatClass) && s.units[t].kind != quoteToken {
		t--
	}
	if t < s.lo || i-t >= maxReach*s.wide {
		return phrase{}
	}
	for k := t + 1; k < i; k++ {
		if s.units[k].is(subjectClass) && k > t+1 {
			return s.left(t+1, k)
		}
		if s.isMarked(k) {
			return s.trim(phrase{t + 1, k + 1})
		}
	}
	return phrase{}
}

// initial returns the noun phrase at the beginning of the sentence, whose head
// is its last word: unknown words may stand before the first noun or name. In a
// sentence that begins with a quotation and who said it, that is who speaks on.
func (s *sentence) initial(verb int) phrase {
	if len(s.found) > 0 && s.units[s.lo].kind == quoteToken && s.found[0].source.start > s.found[0].at {
		return s.found[0].source
	}
	k := s.lo
	for k < verb && (s.units[k].kind != wordToken || s.units[k].is(skipClass|timeClass|stopClass|anaphorClass|prepClass)) && s.units[k].outlet == 0 {
		k++
	}
	p := phrase{k, s.initialEnd(k, verb)}
	if p.end < verb && s.units[p.end].is(addresseeAfterClass) {
		p.end = s.beforeName(p) // the name is whom it is told
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

// beforeName returns where the name begins that ends a phrase.
func (s *sentence) beforeName(p phrase) int {
	k := p.end
	for k > p.start && s.units[k-1].outlet == 0 && s.units[k-1].upper {
		k--
	}
	if k == p.end && k > p.start {
		k--
	}
	for k > p.start && s.units[k-1].is(outletClass) {
		k--
	}
	return k
}

// initialEnd returns the end of the noun phrase that begins at unit k.
func (s *sentence) initialEnd(k, verb int) int {
	const most = 4 // unknown words before the first noun
	end := k
	for n := k; n < verb && n-k < maxSource; n++ {
		u := &s.units[n]
		switch {
		case u.kind == punctToken && u.form[0] == '\'' && !u.is(addresseeAfterClass) && n == end && n > k:
			end = n + 1
		case !u.isWord() || u.is(verbClass|occasionClass) && !u.is(headNoun):
			return end
		case s.lang.order != verbFinal && end > k && u.is(reportClass):
			return end // its object
		case u.is(headNoun|pronounClass) || u.outlet > 0 || u.upper && !u.is(vagueClass|definiteClass|ofClass) && (n > k || !s.isLone(n)):
			end = n + 1
		case u.is(vagueClass | definiteClass | ofClass):
		case end > k || n-k >= most:
			return end
		}
	}
	return end
}

// isLone reports whether no name goes on behind the sentence's first word, which
// has a capital in any case.
func (s *sentence) isLone(k int) bool {
	u := &s.units[k]
	return u.class == 0 && k+1 < s.hi && s.units[k+1].isWord() && !s.units[k+1].upper && !s.hasName(u.Span)
}
