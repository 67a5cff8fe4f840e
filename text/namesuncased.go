package text

import (
	"strings"
	"unicode/utf8"
)

// titled reads the name behind a title in a script without capitals: up to
// three words that are no function words, and not the adjective of a country
// in between («الرئيس العراقي برهم صالح»).
func (n *namer) titled(i int) int {
	for i < len(n.toks) {
		key, next := n.listed(i)
		if next == i {
			break
		}
		n.add(i, next, key)
		i = next
	}
	for limit := i + 2; i < limit && n.isArabicAdjective(i); {
		i++
	}
	if n.sign(i, "\"'") {
		i++
	}
	end := i
	for end < len(n.toks) && end-i < n.titledLimit() && n.mayBeName(end) {
		end++
	}
	if end > i {
		n.add(i, end, "")
	}
	return max(end, i)
}

// isArabicAdjective reports a word with the article, which behind a title says
// more of the office than of the person.
func (n *namer) isArabicAdjective(i int) bool {
	return i < len(n.toks) && n.toks[i].kind == wordToken && strings.HasPrefix(n.toks[i].form, "ال") && n.mayBeName(i)
}

func (n *namer) titledLimit() int {
	if n.lex.is("two word names") {
		return 2
	}
	return 3
}

// mayBeName reports a word that may be part of a name behind a title.
func (n *namer) mayBeName(i int) bool {
	t := n.toks[i]
	if t.kind != wordToken || n.isCommon(i) || n.has(i, roleTitle) || n.isDateWord(i) || utf8.RuneCountInString(t.form) < 2 {
		return false
	}
	if n.has(i, roleNumber) || n.has(i, roleNegation) || n.has(i, roleHedge) || n.has(i, roleNameEnd) {
		return false
	}
	_, next := n.listed(i)
	return next == i
}

// katakana reads a run of Katakana and middle dots. A run is a name where a
// dot joins it or a title follows; alone it may be any borrowed word.
func (n *namer) katakana(i int) int {
	end, dots := n.katakanaRun(i)
	if end-i >= 2 && end-i <= 30 && (dots > 0 || n.namedBehind(end)) && !n.isCommon(i) {
		n.add(i, end, "")
	}
	return max(end, i+1)
}

// namedBehind reports an office, or a word for a place or an organisation.
func (n *namer) namedBehind(i int) bool {
	return n.has(i, roleTitle) || n.has(i, rolePlace) || n.has(i, roleOrganisation)
}

// katakanaRun returns the end of the run at token i and the number of dots in
// it.
func (n *namer) katakanaRun(i int) (end, dots int) {
	end = i
	for end < len(n.toks) && (n.isKatakanaAt(end) || end > i && n.sign(end, "・=") && n.isKatakanaAt(end+1)) {
		if n.toks[end].kind == signToken {
			dots++
		}
		end++
	}
	return end, dots
}
