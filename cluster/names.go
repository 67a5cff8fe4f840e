package cluster

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/text"
)

const (
	// smoothing is the number of articles that a rarity is reckoned in
	// addition to those given: in five reports of one story, what all five
	// have is not therefore common.
	smoothing = 30
	// shortest is how many consonants a name must have, and shortestWord a
	// word in a script without capitals, to be told from others by them.
	shortest     = 3
	shortestWord = 4
	// smallest is the least whole number that is compared: smaller ones are in
	// every text.
	smallest = 13
	// numberWeight is what a number says beside a name that is as rare: two
	// events have one in common by chance.
	numberWeight = 0.85
	// fewTerms is how much an article's names and numbers must weigh together
	// before sharing half of them says half of the most: two headlines with
	// one name each, the same, tell less than two articles with twenty. One
	// rare name weighs about 6, those of a whole report 20.
	fewTerms = 6
)

// term is a name or number and its weight.
type term struct {
	feature int32
	weight  float32
}

// vocabulary numbers the names and numbers of all articles.
type vocabulary struct {
	number  map[string]int32
	holders []int  // feature → how many articles have it
	numeric []bool // feature → whether it is a number
}

func (v *vocabulary) add(feature string) int32 {
	id, ok := v.number[feature]
	if !ok {
		id = int32(len(v.holders))
		v.number[feature] = id
		v.holders = append(v.holders, 0)
		v.numeric = append(v.numeric, strings.HasPrefix(feature, "#"))
	}
	return id
}

// weigh fills in the articles' names and numbers, weighed by their rarity.
// Scripts without capitals hide their names among the other words; there, the
// words are looked up among the names that the other articles have.
func weigh(articles []article, docs []*text.Document) {
	v := vocabulary{number: map[string]int32{}}
	counts := make([]map[int32]int, len(docs))
	for i, d := range docs {
		counts[i] = map[int32]int{}
		for f := range features(d) {
			counts[i][v.add(f)]++
		}
	}
	for i, d := range docs {
		for f := range uncased(d) {
			if id, ok := v.number[f]; ok {
				counts[i][id]++
			}
		}
		for id := range counts[i] {
			v.holders[id]++
		}
	}
	for i := range articles {
		articles[i].sparse = v.terms(counts[i], len(docs))
	}
}

// terms weighs an article's features: a vector of tf-idf, shorter than 1 where
// there are few of them.
func (v *vocabulary) terms(counts map[int32]int, articles int) []term {
	terms := make([]term, 0, len(counts))
	for id, n := range counts {
		terms = append(terms, term{id, float32((1 + math.Log(float64(n))) * rarity(v.holders[id], articles))})
	}
	slices.SortFunc(terms, func(a, b term) int { return cmp.Compare(a.feature, b.feature) })
	norm := 0.0
	for _, t := range terms {
		norm += float64(t.weight) * float64(t.weight)
	}
	scale := termScale(norm)
	for k := range terms {
		terms[k].weight *= scale
		if v.numeric[terms[k].feature] {
			terms[k].weight *= numberWeight // what numbers say less, names do not say more
		}
	}
	return terms
}

// termScale is what to multiply an article's terms by, whose squares add up to
// norm.
func termScale(norm float64) float32 { return float32(1 / math.Sqrt(norm+fewTerms*fewTerms)) }

// rarity is what a name or number says that so many of the articles have.
func rarity(holders, articles int) float64 {
	return math.Log(float64(articles+smoothing) / float64(holders))
}

// features yields the names and numbers of a document, with repeats.
func features(d *text.Document) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for j := range d.Sentences {
			s := &d.Sentences[j]
			if s.Boilerplate {
				continue
			}
			for _, n := range s.Names {
				for word := range strings.FieldsSeq(n.Key) {
					if f := skeleton(word); len(f) >= shortest && !yield(f) {
						return
					}
				}
			}
			for _, n := range s.Numbers {
				if (n.Value >= smallest || n.Value != math.Trunc(n.Value)) && !yield("#"+strconv.FormatFloat(n.Value, 'g', 6, 64)) {
					return
				}
			}
		}
	}
}

// uncased yields the skeletons of words in scripts that have no capitals.
func uncased(d *text.Document) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for j := range d.Sentences {
			if d.Sentences[j].Boilerplate {
				continue
			}
			for _, w := range d.Sentences[j].Words {
				if r, _ := utf8.DecodeRuneInString(w.Form); !unicode.Is(unicode.Lo, r) || unicode.Is(unicode.Han, r) {
					continue
				}
				if f := skeleton(text.Romanise(w.Form)); len(f) >= shortestWord && !yield(f) {
					return
				}
			}
		}
	}
}

// skeleton keeps the consonants of a romanised name, with those that scripts
// and romanisations confuse made one: vowels are what they differ in most.
func skeleton(word string) string {
	var b strings.Builder
	var last rune
	for _, r := range word {
		if r = consonant(r); r == 0 || r == last {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// consonant returns the class of a consonant, 0 for what is left out.
func consonant(r rune) rune {
	switch r {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'w', 'h', '\'', '`', '-':
		return 0
	case 'p', 'f', 'v':
		return 'b'
	case 'q', 'c', 'g', 'x':
		return 'k'
	case 'd':
		return 't'
	case 'z', 'j':
		return 's'
	}
	return r
}
