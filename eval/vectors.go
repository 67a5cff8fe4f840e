package eval

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/vector"
)

// neighbours is the k of the ratio margin.
const neighbours = 4

// pivotless are the language pairs without English that are measured.
var pivotless = [][2]string{{"id", "ar"}, {"ar", "ru"}, {"fa", "tr"}, {"zh", "de"}}

// Vectors measures how often the nearest sentence of another language is the
// right one, by ratio margin (Artetxe & Schwenk 2019), mean of both
// directions. dir holds LANG.txt files, line by line the same sentences, and
// documents.txt with the document of each line.
func Vectors(ctx context.Context, dir string) ([]Figure, error) {
	set, err := readParallel(ctx, dir)
	if err != nil {
		return nil, err
	}
	english, figures, err := set.measure(ctx, set.withEnglish())
	if err != nil {
		return nil, err
	}
	others, more, err := set.measure(ctx, pivotless)
	if err != nil {
		return nil, err
	}
	return append([]Figure{
		{"english.margin", english.margin},
		{"english.worst", english.worst},
		{"english.document", english.document},
		{"others.margin", others.margin},
		{"others.worst", others.worst},
	}, append(figures, more...)...), nil
}

// parallel is a text in several languages: vecs[lang][i] is sentence i.
type parallel struct {
	langs     []string
	documents []string
	vecs      map[string][][]float32
}

func readParallel(ctx context.Context, dir string) (*parallel, error) {
	documents, err := lines(filepath.Join(dir, "documents.txt"))
	if err != nil {
		return nil, err
	}
	model, err := vector.Default()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	set := &parallel{documents: documents, vecs: map[string][][]float32{}}
	for _, f := range files {
		lang := strings.TrimSuffix(filepath.Base(f), ".txt")
		if lang == "documents" {
			continue
		}
		sentences, err := lines(f)
		if err != nil {
			return nil, err
		}
		if set.vecs[lang], err = model.Vectors(ctx, sentences); err != nil {
			return nil, err
		}
		set.langs = append(set.langs, lang)
	}
	if set.vecs["en"] == nil {
		return nil, errors.New("no en.txt in " + dir)
	}
	return set, nil
}

func (p *parallel) withEnglish() [][2]string {
	var pairs [][2]string
	for _, l := range p.langs {
		if l != "en" {
			pairs = append(pairs, [2]string{l, "en"})
		}
	}
	return pairs
}

// accuracy is the mean over pairs of sentences found and of documents found.
type accuracy struct{ margin, document, worst float64 }

func (p *parallel) measure(ctx context.Context, pairs [][2]string) (accuracy, []Figure, error) {
	sum := accuracy{worst: 1}
	var figures []Figure
	for _, pair := range pairs {
		if err := ctx.Err(); err != nil {
			return accuracy{}, nil, err
		}
		a, b := p.vecs[pair[0]], p.vecs[pair[1]]
		if a == nil || b == nil {
			continue
		}
		_, margin := nearest(a, b)
		document, _ := nearest(p.means(a), p.means(b))
		sum.margin += margin
		sum.document += document
		sum.worst = min(sum.worst, margin)
		figures = append(figures, Figure{pair[0] + "-" + pair[1], margin})
	}
	n := float64(max(1, len(figures)))
	return accuracy{sum.margin / n, sum.document / n, sum.worst}, figures, nil
}

// means returns one vector a document: the normalised sum of its sentences'.
func (p *parallel) means(v [][]float32) [][]float32 {
	var out [][]float32
	for i, d := range p.documents {
		if i == 0 || p.documents[i-1] != d {
			out = append(out, make([]float32, len(v[0])))
		}
		for k, x := range v[i] {
			out[len(out)-1][k] += x
		}
	}
	for _, x := range out {
		normalise(x)
	}
	return out
}

func normalise(v []float32) {
	var s float64
	for _, x := range v {
		s += float64(x) * float64(x)
	}
	if s == 0 {
		return
	}
	for i := range v {
		v[i] *= float32(1 / math.Sqrt(s))
	}
}

// nearest returns how often the nearest of b to a[i], and of a to b[i], is the
// one with the same index: by cosine and by ratio margin.
func nearest(a, b [][]float32) (cosine, margin float64) {
	n := len(a)
	s := make([][]float32, n)
	for i := range s {
		s[i] = make([]float32, n)
		for j := range b {
			s[i][j] = vector.Dot(a[i], b[j])
		}
	}
	ra, rb := make([]float32, n), make([]float32, n)
	for i := range n {
		ra[i] = topMean(n, func(j int) float32 { return s[i][j] })
		rb[i] = topMean(n, func(j int) float32 { return s[j][i] })
	}
	ratio := func(i, j int) float32 { return s[i][j] / (ra[i] + rb[j] + 1e-6) }
	var c, m int
	for i := range n {
		c += hit(i, n, func(j int) float32 { return s[i][j] }) + hit(i, n, func(j int) float32 { return s[j][i] })
		m += hit(i, n, func(j int) float32 { return ratio(i, j) }) + hit(i, n, func(j int) float32 { return ratio(j, i) })
	}
	return float64(c) / float64(2*n), float64(m) / float64(2*n)
}

// topMean returns the mean of the k highest values.
func topMean(n int, value func(int) float32) float32 {
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = value(i)
	}
	slices.SortFunc(xs, func(a, b float32) int { return -compare(a, b) })
	k := min(neighbours, n)
	var sum float32
	for _, x := range xs[:k] {
		sum += x
	}
	return sum / float32(k)
}

func compare(a, b float32) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// hit returns 1 if want has the highest value.
func hit(want, n int, value func(int) float32) int {
	best, high := 0, float32(math.Inf(-1))
	for j := range n {
		if x := value(j); x > high {
			best, high = j, x
		}
	}
	if best == want {
		return 1
	}
	return 0
}
