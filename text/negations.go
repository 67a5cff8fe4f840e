package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A negation counts as a word of its own, or as a part of a verb that the
// lexicon tells by its form. In scripts without spaces, the longest phrase at
// a place decides what is a word: 不安全 (unsafe) negates, 不安 (unrest) does
// not, and morphemes that are hardly ever words (无, 非) are listed with what
// they make: 无罪, 并非.

// negation returns what negates at token i and the number of its tokens. It does
// not look behind prefixes: Arabic "بلا" is a negation, but "لا" at the end of a
// longer word is not.
func (r *reading) negation(i int) (meaning, int) {
	if !r.toks[i].can.has(roleNegation) {
		return meaning{}, r.freeNegation(i)
	}
	m, n := r.walk(r.toks[i].node, i, roleNegation)
	if n > 0 && r.isHyphened(i, i+n) {
		return meaning{}, 0
	}
	return m, max(n, r.freeNegation(i))
}

// hyphened is the length of a word from which a hyphen before it makes one word
// of it and what stands before: what is shorter is an ending (Romanian "n-au").
const hyphened = 3

// isHyphened reports a negation at tokens [i, end) that makes a word with what a
// hyphen joins to it: "no-fly", "Pas-de-Calais", "non-gouvernemental".
func (r *reading) isHyphened(i, end int) bool {
	if end+1 >= len(r.toks) || r.toks[end-1].kind != wordToken || !r.sign(end, "-") || !r.toks[end].glued || !r.toks[end+1].glued {
		return false
	}
	placeName := r.sign(end+2, "-") && end+3 < len(r.toks) && r.toks[end+3].upper
	return utf8.RuneCountInString(r.toks[i].form) > 1 && (placeName || utf8.RuneCountInString(r.toks[end+1].form) >= hyphened)
}

// freeNegation returns 1 for a negation that must be a word by itself, before a
// verb: Korean "안 갔다", and not 제안 (proposal) or "건물 안" (in the building).
func (r *reading) freeNegation(i int) int {
	if !slices.Contains(r.lex.freeNegations, r.toks[i].form) || r.toks[i].glued || i+1 >= len(r.toks) || r.toks[i+1].glued {
		return 0
	}
	end := i + 2
	for end < min(len(r.toks), i+4) && r.toks[end].glued {
		end++
	}
	form := r.formOf(i+1, end)
	if end < len(r.toks) && !r.toks[end].glued {
		form += " " + r.toks[end].form // 할 것, and not 할머니
	}
	if hasAnyPrefix(form, r.lex.negatedBeginnings) {
		return 1
	}
	return 0
}

// weakVerb reads a verb that its own form negates or weakens: Turkish
// "olmadı" and "olabilir", Persian «نمی‌شود». A capital inside a sentence is that
// of a name (Turkish "Dönmez"), but for a verb at the end of a headline.
func (r *reading) weakVerb(i int) (negation, hedge int) {
	t := &r.toks[i]
	if t.kind != wordToken || t.upper && !r.isOpener(i) && i+1 < len(r.toks) {
		return 0, 0
	}
	inside := func(part string) bool { return strings.Index(t.form, part) >= 2 }
	switch {
	case r.lex.isNegated(t.form), slices.ContainsFunc(r.lex.negativeInfixes, inside):
		return 1, 0
	case slices.ContainsFunc(r.lex.hedgeInfixes, inside):
		return 0, 1
	}
	return 0, 0
}

// isNegated reports a verb with an ending, or beginning, that negates.
func (l *lexicon) isNegated(form string) bool {
	return hasAnyPrefix(form, l.negatedVerbs) ||
		slices.ContainsFunc(l.negativeEndings, func(end string) bool { return strings.HasSuffix(form, end) && len(form) >= len(end)+2 }) ||
		slices.ContainsFunc(l.negativePrefixes, func(p string) bool { return strings.HasPrefix(form, p) && len(form) >= len(p)+4 && l.isNegatable(form) })
}

// isNegatable reports a form that is a verb's, where the language has endings to
// tell by.
func (l *lexicon) isNegatable(form string) bool {
	return len(l.negatedEndings) == 0 ||
		slices.ContainsFunc(l.negatedEndings, func(end string) bool { return strings.HasSuffix(form, end) })
}
