package invented

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/lineage/genealogy"
)

// languages are those that names are written the same in.
var languages = map[string]bool{"en": true, "de": true, "es": true, "fr": true, "it": true, "pt": true, "id": true, "tr": true}

// lexicon is what the words of a corpus are: of a dozen texts thousands of events are to be made that are none of each
// other's. What tells events apart are names, figures and what the words are about; so each event has its own of all three.
// Its sentences say nothing then that anybody would understand; the program reads them as it reads others.
type lexicon struct {
	corpus genealogy.Corpus
	names  map[string]bool     // capitalised words that stand in three languages and more
	common map[string]bool     // "en the": the shortest words, which stay
	rare   map[string][]string // by language, all others
}

// words are words and figures: 86,000 is one of the latter.
var words = regexp.MustCompile(`\p{L}+|\p{N}[\p{N}.,]*\p{N}`)

// shortest is how many bytes a word has at the least that is an event's own. Were all that hold sentences together to stay, two events
// that were made of one text would have phrases in common, as no two events in the world have: of 60,000 reports 4,000 came into one story.
const shortest = 3

func newLexicon(c genealogy.Corpus) *lexicon {
	l := &lexicon{names: map[string]bool{}, common: map[string]bool{}, rare: map[string][]string{}}
	all := map[string]map[string]bool{}
	for _, d := range c {
		d.Texts = slices.DeleteFunc(slices.Clone(d.Texts), func(w genealogy.Wording) bool { return !languages[w.Lang] })
		l.corpus = append(l.corpus, d)
		in := map[string]map[string]bool{}
		for _, t := range d.Texts {
			if all[t.Lang] == nil {
				all[t.Lang] = map[string]bool{}
			}
			for _, w := range words.FindAllString(strings.Join(t.Lines, "\n"), -1) {
				all[t.Lang][strings.ToLower(w)] = true
				if first, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(first) && utf8.RuneCountInString(w) > 2 {
					if in[w] == nil {
						in[w] = map[string]bool{}
					}
					in[w][t.Lang] = true
				}
			}
		}
		for w, langs := range in {
			l.names[w] = l.names[w] || len(langs) >= 3
		}
	}
	for lang, words := range all {
		for _, w := range slices.Sorted(maps.Keys(words)) {
			if len(w) < shortest {
				l.common[lang+" "+w] = true
			} else if first, _ := utf8.DecodeRuneInString(w); unicode.IsLetter(first) {
				l.rare[lang] = append(l.rare[lang], w)
			}
		}
	}
	return l
}

// retold is a text in the names, figures and words of an event. Years stay, and figures of one digit.
func (l *lexicon) retold(s, lang string, event uint64) string {
	return words.ReplaceAllStringFunc(s, func(w string) string {
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case l.names[w]:
			return name(dice(w, event))
		case unicode.IsNumber(first):
			if len(w) == 4 && (w[0] == '1' || w[0] == '2') {
				return w
			}
			return figure(w, event)
		case l.common[lang+" "+strings.ToLower(w)]:
			return w
		}
		rng := dice(lang+strings.ToLower(w), event)
		other := l.rare[lang][rng.IntN(len(l.rare[lang]))]
		if unicode.IsUpper(first) {
			r, n := utf8.DecodeRuneInString(other)
			other = string(unicode.ToUpper(r)) + other[n:]
		}
		return other
	})
}

// dice are the same for a word in each text of the event.
func dice(w string, event uint64) *rand.Rand {
	h := event
	for _, r := range w {
		h = (h ^ uint64(r)) * 0x100000001b3 // FNV-1a
	}
	return rand.New(rand.NewPCG(event, h))
}

func name(rng *rand.Rand) string {
	var b strings.Builder
	for range 2 + rng.IntN(2) {
		b.WriteByte("bdfgklmnprstvz"[rng.IntN(14)])
		b.WriteByte("aeiou"[rng.IntN(5)])
	}
	b.WriteByte("lnrs"[rng.IntN(4)])
	out := b.String()
	return strings.ToUpper(out[:1]) + out[1:]
}

// figure is another of as many digits, with the points and commas where they were.
func figure(w string, event uint64) string {
	isDigit := func(r rune) bool { return r >= '0' && r <= '9' }
	rng, first := dice(strings.Map(func(r rune) rune {
		if isDigit(r) {
			return r
		}
		return -1
	}, w), event), true
	return strings.Map(func(r rune) rune {
		switch {
		case !isDigit(r):
			return r
		case first:
			first = false
			return rune('1' + rng.IntN(9))
		}
		return rune('0' + rng.IntN(10))
	}, w)
}
