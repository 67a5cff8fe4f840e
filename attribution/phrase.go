package attribution

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxSource bounds a source phrase in words.
	maxSource = 22
	// maxReach is how far from its verb the beginning of what is said may be.
	maxReach = 14
)

// phrase is a range of units: a source.
type phrase struct{ start, end int }

func (p phrase) empty() bool { return p.start >= p.end }

// endsSource are the words that no source reaches across.
const endsSource = asClass | thatClass | stopClass | beforeClass | citeClass | afterClass | citeAfterClass | anaphorClass

// left returns the source phrase that ends before unit end, within the
// sentence that begins at lo.
func (r *reading) left(lo, end int) phrase {
	j := end
	for j > lo && r.isBetween(&r.units[j-1]) {
		j--
	}
	if j > lo && r.units[j-1].isMark(",") {
		return r.apposed(lo, j-1)
	}
	edge := r.leftEdge(lo, j)
	if edge > lo && edge < j && r.units[edge-1].is(relativeClass) && r.has(phrase{edge, j}, anonymityClass) {
		edge = r.leftEdge(lo, edge-1) // "two diplomats | que pidieron el anonimato"
	}
	if edge > lo && edge < j && r.units[edge-1].isMark(",") && r.units[edge].is(occasionClass|prepClass) && r.lang.order != verbFinal {
		if p := r.apposed(lo, edge-1); !p.empty() { // "X, the mayor, in an interview said"
			return p
		}
		j, edge = edge-1, r.leftEdge(lo, edge-1)
	}
	p := r.afterAdverbial(phrase{edge, j})
	if p.start == lo && p.end == lo+1 && r.units[lo].is(anaphorClass) {
		return phrase{}
	}
	return r.withName(lo, r.narrow(r.beforeNegation(r.beforeOccasion(p))))
}

// beforeNegation ends a source before what negates its verb, where only small words
// follow: Indonesian "X tidak bisa segera (mengonfirmasi)". What negates in a relative
// clause is part of the source.
func (r *reading) beforeNegation(p phrase) phrase {
	for k := p.start + 1; k < p.end && !r.units[k].is(relativeClass); k++ {
		if !r.units[k].is(negateClass) || r.units[k].is(headNoun|anonymityClass|nounMarkClass|definiteClass) || r.units[k-1].is(ofClass|prepClass|definiteClass|nounMarkClass) {
			continue
		}
		verbal := func(u unit) bool {
			return u.isWord() && !u.upper && !u.named && u.outlet == 0 && !u.is(headNoun|pronounClass|ofClass|prepClass|definiteClass)
		}
		behind := r.units[k+1 : p.end]
		if r.isStrong(phrase{p.start, k}) && !isUncased(r.text[r.units[k].Start:]) && !slices.ContainsFunc(behind, func(u unit) bool { return !verbal(u) }) {
			return phrase{p.start, k}
		}
	}
	return p
}

// withName extends an apposition that no comma closes to the name before it:
// "Tô An, the spokesman of the ministry (said)".
func (r *reading) withName(lo int, p phrase) phrase {
	if p.start < lo+3 || !r.units[p.start-1].isMark(",") || !r.has(p, personClass) {
		return p
	}
	q := r.trim(phrase{r.leftEdge(lo, p.start-1), p.start - 1})
	if q.empty() || r.has(q, prepClass|occasionClass|timeClass) || q.end-q.start < 2 || q.end-q.start > 8 || !r.units[q.end-1].upper || !r.units[q.end-2].upper || q.start > lo && r.units[q.start-1].isWord() {
		return p
	}
	return phrase{q.start, p.end}
}

// behindPostposition takes off the adverbials before a source that its language
// closes with a postposition: "इस हफ़्ते एक साक्षात्कार में X".
func (r *reading) behindPostposition(p phrase) phrase {
	for k := p.end - 2; k > p.start; k-- {
		u := &r.units[k]
		if u.is(relativeClass) {
			break
		}
		if q := (phrase{k + 1, p.end}); u.is(prepClass) && (r.isStrong(q) || r.hasName(r.span(q.start, q.end))) {
			return r.trim(q)
		}
	}
	return p
}

