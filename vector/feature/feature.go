// Package feature turns a sentence of any language into the hashed subword units that the static model of package
// vector has rows for.
//
// The text is brought to one form (NFKC, lower case, one shape per Arabic letter, no Arabic or Hebrew vowel signs,
// ASCII digits) and cut where the script changes. What a token yields depends on its script, because the unit that
// carries the meaning does: the word and its accent-folded 4-grams and beginnings where words are spaced, the stem
// without article and one-letter prefixes in Arabic and Hebrew, syllables in Hangul, 1- to 3-grams of Han, 2- to 4-grams of
// kana, 3- to 6-grams of Thai and its neighbours, the whole number for digits. The n-grams of a word share its
// weight by 1/sqrt(n), as the sum of n unrelated vectors grows with sqrt(n) (Bojanowski et al. 2017 take the mean).
// Words of alphabets and syllabaries also yield the skeleton of their consonants in seven classes (sound.go; the idea
// is Soundex's), which joins names across scripts.
//
// Units are hashed to 2^Bits buckets with a fixed function: table and program must agree on everything in this
// package, so a change here needs a new table (vector/README.md says how to train one).
//
// It does not segment Chinese, Japanese or Thai into words and does not lemmatise: n-grams stand in for both.
package feature

import "slices"

// Bits is the logarithm of the number of buckets that units are hashed to. 2^24 buckets keep the collisions between
// a million kept units and everything else a language can come up with near 6%.
const Bits = 24

// Feature is one unit of a token.
type Feature struct {
	Bucket uint32  // below 1<<Bits
	Weight float32 // before the table's own, learnt by training as the length of the row
}

// Weights of the units that are not words or their n-grams.
const (
	stemWeight  = 0.7
	hanWeight   = 0.6
	thaiWeight  = 0.35
	soundWeight = 0.5
)

// Seeds keep units of different kinds apart where their letters are the same.
const (
	seedWord uint64 = 0x9e3779b97f4a7c15 + iota
	seedGram
	seedNumber
	seedSound
	seedSoundStart
)

// edge marks the beginning and the end of a word within its n-grams.
const edge = '\x01'

const prime = 0x100000001b3

func step(h uint64, r rune) uint64 { return (h ^ uint64(r)) * prime }

// bucket mixes the rolling hash (murmur3's finaliser), whose upper bits alone are poor for short units.
func bucket(h uint64) uint32 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return uint32(h >> (64 - Bits))
}

func whole(seed uint64, rs []rune) uint32 {
	h := seed
	for _, r := range rs {
		h = step(h, r)
	}
	return bucket(h)
}

// Append appends the features of a token that Scanner.Next returned.
func (s *Scanner) Append(dst []Feature, t Token) []Feature {
	switch t.script {
	case number:
		return append(dst, Feature{whole(seedNumber, t.Runes), 1})
	case han:
		return grams(dst, t.Runes, 1, 3, hanWeight)
	case thai:
		return grams(dst, t.Runes, 3, 6, thaiWeight)
	case hiragana, katakana:
		dst = append(dst, Feature{whole(seedWord, t.Runes), 1})
		dst = s.appendSounds(dst, t.Runes)
		return grams(dst, t.Runes, 2, 4, share(count(len(t.Runes), 2, 4)))
	case hangul:
		dst = append(dst, Feature{whole(seedWord, t.Runes), 1})
		dst = s.appendSounds(dst, t.Runes)
		return grams(dst, t.Runes, 1, 3, share(count(len(t.Runes), 1, 3)))
	default:
		return s.word(dst, t)
	}
}

// word appends the features of a word of a script with spaces.
func (s *Scanner) word(dst []Feature, t Token) []Feature {
	dst = append(dst, Feature{whole(seedWord, t.Runes), 1})
	s.folded = append(s.folded[:0], edge)
	for _, r := range t.Runes {
		s.folded = s.appendFolded(s.folded, r)
	}
	s.folded = append(s.folded, edge)
	inner := s.folded[1 : len(s.folded)-1]
	beginnings := min(max(0, len(inner)-minBeginning), maxBeginning-minBeginning+1)
	n := count(len(s.folded), gram, gram) + beginnings
	if !slices.Equal(inner, t.Runes) {
		n++
		dst = append(dst, Feature{whole(seedWord, inner), share(n)})
	}
	dst = grams(dst, s.folded, gram, gram, share(n))
	dst = appendBeginnings(dst, s.folded, beginnings, share(n))
	sounds := t.Runes
	if t.script == arabic || t.script == hebrew {
		if stem := stem(t.script, inner); len(stem) < len(inner) {
			dst = append(dst, Feature{whole(seedWord, stem), stemWeight})
			if t.script == arabic { // what the Hebrew rules cut is as often the beginning of a name
				sounds = stem
			}
		}
	}
	return s.appendSounds(dst, sounds)
}

// The n-grams of a word of a script with spaces, and how many letters its beginnings have.
const (
	gram         = 4
	minBeginning = 4
	maxBeginning = 6
)

// appendBeginnings appends the first n beginnings of a word, which comes with its edge: what words of one stem have in
// common. With them and 4-grams, a table of the same size finds more translations than with all 3- to 5-grams.
func appendBeginnings(dst []Feature, word []rune, n int, weight float32) []Feature {
	h := seedGram
	for i, r := range word[:min(len(word), minBeginning+n)] {
		h = step(h, r)
		if i >= minBeginning {
			dst = append(dst, Feature{bucket(h), weight})
		}
	}
	return dst
}

// grams appends the n-grams of lo to hi runes, one pass for each beginning.
func grams(dst []Feature, rs []rune, lo, hi int, weight float32) []Feature {
	for i := range rs {
		h := seedGram
		for n := 1; n <= hi && i+n <= len(rs); n++ {
			h = step(h, rs[i+n-1])
			if n >= lo {
				dst = append(dst, Feature{bucket(h), weight})
			}
		}
	}
	return dst
}

// count is the number of n-grams of lo to hi runes in a word of n runes.
func count(n, lo, hi int) int {
	total := 0
	for k := lo; k <= hi && k <= n; k++ {
		total += n - k + 1
	}
	return total
}
