package text

import (
	_ "embed"
	"fmt"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Language identification reads the script first, which decides for most
// scripts, and tells the languages of one script apart by what only some of
// them have: function words, word endings and letters, each weighed by the
// logarithm of how few languages list it (inverse document frequency, Spärck
// Jones 1972). Character trigram ranks (Cavnar & Trenkle 1994, as in
// whatlanggo) were measured beside it and lost on single sentences: they
// confuse just the pairs that words keep apart.

//go:embed data/languages.txt
var languageData string

// undetermined is the BCP 47 tag of a text whose language is not known.
const undetermined = "und"

// languageSample is how much of a text the language is read from: the figures
// do not improve beyond it.
const languageSample = 8 << 10

// profile is what languages.txt says of the languages of one script.
type profile struct {
	latin   bool
	tags    []string
	words   map[string][]int // folded word → languages that list it
	ends    map[string][]int
	letters map[rune][]int
}

var profiles = sync.OnceValue(func() map[string]*profile { return must(parseProfiles(languageData)) })

func parseProfiles(data string) (map[string]*profile, error) {
	all := map[string]*profile{}
	var p *profile
	for n, line := range dataLines(data) {
		key, rest, _ := strings.Cut(line, " ")
		fields := strings.Fields(rest)
		if key == "lang" && len(fields) == 2 {
			p = openProfile(all, fields[0], fields[1])
			continue
		}
		if p == nil {
			return nil, fmt.Errorf("languages.txt, line %d: %q before a line with a language and its script", n, line)
		}
		switch key {
		case "words":
			for _, w := range fields {
				addOnce(p.words, Fold(w), len(p.tags)-1)
			}
		case "ends":
			for _, w := range fields {
				addOnce(p.ends, Fold(strings.TrimPrefix(w, "-")), len(p.tags)-1)
			}
		case "letters":
			for _, w := range fields {
				r, _ := utf8.DecodeRuneInString(w)
				addOnce(p.letters, r, len(p.tags)-1)
			}
		default:
			return nil, fmt.Errorf("languages.txt, line %d: cannot read %q", n, line)
		}
	}
	return all, nil
}

func openProfile(all map[string]*profile, tag, script string) *profile {
	p := all[script]
	if p == nil {
		p = &profile{latin: script == "Latin", words: map[string][]int{}, ends: map[string][]int{}, letters: map[rune][]int{}}
		all[script] = p
	}
	p.tags = append(p.tags, tag)
	return p
}

func addOnce[K comparable](m map[K][]int, key K, lang int) {
	if have := m[key]; len(have) == 0 || have[len(have)-1] != lang {
		m[key] = append(have, lang)
	}
}

// language returns the BCP 47 tag of the language of s, or "und".
func language(s string) string {
	s = s[:cutAt(s, languageSample)]
	script := mainScript(s)
	if tag, ok := singleLanguageScripts[script]; ok {
		return tag
	}
	if script == "Han" {
		return chineseOrJapanese(s)
	}
	p := profiles()[script]
	if p == nil {
		return undetermined
	}
	return p.best(s)
}

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
var scripts = []struct {
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

// mainScript names the script of most of s, or "".
func mainScript(s string) string {
	counts := make([]int, len(scripts))
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

// chineseOrJapanese: Japanese prose is about half kana, Chinese has none but
// in quotations. Headlines may have no kana, but the kanji forms of the
// post-war reform, which Chinese does not write.
func chineseOrJapanese(s string) string {
	kana, han, reformed := 0, 0, 0
	letters := profiles()["Han"].letters
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
			if len(letters[r]) > 0 {
				reformed++
			}
		}
	}
	if 12*kana > han || 12*reformed > han {
		return "ja"
	}
	return "zh"
}

// best returns the tag that s speaks for most; the language of the script that
// is named first in languages.txt wins a tie.
func (p *profile) best(s string) string {
	if len(p.tags) == 1 {
		return p.tags[0]
	}
	scores := make([]float64, len(p.tags))
	for _, r := range s {
		if r >= utf8.RuneSelf {
			p.vote(scores, p.letters[unicode.ToLower(r)], letterWeight)
		}
	}
	for _, w := range wordsOf(s, 0) {
		p.voteWord(scores, w.Form)
	}
	best := 0
	for i, score := range scores {
		if score > scores[best] {
			best = i
		}
	}
	if scores[best] == 0 && p.latin {
		return undetermined // a name, a code
	}
	return p.tags[best]
}

// A function word is the surest sign; letters come often, endings by chance.
const (
	wordWeight   = 1.0
	endWeight    = 0.4
	letterWeight = 0.4
)

func (p *profile) voteWord(scores []float64, form string) {
	if langs := p.words[form]; len(langs) > 0 {
		p.vote(scores, langs, wordWeight)
		return
	}
	if len(form) < 5 {
		return
	}
	starts := 0
	for i := len(form); i > 0 && starts < 5; {
		_, size := utf8.DecodeLastRuneInString(form[:i])
		i -= size
		starts++
		p.vote(scores, p.ends[form[i:]], endWeight)
	}
}

// vote shares out the weight of one feature among the languages that list it.
func (p *profile) vote(scores []float64, langs []int, weight float64) {
	if len(langs) == 0 {
		return
	}
	idf := weight * math.Log(1+float64(len(p.tags))/float64(len(langs)))
	for _, l := range langs {
		scores[l] += idf
	}
}
