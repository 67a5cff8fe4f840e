package cluster

import (
	"cmp"
	"iter"
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

// term is a name or number and its weight. The feature of a number is odd.
// words is how many words the name has that it is a word of, 0 if nothing is
// known of that.
type term struct {
	feature int32
	weight  float32
	words   float32
}

func (t term) isNumber() bool { return t.feature&1 != 0 }

// vocabulary numbers the names and numbers of all articles.
type vocabulary struct {
	number  map[string]int32
	holders []int // half a feature → how many articles have it
}

func (v *vocabulary) add(feature string) int32 {
	id, ok := v.number[feature]
	if !ok {
		id = int32(len(v.holders)) << 1
		if strings.HasPrefix(feature, "#") {
			id++
		}
		v.number[feature] = id
		v.holders = append(v.holders, 0)
	}
	return id
}

// weigh fills in the articles' names and numbers, weighed by their rarity.
// Scripts without capitals hide their names among the other words; there, the
// words are looked up among the names that the other articles have.
func weigh(articles []article, docs []*text.Document) {
	v := vocabulary{number: map[string]int32{}}
	counts := make([]map[int32]tally, len(docs))
	for i, d := range docs {
		counts[i] = map[int32]tally{}
		for f, words := range features(d) {
			id := v.add(f)
			counts[i][id] = counts[i][id].and(words)
		}
	}
	for i, d := range docs {
		for f := range uncased(d, spelling{}) {
			if id, ok := v.number[f]; ok {
				counts[i][id] = counts[i][id].and(0)
			}
		}
		for id := range counts[i] {
			v.holders[id>>1]++
		}
	}
	for i := range articles {
		articles[i].sparse = v.terms(counts[i], len(docs))
	}
}

// terms weighs an article's features: a vector of tf-idf, shorter than 1 where
// there are few of them.
func (v *vocabulary) terms(counts map[int32]tally, articles int) []term {
	terms := make([]term, 0, len(counts))
	for id, c := range counts {
		terms = append(terms, term{id, float32((1 + math.Log(float64(c.n))) * rarity(v.holders[id>>1], articles)), float32(c.words)})
	}
	slices.SortFunc(terms, func(a, b term) int { return cmp.Compare(a.feature, b.feature) })
	norm := 0.0
	for _, t := range terms {
		norm += float64(t.weight) * float64(t.weight)
	}
	scale := termScale(norm)
	for k := range terms {
		terms[k].weight *= scale
		if terms[k].isNumber() {
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
	return math.Log(float64(articles+smoothing)) * (1 - math.Log(float64(holders))/math.Log(float64(among(articles))))
}

// tally is how often an article has a feature, and how many words the shortest
// name has that it is a word of, 0 if nothing is known of that.
type tally struct{ n, words int }

func (t tally) and(words int) tally { return tally{t.n + 1, fewer(t.words, words)} }

// fewer is the smaller of two numbers of words, as far as they are known.
func fewer[T int | uint8 | float32](a, b T) T {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// features yields the names, word by word, and the numbers of a document, with
// repeats, and how many words the name has.
func features(d *text.Document) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for j := range d.Sentences {
			s := &d.Sentences[j]
			if s.Boilerplate {
				continue
			}
			for _, n := range s.Names {
				words := longSkeletons(n.Key)
				for _, f := range words {
					if !yield(f, len(words)) {
						return
					}
				}
			}
			for _, n := range s.Numbers {
				if (n.Value >= smallest || n.Value != math.Trunc(n.Value)) && !yield("#"+strconv.FormatFloat(n.Value, 'g', 6, 64), 1) {
					return
				}
			}
		}
	}
}

// longSkeletons are the skeletons of a name's words that are told from others
// by them.
func longSkeletons(name string) []string {
	var out []string
	for word := range strings.FieldsSeq(name) {
		if f := skeleton(word); len(f) >= shortest {
			out = append(out, f)
		}
	}
	return out
}

// spelling remembers the skeletons of words: an article has most more than once.
type spelling map[string]string

// skeleton is that of a folded word of any script.
func (s spelling) skeleton(word string) string {
	bones, known := s[word]
	if !known {
		bones = skeleton(text.Romanise(word))
		s[word] = bones
	}
	return bones
}

// uncased yields the skeletons of words in scripts that have no capitals.
func uncased(d *text.Document, s spelling) iter.Seq[string] {
	return func(yield func(string) bool) {
		for j := range d.Sentences {
			if d.Sentences[j].Boilerplate {
				continue
			}
			for _, w := range d.Sentences[j].Words {
				if !isUncased(w.Form) {
					continue
				}
				if f := s.skeleton(w.Form); len(f) >= shortestWord && !yield(f) {
					return
				}
			}
		}
	}
}

// isUncased reports a word of a script that has no capitals, Chinese apart.
func isUncased(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return r >= utf8.RuneSelf && unicode.Is(unicode.Lo, r) && !unicode.Is(unicode.Han, r)
}

// skeleton keeps the consonants of a romanised name, with those that scripts
// and romanisations confuse made one: vowels are what they differ in most.
func skeleton(word string) string {
	var buf [64]byte
	b := buf[:0]
	var last rune
	for _, r := range word {
		if r = consonant(r); r == 0 || r == last {
			continue
		}
		b = utf8.AppendRune(b, r)
		last = r
	}
	return string(b)
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
