package langid

import (
	"unicode"
	"unicode/utf8"
)

const (
	// maxN is the longest n-gram, in characters.
	maxN = 5
	// maxWord is how many characters of a word are looked at.
	maxWord = 24
	// FNV-1a, 32 bits (Fowler, Noll & Vo).
	fnvOffset = 2166136261
	fnvPrime  = 16777619
	// wordSeed keeps whole words apart from n-grams.
	wordSeed = 0x9E3779B9
)

// eachFeature calls yield with the hash of every feature of s: the n-grams of
// each word with a space before and after it, in small letters, and each word
// that is longer than those. Digits and signs are passed over.
func eachFeature(s string, yield func(hash uint32)) {
	var buf [maxWord + 2]rune
	word := append(buf[:0], ' ')
	flush := func() {
		if len(word) > 1 {
			ngrams(append(word, ' '), yield)
		}
		word = word[:1]
	}
	for _, r := range s {
		switch {
		case !isPart(r):
			flush()
		case len(word) <= maxWord:
			word = append(word, lower(r))
		}
	}
	flush()
}

func isPart(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIILetter(r) || r == '\''
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || r == '’'
}

func lower(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r == '’':
		return '\''
	case r < utf8.RuneSelf:
		return r
	}
	return unicode.ToLower(r)
}

func ngrams(word []rune, yield func(hash uint32)) {
	for i := range word {
		h := uint32(fnvOffset)
		for n := 1; n <= maxN && i+n <= len(word); n++ {
			h = mix(h, word[i+n-1])
			if n > 1 || word[i] != ' ' {
				yield(h ^ h>>15)
			}
		}
	}
	if len(word) > maxN {
		h := uint32(wordSeed)
		for _, r := range word {
			h = mix(h, r)
		}
		yield(h ^ h>>15)
	}
}

func mix(h uint32, r rune) uint32 {
	return ((h^uint32(r&0xFF))*fnvPrime ^ uint32(r>>8)) * fnvPrime //nolint:gosec // r is not negative
}
