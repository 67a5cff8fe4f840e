package search

import (
	"math"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// maxSenses bounds the words of a sentence that are compared one by one.
const maxSenses = 64

// sense is what a word means: a vector of length 1, and what the word weighs in a sentence.
type sense struct {
	v      []float32
	weight float64
	span   stemma.Span
	name   bool // of a name
	// Of a word that is compared to a claim: the cosines with the claim's words, and where it is on the
	// axes. Only memory.sense sets them.
	alike []float64
	place func() *place
}

// senseOf returns false for a word that the vectors do not know.
func senseOf(model *vector.Static, word string) (sense, bool) {
	v := model.Sum(word)
	weight := math.Sqrt(float64(vector.Dot(v, v)))
	vector.Normalise(v)
	return sense{v: v, weight: weight}, weight > 0
}

// sensesOf are the words of what was read but for those in the spans of numbers and dates, which
// are compared as values.
func sensesOf(of func(word string) (sense, bool), d *text.Document) []sense {
	var out []sense
	for i := range d.Sentences {
		s := &d.Sentences[i]
		for _, w := range s.Words {
			if isValue(s, w.Span) {
				continue
			}
			if x, ok := of(w.Form); ok {
				x.span = w.Span
				x.name = slices.ContainsFunc(s.Names, func(n text.Name) bool { return n.Overlap(w.Span) > 0 })
				out = append(out, x)
			}
			if len(out) == maxSenses {
				return out
			}
		}
	}
	return out
}

func isValue(s *text.Sentence, w stemma.Span) bool {
	return slices.ContainsFunc(s.Numbers, func(n text.Number) bool { return n.Overlap(w) > 0 }) ||
		slices.ContainsFunc(s.Dates, func(d text.Date) bool { return d.Overlap(w) > 0 })
}

// alignment is how well the words of two sentences have counterparts: for each word the best
// cosine that one of the other sentence has with it.
type alignment struct {
	best [2][]float64
}

// align compares the words of a sentence, b, to those of the claim, a. Those of the sentence are of memory.sense: a word
// of senseOf has no cosines, and would have no counterpart.
func align(a, b []sense) alignment {
	l := alignment{[2][]float64{make([]float64, len(a)), make([]float64, len(b))}}
	for j := range b {
		for i, alike := range b[j].alike {
			l.best[0][i], l.best[1][j] = max(l.best[0][i], alike), max(l.best[1][j], alike)
		}
	}
	return l
}

// mean is the mean of the best cosines of words, and of their squares, by weight (the mean is
// BERTScore's of Zhang et al. 2020, with words instead of contexts and the lengths of their
// vectors in the place of frequencies).
func mean(words []sense, best []float64) (mean, squares float64) {
	all := 0.0
	for i := range words {
		mean += words[i].weight * best[i]
		squares += words[i].weight * best[i] * best[i]
		all += words[i].weight
	}
	if all == 0 {
		return 0, 0
	}
	return mean / all, squares / all
}

// coverage is how much of either of two sentences the other has, the lesser of the two, and how
// unevenly: that a few words have none at all is worse than that all have one nearly.
type coverage struct{ share, uneven float64 }

// covered compares all words of two sentences.
func (l *alignment) covered(a, b []sense) coverage {
	m, mm := mean(a, l.best[0])
	n, nn := mean(b, l.best[1])
	center := (m + n) / 2
	return coverage{min(m, n), math.Sqrt(max(0, (mm+nn)/2-center*center))}
}

// stretch is a part of a sentence: the words from one up to another.
type stretch struct{ from, to int }

// stretch finds where a sentence has most of the claim: of the parts that are so many times as long as the claim, the
// one whose words have the best counterparts. It returns false where the sentence is no longer.
func (l *alignment) stretch(a, b []sense, times float64) (best stretch, longer bool) {
	claim := times * weightOf(a)
	if weightOf(b) <= claim {
		return stretch{}, false
	}
	most, weight, sum, to := -1.0, 0.0, 0.0, 0
	for from := range b {
		for ; to < len(b) && weight < claim; to++ {
			weight += b[to].weight
			sum += b[to].weight * l.best[1][to]
		}
		if weight < claim {
			break
		}
		if share := sum / weight; share > most {
			most, best = share, stretch{from, to}
		}
		weight -= b[from].weight
		sum -= b[from].weight * l.best[1][from]
	}
	return best, most >= 0
}

// within compares the claim to a stretch of a sentence, as if nothing else were said there.
func (x stretch) within(a, b []sense) coverage {
	b = b[x.from:x.to]
	l := align(a, b)
	return l.covered(a, b)
}

// span is where a stretch is: up to the words around it, so that the values beside its words are in it.
func (x stretch) span(words []sense, text string) stemma.Span {
	at := stemma.Span{End: len(text)}
	if x.from > 0 {
		at.Start = words[x.from-1].span.End
	}
	if x.to < len(words) {
		at.End = words[x.to].span.Start
	}
	return at
}

func weightOf(words []sense) (sum float64) {
	for i := range words {
		sum += words[i].weight
	}
	return sum
}
