package feature

import (
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

type script uint8

const (
	none    script = iota // spaces, punctuation, symbols: between tokens
	ignored               // as if it was not there: format characters, vowel signs of Arabic and Hebrew
	mark                  // belongs to the token before it
	number
	latin
	cyrillic
	greek
	arabic
	hebrew
	han
	hiragana
	katakana
	hangul
	thai // and the other scripts of South East Asia without spaces
	other
)

// entry is what the scanner wants to know of a character: one look at a table instead of a dozen range searches
// makes scanning three times as fast.
type entry struct {
	lower, folded rune
	script        script
	sound         byte // class of consonants, or 0
}

// table covers the Basic Multilingual Plane; what lies beyond is computed.
var table = sync.OnceValue(func() *[1 << 16]entry {
	t := new([1 << 16]entry)
	for r := range t {
		t[r] = compute(rune(r))
	}
	addSounds(t)
	return t
})

// addSounds gives letters the class of their own, or of the letter without accent. The Indian scripts have their
// letters at the same places of their blocks.
func addSounds(t *[1 << 16]entry) {
	sounds := soundTable()
	for r := range t {
		e := &t[r]
		low, folded := e.lower, e.folded
		if low >= 0x980 && low < 0xD80 {
			low = 0x900 + low%0x80
		}
		e.sound = sounds[low]
		if e.sound == 0 {
			e.sound = sounds[folded]
		}
	}
}

func (s *Scanner) lookup(r rune) entry {
	if r < 1<<16 {
		return s.table[r]
	}
	return compute(r)
}

func compute(r rune) entry {
	switch { // half of the plane, quickly
	case r >= 0x4E00 && r <= 0x9FFF:
		return entry{lower: r, folded: r, script: han}
	case r >= 0xAC00 && r <= 0xD7A3:
		return entry{lower: r, folded: r, script: hangul}
	}
	if d := digit(r); d >= 0 {
		return entry{lower: d, folded: d, script: number}
	}
	kind := scriptOf(r)
	low := shape(unicode.ToLower(r))
	return entry{lower: low, folded: foldRune(low), script: kind}
}

// digit returns the ASCII digit of a decimal digit of any script, or -1. Unicode keeps them in runs of ten.
func digit(r rune) rune {
	if !unicode.Is(unicode.Nd, r) {
		return -1
	}
	for _, x := range unicode.Nd.R16 {
		if r >= rune(x.Lo) && r <= rune(x.Hi) {
			return '0' + (r-rune(x.Lo))%10
		}
	}
	for _, x := range unicode.Nd.R32 {
		if r >= rune(x.Lo) && r <= rune(x.Hi) {
			return '0' + (r-rune(x.Lo))%10
		}
	}
	return -1
}

var scripts = []struct {
	kind  script
	table *unicode.RangeTable
}{
	{latin, unicode.Latin},
	{cyrillic, unicode.Cyrillic},
	{greek, unicode.Greek},
	{arabic, unicode.Arabic},
	{hebrew, unicode.Hebrew},
	{han, unicode.Han},
	{hiragana, unicode.Hiragana},
	{katakana, unicode.Katakana},
	{hangul, unicode.Hangul},
	{thai, unicode.Thai},
	{thai, unicode.Lao},
	{thai, unicode.Khmer},
	{thai, unicode.Myanmar},
}

func scriptOf(r rune) script {
	switch {
	case r == 'ー': // common to both kana by the standard; in news it lengthens katakana
		return katakana
	case r == 'ـ' || unicode.Is(unicode.Cf, r):
		return ignored
	case unicode.Is(unicode.M, r):
		if r <= 0x36F || unicode.Is(unicode.Arabic, r) || unicode.Is(unicode.Hebrew, r) || isQuranic(r) {
			return ignored
		}
		if unicode.Is(unicode.Thai, r) || unicode.Is(unicode.Lao, r) || unicode.Is(unicode.Khmer, r) || unicode.Is(unicode.Myanmar, r) {
			return thai
		}
		return mark
	case !unicode.IsLetter(r):
		return none
	}
	for _, s := range scripts {
		if unicode.Is(s.table, r) {
			return s.kind
		}
	}
	return other
}

// isQuranic covers the vowel signs that Arabic shares with other scripts, which Unicode calls inherited.
func isQuranic(r rune) bool {
	return r >= 0x64B && r <= 0x65F || r == 0x670 || r >= 0x6D6 && r <= 0x6ED
}

// shape gives letters that spelling habits, keyboards and languages write in several ways one form.
func shape(r rune) rune {
	switch r {
	case 'آ', 'أ', 'إ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ے', 'ې':
		return 'ي'
	case 'ة', 'ۀ', 'ہ', 'ۂ', 'ۃ', 'ە', 'ھ':
		return 'ه'
	case 'ک', 'ڪ':
		return 'ك'
	case 'ς':
		return 'σ'
	}
	return r
}

// foldRune drops the accent of a letter. Letters that NFD leaves whole are listed.
func foldRune(r rune) rune {
	switch r {
	case 'ø':
		return 'o'
	case 'đ', 'ð':
		return 'd'
	case 'ł':
		return 'l'
	case 'ı':
		return 'i'
	case 'æ', 'ə':
		return 'a'
	case 'œ':
		return 'o'
	case 'ħ':
		return 'h'
	}
	if d := norm.NFD.PropertiesString(string(r)).Decomposition(); len(d) > 0 && !unicode.Is(unicode.Hangul, r) {
		return []rune(string(d))[0]
	}
	return r
}

// appendFolded appends the letter without accent; marks of Indic scripts are letters here, as they are vowels.
func (s *Scanner) appendFolded(dst []rune, r rune) []rune {
	if r == 'ß' {
		return append(dst, 's', 's')
	}
	return append(dst, s.lookup(r).folded)
}
