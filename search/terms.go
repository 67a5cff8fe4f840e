package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// plain takes from a word what writers leave out or write in two ways: accents of
// Latin and Greek letters, apostrophes and the dots of abbreviations, the marks that
// group digits.
func plain(word string) string {
	if isPlain(word) {
		return word
	}
	if r := word[0]; '0' <= r && r <= '9' {
		return plainNumber(word)
	}
	var b strings.Builder
	european := false // the letter before has accents that are left out
	for _, r := range norm.NFD.String(word) {
		switch {
		case r == '\'' || r == '.' || r == '\u200c' || r == '\u200d':
		case unicode.Is(unicode.Mn, r) && european:
		default:
			european = unicode.In(r, unicode.Latin, unicode.Greek)
			b.WriteRune(stroked(r))
		}
	}
	return norm.NFC.String(b.String())
}

func isPlain(word string) bool {
	for i := range len(word) {
		if c := word[i]; c < '0' || c >= utf8.RuneSelf || c == '.' {
			return false
		}
	}
	return true
}

// stroked is the letter for one that Unicode does not take apart.
func stroked(r rune) rune {
	switch r {
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ', 'ð':
		return 'd'
	}
	return r
}

// plainNumber writes 2,500 and 2.500 as 2500, and 3,5 as 3.5: a mark before exactly three
// digits groups them.
func plainNumber(word string) string {
	var b strings.Builder
	for i := range len(word) {
		if c := word[i]; c != ',' && c != '.' && c != '\'' {
			b.WriteByte(c)
			continue
		}
		digits := 0
		for j := i + 1; j < len(word) && '0' <= word[j] && word[j] <= '9'; j++ {
			digits++
		}
		if digits > 0 && digits != 3 {
			b.WriteByte('.')
		}
	}
	return b.String()
}

// parts are the pieces of a word that are looked for: pairs of syllables in Korean,
// whose particles stand behind a word without a space; the word itself in others.
func parts(word string) []string {
	r, size := utf8.DecodeRuneInString(word)
	if r < 0xAC00 || r > 0xD7A3 || len(word) <= 2*size {
		return []string{word}
	}
	runes := []rune(word)
	out := make([]string, 0, len(runes)-1)
	for i := 1; i < len(runes); i++ {
		out = append(out, string(runes[i-1:i+1]))
	}
	return out
}

// primary is the language of a tag without script and region.
func primary(lang string) string {
	p, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return p
}

// forms are the forms of a folded word in all languages.
func forms(word string) []store.Form {
	usual := (*language)(nil).form(word)
	by := map[string][]string{}
	var except []string
	for lang, l := range languages() {
		all := l.forms(word)
		for _, f := range all {
			if f != usual {
				by[f] = append(by[f], lang)
			}
		}
		if !slices.Contains(all, usual) {
			except = append(except, lang)
		}
	}
	out := []store.Form{{Text: usual, Except: except}}
	for f, langs := range by {
		out = append(out, store.Form{Text: f, Langs: langs})
	}
	return out
}

// wordsOf are the words of a query's text, as the index has them.
func wordsOf(s string) []store.Words {
	var out []store.Words
	seen := map[string]bool{}
	for _, w := range text.Words(s) {
		for _, p := range parts(w.Form) {
			if !seen[p] {
				seen[p] = true
				out = append(out, lookUp(p))
			}
		}
	}
	return out
}

// lookUp is how a word is looked for: by its forms. One character of a script without spaces stands in the index in pairs
// with the one behind it, so that it is the beginning of terms, of which as many are looked up as of any (what has it
// only at the end of a run of characters is not found by it).
func lookUp(word string) store.Words {
	if r, size := utf8.DecodeRuneInString(word); size == len(word) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
		return store.Words{Prefix: true, Forms: []store.Form{{Text: plain(word)}}}
	}
	return store.Words{Forms: forms(word)}
}
