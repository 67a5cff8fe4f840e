package attribution

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// A source that stands behind its verb or in a frame is followed by anything:
// what decides is where it ends.

// right returns the source phrase that begins after unit from, within the
// sentence that ends at hi.
func (r *reading) right(from, hi int) phrase {
	k := from
	for k < hi && r.isBeforeSubject(k, hi) {
		k++
	}
	p, framed := phrase{k, k}, from > 0 && r.units[from-1].is(beforeClass)
	for p.end < hi && p.end-k < 12*r.wide {
		u := &r.units[p.end]
		if n := r.goesThrough(p, hi); n > p.end {
			p.end = n
			continue
		}
		if r.endsRight(k, p.end, u) || p.end > k && (r.endsName(p.end) && !r.isLastOfBody(p, hi) || r.isAddressed(p.end) || r.endsCase(k, p.end) && (framed || !r.isBeforeName(p.end, hi))) {
			break
		}
		p.end++
	}
	if r.lang.order == verbFirst && (p.end >= hi || r.units[p.end].isWord() && !r.units[p.end].is(endsSource|prepClass|skipClass)) {
		p.end = min(p.end, k+5) // the object follows the subject unmarked
	}
	return r.trim(p)
}

// isBeforeSubject reports whether a source begins only behind unit k: an
// adverb, or a day ("said on Friday X").
func (r *reading) isBeforeSubject(k, hi int) bool {
	u := &r.units[k]
	switch {
	case u.is(pronounClass | unnamedClass):
		return false
	case u.is(timeClass):
		return true
	case u.is(anaphorClass) && u.is(definiteClass) && k+1 < hi && r.units[k+1].isWord():
		return !r.units[k+1].upper && !r.units[k+1].is(headNoun) // "das Staatsfernsehen"
	case u.is(prepClass):
		return k+1 < hi && r.units[k+1].is(timeClass)
	}
	return u.is(skipClass | timeClass | anaphorClass | passiveClass | negateClass)
}

// goesThrough returns the end of a source that goes on with a preposition: an
// unnamed one ("a source in the ministry"), or one whose noun is still to come
// ("zwei mit den Plänen vertraute Personen"); p.end if it does not.
func (r *reading) goesThrough(p phrase, hi int) int {
	if p.empty() || p.end+1 >= hi || !r.units[p.end].is(prepClass) || r.units[p.end].is(addresseeClass) {
		return p.end
	}
	prev, next := &r.units[p.end-1], &r.units[p.end+1]
	first, _ := utf8.DecodeRuneInString(r.text[next.Start:next.End])
	switch {
	case !next.isWord() || next.is(timeClass|skipClass) || unicode.IsDigit(first):
	case prev.is(unnamedClass), r.lang.order == verbFirst && p.end-p.start <= 2 && r.has(p, personClass) && !r.hasDefinite(p):
		k := p.end + 1
		for k+1 < hi && r.units[k].is(definiteClass|nounMarkClass) && r.units[k+1].isWord() {
			k++
		}
		return k + 1
	case prev.is(vagueClass | nounMarkClass):
		for k := p.end + 1; k < min(hi, p.end+7) && r.units[k].isWord() && !r.units[k].is(verbClass); k++ {
			if r.units[k].is(unnamedClass | personClass) {
				return k + 1
			}
		}
	}
	return p.end
}

func (r *reading) hasDefinite(p phrase) bool {
	return slices.ContainsFunc(r.units[p.start:p.end], func(u unit) bool { return u.definite })
}

// endsName reports whether a source is complete before unit k: after a pronoun,
// or where a name is followed by a word that is none.
func (r *reading) endsName(k int) bool {
	u, prev := &r.units[k], &r.units[k-1]
	if prev.is(pronounClass) && !prev.is(definiteClass) {
		return true
	}
	if !prev.upper || prev.is(headNoun) && !r.lang.capitalNouns || !prev.isWord() || !u.isWord() || u.upper || u.named || u.outlet > 0 || !r.isLower(u) ||
		u.is(headNoun|ofClass|vagueClass|definiteClass) || hasAnySuffix(u.form, r.lang.sourceEndings) {
		return false
	}
	return !r.isAdjective(k)
}

