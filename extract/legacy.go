package extract

import (
	_ "embed"
	"maps"
	"mime"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
)

//go:embed encodings.txt
var encodingsData string

// encodingsOf are the legacy encodings by language.
var encodingsOf = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.SplitSeq(encodingsData, "\n") {
		if lang, list, ok := strings.Cut(line, " = "); ok && line[0] != '#' {
			all[lang] = strings.Split(list, ", ")
		}
	}
	return all
})

// everyEncoding are the names of the legacy encodings of all languages, in the
// order of their names.
var everyEncoding = sync.OnceValue(func() []string {
	return slices.Sorted(maps.Keys(writers()))
})

// candidate is an encoding that bytes may be in, and how much speaks against
// it before it is tried.
type candidate struct {
	name    string
	enc     encoding.Encoding
	against float64
}

// What speaks against an encoding by where it is known from, on the scale of
// oddness. A page's own word and the server's weigh the same; western Europe's
// is what servers say when nobody told them.
const (
	againstDeclared = 0.0
	againstLanguage = 0.02
	againstDefault  = 0.05
	againstSniffed  = 0.08
	againstBlind    = 0.15
	weightOfMisfit  = 0.4
)

// legacy decodes bytes that are not UTF-8: of the encodings that the header and
// the page declare, that the language was written in, that the statistics show
// and all others that there are, as the one in which the text looks least odd
// and is in a language that was written in it.
func legacy(b []byte, contentType string, first int) (text []byte, by candidate, odd float64) {
	odd = 2.0
	sample := legacySample(b, first)
	if binary(sample) {
		return nil, by, odd
	}
	words := beyondASCII(sample)
	for _, c := range candidates(b, contentType, first) {
		o := c.against + oddness(c.decode(sample)) + rareHan(words, c.name)
		if o < odd {
			o += c.weight() * misfit(c.decode(words), c.name)
		}
		if o < odd {
			odd, by = o, c
		}
	}
	if by.enc != nil {
		text = by.decode(b)
	}
	return text, by, odd
}

// binary reports bytes that are no text in any encoding: two of a hundred are
// controls that no text has. Noise has eleven.
func binary(b []byte) bool {
	n := 0
	for _, c := range b {
		if c < ' ' && (c < '\t' || c > '\r') && c != 0x1B {
			n++
		}
	}
	return 50*n > len(b)
}

// legacyPage decodes the bytes of a page that are not UTF-8, see decodePage.
func legacyPage(b []byte, contentType string, first int) (text []byte, guessed string) {
	text, by, _ := legacy(b, contentType, first)
	switch {
	case text == nil:
		return nil, ""
	case by.against >= againstSniffed:
		return text, by.name
	}
	return text, ""
}

// weight is what a reading in a language that was not written in the encoding
// counts: nothing where that is declared, but for what is declared by default.
func (c candidate) weight() float64 {
	if c.against == againstDeclared && c.name != "windows-1252" {
		return 0
	}
	return weightOfMisfit
}

func (c candidate) decode(b []byte) []byte {
	out, err := c.enc.NewDecoder().Bytes(b)
	if err != nil {
		return nil
	}
	return out
}

func legacySample(b []byte, first int) []byte {
	const before, after = 1 << 10, 32 << 10
	return b[max(0, first-before):min(len(b), first+after)]
}

func candidates(b []byte, contentType string, first int) []candidate {
	var all []candidate
	add := func(name string, against float64) {
		enc, canonical := charset.Lookup(strings.TrimSpace(name))
		if enc == nil || canonical == "utf-8" || canonical == "replacement" || strings.HasPrefix(canonical, "utf-16") {
			return
		}
		for _, c := range all {
			if c.name == canonical {
				return
			}
		}
		all = append(all, candidate{canonical, enc, against})
	}
	own := encodingsOf()[pageLanguage(b)]
	for i, name := range []string{declaredCharset(b), headerCharset(contentType)} {
		_, canonical := charset.Lookup(name)
		if canonical == "windows-1252" && (i == 1 || len(own) > 0 && own[0] != canonical) {
			add(name, againstDefault)
		} else {
			add(name, againstDeclared)
		}
	}
	for _, name := range own {
		add(name, againstLanguage)
	}
	for _, name := range sniffed(legacySample(b, first)) {
		add(name, againstSniffed)
	}
	for _, name := range everyEncoding() {
		add(name, againstBlind)
	}
	return all
}

