package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind says how surely a terminator ends a sentence.
type kind uint8

const (
	notStop   kind = iota
	pauseStop      // "…": ends a sentence as often as not
	dotStop        // ".": also ends abbreviations
	markStop       // "!", "?" and the like: also end a quotation inside a sentence
	fullStop       // "。", "।" and the like: do nothing else
)

func stopOf(r rune) kind {
	switch r {
	case '.', '．', '｡':
		return dotStop
	case '…', '‥':
		return pauseStop
	case '!', '?', '؟', '‼', '⁇', '⁈', '⁉', '⸮', '՞', '՜':
		return markStop
	case '。', '！', '？', '۔', '।', '॥', '։', '။', '።', '፧', '។', '៕', '᙮', '꓿', '᠃':
		return fullStop
	}
	return notStop
}

// isCloser reports quotes and brackets that may close behind a full stop.
func isCloser(r rune) bool {
	switch r {
	case '"', '\'', ')', ']', '}', '’', '”', '»', '›', '」', '』', '）', '】', '》', '〉', '〕', '］', '“', '‘', '«', '″', '＂', '*', '_':
		return true
	}
	return false
}

// isTwoWay reports closers that open a quotation too, in the language at hand.
// In most, “ and « only open; German and its neighbours close with them, and
// Swedish and Finnish open and close with the same mark.
func (r *rules) isTwoWay(c rune) bool {
	switch c {
	case '"', '\'', '“', '‘', '«', '＂', '*', '_':
		return true
	case '»', '”', '’', '›':
		return r.mirrored
	}
	return false
}

// isOpener reports marks that can stand before the first word of a sentence.
func isOpener(r rune) bool {
	switch r {
	case '(', '[', '（', '【', '「', '『', '《', '〈', '¿', '¡', '„', '‚', '‹', '•', '#':
		return true
	}
	switch r {
	case '"', '\'', '“', '‘', '«', '»', '”', '’', '›', '＂', '*', '_':
		return true
	}
	return false
}

// isLower reports a small letter of a script that also has capitals in use.
// Georgian has small letters by Unicode's book, and titles in them.
func isLower(r rune) bool { return unicode.IsLower(r) && (r < 0x10D0 || r > 0x10FF) }

func isDash(r rune) bool { return r == '-' || '‐' <= r && r <= '―' }

// ends decides whether a run of terminators ends the sentence.
func (p *splitter) ends(st stop) bool {
	if st.next >= p.end {
		return true
	}
	first, _ := utf8.DecodeRuneInString(p.text[st.next:p.end])
	if strings.ContainsRune(",;:،؛、，；：)]}", first) {
		return false
	}
	quoted := st.closed > st.run
	if quoted && p.quoteContinues(st, first) {
		return false
	}
	switch st.kind {
	case fullStop:
		return true
	case markStop:
		return p.markEnds(st, first)
	case pauseStop:
		return st.spaced && !p.isLowerAt(st.next)
	}
	return p.dotEnds(st, first)
}

// quoteContinues reports the reporting clause behind a quoted sentence:
// "Go!" he said; «Да!» — сказал он; 「行く。」と述べた.
func (p *splitter) quoteContinues(st stop, first rune) bool {
	if isDash(first) {
		after := st.next + utf8.RuneLen(first)
		for after < p.end && p.text[after] == ' ' {
			after++
		}
		return p.isLowerAt(after)
	}
	if strings.ContainsRune("とっなのはがをにでか", first) && !st.spaced {
		return true
	}
	return isLower(first) || st.kind == markStop && p.isReported(st.next)
}

// isReported reports a name and a verb of saying, which languages that put
// the verb second have behind a quoted question: "Why?" Mayor Holt asked.
func (p *splitter) isReported(j int) bool {
	words := strings.Fields(p.text[j:min(p.end, j+longestLook/2)])
	for i, w := range words[:min(len(words), 5)] {
		core := strings.TrimRight(w, ".,;:")
		if i > 0 && len(core) < len(w) && slices.Contains(p.rules.saying, core) {
			return true
		}
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) || len(core) < len(w) {
			return false
		}
	}
	return false
}

func (p *splitter) markEnds(st stop, first rune) bool {
	if st.spaced {
		return !p.isLowerAt(st.next)
	}
	if p.inAddress(st.at) || unicode.IsDigit(first) {
		return false
	}
	return isOpener(first) || unicode.IsLetter(first) && !isLower(first)
}

// isLowerAt looks through opening quotes for a lower-case letter.
func (p *splitter) isLowerAt(j int) bool {
	for n := 0; j < p.end && n < 3; n++ {
		r, size := utf8.DecodeRuneInString(p.text[j:p.end])
		if !isOpener(r) {
			return isLower(r)
		}
		j += size
	}
	return false
}

// dotEnds decides for a full stop proper, the one that does most other things.
func (p *splitter) dotEnds(st stop, first rune) bool {
	if st.dots > 1 || st.last != '.' && st.dots > 0 {
		return st.spaced && !p.isLowerAt(st.next)
	}
	word := p.wordBefore(st.at)
	if !st.spaced && st.closed == st.run {
		return p.gluedEnds(st, word, first)
	}
	if p.isLowerAt(st.next) {
		return false
	}
	a := p.rules.abbreviation(word)
	switch {
	case a == abbreviationAlways, a == abbreviationNumber && unicode.IsDigit(first):
		return false
	case p.isMeasure(word, st):
		return true
	case p.isItem(word, st):
		return false
	case a == abbreviationMaybe, isInitials(word), p.isOrdinal(word, st):
		return p.opens(st.next)
	}
	return true
}