// isLastOfBody reports whether the word behind a phrase ends the name of a body:
// "Nejvyšší úřad | kontrolní,".
func (r *reading) isLastOfBody(p phrase, hi int) bool {
	k := p.end + 1
	return r.has(p, orgClass) && !r.units[p.end].is(verbClass|auxiliaryClass) && (k >= hi || !r.units[k].isWord() || r.units[k].is(prepClass|timeClass|occasionClass))
}

// isBeforeName reports whether a lower-case word stands between a title and its
// name: "dyrektor muzeum Adam Wolny".
func (r *reading) isBeforeName(k, hi int) bool {
	return !r.units[k-1].upper && k+1 < hi && r.units[k+1].isWord() && r.units[k+1].upper
}

// endsCase reports whether a lower-case word ends the source that begins at lo,
// because its ending is none of those of words inside a source.
func (r *reading) endsCase(lo, k int) bool {
	u, prev, endings := &r.units[k], &r.units[k-1], r.lang.sourceEndings
	if endings == nil || !u.isWord() || u.upper || u.named || u.outlet > 0 || hasAnySuffix(u.form, endings) {
		return false
	}
	const opens = ofClass | definiteClass | nounMarkClass | vagueClass | prepClass
	if u.is(ofClass|definiteClass|vagueClass|pronounClass) || prev.is(opens) || len(prev.form) < prev.End-prev.Start && !prev.upper || u.is(headNoun) && prev.class == 0 && (!prev.upper || k-1 == lo && endings[0] == "-") {
		return false // behind what opens a noun phrase, or the first noun of one
	}
	return slices.ContainsFunc(r.units[lo:k], func(u unit) bool { return u.upper || u.outlet > 0 || u.is(headNoun|pronounClass) })
}

// isAdjective reports whether a noun for someone follows the lower-case word at
// unit k soon: Nejvyšší kontrolní úřad.
func (r *reading) isAdjective(k int) bool {
	if r.lang.sourceEndings != nil {
		return false // they say it
	}
	for n := k + 1; n < min(len(r.units), k+3) && r.units[n].isWord() && r.units[k].class == 0 && r.units[n].class&^headNoun == 0; n++ {
		if r.units[n].is(personClass|orgClass|outletClass) && !r.units[n].upper {
			return true
		}
	}
	return false
}

// headNoun are the nouns that a source may consist of.
const headNoun = personClass | orgClass | outletClass | unnamedClass | reportClass

// isAddressed reports whether unit k is an outlet to which something is told,
// in languages that write "to" in one word with it: لوكالة.
func (r *reading) isAddressed(k int) bool {
	u := &r.units[k]
	return u.kind == wordToken && (u.outlet > 0 || u.is(outletClass)) && hasAnyPrefix(u.form, r.lang.addressees)
}

func (r *reading) endsRight(lo, at int, u *unit) bool {
	switch {
	case u.kind >= quoteToken:
		return true
	case u.kind == punctToken:
		return u.form != "-" && u.form != "/" && u.form != "·" && u.form[0] != '\'' || u.isMark("-") && r.spaced(at)
	case u.outlet > 0 || u.is(unnamedClass|pronounClass):
		return false
	case at > lo && (r.isSecondArticle(at) || r.isSecondBody(lo, at)):
		return true
	case u.is(closerClass), u.is(occasionClass) && at > lo && r.lang.order != verbFinal, r.opensRecipient(lo, at):
		return true
	case u.is(definiteClass) && u.is(ofClass|relativeClass) && !u.is(thatClass):
		return false // German "der": an article, but for a relative pronoun behind a comma, which ends the source
	case u.is(ofClass):
		return at == lo && !u.is(vagueClass)
	case u.is(anonymityClass | contentNounClass):
		return at > lo
	case u.is(endsSource | prepClass | skipClass | timeClass | negateClass | passiveClass | agentClass | relativeClass):
		return true
	}
	return u.is(verbClass) && !r.isNoun(lo, at) && !u.is(personClass|orgClass|outletClass|reportClass)
}

