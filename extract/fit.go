package extract

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/langid"
	"golang.org/x/net/html/charset"
)

// writers are the languages that were written in an encoding, by its name.
var writers = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for lang, names := range encodingsOf() {
		base, _, _ := strings.Cut(lang, "-")
		for _, name := range names {
			_, canonical := charset.Lookup(name)
			if !slices.Contains(all[canonical], base) {
				all[canonical] = append(all[canonical], base)
			}
		}
	}
	return all
})

// maxFit is how many bytes are read for their language.
const maxFit = 4 << 10

// beyondASCII is the begin of the lines of a sample that have more than ASCII,
// parted at tags and line breaks: names of elements and programs, which are
// English, tell nothing of the encoding.
func beyondASCII(sample []byte) []byte {
	var kept []byte
	for len(sample) > 0 && len(kept) < maxFit {
		n := bytes.IndexAny(sample, "<>\n")
		if n < 0 {
			n = len(sample) - 1
		}
		line := sample[:n+1]
		sample = sample[n+1:]
		if bytes.ContainsFunc(line, func(r rune) bool { return r >= 0x80 }) {
			kept = append(append(kept, bytes.TrimRight(line, "<>\n")...), '\n')
		}
	}
	return kept[:min(len(kept), maxFit)]
}

// misfit is how unlikely it is, from 0 to 1, that a text was in an encoding: a
// right reading is in a language that was written in it. A wrong one is often
// in another, "galëjo iðtekëti" still Lithuanian, which was not written in the
// encoding of western Europe. Of a language
// without encodings it says little, of an encoding without languages nothing.
func misfit(text []byte, encoding string) float64 {
	if writers()[encoding] == nil {
		return 0
	}
	lang, probability := langid.Guess(string(text))
	lang, _, _ = strings.Cut(lang, "-")
	switch {
	case slices.Contains(writers()[encoding], lang):
		return (1 - probability) / 2
	case encodingsOf()[lang] == nil:
		return 0.25
	}
	return 0.5 + probability/2
}

// rareHan is the share of the characters of two bytes that are in the second
// half of a Chinese or Japanese encoding, which has those that are rare, or in
// the half of a Korean one that has the Chinese. A right reading has 0 to 0.05
// of it, other bytes a third and more.
func rareHan(b []byte, encoding string) float64 {
	frequent, ok := frequentLeads[encoding]
	if !ok {
		return 0
	}
	all, rare := 0, 0
	for i := 0; i < len(b); i++ {
		lead := b[i]
		if lead < 0x80 || encoding == "shift_jis" && lead >= 0xA0 && lead < 0xE0 {
			continue
		}
		if all++; lead < frequent.from || lead > frequent.to {
			rare++
		}
		i++
	}
	return float64(rare) / float64(max(1, all))
}

// frequentLeads are the lead bytes of signs, kana, syllables and frequent
// characters in the encodings of East Asia.
var frequentLeads = map[string]struct{ from, to byte }{
	"gbk":       {0xA1, 0xD7},
	"gb18030":   {0xA1, 0xD7},
	"big5":      {0xA1, 0xC6},
	"euc-jp":    {0xA1, 0xCF},
	"euc-kr":    {0xA1, 0xC8},
	"shift_jis": {0x81, 0x98},
}
