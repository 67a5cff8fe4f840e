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
const endsSource = thatClass | stopClass | beforeClass | citeClass | afterClass | citeAfterClass | anaphorClass

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
	p := r.afterAdverbial(phrase{r.leftEdge(lo, j), j})
	if p.start == lo && p.end == lo+1 && r.units[lo].is(anaphorClass) {
		return phrase{}
	}
	return r.narrow(p)
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
	return u.is(skipClass|negateClass|passiveClass) || u.class == 0 && u.isWord() && !u.upper && r.lang.isAdverb(u.form)
}

// leftEdge walks left over what may be part of a source.
func (r *reading) leftEdge(lo, end int) int {
	k := end
	for k > lo && end-k < maxSource*r.wide {
		u := &r.units[k-1]
		switch {
		case u.is(stopClass) && r.joins(lo, k-1, end):
		case u.kind >= quoteToken, u.is(endsSource) && (u.is(thatClass) || !u.is(unnamedClass|pronounClass|definiteClass)):
			return k
		case u.isMark(")"):
			open := r.opening(lo, k-1)
			if open < 0 {
				return k
			}
			k = open
			continue
		case u.kind == punctToken && u.form != "-" && u.form != "'s" && u.form != "/" && u.form[0] != '\'':
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
			cites := r.units[k+1].is(citeClass | beforeClass)
			p := r.trim(phrase{r.leftEdge(lo, k), k})
			if r.isAge(p) {
				continue
			}
			if p.empty() || p.end-p.start > 10 {
				break
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
		strip := u.kind == punctToken || u.is(skipClass|stopClass|prepClass|passiveClass) && !u.is(pronounClass|unnamedClass|personClass) && u.outlet == 0
		if !strip {
			break
		}
		p.start++
	}
	for !p.empty() && r.units[p.end-1].kind == punctToken && !r.units[p.end-1].isMark(")") {
		p.end--
	}
	return p
}

// right returns the source phrase that begins after unit from, within the
// sentence that ends at hi.
func (r *reading) right(from, hi int) phrase {
	k := from
	for k < hi && r.units[k].is(skipClass|anaphorClass|passiveClass|negateClass) && !r.units[k].is(pronounClass|unnamedClass) {
		k++
	}
	p := phrase{k, k}
	most := 12 * r.wide
	if r.lang.order == verbFirst {
		most = 5 // the object follows the subject unmarked
	}
	for p.end < hi && p.end-k < most {
		u := &r.units[p.end]
		if r.endsRight(k, p.end, u) || p.end > k && (r.endsName(p.end) || r.isAddressed(p.end)) {
			break
		}
		p.end++
	}
	return r.trim(p)
}

// endsName reports whether a source is complete before unit k: after a pronoun,
// or where a name is followed by a word that is none.
func (r *reading) endsName(k int) bool {
	u, prev := &r.units[k], &r.units[k-1]
	if prev.is(pronounClass) && !prev.is(definiteClass) {
		return true
	}
	return prev.upper && prev.isWord() && u.isWord() && !u.upper && !u.named && u.outlet == 0 && r.isLower(u) &&
		!u.is(personClass|orgClass|outletClass|unnamedClass|reportClass|ofClass|vagueClass|definiteClass)
}

// isAddressed reports whether unit k is an outlet to which something is told,
// in languages that write "to" in one word with it: لوكالة.
func (r *reading) isAddressed(k int) bool {
	u := &r.units[k]
	return u.kind == wordToken && (u.outlet > 0 || u.is(outletClass)) && hasAnyPrefix(u.form, r.lang.addressees)
}

func hasAnyPrefix(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

func (r *reading) isLower(u *unit) bool {
	first, _ := utf8.DecodeRuneInString(r.text[u.Start:u.End])
	return unicode.IsLower(first)
}

func (r *reading) endsRight(lo, at int, u *unit) bool {
	switch {
	case u.kind >= quoteToken:
		return true
	case u.kind == punctToken:
		return u.form != "-" && u.form != "/" && u.form[0] != '\'' || u.isMark("-") && r.spaced(at)
	case u.outlet > 0 || u.is(unnamedClass|pronounClass):
		return false
	case u.is(definiteClass) && u.is(ofClass|relativeClass):
		return false // German "der": an article, but for a relative pronoun behind a comma, which ends the source
	case u.is(ofClass):
		return at == lo
	case u.is(anonymityClass):
		return at > lo
	case u.is(endsSource | prepClass | skipClass | negateClass | passiveClass | agentClass | relativeClass):
		return true
	}
	return u.is(verbClass) && !r.isNoun(lo, at) && !u.is(personClass|orgClass|outletClass|reportClass)
}

// framedBy returns the source of a frame that stands before it: up to the comma
// that closes the frame, where there is one near, or else as right does.
func (r *reading) framedBy(from, hi int) phrase {
	p := r.right(from, hi)
	if p.empty() || p.end >= hi || !r.units[p.end].is(prepClass|ofClass) {
		if p.end+1 < hi && r.units[p.end+1].is(personClass) {
			return r.apposition(p, hi)
		}
		return p
	}
	for k := p.end; k < hi && k-p.start < 12*r.wide; k++ {
		u := &r.units[k]
		switch {
		case u.isMark(","):
			p.end = k
			return p
		case u.kind != wordToken && (u.kind != punctToken || u.form[0] != '\''), u.is(endsSource|passiveClass|skipClass|negateClass) && !u.is(vagueClass):
			return p
		case u.is(verbClass) && !r.isNoun(from, k) && !u.is(reportClass|personClass|orgClass):
			return p
		}
	}
	return p
}

// apposition extends a source to the right over ", the mayor of Y" or "(Y)".
func (r *reading) apposition(p phrase, hi int) phrase {
	if p.end+1 >= hi || !r.units[p.end].isMark(",") {
		return p
	}
	next := &r.units[p.end+1]
	if !next.is(definiteClass|personClass|relativeClass|nounMarkClass) || next.is(pronounClass|prepClass) {
		return p
	}
	for k := p.end + 1; k < hi && k-p.end < 16*r.wide; k++ {
		if u := &r.units[k]; u.kind >= quoteToken || u.kind == punctToken && (u.form == "," || u.form == "." || u.form == ":") {
			p.end = k
			return p
		}
	}
	return p
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
