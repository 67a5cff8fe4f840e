package reuse

import (
	"unicode"
	"unicode/utf8"
)

// word is one folded word, by a hash of 30 bits. Equal words are equal, but for
// one chance in a thousand million. Two low bits tell what an alignment must
// know of the word without its letters.
type word uint32

const (
	figureBit = 1 << iota // starts with a digit
	pieceBit              // a piece of a script without spaces
	flagBits  = iota
)

// wordOf returns the word of a folded form.
func wordOf(form string) word {
	return word(uint32(hashOf(form)>>(32+flagBits))<<flagBits | flagsOf(form))
}

// hashOf is FNV-1a, mixed: short strings leave its upper bits alike.
func hashOf(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

func flagsOf(form string) uint32 {
	if form == "" {
		return 0
	}
	if c := form[0]; c < utf8.RuneSelf {
		if '0' <= c && c <= '9' {
			return figureBit
		}
		return 0
	}
	r, _ := utf8.DecodeRuneInString(form)
	switch {
	case unicode.IsDigit(r):
		return figureBit
	case r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Myanmar, unicode.Khmer):
		return pieceBit
	}
	return 0
}

func (w word) isFigure() bool { return w&figureBit != 0 }

// halves is how much text a word is, in half words: a piece of a script
// without spaces is a pair of characters, and about every second is a word.
func (w word) halves() int {
	if w&pieceBit != 0 {
		return 1
	}
	return 2
}

// alike reports that a word stands for another in a copy: it is the same, or
// both are figures. A changed number does not break a copy.
func alike(x, y word) bool { return x == y || x.isFigure() && y.isFigure() }

func halves(words []word) (n int) {
	for _, w := range words {
		n += w.halves()
	}
	return n
}

// mix spreads the bits of a hash (the finaliser of MurmurHash3).
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
