package attribution

import "github.com/stemma-news/stemma"

// A noun may say that someone says something: "the mayor's claim that …",
// "die Aussage des Ministers, dass …".

// nominal reads such a noun at unit i, and reports whether it is one: whose it
// is stands before or behind it, and what is said is opened by "that".
func (s *sentence) nominal(i int) bool {
	p, end := s.owner(i), i+1
	if p.empty() {
		if p = s.genitive(i + 1); p.empty() {
			return false
		}
		end = p.end
	}
	k := s.skipMarks(end)
	if k > end+1 || k >= s.hi || !s.units[k].is(thatClass) || !s.isStrong(p) {
		return false
	}
	to := s.nominalEnd(i, k)
	if s.words(k, to) < 3 {
		return false
	}
	s.add(s.mention(p, i, said{parts: []stemma.Span{s.span(k, to)}}))
	return true
}

// owner returns the source before the noun at i: "X's", "his".
func (s *sentence) owner(i int) phrase {
	if i == s.lo {
		return phrase{}
	}
	switch u := &s.units[i-1]; {
	case u.kind == punctToken && (u.form == "'s" || u.form == "'"):
		return s.left(s.lo, i-1)
	case u.is(pronounClass):
		return phrase{i - 1, i}
	}
	return phrase{}
}

// genitive returns the source that begins at unit k, behind its noun: "of X",
// "by X", "des X".
func (s *sentence) genitive(k int) phrase {
	if k >= s.hi || !s.units[k].isWord() || s.units[k].is(thatClass) {
		return phrase{}
	}
	if s.units[k].is(agentClass|ofClass) && !s.units[k].is(definiteClass) {
		k++
	}
	return s.right(k, s.hi)
}

// nominalEnd returns where the clause ends that begins at unit k: where the noun
// at i is the subject of its sentence, before the second auxiliary ("the claim
// that it was safe | was rejected").
func (s *sentence) nominalEnd(i, k int) int {
	end, seen := s.clauseEnd(k), 0
	for n := k; n < end && i-s.lo < maxReach; n++ {
		if s.units[n].isMark(",") && n+1 < end && s.units[n+1].is(passiveClass|auxiliaryClass|verbClass) {
			return n
		}
		if s.units[n].is(passiveClass | auxiliaryClass) {
			if seen++; seen == 2 && s.opensSentence(&s.units[s.lo]) {
				return n
			}
		}
	}
	return end
}
