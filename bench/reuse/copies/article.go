package copies

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word and what stands around it.
type token struct {
	word        string
	open, close bool // a quotation starts before it, ends behind it
	after       string
	number      bool
}

// unit says which passage of its group a sentence carries; 0 is none. A unit
// is a sentence of the passage, or its one clause.
type unit int

// noUnit marks what an article shares with no other.
const noUnit unit = 0

// sentence is a row of tokens; those in [from, to) are its unit's.
type sentence struct {
	tokens   []token
	unit     unit
	from, to int
	formula  bool
}

// draft is an article before it is written out.
type draft struct {
	lang       *language
	quotes     int // index into quoteStyles
	paragraphs [][]sentence
}

// quoteStyles are how outlets set quotations.
var quoteStyles = [...][2]string{{"“", "”"}, {`"`, `"`}, {"«", "»"}, {"„", "“"}, {"‘", "’"}}

// newDraft writes an article of about 350 words.
func newDraft(l *language, rng *rand.Rand) draft {
	d := draft{lang: l, quotes: rng.IntN(len(quoteStyles))}
	names := l.names(rng)
	for range 7 + rng.IntN(3) {
		var p []sentence
		for range 2 + rng.IntN(2) {
			p = append(p, l.sentence(names, rng))
		}
		d.paragraphs = append(d.paragraphs, p)
	}
	return d
}

// names are the people and places of an article.
func (l *language) names(rng *rand.Rand) []string {
	var names []string
	for range 8 {
		names = append(names, capital(l.content[500+rng.IntN(2000)]))
	}
	return names
}

func (l *language) sentence(names []string, rng *rand.Rand) sentence {
	tokens := make([]token, 10+rng.IntN(17))
	for i := range tokens {
		tokens[i] = l.token(names, rng)
		if i > 1 && i < len(tokens)-2 && rng.IntN(9) == 0 {
			tokens[i].after = l.comma
		}
	}
	if rng.IntN(6) == 0 {
		from := 2 + rng.IntN(3)
		tokens[from].open = true
		tokens[min(len(tokens)-3, from+3+rng.IntN(6))].close = true
	}
	return l.finish(tokens)
}

// finish makes a sentence of its words.
func (l *language) finish(tokens []token) sentence {
	tokens[0].word = capital(tokens[0].word)
	tokens[len(tokens)-1].after = l.stop
	return sentence{tokens: tokens, to: len(tokens)}
}

func (l *language) token(names []string, rng *rand.Rand) token {
	switch p := rng.IntN(100); {
	case p < 5:
		return token{word: number(rng), number: true}
	case p < 12 && len(names) > 0:
		return token{word: names[rng.IntN(len(names))]}
	case p < 45:
		return token{word: l.function[rng.IntN(len(l.function))]}
	}
	return token{word: l.word(rng)}
}

// formula is a sentence that hundreds of articles end with.
func (l *language) formula(words int, rng *rand.Rand) sentence {
	tokens := make([]token, words)
	for i := range tokens {
		tokens[i] = token{word: l.word(rng)}
	}
	s := l.finish(tokens)
	s.formula = true
	return s
}

func number(rng *rand.Rand) string {
	if rng.IntN(2) == 0 {
		return strconv.Itoa(2 + rng.IntN(98))
	}
	return strconv.Itoa(100 * (1 + rng.IntN(900)))
}

func capital(w string) string {
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[n:]
}

// small undoes capital.
func small(w string) string {
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToLower(r)) + w[n:]
}

// mark is where something stands in a written text: bytes [start, end).
type mark struct {
	unit       unit
	start, end int
	quoted     bool
}

// written is an article's text, with its units in the order they stand in.
type written struct {
	text     string
	units    []mark
	formulas []mark
}

func (d draft) write() written {
	var w written
	var b strings.Builder
	for i, p := range d.paragraphs {
		if i > 0 {
			b.WriteString("\n\n")
		}
		for j, s := range p {
			if j > 0 {
				b.WriteString(d.lang.separator)
			}
			m := d.writeSentence(&b, s)
			if s.unit != noUnit {
				w.units = append(w.units, m)
			}
			if s.formula {
				w.formulas = append(w.formulas, m)
			}
		}
	}
	w.text = b.String()
	return w
}

// writeSentence returns where the sentence's unit stands. A comma behind the
// unit's last word is the host's.
func (d draft) writeSentence(b *strings.Builder, s sentence) mark {
	m := mark{unit: s.unit}
	quote := quoteStyles[d.quotes]
	for i, t := range s.tokens {
		if i > 0 {
			b.WriteString(d.lang.separator)
		}
		if i == s.from {
			m.start = b.Len()
		}
		if t.open {
			b.WriteString(quote[0])
		}
		b.WriteString(t.word)
		if t.close {
			b.WriteString(quote[1])
		}
		whole := s.to == len(s.tokens)
		if i == s.to-1 && !whole {
			m.end = b.Len()
		}
		b.WriteString(t.after)
		if i == s.to-1 && whole {
			m.end = b.Len()
		}
		m.quoted = m.quoted || i >= s.from && i < s.to && (t.open || t.close)
	}
	return m
}
