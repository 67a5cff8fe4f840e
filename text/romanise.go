package text

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Romanise writes s in ASCII letters, near the spelling that newspapers use:
// lower case, without accents. Korean syllables follow the Revised
// Romanisation, Kana Hepburn's with the usual writing of foreign sounds, and
// letters that are read by their neighbours (romanisecontext.go) the habit of
// newspapers. Chinese characters, which no table can read without knowing
// the language and the word, stay as they are.
func Romanise(s string) string {
	s = Fold(s)
	if isFoldedASCII(s) {
		return s
	}
	letters := romanLetters()
	out := make([]byte, 0, len(s)+8)
	inherent := false // an Indic consonant waits for its vowel
	var buf [64]rune
	runes := appendRunes(buf[:0], s)
	for i := 0; i < len(runes); {
		if ascii, n := romanContext(runes, i); n > 0 {
			out, inherent, i = append(out, ascii...), false, i+n
			continue
		}
		ascii, indic := romanLetter(letters, runes[i])
		if inherent && indic == indicConsonant {
			out = append(out, 'a')
		}
		inherent = indic == indicConsonant
		if isKanaRune(runes[i]) {
			out = appendKana(out, runes, i, ascii)
		} else {
			out = append(out, ascii...)
		}
		i++
	}
	return string(out)
}

// appendRunes appends the letters of a folded string, each in one sign where there
// is one.
func appendRunes(runes []rune, s string) []rune {
	s = norm.NFC.String(s)
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x0900 && r < 0x0D80 }) {
		s = nuktas.Replace(s)
	}
	for _, r := range s {
		runes = append(runes, r)
	}
	return runes
}

// nuktas turns the letters that Hindi borrowed, a letter and a dot in NFC,
// into the signs Unicode once gave them, so that one sign is one sound.
var nuktas = strings.NewReplacer("\u0915\u093c", "\u0958", "\u0916\u093c", "\u0959", "\u0917\u093c", "\u095a", "\u091c\u093c", "\u095b",
	"\u0921\u093c", "\u095c", "\u0922\u093c", "\u095d", "\u092b\u093c", "\u095e", "\u092f\u093c", "\u095f",
	"\u09af\u09bc", "\u09df", "\u09a1\u09bc", "\u09dc", "\u09a2\u09bc", "\u09dd", "\u09cd\u09af", "\u09cd\u09df")

// borrowedLetters are their sounds from U+0958 on.
var borrowedLetters = [...]string{"q", "kh", "gh", "z", "r", "rh", "f", "y"}

type indicKind uint8

const (
	notIndic indicKind = iota
	indicVowel
	indicConsonant
)

func romanLetter(letters map[rune]string, r rune) (string, indicKind) {
	switch {
	case r < utf8.RuneSelf:
		return string(r), notIndic
	case isHangul(r):
		return romanHangul(r), notIndic
	case r == 0x09AF: // Bengali's own sound for the letter that is y in India's other scripts
		return "j", indicConsonant
	case 0x0900 <= r && r < 0x0D80:
		r = 0x0900 + r&0x7F
		switch {
		case 0x0958 <= r && r <= 0x095F:
			return borrowedLetters[r-0x0958], indicConsonant
		case 0x0915 <= r && r <= 0x0939:
			return letters[r], indicConsonant
		case 0x0966 <= r && r <= 0x096F:
			return string('0' + r - 0x0966), notIndic
		}
		return letters[r], indicVowel
	case 0x30A1 <= r && r <= 0x30F6:
		r -= 0x60
	}
	if s, ok := letters[r]; ok {
		return s, notIndic
	}
	return romanLatin(letters, r), notIndic
}

// romanLatin takes the accents off a letter.
func romanLatin(letters map[rune]string, r rune) string {
	d := norm.NFKD.String(string(r))
	base, _ := utf8.DecodeRuneInString(d)
	switch s, ok := letters[base]; {
	case base < utf8.RuneSelf:
		return string(base)
	case ok:
		return s
	case unicode.IsMark(base):
		return ""
	}
	return string(r)
}

// romanHangul spells a syllable by its letters: Unicode orders syllables by
// initial, vowel and final (Unicode 3.12).
func romanHangul(r rune) string {
	initials := [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	vowels := [...]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	finals := [...]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
	n := int(r - 0xAC00)
	return initials[n/588] + vowels[n%588/28] + finals[n%28]
}

var romanLetters = sync.OnceValue(func() map[rune]string { return must(loadLetters()) })

func loadLetters() (map[rune]string, error) {
	data, err := readLexiconFile("_letters")
	if err != nil {
		return nil, err
	}
	return parseLetters(data)
}

func parseLetters(data string) (map[rune]string, error) {
	letters := map[rune]string{}
	for n, line := range dataLines(data) {
		for pair := range strings.FieldsSeq(line) {
			letter, ascii, ok := strings.Cut(pair, "=")
			r, size := utf8.DecodeRuneInString(letter)
			if !ok || ascii == "" || size == 0 {
				return nil, fmt.Errorf("letters, line %d: %q is not letter=ascii", n, pair)
			}
			letters[r] = strings.ReplaceAll(ascii, "-", "")
		}
	}
	return letters, nil
}
