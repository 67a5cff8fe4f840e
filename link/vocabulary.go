package link

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// sameName is the similarity from which two romanised names count as one.
const sameName = 0.85

// maxNames bounds the all-pairs comparison of the story's distinct names; the
// rest are compared exactly.
const maxNames = 1500

// vocabulary gives ids to the terms of a story: words, and numbers,
// dates and names, which mean the same in every language.
type vocabulary struct {
	ids    map[string]int32
	spell  []spelling        // of words, by id
	names  map[string]string // name key → key of its group
	heads  []string          // of the groups, that names are compared with
	factor []float64         // how telling the kind of term is, by id
}

func newVocabulary() *vocabulary {
	return &vocabulary{ids: map[string]int32{}, names: map[string]string{}}
}

func (v *vocabulary) size() int { return len(v.factor) }

func (v *vocabulary) id(term string, factor float64) int32 {
	id, ok := v.ids[term]
	if !ok {
		id = int32(len(v.factor))
		v.ids[term] = id
		v.factor = append(v.factor, factor)
		v.spell = append(v.spell, spelling{})
	}
	return id
}

// sentence reads the terms of a sentence.
func (v *vocabulary) sentence(src *text.Sentence) sentence {
	var s sentence
	for _, w := range src.Words[:min(len(src.Words), maxWords)] {
		id := v.id("w"+w.Form, 1)
		if v.spell[id].runes == 0 {
			v.spell[id] = spell(w.Form)
		}
		s.words = append(s.words, id)
	}
	s.terms = distinct(s.words)
	for _, n := range src.Numbers {
		id := v.number(n.Value)
		s.numbers = append(s.numbers, id)
		if n.Unit != "" {
			s.units = append(s.units, measure{id, n.Unit})
		}
		if n.High != n.Value {
			s.numbers = append(s.numbers, v.number(n.High))
		}
	}
	s.numbers = distinct(s.numbers)
	s.values = append(s.values, s.numbers...)
	for _, d := range src.Dates {
		if d.Time.IsZero() {
			s.figures = append(s.figures, v.figuresIn(src, d.Span)...)
		} else {
			s.values = append(s.values, v.id("d"+day(d), 1))
		}
	}
	for _, n := range src.Names {
		if key := v.names[n.Key]; key != "" {
			s.names = append(s.names, v.id("n"+key, 1))
		}
	}
	s.values, s.names = distinct(s.values), distinct(s.names)
	s.figures = distinct(append(s.figures, s.values...))
	s.size, s.quoted = size(src.Text), quoted(src.Text)
	s.length = logLength(s.size)
	return s
}

// figuresIn returns the numbers within a date that is not known, being told
// without its year in an article without a date.
func (v *vocabulary) figuresIn(src *text.Sentence, date stemma.Span) (out []int32) {
	for _, w := range src.Words {
		if x, err := strconv.Atoi(w.Form); err == nil && w.Overlap(date) > 0 {
			out = append(out, v.number(float64(x)))
		}
	}
	return out
}

// measure is what a number of a sentence measures.
type measure struct {
	number int32
	name   string
}

// differs tells whether the sentence gives all that it says of u's number in
// other units: seventy percent are not seventy metres.
func (s *sentence) differs(u measure) bool {
	other := false
	for _, x := range s.units {
		if x.number == u.number {
			if x.name == u.name {
				return false
			}
			other = true
		}
	}
	return other
}

// quoted tells whether a text has a sign of quotation that is nothing else, as
// an apostrophe is.
func quoted(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r != '\'' && r != '\u2018' && r != '\u2019' && unicode.Is(unicode.Quotation_Mark, r)
	})
}

// number returns the term of a value. One, two and three are often words
// rather than figures and say little.
func (v *vocabulary) number(x float64) int32 {
	factor := 1.0
	if x >= 0 && x <= 3 {
		factor = 0.3
	}
	return v.id("#"+strconv.FormatFloat(x, 'g', 6, 64), factor)
}

// isFigure tells whether a word starts with a digit of any script.
func isFigure(form string) bool {
	for _, r := range form {
		return unicode.IsDigit(r)
	}
	return false
}

func day(d text.Date) string {
	switch d.Precision {
	case stemma.PrecisionYear:
		return d.Time.Format("2006")
	case stemma.PrecisionMonth:
		return d.Time.Format("2006-01")
	default:
		return d.Time.Format(time.DateOnly)
	}
}

func distinct(ids []int32) []int32 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// size estimates the length of a text in letters of an alphabet: an ideograph
// or a syllable says about as much as two or three letters.
func size(s string) float64 {
	var n float64
	for _, r := range s {
		switch {
		case r < 0x3000:
			n++
		case unicode.In(r, unicode.Han):
			n += 3
		case unicode.In(r, unicode.Hangul):
			n += 2
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			n += 1.6
		default:
			n++
		}
	}
	return n
}

// groupNames maps every name that is new to the most frequent one that it
// resembles; those of articles that came before come first.
func (v *vocabulary) groupNames(docs []*text.Document) {
	count := map[string]int{}
	for _, d := range docs {
		for i := range d.Sentences {
			for _, n := range d.Sentences[i].Names {
				if _, known := v.names[n.Key]; !known && n.Key != "" {
					count[n.Key]++
				}
			}
		}
	}
	keys := make([]string, 0, len(count))
	for k := range count {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a, b))
	})
	for _, k := range keys {
		compared := len(v.names) < maxNames
		v.names[k] = k
		if !compared {
			continue
		}
		if h := slices.IndexFunc(v.heads, func(h string) bool { return text.NameSimilarity(h, k) >= sameName }); h >= 0 {
			v.names[k] = v.heads[h]
		} else {
			v.heads = append(v.heads, k)
		}
	}
}
