package langid

import (
	"unicode"
	"unicode/utf8"
)

// singleLanguageScripts are the scripts in which news of one language served
// outweighs all others.
var singleLanguageScripts = map[string]string{
	"Hangul": "ko", "Thai": "th", "Greek": "el", "Armenian": "hy", "Georgian": "ka",
	"Bengali": "bn", "Tamil": "ta", "Telugu": "te", "Malayalam": "ml", "Kannada": "kn",
	"Gujarati": "gu", "Gurmukhi": "pa", "Oriya": "or", "Sinhala": "si", "Khmer": "km",
	"Lao": "lo", "Myanmar": "my", "Ethiopic": "am", "Kana": "ja",
}

// scripts in the order in which a tie is decided. A Han, Kana or Hangul
// character stands for about three letters.
var scripts = [...]struct {
	name   string
	weight int
	tables []*unicode.RangeTable
}{
	{"Latin", 1, []*unicode.RangeTable{unicode.Latin}},
	{"Cyrillic", 1, []*unicode.RangeTable{unicode.Cyrillic}},
	{"Arabic", 1, []*unicode.RangeTable{unicode.Arabic}},
	{"Devanagari", 1, []*unicode.RangeTable{unicode.Devanagari}},
	{"Han", 3, []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}},
	{"Hangul", 3, []*unicode.RangeTable{unicode.Hangul}},
	{"Hebrew", 1, []*unicode.RangeTable{unicode.Hebrew}},
	{"Greek", 1, []*unicode.RangeTable{unicode.Greek}},
	{"Thai", 1, []*unicode.RangeTable{unicode.Thai}},
	{"Bengali", 1, []*unicode.RangeTable{unicode.Bengali}},
	{"Tamil", 1, []*unicode.RangeTable{unicode.Tamil}},
	{"Telugu", 1, []*unicode.RangeTable{unicode.Telugu}},
	{"Malayalam", 1, []*unicode.RangeTable{unicode.Malayalam}},
	{"Kannada", 1, []*unicode.RangeTable{unicode.Kannada}},
	{"Gujarati", 1, []*unicode.RangeTable{unicode.Gujarati}},
	{"Gurmukhi", 1, []*unicode.RangeTable{unicode.Gurmukhi}},
	{"Oriya", 1, []*unicode.RangeTable{unicode.Oriya}},
	{"Sinhala", 1, []*unicode.RangeTable{unicode.Sinhala}},
	{"Armenian", 1, []*unicode.RangeTable{unicode.Armenian}},
	{"Georgian", 1, []*unicode.RangeTable{unicode.Georgian}},
	{"Khmer", 1, []*unicode.RangeTable{unicode.Khmer}},
	{"Lao", 1, []*unicode.RangeTable{unicode.Lao}},
	{"Myanmar", 1, []*unicode.RangeTable{unicode.Myanmar}},
	{"Ethiopic", 1, []*unicode.RangeTable{unicode.Ethiopic}},
}

// mainScript names the script of most of a text, or "".
func mainScript(pieces ...string) string {
	var counts [numScripts]int
	for _, s := range pieces {
		count(s, &counts)
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	if counts[best] == 0 {
		return ""
	}
	return scripts[best].name
}

func count(s string, counts *[numScripts]int) {
	last := 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			if isASCIILetter(r) {
				counts[0]++
			}
			continue
		}
		if i := scriptOf(r, last); i >= 0 {
			counts[i] += scripts[i].weight
			last = i
		}
	}
}

const numScripts = len(scripts)

// scriptOf tries the script of the character before first.
func scriptOf(r rune, last int) int {
	if unicode.In(r, scripts[last].tables...) {
		return last
	}
	for i := range scripts {
		if unicode.In(r, scripts[i].tables...) {
			return i
		}
	}
	return -1
}

func isASCIILetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
