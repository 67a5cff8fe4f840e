package text

import (
	"strings"
	"unicode/utf8"
)

// Limits of names in scripts without capitals, in characters.
const (
	givenLimit        = 3 // of a given name behind a surname
	transcribedLimit  = 8 // of a foreign name in Chinese characters
	organisationLimit = 8 // of the name of an organisation or place
)

// eastern reads a name in Han characters or Hangul at token i: what an office
// stands behind (王明部长, 山田首相, 김민수 장관) or before, a foreign name with a
// dot in it (伊兰·卡斯托), or what a word such as "university" ends. It returns i
// where there is none.
func (n *namer) eastern(i int) int {
	if !n.startsWord(i) {
		return i
	}
	if _, k := n.match(i, roleNamed); k > 0 && n.endsSuffixed(i, i+k) {
		n.add(i, i+k, "")
		return i + k
	}
	if n.isCommon(i) || n.isDateWord(i) {
		return i
	}
	for _, end := range []int{n.transcribedEnd(i), n.surnameEnd(i), n.suffixedEnd(i)} {
		if end > i {
			n.add(i, end, "")
			return end
		}
	}
	return i
}

// startsWord reports a token where a word can begin: behind anything but a
// character of the same kind, a function word, a title or a name.
func (n *namer) startsWord(i int) bool {
	if i == 0 || !n.toks[i].glued || n.toks[i-1].kind != pieceToken {
		return true
	}
	if n.isHangulAt(i) {
		return false
	}
	if len(n.out) > 0 && n.out[len(n.out)-1].End-n.base == n.toks[i].start {
		return true
	}
	if !isHan(n.toks[i-1].form) && !n.isKatakanaAt(i-1) {
		return isHan(n.toks[i].form)
	}
	return n.endsAt(i, roleFunction) || n.endsAt(i, roleTitle) || n.endsAt(i, roleNameEnd)
}

func (n *namer) isHangulAt(i int) bool {
	if i >= len(n.toks) || n.toks[i].kind != pieceToken {
		return false
	}
	c, _ := utf8.DecodeRuneInString(n.toks[i].form)
	return isHangul(c)
}

// surnameEnd reads a surname and a given name between which and what is
// around nothing stands: an office behind them, or one before and an end behind.
func (n *namer) surnameEnd(i int) int {
	_, k := n.match(i, roleSurname)
	if k == 0 {
		return i
	}
	titled := n.endsAt(i, roleTitle)
	for end := i + k; end <= i+k+givenLimit && end <= len(n.toks); end++ {
		if end > i+k && !n.inGivenName(i, end-1) {
			return i
		}
		given := end - i - k
		if n.has(end, roleTitle) && (given > 0 || !n.isHangulAt(i)) && n.partsAt(i, end) {
			return end
		}
		if titled && given > 0 && n.endsName(end) {
			return end
		}
	}
	return i
}

// inGivenName reports that token k can go on the name that begins at i.
func (n *namer) inGivenName(i, k int) bool {
	if k >= len(n.toks) || n.toks[k].kind != pieceToken || !n.toks[k].glued || n.isKatakanaAt(k) {
		return false
	}
	return n.isHangulAt(i) == n.isHangulAt(k) && !n.has(k, roleFunction)
}

// partsAt reports that a word can end before token end: in Hangul a space
// stands there.
func (n *namer) partsAt(i, end int) bool {
	return !n.isHangulAt(i) || !n.toks[end].glued
}

// endsName reports that what stands at token i does not belong to the name
// before it.
func (n *namer) endsName(i int) bool {
	if i >= len(n.toks) || n.toks[i].kind != pieceToken {
		return true
	}
	return n.has(i, roleNameEnd) || n.has(i, roleFunction) || n.has(i, roleRelative) || n.has(i, roleWeekday) || n.has(i, roleTitle)
}

// transcribedEnd reads the characters that write a foreign name by its sounds:
// with a dot between two of them, or with an office around them.
func (n *namer) transcribedEnd(i int) int {
	table := transcription()
	end, dots := i, 0
	for ; end < len(n.toks) && end-i < 2*transcribedLimit; end++ {
		c, _ := utf8.DecodeRuneInString(n.toks[end].form)
		dot := end > i && n.sign(end, "·・‧•") && end+1 < len(n.toks) && n.toks[end+1].glued
		if _, ok := table[c]; !ok && !dot || n.has(end, roleNameEnd) || n.has(end, roleTitle) {
			break
		}
		if dot {
			dots++
		}
	}
	switch {
	case dots > 0 && !n.sign(end-1, "·・‧•") && end-i >= 3:
		return end
	case n.lex.lang != "ko" && end-i >= 3 && n.has(end, roleTitle):
		return end
	case end-i >= 2 && n.endsAt(i, roleTitle) && n.endsName(end):
		return end
	}
	return i
}