// isSecondArticle reports whether the object of a verb begins at unit k, behind
// its subject: no noun phrase has an article behind its noun.
func (r *reading) isSecondArticle(k int) bool {
	u, prev := &r.units[k], &r.units[k-1]
	phrase := len(prev.form) < prev.End-prev.Start // it may end with a preposition: "sources in"
	return u.is(nounMarkClass) && !u.upper && !u.is(ofClass) && prev.isWord() && !phrase &&
		(prev.upper || prev.is(headNoun)) && !prev.is(ofClass|nounMarkClass|definiteClass)
}

// isSecondBody reports the same where the article is glued to the noun, and the
// verb comes first: "accused the minister the company of …".
func (r *reading) isSecondBody(lo, k int) bool {
	u, prev := &r.units[k], &r.units[max(k-1, lo)]
	return r.lang.order == verbFirst && u.definite && u.is(orgClass) && !u.is(personClass) && prev.definite && len(prev.form) == prev.End-prev.Start
}

// framedBy returns the source of a frame that stands before it: up to the comma
// that closes the frame, where there is one near, or else as right does.
func (r *reading) framedBy(from, hi int) phrase {
	p := r.withAnonymity(r.right(from, hi), hi)
	if r.lang.verbSecond && r.lang.capitalNouns && (from < 2 || r.units[from-2].kind == breakToken) {
		p.end = r.firstField(p, hi)
	}
	if p.empty() || p.end >= hi || !r.units[p.end].is(prepClass|ofClass|addresseeClass) && !r.isParticiple(p) ||
		r.lang.sourceEndings != nil && r.units[p.end].is(prepClass) && !r.units[p.end].is(ofClass) {
		return r.framedApposition(p, hi)
	}
	k, participle := p.end, r.isParticiple(p)
	for ; k < hi && k-p.start < 16*r.wide && !r.endsFrame(from, k, participle && k == p.end); k++ {
	}
	if participle || k < hi && r.units[k].isMark(",") || r.lang.sourceEndings != nil {
		p.end = k
	}
	return p
}

// firstField returns the end of a frame's source that opens a sentence whose verb
// is second: with its prepositions up to the noun before a lower-case word, the
// verb. "Nach Einschätzung des Instituts für Küstenforschung | steigt …".
func (r *reading) firstField(p phrase, hi int) int {
	end := p.end
	for !p.empty() && end+1 < hi && r.units[end].is(prepClass) && !r.units[end].is(timeClass) && !r.units[end+1].is(timeClass) {
		k := end + 1
		for k < hi && k < end+5 && r.units[k].isWord() && !r.units[k].upper && !r.units[k].is(verbClass|passiveClass|auxiliaryClass) {
			k++
		}
		n := k
		for n < hi && r.units[n].isWord() && r.units[n].upper {
			n++
		}
		if n == k || n >= hi || !r.units[n].isWord() {
			return p.end
		}
		end = n
	}
	return end
}

// framedApposition extends the name in a frame over its apposition, which a
// comma parts from what is said.
func (r *reading) framedApposition(p phrase, hi int) phrase {
	if p.empty() || p.end+1 >= hi {
		return p
	}
	last := &r.units[p.end-1]
	title := r.units[p.end+1].is(personClass) && (last.upper || last.class == 0 && isUncased(r.text[last.Start:]))
	nearby := r.units[p.end+1].is(vagueClass) && !r.units[p.end+1].is(nounMarkClass|definiteClass) && r.has(p, unnamedClass)
	if !title && !nearby {
		return p
	}
	q := r.apposition(p, hi)
	opens := p.start < 3 || r.units[p.start-1].kind == breakToken || r.units[p.start-2].kind == breakToken
	if q.end < hi && (!r.units[q.end].isMark(",") && !opens || r.words(q.end, hi) > 2) {
		return q
	}
	return p
}

