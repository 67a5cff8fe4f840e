package link

import (
	"math/bits"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	// variantLetters is the least number of letters of a word that can have
	// spelling variants, and so many letters allow one edit each.
	variantLetters = 4
	// longestVariant bounds the work on two words.
	longestVariant = 32
	// contentLetters is the length from which a word counts as one of content:
	// the short words of a language are its most frequent ones (Zipf 1935).
	contentLetters = 4
	// wholeWord is the length beyond which a word is no more telling.
	wholeWord = 9
)

// spelling is what shows whether two words are variants of one.
type spelling struct {
	form    string // without accents
	runes   int
	letters uint64  // a bit for each letter that the word has
	size    float64 // in letters of an alphabet
	figure  bool    // starts with a digit
}

func spell(form string) spelling {
	s := spelling{form: plain(form), size: size(form), figure: isFigure(form)}
	for _, r := range s.form {
		s.runes++
		s.letters |= 1 << (uint32(r) % 64)
	}
	return s
}

// plain leaves out the accents of Latin, Greek and Cyrillic letters, as those
// do who have no keys for them. The vowel signs of other scripts stay, and the
// syllables of Korean whole.
func plain(form string) string {
	accents := false
	for _, r := range form {
		if r >= 0x0590 && (r < 0x1E00 || r >= 0x2000) {
			return form
		}
		accents = accents || r >= 0x80
	}
	if !accents {
		return form
	}
	return strings.Map(func(r rune) rune {
		if 0x0300 <= r && r <= 0x036F {
			return -1
		}
		return r
	}, norm.NFD.String(form))
}

// content tells the words that carry what a text says from those that hold it
// together.
func (x *spelling) content() bool { return x.figure || x.size >= contentLetters }

// mass is how much a word in common tells.
func (x *spelling) mass() float64 {
	if !x.content() {
		return x.size / 2
	}
	return min(x.size, wholeWord)
}

// variant tells whether two different words are spelled alike: in two spellings
// of one language, a name in two transliterations, a word with and without
// its article or ending. One letter in four may differ, of the longer word.
func (x *spelling) variant(y *spelling) bool {
	if x.form == y.form && x.form != "" {
		return true
	}
	long := max(x.runes, y.runes)
	if min(x.runes, y.runes) < variantLetters || long > longestVariant || x.figure || y.figure {
		return false
	}
	edits := long / variantLetters
	if long-min(x.runes, y.runes) > edits || bits.OnesCount64(x.letters^y.letters) > 2*edits {
		return false
	}
	return distance(x.form, y.form, edits) <= edits
}

// distance returns how many letters must be changed, put in or left out
// (Levenshtein 1966) to make one word of the other; more than limit is any
// larger number.
func distance(x, y string, limit int) int {
	var letters [longestVariant]rune
	var row [longestVariant + 1]int
	n := 0
	for _, r := range y {
		letters[n] = r
		n++
		row[n] = n
	}
	i := 0
	for _, r := range x {
		i++
		diagonal, least := row[0], i
		row[0] = i
		for j := range n {
			cost := diagonal
			if r != letters[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[n]
}
