package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// romanContext reads the letters at runes[i] that sound otherwise than alone
// because of their neighbours, and returns how many it has read; 0 where the
// letter's own line in the table holds.
func romanContext(runes []rune, i int) (string, int) {
	switch r := runes[i]; {
	case 0x0370 <= r && r < 0x0400 || 0x1F00 <= r && r < 0x2000:
		return romanGreek(runes, i)
	case r == 'ъ':
		return romanHardSign(runes, i)
	case isHangul(r):
		return romanLiquid(runes, i)
	case isHebrew(r):
		return romanHebrew(runes, i)
	}
	return "", 0
}

// runeAt returns the letter at i, 0 outside.
func runeAt(runes []rune, i int) rune {
	if i < 0 || i >= len(runes) {
		return 0
	}
	return runes[i]
}

// romanGreek reads the pairs by which Greek writes sounds it has no letter
// for: ou, and b, d, g, which behind a vowel keep a nasal in writing and
// often in sound (Τζ is j: Τζον, John).
func romanGreek(runes []rune, i int) (string, int) {
	pair := string(greekBase(runes[i])) + string(greekBase(runeAt(runes, i+1)))
	behindVowel := i > 0 && strings.ContainsRune("αεηιουω", greekBase(runes[i-1]))
	switch pair {
	case "ου":
		return "ou", 2
	case "αυ", "ευ", "ηυ":
		return romanGreekGlide(runes, i)
	case "τζ":
		return "j", 2
	case "γγ":
		return "ng", 2
	case "μπ":
		return greekStop("mb", behindVowel), 2
	case "ντ":
		return greekStop("nd", behindVowel), 2
	case "γκ":
		return greekStop("ng", behindVowel), 2
	}
	return "", 0
}

func greekStop(nasalised string, behindVowel bool) string {
	if behindVowel {
		return nasalised
	}
	return nasalised[1:]
}

// romanGreekGlide reads αυ and ευ: af before a voiceless consonant, av elsewhere.
func romanGreekGlide(runes []rune, i int) (string, int) {
	vowel := "a"
	if greekBase(runes[i]) != 'α' {
		vowel = "e"
	}
	if next := greekBase(runeAt(runes, i+2)); next != 0 && strings.ContainsRune("θκξπστφχψ", next) {
		return vowel + "f", 2
	}
	return vowel + "v", 2
}

// greekBase takes the accent off a letter, but not the two dots that part a
// vowel from the one before it.
func greekBase(r rune) rune {
	if r < 0x0370 || r >= 0x2000 {
		return r
	}
	d := []rune(norm.NFD.String(string(r)))
	if len(d) > 1 && strings.ContainsRune(string(d[1:]), 0x0308) {
		return r
	}
	return d[0]
}

// romanHardSign reads ъ: Bulgarian's vowel, but before е ю я Russian's sign
// for a break.
func romanHardSign(runes []rune, i int) (string, int) {
	if next := runeAt(runes, i+1); i > 0 && strings.ContainsRune("еюя", next) && next != 0 {
		return "", 0
	}
	return "a", 1
}

// romanHebrew reads the letters that stand for a vowel inside a word and for a
// consonant at its beginning, and those with a geresh behind them, which are
// foreign sounds: ג' for j.
func romanHebrew(runes []rune, i int) (string, int) {
	before, next := runeAt(runes, i-1), runeAt(runes, i+1)
	if before == '\'' { // the geresh of ג'ורג'
		before = runeAt(runes, i-2)
	}
	first, last := !isHebrew(before), !isHebrew(next)
	if s, ok := hebrewGeresh(runes[i], next); ok {
		return s, 2
	}
	switch runes[i] {
	case 'ו':
		if next == 'ו' {
			return "v", 2
		}
		if !first {
			return "o", 1
		}
	case 'י':
		if next == 'י' && !first {
			return "ay", 2
		}
		if !first && !strings.ContainsRune("אוה", next) {
			return "i", 1
		}
	case 'ה':
		if last && !first {
			return "a", 1
		}
	case 'א':
		if first && (next == 'ו' || next == 'י') { // a bearer: או is o, אי is i
			s := map[rune]string{'ו': "o", 'י': "i"}[next]
			return s, 2
		}
	}
	return "", 0
}

func hebrewGeresh(r, next rune) (string, bool) {
	if next != '\'' {
		return "", false
	}
	switch r {
	case 'ג':
		return "j", true
	case 'ז':
		return "zh", true
	case 'צ', 'ץ':
		return "ch", true
	case 'ת':
		return "th", true
	}
	return "", false
}

func isHebrew(r rune) bool { return 0x05D0 <= r && r <= 0x05EA }

// romanLiquid reads ㄹ behind ㄹ, which is one long l: 데일리, deilli.
func romanLiquid(runes []rune, i int) (string, int) {
	const syllables, finals, liquid, initialLiquid = 588, 28, 8, 5
	before := runeAt(runes, i-1)
	if !isHangul(before) || (before-0xAC00)%finals != liquid || (runes[i]-0xAC00)/syllables != initialLiquid {
		return "", 0
	}
	return "l" + romanHangul(runes[i])[1:], 1
}

// isKanaRune reports a letter of either syllabary, or the mark of length.
func isKanaRune(r rune) bool {
	return 0x3041 <= r && r <= 0x3096 || 0x30A1 <= r && r <= 0x30F6 || r == 'ー'
}

// appendKana joins a small letter to the syllable before it: ファ is fa, シャ
// sha, ティ ti, ウィ wi; and doubles the consonant behind a small つ.
func appendKana(out []byte, runes []rune, i int, ascii string) []byte {
	small := strings.ContainsRune("ぁぃぅぇぉゃゅょ", hiragana(runes[i]))
	if n := len(out); small && i > 0 && isKanaRune(runes[i-1]) && n > 0 && isVowelByte(out[n-1]) {
		return append(out[:n-1], smallKana(hiragana(runes[i-1]), ascii)...)
	}
	if i > 0 && hiragana(runes[i-1]) == 'っ' && ascii != "" && !isVowelByte(ascii[0]) {
		out = append(out, ascii[0])
	}
	return append(out, ascii...)
}

// smallKana returns what a small letter makes of the vowel before it.
func smallKana(before rune, small string) string {
	switch {
	case small[0] == 'y' && strings.ContainsRune("しちじぢ", before):
		return small[1:]
	case before == 'う', small[0] != 'y' && strings.ContainsRune("くぐ", before):
		return "w" + small
	}
	return small
}

// hiragana returns the letter of Hiragana for one of Katakana.
func hiragana(r rune) rune {
	if 0x30A1 <= r && r <= 0x30F6 {
		return r - 0x60
	}
	return r
}

func isVowelByte(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