// isMeasure reports an abbreviated unit behind a number: "20 mln.", "2018 r.",
// "19 km/h." What follows it with a capital is a new sentence.
func (p *splitter) isMeasure(word string, st stop) bool {
	first, _ := utf8.DecodeRuneInString(word)
	if !isLower(first) || strings.Contains(word, ".") || st.spaced && p.isDigitAt(st.next) {
		return false
	}
	before := strings.TrimRightFunc(p.text[max(p.start, st.at-len(word)-4):st.at-len(word)], isBlank)
	last, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsDigit(last) || last == '/'
}

func (p *splitter) isDigitAt(j int) bool {
	r, _ := utf8.DecodeRuneInString(p.text[j:p.end])
	return unicode.IsDigit(r)
}

// gluedEnds decides where no space follows: teroris.Sumber, but not 2.5,
// example.com, Ph.D or J.Smith.
func (p *splitter) gluedEnds(st stop, word string, first rune) bool {
	if word == "" { // l'Espagne ».14 manifestants
		before, _ := utf8.DecodeLastRuneInString(p.text[p.start:st.at])
		return isCloser(before) && !isLower(first)
	}
	before, _ := utf8.DecodeLastRuneInString(word)
	if isLower(first) || unicode.IsDigit(first) && unicode.IsDigit(before) || p.inAddress(st.at) {
		return false
	}
	if p.rules.abbreviation(word) != notAbbreviation {
		return false
	}
	if !unicode.IsLetter(first) {
		return isOpener(first) && utf8.RuneCountInString(word) > 1
	}
	if isInitials(word) {
		return p.opens(st.next)
	}
	return !unicode.IsUpper(first) || p.isCapitalised(st.next) || isLowerWord(word)
}

// isLowerWord reports three or more lower-case letters: hardly the first half
// of a name like "Node.JS".
func isLowerWord(s string) bool {
	for _, r := range s {
		if !isLower(r) {
			return false
		}
	}
	return utf8.RuneCountInString(s) >= 3
}

// isCapitalised reports a word with a lower-case second letter, or a word of
// one letter: what starts a sentence, unlike the second half of "Node.JS".
func (p *splitter) isCapitalised(j int) bool {
	_, size := utf8.DecodeRuneInString(p.text[j:p.end])
	r, _ := utf8.DecodeRuneInString(p.text[j+size : p.end])
	return isLower(r) || !unicode.IsLetter(r) && r != '.' || p.opens(j)
}

// opens reports whether the word at j is one that the language often starts a
// sentence with, written with a capital if the script has them.
func (p *splitter) opens(j int) bool {
	for n := 0; j < p.end && n < 3; n++ {
		r, size := utf8.DecodeRuneInString(p.text[j:p.end])
		if !isOpener(r) {
			break
		}
		j += size
	}
	word := leadingWord(p.text[j:min(p.end, j+longestLook)])
	r, size := utf8.DecodeRuneInString(word)
	if size == len(word) && j+size < p.end && p.text[j+size] == '.' { // A.I. does not open with I
		return false
	}
	return unicode.IsLetter(r) && !isLower(r) && p.rules.opensSentence(word)
}

func leadingWord(s string) string {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' {
			return s[:i]
		}
	}
	return s
}

// wordBefore returns the word that ends at j, with inner full stops.
func (p *splitter) wordBefore(j int) string {
	i := j
	for i > p.start && j-i < longestWord {
		r, size := utf8.DecodeLastRuneInString(p.text[p.start:i])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '.' && r != '\'' && r != '’' {
			break
		}
		i -= size
	}
	return p.text[i:j]
}

// isInitials reports one letter, or single letters with full stops: J, U.S,
// т.е. Scripts without capitals count too: د.
func isInitials(word string) bool {
	letters := 0
	for _, r := range word {
		switch {
		case r == '.':
			letters = 0
		case unicode.IsLetter(r) && !isWide(r):
			letters++
		case !unicode.IsMark(r):
			return false
		}
		if letters > 1 {
			return false
		}
	}
	return letters == 1
}

// isItem reports the number of a list item: "8. Eat more fibre."
func (p *splitter) isItem(word string, st stop) bool {
	from := st.at - len(word)
	return isNumber(word) && len(word) <= 3 && from-p.start < 8 && strings.TrimFunc(p.text[p.start:from], isBlank) == ""
}

// isOrdinal reports a number with a full stop that stands for "th" before a
// word with a capital, in the languages that write so: "3. Oktober", and the
// Roman numbers of kings.
func (p *splitter) isOrdinal(word string, st stop) bool {
	if st.closed > st.run || len(word) > 5 {
		return false
	}
	if p.rules.ordinalDots && len(word) < 3 && isNumber(word) {
		return true
	}
	return p.rules.romanDots && word != "" && strings.Trim(word, "IVX") == ""
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// inAddress reports a web or mail address around offset at.
func (p *splitter) inAddress(at int) bool {
	from := at
	for from > p.start && at-from < longestLook {
		r, size := utf8.DecodeLastRuneInString(p.text[p.start:from])
		if isBlank(r) || isOpener(r) {
			break
		}
		from -= size
	}
	word := p.text[from:at]
	return strings.Contains(word, "://") || strings.HasPrefix(word, "www.") || strings.Contains(word, "@")
}