// suffixedEnd reads a name that ends in a word for an organisation or a place,
// with two characters or more before it.
func (n *namer) suffixedEnd(i int) int {
	for end := i + 1; end <= len(n.toks) && end-i <= organisationLimit; end++ {
		if !n.inSuffixed(i, end-1) {
			return i
		}
		for _, want := range []role{roleOrganisation, rolePlace} {
			if k := n.suffixAt(end, want); k > 0 && end-k >= i+2 && n.endsSuffixed(i, end) {
				return end
			}
		}
	}
	return i
}

// inSuffixed reports that token k can belong to the name that begins at i.
func (n *namer) inSuffixed(i, k int) bool {
	if n.toks[k].kind != pieceToken || k > i && !n.toks[k].glued || n.isHangulAt(i) != n.isHangulAt(k) {
		return false
	}
	if n.isHangulAt(k) {
		return true
	}
	if _, next := n.listed(k); next > k {
		return false
	}
	return (isHan(n.toks[k].form) || n.isKatakanaAt(k)) && !n.has(k, roleFunction) && !n.has(k, roleNameEnd) && !n.has(k, roleTitle)
}

// suffixAt is the length of the phrase of a role that ends before token end.
func (n *namer) suffixAt(end int, want role) int {
	for k := min(4, end); k >= 1; k-- {
		if _, length := n.match(end-k, want); length == k {
			return k
		}
	}
	return 0
}

// endsSuffixed reports that the name ends before token end: another kind of
// character, a particle (Korean), or a word that ends names (Chinese).
func (n *namer) endsSuffixed(i, end int) bool {
	if n.isHangulAt(i) {
		if end >= len(n.toks) || !n.toks[end].glued || n.toks[end].kind != pieceToken {
			return true
		}
		_, k := n.match(end, roleNameEnd)
		return k > 0 && (end+k >= len(n.toks) || !n.toks[end+k].glued || n.toks[end+k].kind != pieceToken)
	}
	if end < len(n.toks) && n.toks[end].kind == pieceToken && !isHan(n.toks[end].form) && !n.isKatakanaAt(end) {
		return true
	}
	return n.endsName(end)
}

// named reads what a word that is followed by a name begins, in scripts of
// words without capitals: «جامعة الشمال», «מפלגת העבודה». Words with the article
// behind the first belong to it.
func (n *namer) named(i int) int {
	_, k := n.match(i, roleNamed)
	loose := k > 0
	if !loose {
		_, k = n.match(i, roleOrganisation)
	}
	end := i + k
	if n.isDefinite(i) || strings.HasPrefix(n.toks[i].form, "لل") {
		return i // "the university" names none
	}
	definite := end < len(n.toks) && n.isDefinite(end)
	if k == 0 || end >= len(n.toks) || !n.mayBeName(end) && (!definite || !n.has(end, roleNotName)) || !loose && !definite {
		return i
	}
	for end++; end-i-k < 3 && end < len(n.toks) && n.isDefinite(end) && n.mayBeName(end); end++ {
	}
	n.add(i, end, nameKey(n.withoutPrefix(i)+n.text[n.toks[i].end:n.toks[end-1].end]))
	return end
}

// withoutPrefix is the word at i without a prefix that joins it to what is
// before: the "and" of «وشركة».
func (n *namer) withoutPrefix(i int) string {
	t := &n.toks[i]
	if t.node == nil && t.bare != nil {
		for _, p := range n.lex.prefixes {
			if rest, ok := strings.CutPrefix(t.form, p); ok && n.lex.phrases.next[rest] == t.bare {
				return rest
			}
		}
	}
	return n.text[t.start:t.end]
}

// isDefinite reports a word with the article of Arabic or Hebrew.
func (n *namer) isDefinite(i int) bool {
	for _, article := range []string{"ال", "ה"} {
		if rest, ok := strings.CutPrefix(n.toks[i].form, article); ok && utf8.RuneCountInString(rest) >= 3 {
			return true
		}
	}
	return false
}

// givenFirst reads a common given name and the word behind it, in scripts of
// words without capitals.
func (n *namer) givenFirst(i int) int {
	_, k := n.match(i, roleGivenName)
	if k == 0 || i+k >= len(n.toks) || !n.mayBeName(i+k) || n.has(i+k, roleOrganisation) {
		return i
	}
	n.add(i, i+k+1, "")
	return i + k + 1
}
