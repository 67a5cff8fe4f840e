package text

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// hedges finds the words that weaken or negate what the sentence s, which
// starts at offset base of the article's text, says, as the language's
// lexicon lists them. Phrases that contain such a word and mean
// something else ("not only", 不仅) are listed too and read over, and so are
// dates, since "May" is one.
func (r *reading) hedges(base int, dates []dateExpr) []Hedge {
	var out []Hedge
	for i := 0; i < len(r.toks); {
		for len(dates) > 0 && i >= dates[0].to {
			dates = dates[1:]
		}
		if len(dates) > 0 && i >= dates[0].from {
			i = dates[0].to
			continue
		}
		h, next, ok := r.hedge(i)
		if ok {
			h.Start, h.End = h.Start+base, h.End+base
			out = append(out, h)
		}
		i = next
	}
	return out
}

func (r *reading) hedge(i int) (Hedge, int, bool) {
	_, other := r.match(i, roleNotHedge)
	_, negation := r.negation(i)
	kind, hedge := r.hedgeWords(i)
	if max(negation, hedge, other) == 0 {
		negation, hedge = r.weakVerb(i)
		kind = HedgePossible
	}
	n := max(negation, hedge)
	if other >= n {
		return Hedge{}, i + max(other, 1), false
	}
	span := stemma.Span{Start: r.toks[i].start, End: r.toks[i+n-1].end}
	if negation > hedge {
		return Hedge{Span: span, Negation: true, Kind: HedgeNegation}, i + n, true
	}
	return Hedge{Span: span, Kind: kind}, i + n, true
}

// hedgeWords returns the kind and the number of tokens of the hedge at token i.
func (r *reading) hedgeWords(i int) (HedgeKind, int) {
	if r.has(i, roleMonthWithDay) && r.toks[i].upper && !r.isOpener(i) {
		return "", 0 // the surname May
	}
	if m, n := r.match(i, roleHedge); n > 0 {
		return HedgeKind(m.key), n
	}
	if m, n := r.match(i, roleHedgeBefore); n > 0 && i+n < len(r.toks) && hasAnyPrefix(r.toks[i+n].form, r.lex.hedgedBeginnings) {
		return HedgeKind(m.key), n // Arabic "qad" weakens a verb of the present, and stresses one of the past
	}
	if r.isHearsay(i) {
		return HedgeRumour, 1
	}
	return "", 0
}

// hearsayLook is how far a modal and its perfect infinitive may stand apart.
const hearsayLook = 16

// isHearsay tells German "soll drei Menschen getötet haben", where a modal
// verb reports what others say, from "soll morgen kommen", where it plans or
// orders: by the perfect infinitive in its clause.
func (r *reading) isHearsay(i int) bool {
	if !slices.Contains(r.lex.hearsayModals, r.toks[i].form) {
		return false
	}
	if i > 0 && r.isPerfect(i-1) { // "der gestohlen haben soll"
		return true
	}
	for k := i + 1; k < min(i+hearsayLook, len(r.toks)) && r.toks[k].kind != signToken; k++ {
		if r.isPerfect(k) {
			return true
		}
	}
	return false
}

// isPerfect reports an infinitive that has a participle beside it: German
// "gestohlen haben", Dutch "hebben gestolen".
func (r *reading) isPerfect(i int) bool {
	if !slices.Contains(r.lex.hearsayInfinitives, r.toks[i].form) {
		return false
	}
	participle := func(k int) bool {
		return k >= 0 && k < len(r.toks) && r.toks[k].kind == wordToken && !r.toks[k].upper &&
			!r.has(k, roleFunction) && !r.has(k, roleNumber) && utf8.RuneCountInString(r.toks[k].form) > 3 && r.endsIn(k, r.lex.participleEndings)
	}
	return participle(i-1) || participle(i+1)
}

// negation does not look behind prefixes: Arabic "بلا" is a negation, but "لا"
// at the end of a longer word is not.
func (r *reading) negation(i int) (meaning, int) {
	if !r.toks[i].can.has(roleNegation) {
		return meaning{}, 0
	}
	return r.walk(r.toks[i].node, i, roleNegation)
}

// weakVerb reads a verb that its own form negates or weakens: Turkish
// "olmadı" and "olabilir", Persian «نمی‌شود».
func (r *reading) weakVerb(i int) (negation, hedge int) {
	form := r.toks[i].form
	if r.toks[i].kind != wordToken {
		return 0, 0
	}
	inside := func(part string) bool { return strings.Index(form, part) >= 2 }
	switch {
	case slices.ContainsFunc(r.lex.negativeInfixes, inside),
		slices.ContainsFunc(r.lex.negativeEndings, func(end string) bool { return strings.HasSuffix(form, end) && len(form) >= len(end)+2 }),
		slices.ContainsFunc(r.lex.negativePrefixes, func(p string) bool { return strings.HasPrefix(form, p) && len(form) >= len(p)+4 }):
		return 1, 0
	case slices.ContainsFunc(r.lex.hedgeInfixes, inside):
		return 0, 1
	}
	return 0, 0
}