// beforeOccasion ends a source where the occasion on which it speaks begins, or
// the one to whom: "the mayor in a statement (said)".
func (r *reading) beforeOccasion(p phrase) phrase {
	for k := p.start + 1; k < p.end; k++ {
		u := &r.units[k]
		first := r.lang.adverbialsFirst && (!r.has(phrase{k, p.end}, ofClass) || r.units[p.end-1].is(occasionEndClass))
		opens := u.is(occasionClass) && r.lang.order != verbFinal && (!r.lang.adverbialsFirst || first) || first && u.is(prepClass) ||
			u.is(addresseeClass) && k+1 < p.end && (r.units[k+1].outlet > 0 || r.units[k+1].is(outletClass))
		if opens && (r.isStrong(phrase{p.start, k}) || first && u.is(occasionClass) && k > p.start+1) {
			for k > p.start+1 && r.units[k-1].is(skipClass) && !r.units[k-1].is(headNoun|pronounClass) {
				k--
			}
			return r.trim(phrase{p.start, k})
		}
	}
	return p
}

// has reports whether a unit of a phrase is of a class.
func (r *reading) has(p phrase, c class) bool {
	return slices.ContainsFunc(r.units[p.start:p.end], func(u unit) bool { return u.is(c) })
}

// afterAdverbial trims a phrase, and takes off an adverbial that opens it
// without a comma: "Before the storm Tobias Renn (said)".
func (r *reading) afterAdverbial(p phrase) phrase {
	q := r.trim(p)
	if q.end-q.start < 3*r.wide || q.start == p.start || !r.units[q.start-1].is(prepClass) {
		return q
	}
	k := q.end
	for k > q.start && (r.units[k-1].upper || r.units[k-1].outlet > 0 || r.units[k-1].is(personClass|orgClass|outletClass|unnamedClass|pronounClass|ofClass|definiteClass|vagueClass)) {
		k--
	}
	if k == q.end {
		return q
	}
	return r.trim(phrase{k, q.end})
}

// narrow cuts a phrase down to the outlet that ends it, where what precedes it
// is the rest of a sentence whose full stop is missing, and to the pronoun that
// begins it.
func (r *reading) narrow(p phrase) phrase {
	if p.empty() {
		return p
	}
	if p.end-p.start > 1 && r.units[p.start].is(pronounClass) && r.units[p.start+1].is(prepClass) {
		return phrase{p.start, p.start + 1}
	}
	k := p.end - 1
	if r.units[k].is(pronounClass) && !r.units[k].is(definiteClass) {
		return phrase{k, p.end}
	}
	if p.end-p.start < 5*r.wide || r.units[k].outlet == 0 {
		return p
	}
	for k > p.start && r.units[k-1].is(outletClass) {
		k--
	}
	return phrase{k, p.end}
}

// joins reports whether the conjunction at k stands between two names.
func (r *reading) joins(lo, k, end int) bool {
	return k-1 >= lo && k+1 < end && r.units[k-1].upper && r.units[k-1].isWord() && r.units[k+1].upper && r.isLower(&r.units[k])
}

// isBetween reports whether a word may stand between a source and its verb.
func (r *reading) isBetween(u *unit) bool {
	if u.outlet > 0 || u.is(pronounClass) {
		return false
	}
	return u.is(skipClass|timeClass|negateClass|passiveClass) || u.class == 0 && u.isWord() && !u.upper && r.lang.isAdverb(u.form)
}

// leftEdge walks left over what may be part of a source.
func (r *reading) leftEdge(lo, end int) int {
	k, relative := end, false
	for k > lo && end-k < maxSource*r.wide {
		u := &r.units[k-1]
		switch {
		case r.lang.thatAfter && k < end && u.is(verbClass) && r.units[k].isWord() && !r.units[k].is(subjectClass|thatClass):
			relative = true // a clause before its noun: 発表した報告書
		case relative && (u.is(subjectClass) || r.isMarked(k-1)):
		case u.is(stopClass) && r.joins(lo, k-1, end):
		case k < end && u.is(subjectClass) && !u.is(pronounClass), u.is(closerClass):
			return k
		case u.kind >= quoteToken, u.is(endsSource) && (u.is(thatClass) || !u.is(unnamedClass|pronounClass|definiteClass)):
			return k
		case u.isMark(",") && k-2 >= lo && r.units[k-2].is(headNoun) && r.text[u.Start:u.End] == "、":
		case u.isMark(")"):
			open := r.opening(lo, k-1)
			if open < 0 {
				return k
			}
			k = open
			continue
		case u.kind == punctToken && u.form != "-" && u.form != "'s" && u.form != "/" && u.form != "·" && u.form[0] != '\'':
			return k
		case u.isMark("-") && r.spaced(k-1):
			return k
		case u.is(verbClass) && !r.isNoun(lo, k-1) && !u.is(personClass|orgClass|outletClass|reportClass|unnamedClass):
			return k
		}
		k--
	}
	return k
}