// headerCharset is the charset of a Content-Type header.
func headerCharset(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

var reLang = regexp.MustCompile(`(?i)<html[^>]{0,400}?\slang\s*=\s*["']?([a-z]{2,3}(?:-[a-z]{2,4})?)|http-equiv\s*=\s*["']?content-language["'][^>]{0,60}content\s*=\s*["']?([a-z]{2,3})`)

// pageLanguage is the language that the page declares and encodings.txt has.
func pageLanguage(b []byte) string {
	m := reLang.FindSubmatch(b[:min(len(b), 64<<10)])
	if m == nil {
		return ""
	}
	lang := strings.ToLower(string(m[1]) + string(m[2]))
	if encodingsOf()[lang] == nil {
		lang, _, _ = strings.Cut(lang, "-")
	}
	return lang
}

// oddness is how unlike writing a decoded text is, per character beyond ASCII:
// what no text has (controls, private characters, replacements), small letters
// before capitals and letters of two alphabets within a word, signs between
// letters, letters of the end of words within, Japanese in half-width letters. A right reading has 0 to 0.03 of it,
// a wrong one 0.2 to 2.
func oddness(text []byte) float64 {
	if text == nil {
		return 2
	}
	odd, high, run := 0.0, 0, 0
	var before, prev rune
	for _, r := range string(text) {
		if r >= 0x80 {
			high++
		}
		if run++; r < 0xC0 || r >= 0x250 {
			run = 0
		}
		if run > longestAccented {
			odd += 0.5
		}
		odd += oddAt(before, prev, r)
		before, prev = prev, r
	}
	return odd / float64(max(1, high))
}

// longestAccented is how many Latin letters with accents stand in a row: four in
// a few words of Turkish and Estonian, nearly all in a wrong reading of others.
const longestAccented = 3

func oddAt(before, prev, r rune) float64 {
	switch {
	case r == '\uFFFD' || r >= 0x80 && r < 0xA0 || r >= 0xE000 && r < 0xF900:
		return 3
	case r >= 0xFF61 && r <= 0xFF9F:
		return 0.6
	case isBox(r) && unicode.IsLetter(prev) || isBox(prev) && unicode.IsLetter(r):
		return 1
	case r < 0x80 && prev < 0x80:
		return 0
	case unicode.IsLetter(r) && unicode.IsLetter(prev):
		return oddPair(prev, r)
	case unicode.IsLetter(r) && unicode.IsLetter(before) && prev >= 0xA0 && prev < 0x2000 && !unicode.IsMark(prev) && prev != 0xB7 && prev != 0xA0 && prev != 0xAD && prev != 0x387:
		return 1
	case unicode.IsLetter(r) && unicode.In(prev, unicode.So, unicode.Sk):
		return 0.5
	}
	return 0
}

// isBox reports the signs that lines and boxes are drawn with.
func isBox(r rune) bool { return r >= 0x2500 && r < 0x25A0 }

// finals are letters that end a word.
const finals = "ςךםןףץةฯ"

func oddPair(prev, r rune) float64 {
	a, b := alphabet(prev), alphabet(r)
	if strings.ContainsRune(finals, prev) {
		return 1
	}
	if a != b && a != 0 && b != 0 || unicode.IsLower(prev) && unicode.IsUpper(r) {
		return 1
	}
	return 0
}

// alphabet tells the alphabets whose letters stand in no word together; 0 is
// any other script.
func alphabet(r rune) int {
	switch {
	case r < 0x250:
		return 1
	case r >= 0x370 && r < 0x400:
		return 2
	case r >= 0x400 && r < 0x530:
		return 3
	case r >= 0x590 && r < 0x600:
		return 4
	case r >= 0x600 && r < 0x780:
		return 5
	case r >= 0xE00 && r < 0xE80:
		return 6
	}
	return 0
}