// withAnonymity takes along that a source would not be named.
func (r *reading) withAnonymity(p phrase, hi int) phrase {
	k := p.end
	if !p.empty() && k < hi && r.units[k].is(relativeClass) {
		k++
	}
	if !p.empty() && k < hi && r.units[k].is(anonymityClass) {
		p.end = k + 1
	}
	return p
}

// endsFrame reports whether a frame's source, which goes on with "of", a
// preposition or a participle, ends before unit k.
func (r *reading) endsFrame(from, k int, participle bool) bool {
	u := &r.units[k]
	switch {
	case u.isMark(","), u.kind != wordToken && (u.kind != punctToken || u.form[0] != '\''):
		return true
	case u.is(endsSource|passiveClass|negateClass) && !u.is(vagueClass), r.endsCase(from, k) && !u.is(prepClass):
		return true
	}
	participle = participle || u.is(publishClass) && r.has(phrase{from, k}, reportClass)
	return u.is(verbClass) && !participle && !r.isNoun(from, k) && !u.is(reportClass|personClass|orgClass)
}

// isParticiple reports whether the verb behind a phrase says of the text that
// ends it where it appeared: "a report published by X".
func (r *reading) isParticiple(p phrase) bool {
	return r.units[p.end].is(publishClass) && (r.units[p.end-1].is(outletClass) || r.has(p, reportClass))
}

// apposition extends a source to the right over ", the mayor of Y" or "(Y)".
func (r *reading) apposition(p phrase, hi int) phrase {
	if p.end+1 >= hi || !r.units[p.end].isMark(",") {
		return p
	}
	if q := r.apposedName(p, hi); q.end > p.end {
		return q
	}
	next := &r.units[p.end+1]
	nearby := next.is(vagueClass|unnamedClass) && r.has(p, unnamedClass|personClass) // "a source, close to …"
	if !nearby && !next.is(definiteClass|personClass|relativeClass|nounMarkClass) || next.is(pronounClass|prepClass) {
		return p
	}
	relative := next.is(relativeClass)
	for k := p.end + 1; k < hi && k-p.end < 16*r.wide; k++ {
		u := &r.units[k]
		if u.kind >= quoteToken || u.kind == punctToken && (u.form == "," || u.form == "." || u.form == ":") {
			p.end = k
			return p
		}
		if !relative && u.is(passiveClass|auxiliaryClass|thatClass) && !u.is(relativeClass|definiteClass) {
			return p // a clause of its own
		}
	}
	return p
}

// apposedName extends a title to the right over the name that explains it and
// the end of its clause: "the mayor of Y, X,".
func (r *reading) apposedName(p phrase, hi int) phrase {
	if !slices.ContainsFunc(r.units[p.start:p.end], func(u unit) bool { return u.is(personClass) }) {
		return p
	}
	k := p.end + 1
	for k < hi && k-p.end < 6 && (r.isApposedName(k) || k > p.end+1 && r.units[k].is(ofClass)) {
		k++
	}
	if k == p.end+1 || k < hi && r.units[k].kind != punctToken && r.units[k].kind != quoteToken || !r.isApposedName(k-1) {
		return p
	}
	return phrase{p.start, k}
}

// isApposedName reports a word of a name, in scripts without capitals one that no
// section has.
func (r *reading) isApposedName(k int) bool {
	u := &r.units[k]
	return u.upper && r.isNameWord(u) || r.lang.order == verbFirst && u.isWord() && u.class == 0 && isUncased(r.text[u.Start:])
}
