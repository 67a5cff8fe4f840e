package text

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/langid"
)

//go:embed data/sentences.txt
var sentenceData string

// abbreviation says how a full stop behind a word is to be read.
type abbreviation uint8

const (
	notAbbreviation    abbreviation = iota
	abbreviationAlways              // never ends a sentence: "Dr."
	abbreviationNumber              // does not before a number: "No. 5"
	abbreviationMaybe               // does before a word that opens sentences: "Inc."
)

// rules is what the splitter knows of one language.
type rules struct {
	abbreviations map[string]abbreviation
	// capital holds the abbreviations that are always written with one.
	capital map[string]bool
	// ordinalDots: "3. Oktober" is the third; romanDots: "Karel IV." is the fourth.
	ordinalDots, romanDots bool
	// capitalTitles: "Dr. Lind", never "dr. Lind".
	capitalTitles bool
	// mirrored: »…«, „…“ or ”…”.
	mirrored bool
	// spaceStops: sentences end with a space at most.
	spaceStops bool
	stops      string
	openers    map[string]bool
	words      []string // frequent ones, which are openers too
	// isPlain: sentences end with the standard's own stops alone.
	isPlain bool
	// inner are frequent words that as well follow "U.S." within a sentence.
	inner []string
	// phraseOpeners begin a new sentence in scripts without full stops,
	// phraseJoiners go on with the old one.
	phraseOpeners, phraseJoiners []string
	// saying are the verbs that may stand behind a quoted question and a name.
	saying []string
}

func (r *rules) isStop(c rune) bool {
	return r.stops != "" && strings.ContainsRune(r.stops, c)
}

func (r *rules) opensSentence(word string) bool { return r.openers[Fold(word)] }

// abbreviation looks up a word without its last full stop, whole and behind
// its last inner full stop or apostrophe.
func (r *rules) abbreviation(word string) abbreviation {
	if word == "" || len(word) >= longestWord {
		return notAbbreviation
	}
	if a := r.listed(word); a != notAbbreviation {
		return a
	}
	if i := strings.LastIndexAny(word, ".'’"); i >= 0 {
		_, size := utf8.DecodeRuneInString(word[i:])
		return r.listed(word[i+size:])
	}
	return notAbbreviation
}

// listed looks up a word as it is. Where a capital counts, one that is listed
// with it is not meant without: "Miss." is not "a miss."
func (r *rules) listed(word string) abbreviation {
	folded := Fold(word)
	a := r.abbreviations[folded]
	counts := a == abbreviationMaybe || a == abbreviationAlways && r.capitalTitles
	if !counts || !r.capital[folded] {
		return a
	}
	if first, _ := utf8.DecodeRuneInString(word); isLower(first) {
		return notAbbreviation
	}
	return a
}

var allRules = sync.OnceValue(func() map[string]*rules { return must(parseRules(sentenceData)) })

// rulesOf returns the rules for a BCP 47 tag; languages without any get those
// that most share.
func rulesOf(lang string) *rules {
	all := allRules()
	if r, ok := all[strings.ToLower(lang)]; ok {
		return r
	}
	code, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if r, ok := all[code]; ok {
		return r
	}
	return all[langid.Undetermined]
}

func parseRules(data string) (map[string]*rules, error) {
	all := map[string]*rules{langid.Undetermined: newRules()}
	var open []*rules
	for n, line := range dataLines(data) {
		key, rest, _ := strings.Cut(line, " ")
		fields := strings.Fields(rest)
		if key == "lang" {
			open = open[:0]
			for _, tag := range fields {
				if all[tag] == nil {
					all[tag] = newRules()
				}
				open = append(open, all[tag])
			}
			continue
		}
		for _, r := range open {
			if !r.set(key, fields) {
				return nil, fmt.Errorf("sentences.txt, line %d: cannot read %q", n, line)
			}
		}
	}
	shareWords(all)
	shareAbbreviations(all)
	for _, r := range all {
		for _, w := range r.inner {
			delete(r.openers, w)
		}
		r.isPlain = r.stops == "" && !r.spaceStops
	}
	return all, nil
}

