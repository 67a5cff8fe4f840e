package text

import "unicode/utf8"

// shoutedLetters is the length from which a word in capitals that the lexicon
// knows is that word, and no acronym: POLICE, but WHO.
const shoutedLetters = 5

// isShouted reports a run of words in capitals inside or at the head of a
// sentence in small letters that is a stressed phrase and no name: it begins
// with a function word or has one that stands in no name ("UN JOVEN", "DRAMA IN
// THE HARBOUR"), holds only words that the lexicon knows ("LA POLICÍA"), or is
// the label of what a colon follows.
func (n *namer) isShouted(i, end int) bool {
	if n.allCaps || n.titleCase {
		return false
	}
	words, known, function := 0, true, false
	for k := i; k < end; k++ {
		if n.toks[k].kind != wordToken {
			continue
		}
		if !n.isAllCaps(k) {
			return false
		}
		words++
		inName := k > i && n.has(k, roleParticle)
		function = function || n.has(k, roleFunction) && !inName
		known = known && (n.has(k, roleFunction) || n.isWordOfLexicon(k))
	}
	return known && (words > 1 || n.isWordOfLexicon(i)) || words > 1 && function || n.isLabel(i, end)
}

// isLabel reports that all before token end is in capitals, two words or more, and
// a colon follows: "LIVE UPDATES: …". A word at least is one of the language: who is
// quoted stands there, too ("VIKTOR HORN: I am innocent").
func (n *namer) isLabel(i, end int) bool {
	for i > 0 && n.toks[i-1].kind == wordToken && n.isAllCaps(i-1) {
		i--
	}
	if end-i < 2 || !n.isOpener(i) || !n.sign(end, ":|") {
		return false
	}
	common := false
	for k := i; k < end; k++ {
		if n.has(k, roleGivenName) || n.has(k, roleSurname) {
			return false
		}
		inName := n.has(k, roleTitle) || k > i && n.has(k, roleParticle)
		common = common || !inName && (n.has(k, roleFunction) || n.isWordOfLexicon(k))
	}
	return common
}

// isWordOfLexicon reports a word of some length that the lexicon lists, but for
// names.
func (n *namer) isWordOfLexicon(i int) bool {
	t := &n.toks[i]
	if t.node == nil || utf8.RuneCountInString(t.form) < shoutedLetters {
		return false
	}
	for _, m := range t.node.meanings {
		if m.role != roleName && m.role != roleSurname && m.role != roleGivenName {
			return true
		}
	}
	return false
}

// shoutsFirst reports an article, which the lexicon lists as a number too, that is
// in capitals as the word behind it is and a name elsewhere: Spanish "UN JOVEN".
func (n *namer) shoutsFirst(i int) bool {
	return n.upperAt(i+1) && n.toks[i].upper && n.has(i, roleFunction) && n.has(i, roleNumber) && n.isAllCaps(i) && n.isAllCaps(i+1)
}

// shouted adds the names of the gazetteer in a stressed phrase.
func (n *namer) shouted(i, end int) int {
	for i < end {
		if key, next := n.listed(i); next > i && !n.shoutsFirst(i) {
			n.add(i, next, key)
			i = next
		} else {
			i++
		}
	}
	return i
}
