package link

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// BenchmarkStory50 links a story of 50 articles of 25 sentences, near copies
// and rewrites in two made-up languages. The aim is 2 s on one core.
func BenchmarkStory50(b *testing.B) {
	docs, vecs := madeStory(50, 25)
	b.ResetTimer()
	for b.Loop() {
		if _, err := Find(b.Context(), docs, vecs, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPair800 links two texts of as many sentences as are looked at.
func BenchmarkPair800(b *testing.B) {
	docs, vecs := madeStory(2, maxSentences)
	b.ResetTimer()
	for b.Loop() {
		if _, err := Find(b.Context(), docs, vecs, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// madeStory makes up articles about the same matters: each leaves out some
// sentences, adds some, changes words, and joins a few.
func madeStory(articles, sentences int) (docs []*text.Document, vecs [][][]float32) {
	r := rand.New(rand.NewPCG(5, 5))
	matter := make([][]int, sentences)
	meaning := make([][]float32, sentences)
	for k := range matter {
		matter[k] = madeWords(r)
		meaning[k] = madeVector(r)
	}
	for n := range articles {
		var lines []string
		var v [][]float32
		lang := []string{"en", "de"}[n%2]
		for k := range matter {
			words, vec := matter[k], meaning[k]
			if r.IntN(5) == 0 {
				words, vec = madeWords(r), madeVector(r)
			}
			line := madeLine(r, words, lang)
			if r.IntN(8) == 0 && len(lines) > 0 {
				last := len(lines) - 1
				lines[last] = strings.TrimSuffix(lines[last], ".") + ", " + line
				v[last] = blend(r, v[last], vec, 0.3)
				continue
			}
			lines, v = append(lines, line), append(v, blend(r, vec, vec, 0.6))
		}
		docs = append(docs, document(fmt.Sprintf("n%02d", n), lang, lines))
		vecs = append(vecs, v)
	}
	return docs, vecs
}

func madeWords(r *rand.Rand) []int {
	words := make([]int, 12+r.IntN(16))
	for k := range words {
		words[k] = r.IntN(1 + r.IntN(3000))
	}
	return words
}

func madeLine(r *rand.Rand, words []int, lang string) string {
	var out []string
	for _, w := range words {
		switch {
		case r.IntN(12) == 0:
		case w%40 == 0:
			out = append(out, fmt.Sprint(w*7))
		case w%25 == 0:
			out = append(out, fmt.Sprintf("Name%c%c", 'a'+w%26, 'a'+w/26%26))
		default:
			out = append(out, fmt.Sprintf("%s%c%c%c", lang, 'a'+w%26, 'a'+w/26%26, 'a'+w/676%26))
		}
	}
	return strings.Join(out, " ") + "."
}

func madeVector(r *rand.Rand) []float32 {
	v := make([]float32, 256)
	for k := range v {
		v[k] = float32(r.NormFloat64() / 16)
	}
	v[0] += 0.6 // what all have in common
	return unit(v)
}

func blend(r *rand.Rand, x, y []float32, noise float64) []float32 {
	v := make([]float32, len(x))
	for k := range v {
		v[k] = x[k] + y[k] + float32(2*noise*r.NormFloat64()/16)
	}
	return unit(v)
}

func unit(v []float32) []float32 {
	n := vector.Dot(v, v)
	for k := range v {
		v[k] /= sqrt32(n)
	}
	return v
}

func sqrt32(x float32) float32 { return float32(math.Sqrt(float64(x))) }