// spaced reports whether a dash stands between spaces, as those do that divide clauses.
func (r *reading) spaced(i int) bool {
	return i > 0 && r.units[i-1].End < r.units[i].Start
}

func (r *reading) opening(lo, at int) int {
	for k := at - 1; k >= lo && at-k < 10; k-- {
		if r.units[k].isMark("(") {
			return k
		}
	}
	return -1
}

// apposed returns "X" and its apposition in "X, the mayor of Y, said": comma is
// the place of the second comma.
func (r *reading) apposed(lo, comma int) phrase {
	for k := comma - 1; k > lo && comma-k <= 16*r.wide; k-- {
		u := &r.units[k]
		if u.kind >= quoteToken {
			break
		}
		if u.isMark(",") {
			cites := r.units[k+1].is(citeClass | beforeClass | occasionClass | goOnClass)
			p := r.trim(phrase{r.leftEdge(lo, k), k})
			if r.isAge(p) {
				continue
			}
			if p.empty() || p.end-p.start > 10 {
				break
			}
			if p.start > lo+1 && r.units[p.start-1].isMark(",") { // "the former head of Y, X, now …"
				if q := r.trim(phrase{r.leftEdge(lo, p.start-1), p.start - 1}); q.start <= lo+1 && r.has(q, personClass|orgClass) {
					p.start = q.start
				}
			}
			if !cites {
				p.end = comma
			}
			return p
		}
	}
	return phrase{}
}

// isAge reports a number alone, as in "X, 34, who saw it, said".
func (r *reading) isAge(p phrase) bool {
	return p.end-p.start == 1 && unicode.IsDigit(rune(r.text[r.units[p.start].Start]))
}

// trim takes off the words at the ends of a phrase that belong to no source.
func (r *reading) trim(p phrase) phrase {
	for !p.empty() {
		u := &r.units[p.start]
		strip := u.kind == punctToken || u.is(skipClass|timeClass|stopClass|prepClass|passiveClass) && !u.is(pronounClass|unnamedClass|personClass|definiteClass) && u.outlet == 0
		if !strip {
			break
		}
		p.start++
	}
	for !p.empty() && (r.units[p.end-1].kind == punctToken && !r.units[p.end-1].isMark(")") || r.units[p.end-1].is(timeClass) && (p.end-2 < p.start || !r.units[p.end-2].is(publishClass))) {
		p.end--
	}
	return p
}

func hasAnySuffix(s string, suffixes []string) bool {
	return slices.ContainsFunc(suffixes, func(e string) bool { return strings.HasSuffix(s, e) })
}

func hasAnyPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

func (r *reading) isLower(u *unit) bool {
	first, _ := utf8.DecodeRuneInString(r.text[u.Start:u.End])
	return unicode.IsLower(first)
}

// isNoun reports whether a word that may be a verb is a noun here: after an
// article, a possessive or a preposition.
func (r *reading) isNoun(lo, at int) bool {
	if at <= lo {
		return false
	}
	if r.units[at].upper && !r.isTitleCase(lo) {
		return true // United States
	}
	u := &r.units[at-1]
	if at-1 == lo && u.is(anaphorClass) { // "Das berichtete X"
		return false
	}
	return u.is(nounMarkClass) || u.kind == punctToken && u.form == "'s"
}

// isStrong reports whether a phrase is surely a source: it names or holds a
// noun for someone.
func (r *reading) isStrong(p phrase) bool {
	for k := p.start; k < p.end; k++ {
		u := &r.units[k]
		if u.outlet > 0 || u.is(unnamedClass|personClass|orgClass|outletClass|pronounClass|reportClass) || u.upper {
			return true
		}
	}
	return false
}

// words counts the words between two units; a quotation counts as many.
func (r *reading) words(lo, hi int) int {
	n := 0
	for k := max(lo, 0); k < hi; k++ {
		switch u := &r.units[k]; u.kind {
		case quoteToken:
			n += longQuote
		case wordToken:
			if !u.is(anaphorClass) {
				n += 1 + utf8.RuneCountInString(r.text[u.Start:u.End])/16
			}
		}
	}
	return n
}

// isTitleCase reports whether the sentence at lo is a headline in which most
// words have capitals.
func (r *reading) isTitleCase(lo int) bool {
	upper, lower := 0, 0
	for k := lo; k < len(r.units) && k < lo+12 && r.units[k].kind != breakToken; k++ {
		switch u := &r.units[k]; {
		case !u.isWord():
		case u.upper:
			upper++
		default:
			lower++
		}
	}
	return upper > 3 && upper > 2*lower
}