func newRules() *rules {
	return &rules{abbreviations: map[string]abbreviation{}, capital: map[string]bool{}, openers: map[string]bool{}}
}

// set reads a line of the file, and reports whether it knows its key.
func (r *rules) set(key string, fields []string) bool {
	switch key {
	case "always":
		r.addAbbreviations(fields, abbreviationAlways)
	case "number":
		r.addAbbreviations(fields, abbreviationNumber)
	case "maybe":
		r.addAbbreviations(fields, abbreviationMaybe)
	case "stops":
		r.stops = strings.Join(fields, "")
	case "words":
		for _, w := range fields {
			r.words = append(r.words, Fold(w))
			r.openers[Fold(w)] = true
		}
	case "openers":
		for _, w := range fields {
			r.openers[Fold(w)] = true
		}
	case "inner":
		for _, w := range fields {
			r.inner = append(r.inner, Fold(w))
		}
	case "phrases":
		r.phraseOpeners = fields
	case "saying":
		r.saying = fields
	case "joiners":
		r.phraseJoiners = fields
	case "yes":
		r.mirrored = r.mirrored || slices.Contains(fields, "mirrored-quotes")
		r.capitalTitles = r.capitalTitles || slices.Contains(fields, "capital-titles")
		r.romanDots = r.romanDots || slices.Contains(fields, "roman-dots")
		r.ordinalDots = r.ordinalDots || slices.Contains(fields, "ordinal-dots")
		r.spaceStops = r.spaceStops || slices.Contains(fields, "space-stops")
	default:
		return false
	}
	return true
}

func (r *rules) addAbbreviations(words []string, a abbreviation) {
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		folded := Fold(w)
		known := r.abbreviations[folded] != notAbbreviation
		r.capital[folded] = unicode.IsUpper(first) && (!known || r.capital[folded])
		r.abbreviations[folded] = a
	}
}

// shareWords gives a text of unknown language the function words of all.
func shareWords(all map[string]*rules) {
	for _, r := range all {
		for _, w := range r.words {
			all[langid.Undetermined].openers[w] = true
		}
	}
}

// shareAbbreviations gives every language the abbreviations of "und", which
// names and titles carry from one to another, unless it has its own.
func shareAbbreviations(all map[string]*rules) {
	for tag, r := range all {
		if tag == langid.Undetermined {
			continue
		}
		for w, a := range all[langid.Undetermined].abbreviations {
			if r.abbreviations[w] == notAbbreviation {
				r.abbreviations[w] = a
				r.capital[w] = all[langid.Undetermined].capital[w]
			}
		}
	}
}

// Lengths, in letters, from which a space may end a Thai or Lao sentence: the
// spaces there part clauses, list items and numbers as well. A sentence of
// Thai news has some 110 letters.
const (
	phraseBeforeOpener = 40
	phraseBeforeOther  = 150
)

// space handles white space in scripts that have no full stop.
func (p *splitter) space(i int) {
	if p.phrase < phraseBeforeOpener {
		return
	}
	next := i
	for next < p.end {
		r, size := utf8.DecodeRuneInString(p.text[next:p.end])
		if !isBlank(r) {
			break
		}
		next += size
	}
	rest := p.text[next:min(p.end, next+longestLook)]
	r, _ := utf8.DecodeRuneInString(rest)
	before, _ := utf8.DecodeLastRuneInString(p.text[p.start:i])
	if !isUnspaced(r) || !unicode.IsLetter(before) && !unicode.IsMark(before) || hasAnyPrefix(rest, p.rules.phraseJoiners) {
		return
	}
	if p.phrase >= phraseBeforeOther || hasAnyPrefix(rest, p.rules.phraseOpeners) {
		p.emit(i)
	}
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
