package attribution

import (
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// A verb of speech may name the one to whom something is said: "told the
// council that …", "sagte dem Flachlandkurier, …", "a déclaré à l'AFP". He is
// no part of the source and none of the content, and where he is an outlet, it
// is from there that the article has it.

// recipient returns whom the verb at i tells something, named at unit b, where
// its source and the verb end.
func (s *sentence) recipient(i, b int) phrase {
	if b >= s.hi {
		return phrase{}
	}
	if from := s.behindDays(i + 1); s.behindRecipient(from) > from && b > s.behindRecipient(from) {
		return phrase{from, s.behindRecipient(from)} // between the verb and its subject
	}
	if k := b + 1; b == i+1 && s.units[b].outlet > 0 && k < s.hi && (s.units[k].is(thatClass) || s.units[k].isMark(",") && k+1 < s.hi && s.units[k+1].is(thatClass)) {
		return phrase{b, k} // a name without cases: "рассказал ТАСС, что …"
	}
	if !s.inverted && s.tellsOutlet(i, i+1) {
		return phrase{i + 1, i + 2}
	}
	if b = s.behindDays(b); b >= s.hi {
		return phrase{}
	}
	switch u := &s.units[b]; {
	case u.is(addresseeClass) && (!u.is(definiteClass) || u.is(headNoun)): // gegenüber | der Zeitung
		p := s.beforeObject(s.right(b+1, s.hi))
		return phrase{b, max(p.end, b)}
	case u.is(addresseeClass), s.units[i].is(tellClass) && b > i:
		return s.beforeObject(s.right(b, s.hi))
	}
	return phrase{}
}

// tellsOutlet reports that unit k, behind the verb at i and before no other part of a
// name, is an outlet in a dative that does not show: "die Küstenwache sagte Norlink".
func (s *sentence) tellsOutlet(i, k int) bool {
	if k >= s.hi || !s.units[i].is(tellOutletClass) || s.units[k].outlet == 0 {
		return false
	}
	next := k + 1
	return next >= s.hi || !s.units[next].isWord() || !s.units[next].upper && !s.units[next].is(beforeClass|afterClass|citeAfterClass)
}

// beforeObject ends a recipient at the article behind a name, with which the
// object begins: "confirmed to Reuters the withdrawal".
func (s *sentence) beforeObject(p phrase) phrase {
	for k := p.start + 1; k < p.end; k++ {
		u, prev := &s.units[k], &s.units[k-1]
		if u.is(definiteClass|nounMarkClass) && !u.is(ofClass) && (prev.upper || prev.outlet > 0) {
			p.end = k
		}
	}
	return p
}

// behindVerb returns where a subject may begin behind its verb, which ends
// before unit k: behind an adverbial between commas, and whom it is told.
func (s *sentence) behindVerb(k int) int {
	if k+2 < s.hi && s.units[k].isMark(",") && s.units[k+1].is(timeClass|skipClass|occasionClass|prepClass) {
		for n := k + 2; n < min(s.hi, k+9); n++ {
			if s.units[n].isMark(",") {
				k = n + 1
				break
			}
			if u := &s.units[n]; !u.isWord() || u.is(verbClass|thatClass) {
				break
			}
		}
	}
	if k < s.hi && s.units[k].is(occasionClass) {
		k = s.behindOutlet(k + 1)
	}
	if from := s.behindDays(k); s.behindRecipient(from) > from {
		return s.behindRecipient(from)
	}
	return k
}

// behindDays returns where the days end that begin at unit k: "on Friday".
func (s *sentence) behindDays(k int) int {
	for k < s.hi && (s.units[k].is(timeClass) || s.units[k].is(prepClass|definiteClass) && k+1 < s.hi && s.units[k+1].is(timeClass)) {
		k++
	}
	return k
}

// behindOutlet returns where the outlet ends that may follow at unit k: "in an
// interview | with the daily X".
func (s *sentence) behindOutlet(k int) int {
	n := k
	for n < s.hi && s.units[n].is(prepClass|addresseeClass|ofClass|definiteClass) {
		n++
	}
	if n == s.hi || n == k || !s.names(phrase{n, n + 1}) {
		return k
	}
	for n < s.hi && s.units[n].isWord() && (s.names(phrase{n, n + 1}) || s.units[n].upper || s.units[n].named) {
		n++
	}
	return n
}

// behindRecipient returns where the subject may begin behind a verb and whom it
// is told: "dijo a la agencia Reuters X", "сообщил агентству Рейтер X". An
// addressee that is a noun itself takes names alone along.
func (s *sentence) behindRecipient(k int) int {
	if s.lang.freeOrder && k+1 < s.hi && s.units[k].outlet > 0 && s.units[k+1].is(personClass|unnamedClass) && !s.units[k+1].upper {
		return k + 1 // the dative of a name that has no cases
	}
	if k >= s.hi || !s.units[k].is(addresseeClass) || s.units[k].is(definiteClass) && !s.units[k].is(headNoun) {
		return k
	}
	end, noun := k+1, s.units[k].is(headNoun) || !s.units[k].is(prepClass) && utf8.RuneCountInString(s.units[k].form) > 4
	for !noun && end < s.hi && s.units[end].is(definiteClass) {
		end++
	}
	outlet := false
	for end < s.hi && s.units[end].isWord() && (s.units[end].outlet > 0 || s.units[end].named || !noun && s.units[end].is(headNoun)) {
		if outlet && s.units[end].is(personClass|unnamedClass) {
			break
		}
		outlet = outlet || s.names(phrase{end, end + 1})
		end++
	}
	return end
}

// interviewer returns the outlet to which a source spoke on an occasion: "said in
// an interview with X".
func (s *sentence) interviewer(m *mention) phrase {
	for k := max(m.at+1, m.source.end); k < s.hi && k < max(m.at, m.source.end)+3; k++ {
		if !s.units[k].is(occasionClass) {
			continue
		}
		for n := k + 1; n < min(s.hi, k+5) && s.units[n].isWord(); n++ {
			if s.names(phrase{n, n + 1}) {
				q := s.right(n, s.hi)
				for n > k+1 && s.units[n-1].is(definiteClass|nounMarkClass) && !s.units[n-1].is(prepClass|ofClass) {
					n--
				}
				return phrase{n, max(q.end, n+1)}
			}
		}
	}
	return phrase{}
}

// recipientBetween returns the outlet that is told something between a source
// that ends at from and its verb: "X Reuters-ko bataya", "X be-Reuters goft".
func (s *sentence) recipientBetween(from, verb int) phrase {
	for k := from; k < verb && k < from+maxReach*s.wide; k++ {
		var p phrase
		switch u := &s.units[k]; {
		case u.kind >= quoteToken:
			return phrase{}
		case u.is(addresseeAfterClass):
			p = s.recipientBefore(from, k)
		case s.isTold(k):
			p = s.recipientBefore(from, k+1)
		case u.is(addresseeClass):
			if p = s.right(k+1, verb); u.is(definiteClass) {
				p.start = k // an article: der Zeitung
			}
		}
		if s.names(p) {
			return p
		}
	}
	return phrase{}
}

// isTold reports whether unit k is an outlet that has the ending of whom
// something is told: 로이터통신에.
func (s *sentence) isTold(k int) bool {
	u := &s.units[k]
	return len(s.lang.addresseeEndings) > 0 && s.names(phrase{k, k + 1}) && hasAnySuffix(foldWord(s.text[u.Start:u.End]), s.lang.addresseeEndings)
}

// recipientBefore returns the phrase that a word for "to" behind it closes.
func (s *sentence) recipientBefore(lo, k int) phrase {
	p := s.trim(phrase{s.leftEdge(lo, k), k})
	for n := p.end - 1; n > p.start; n-- { // outlets have short names; what precedes is something else
		if s.units[n].outlet > 0 || s.units[n].is(outletClass) {
			for n > p.start && (s.units[n-1].is(outletClass) || s.units[n-1].upper) {
				n--
			}
			return phrase{n, p.end}
		}
	}
	return p
}

// names reports whether a phrase names an outlet.
func (s *sentence) names(p phrase) bool {
	for k := p.start; k < p.end; k++ {
		if s.units[k].outlet > 0 || s.units[k].is(outletClass) {
			return true
		}
	}
	return false
}

// opensRecipient reports whether the recipient begins at unit k, behind a
// source that begins at lo. A word that may as well join two nouns (German der)
// does so unless an outlet follows.
func (r *reading) opensRecipient(lo, k int) bool {
	u := &r.units[k]
	if k == lo || !u.is(addresseeClass) {
		return false
	}
	if !u.is(ofClass) || r.units[k-1].is(pronounClass) {
		return true
	}
	for n := k + 1; n < min(len(r.units), k+4) && r.units[n].isWord() && !r.units[n].is(addresseeClass); n++ {
		if r.units[n].outlet > 0 || r.units[n].is(outletClass) {
			return true
		}
	}
	return false
}

// told adds the outlets that sources spoke to.
func (s *sentence) told() {
	for j := range s.found {
		m := &s.found[j]
		if m.via >= 0 || s.outletIn(m.source) > 0 {
			continue
		}
		if p := s.toldTo(m); !p.empty() {
			m.via = len(s.found)
			outlet := s.mention(p, m.at, said{parts: m.content, direct: m.kind == stemma.AttributionDirect})
			outlet.cue = m.cue
			s.found = append(s.found, outlet)
		}
	}
}

// toldTo returns the outlet that a mention's source spoke to: its recipient, or
// a word that has "to" glued to it.
func (s *sentence) toldTo(m *mention) phrase {
	p := m.to
	if !p.empty() && !s.units[p.start].is(definiteClass|headNoun) && s.units[p.start].is(addresseeClass) {
		p.start++
	}
	if s.names(p) {
		return p
	}
	if p := s.interviewer(m); !p.empty() {
		return p
	}
	for k := m.source.end; k < s.hi && k < m.source.end+maxReach && len(s.lang.addressees) > 0; k++ {
		if !s.isAddressed(k) {
			continue
		}
		for _, name := range []int{k, k + 1} {
			if name < s.hi && s.units[name].outlet > 0 {
				return phrase{name, name + 1}
			}
		}
	}
	return phrase{}
}
