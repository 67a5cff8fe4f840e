package text

import (
	"slices"
	"strings"
)

// Of a word such as "up to", Ukrainian «до» or Spanish "hasta", what stands
// around it decides. By itself it gives a bound ("up to 300 people"); beside a
// word of change the value that was reached ("зросло до 832", "aumentó hasta
// 832"), which is exact. The lexicon marks such words with the key "up to" and
// lists the words of change, most by their beginnings, since verbs have many
// forms. What says by how much something changed ("by up to 5 percent") leaves
// the bound what it is.

// upTo is the key of words that give a bound or what was reached.
const upTo = "up to"

// changeLook is how many tokens may stand between a word of change and the
// number: a day, what the change began at, or what it is that changes where
// verbs come first.
const changeLook = 4

// approx is what a phrase of the lexicon says of the exactness of the number
// beside it; it stands at tokens [from, to).
func (r *reading) approx(m meaning, from, to int) Approx {
	switch {
	case m.key != upTo:
		return Approx(m.key)
	case r.isReached(from, to):
		return ""
	}
	return ApproxAtMost
}

// isReached reports that a word of change governs the phrase at tokens [from,
// to): it stands before it, or in languages whose verbs are last behind it.
func (r *reading) isReached(from, to int) bool {
	if len(r.lex.changeWords) == 0 || r.isIn(from-1, r.lex.changeAmounts) || r.isIn(to, r.lex.changeAmounts) {
		return false
	}
	for k := from - 1; k >= max(0, from-1-changeLook) && !r.endsClause(k); k-- {
		if r.isIn(k, r.lex.changeWords) {
			return r.isBeginning(k+1, from) && r.hasSubject(k)
		}
	}
	for k := to; r.lex.is("verbs last") && k < min(len(r.toks), to+changeLook) && !r.endsClause(k); k++ {
		if r.isIn(k, r.lex.changeWords) {
			return true
		}
	}
	return false
}

// isBeginning reports that tokens [i, end), between a verb of change and "up to",
// say when it was or what it began at: nothing with which another statement begins,
// as "rose as up to 300 people queued".
func (r *reading) isBeginning(i, end int) bool {
	for i < end && r.isIn(i, r.lex.changeParticles) {
		i++
	}
	if i >= end || r.lex.is("verbs first") {
		return true
	}
	for k := i; k < end; k++ {
		if r.tellsWhen(k) || r.numberAt(k) {
			return r.tellsWhen(end-1) || r.numberAt(end-1) || !r.has(end-1, roleFunction)
		}
	}
	return false
}

// hasSubject reports a word before the verb at token i that may name what changes.
// Without one, what follows the verb is its subject: Russian "Каждый день падает до
// 300 ракет".
func (r *reading) hasSubject(i int) bool {
	if r.lex.is("verbs first") {
		return true
	}
	for k := range i {
		if r.toks[k].kind == wordToken && !r.has(k, roleFunction) && !r.tellsWhen(k) {
			return true
		}
	}
	return false
}

// tellsWhen reports a word that tells when something is.
func (r *reading) tellsWhen(i int) bool {
	return r.has(i, roleWeekday) || r.has(i, roleMonth) || r.has(i, roleRelative) || r.has(i, roleTimeUnit)
}

// endsClause reports a sign that parts what belongs together: not a currency's,
// nor one inside a number or a word.
func (r *reading) endsClause(i int) bool {
	inside := r.toks[i].glued && i+1 < len(r.toks) && r.toks[i+1].glued
	return r.toks[i].kind == signToken && !inside && !r.sign(i, "%") && !r.has(i, roleMoney)
}

// isIn reports a token that is one of some words, or begins like one of those
// that end in a star.
func (r *reading) isIn(i int, words []string) bool {
	if i < 0 || i >= len(r.toks) || r.toks[i].kind != wordToken {
		return false
	}
	form := r.toks[i].form
	return slices.ContainsFunc(words, func(w string) bool {
		beginning, open := strings.CutSuffix(w, "*")
		return form == w || open && strings.HasPrefix(form, beginning)
	})
}
