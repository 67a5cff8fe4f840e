package text

import (
	"slices"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// hedges finds the words that weaken or negate what the sentence s, which
// starts at offset base of the article's text, says, as the language's
// lexicon lists them. Phrases that contain such a word and mean
// something else ("not only", 不仅) are listed too and read over, and so are
// dates, since "May" is one, and what is part of a name.
func (r *reading) hedges(base int, dates []dateExpr, names []Name) []Hedge {
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
		if h.Start, h.End = h.Start+base, h.End+base; ok && !r.isPartOfName(h.Span, base, names) {
			out = append(out, h)
		}
		i = next
	}
	return out
}

// isPartOfName reports a word inside a name: of what only begins a name that
// nobody knows it is certain where a hyphen joins them ("Pas-de-Calais").
func (r *reading) isPartOfName(at stemma.Span, base int, names []Name) bool {
	return slices.ContainsFunc(names, func(n Name) bool {
		return n.Overlap(at) == at.Len() && n.Len() > at.Len() &&
			(n.Start < at.Start || r.text[at.End-base] == '-' || sharedGazetteer().keys[n.Key])
	})
}

func (r *reading) hedge(i int) (Hedge, int, bool) {
	_, other := r.match(i, roleNotHedge)
	_, negation := r.negation(i)
	h, hedge := r.hedgeWords(i)
	if max(negation, hedge, other) == 0 {
		negation, hedge = r.weakVerb(i)
		h.Kind = HedgePossible
	}
	n := max(negation, hedge)
	if other >= n {
		return Hedge{}, i + max(other, 1), false
	}
	if negation > hedge {
		h = Hedge{Negation: true, Kind: HedgeNegation}
	}
	h.Span = stemma.Span{Start: r.toks[i].start, End: r.toks[i+n-1].end}
	return h, i + n, true
}

// hearsay is the key of hedges that leave all of a statement to others.
const hearsay = "hearsay"

// hedgeWords returns the hedge at token i, but for its place, and the number of
// its tokens.
func (r *reading) hedgeWords(i int) (Hedge, int) {
	if r.has(i, roleMonthWithDay) && r.toks[i].upper && !r.isOpener(i) {
		return Hedge{}, 0 // the surname May
	}
	m, n := r.match(i, roleHedge)
	if n == 0 {
		m, n = r.match(i, roleHedgeBefore)
		if i+n >= len(r.toks) || n > 0 && !hasAnyPrefix(r.toks[i+n].form, r.lex.hedgedBeginnings) {
			n = 0 // Arabic "qad" weakens a verb of the present, and stresses one of the past
		}
	}
	switch {
	case n > 0 && m.key == hearsay:
		return Hedge{Kind: HedgeRumour, Hearsay: true}, n
	case n > 0:
		return Hedge{Kind: HedgeKind(m.key)}, n
	case r.isHearsay(i):
		return Hedge{Kind: HedgeRumour, Hearsay: true}, 1
	}
	return Hedge{}, 0
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
