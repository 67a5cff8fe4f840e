package eval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector"
)

// pivotless are the language pairs without English that are measured.
var pivotless = [][2]string{{"id", "ar"}, {"ar", "ru"}, {"fa", "tr"}, {"zh", "de"}}

// Vectors measures how often the nearest sentence of another language is the
// right one, by ratio margin (Artetxe & Schwenk 2019), mean of both
// directions; how often a translation scores above the neighbours of the right
// sentence in its document; and how well vector.Threshold tells translations
// from unrelated sentences. dir holds LANG.txt files, line by line the same
// sentences, and documents.txt with the document of each line.
func Vectors(ctx context.Context, dir string, m Models) ([]Figure, error) {
	model, err := m.encoder()
	if err != nil {
		return nil, err
	}
	set, err := readParallel(ctx, model, dir)
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
	out := append(english.figures("english"), others.figures("others")...)
	return append(append(out, figures...), more...), nil
}

// parallel is a text in several languages: vecs[lang][i] is sentence i.
type parallel struct {
	langs     []string
	documents []string
	vecs      map[string][][]float32
}

func readParallel(ctx context.Context, model trace.Vectorizer, dir string) (*parallel, error) {
	documents, err := lines(filepath.Join(dir, "documents.txt"))
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
		if set.vecs[lang], err = vectorsOf(ctx, model, f); err != nil {
			return nil, err
		}
		if len(set.vecs[lang]) != len(documents) {
			return nil, fmt.Errorf("%s has %d lines, documents.txt has %d", f, len(set.vecs[lang]), len(documents))
		}
		set.langs = append(set.langs, lang)
	}
	if set.vecs["en"] == nil {
		return nil, errors.New("no en.txt in " + dir)
	}
	return set, nil
}

// encoder is the model that judges: of a cascade, the stronger one.
func (m Models) encoder() (trace.Vectorizer, error) {
	switch {
	case m.Judge != nil:
		return m.Judge, nil
	case m.Vectors != nil:
		return m.Vectors, nil
	}
	return vector.Default()
}

// vectorsOf returns the vectors of the lines of a file.
func vectorsOf(ctx context.Context, model trace.Vectorizer, path string) ([][]float32, error) {
	sentences, err := lines(path)
	if err != nil {
		return nil, err
	}
	return model.Vectors(ctx, sentences)
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

// accuracy holds the shares of one pair of languages, or of several: the mean,
// and the worst of them.
type accuracy struct{ margin, document, near, threshold spread }

// spread is the mean and the lowest of some shares.
type spread struct {
	sum, low float64
	n        int
}

func (s *spread) add(x float64) {
	if s.n == 0 || x < s.low {
		s.low = x
	}
	s.sum += x
	s.n++
}

func (s *spread) mean() float64 { return s.sum / float64(max(1, s.n)) }

func (a *accuracy) figures(group string) []Figure {
	return []Figure{
		{group + ".margin", a.margin.mean()},
		{group + ".worst", a.margin.low},
		{group + ".document", a.document.mean()},
		{group + ".near", a.near.mean()},
		{group + ".near.worst", a.near.low},
		{group + ".threshold", a.threshold.mean()},
		{group + ".threshold.worst", a.threshold.low},
	}
}

func (p *parallel) measure(ctx context.Context, pairs [][2]string) (*accuracy, []Figure, error) {
	all := new(accuracy)
	var figures []Figure
	for _, pair := range pairs {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		a, b := p.vecs[pair[0]], p.vecs[pair[1]]
		if a == nil || b == nil {
			continue
		}
		_, margin := nearest(a, b)
		document, _ := nearest(p.means(a), p.means(b))
		all.margin.add(margin)
		all.document.add(document)
		all.near.add(p.near(a, b))
		all.threshold.add(p.threshold(a, b))
		figures = append(figures, Figure{pair[0] + "-" + pair[1], margin})
	}
	return all, figures, nil
}

// near is how often a sentence is closer to its translation than to the
// translation of the sentence before or after it in the same document, in both
// directions: near misses, since neighbours share names and subject.
func (p *parallel) near(a, b [][]float32) float64 {
	won, asked := 0, 0
	for i := 1; i < len(a); i++ {
		if p.documents[i] != p.documents[i-1] {
			continue
		}
		for _, at := range [][2]int{{i, i - 1}, {i - 1, i}} {
			right := vector.Dot(a[at[0]], b[at[0]])
			for _, wrong := range []float32{vector.Dot(a[at[0]], b[at[1]]), vector.Dot(a[at[1]], b[at[0]])} {
				asked++
				if right > wrong {
					won++
				}
			}
		}
	}
	return ratio(won, asked)
}

// threshold is the share of right answers of "cosine above vector.Threshold"
// over the translations and as many unrelated sentences, of another document.
func (p *parallel) threshold(a, b [][]float32) float64 {
	right, asked := 0, 0
	n := len(a)
	for i := range n {
		j := (i + n/2) % n
		if p.documents[i] == p.documents[j] {
			continue
		}
		asked += 2
		if vector.Dot(a[i], b[i]) >= vector.Threshold {
			right++
		}
		if vector.Dot(a[i], b[j]) < vector.Threshold {
			right++
		}
	}
	return ratio(right, asked)
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
		vector.Normalise(x)
	}
	return out
}

// Tatoeba measures the nearest English sentence on the test sets that Artetxe
// & Schwenk (2019) cut from Tatoeba: files tatoeba.abc-eng.abc and
// tatoeba.abc-eng.eng as the LASER repository holds them, abc a language code
// of three letters. Figures of other models on them are published as error by
// cosine, mean of both directions.
func Tatoeba(ctx context.Context, dir string, m Models) ([]Figure, error) {
	model, err := m.encoder()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "tatoeba.*-eng.eng"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no tatoeba.*-eng.eng in %s: %w", dir, os.ErrNotExist)
	}
	var byCosine, byMargin spread
	var figures []Figure
	for _, f := range files {
		lang := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "tatoeba."), "-eng.eng")
		english, err := vectorsOf(ctx, model, f)
		if err != nil {
			return nil, err
		}
		other, err := vectorsOf(ctx, model, strings.TrimSuffix(f, "eng")+lang)
		if err != nil {
			return nil, err
		}
		if len(english) != len(other) {
			return nil, fmt.Errorf("%s: %d sentences for %d in the other language", f, len(english), len(other))
		}
		cosine, margin := nearest(english, other)
		byCosine.add(cosine)
		byMargin.add(margin)
		figures = append(figures, Figure{lang + ".cosine", cosine}, Figure{lang + ".margin", margin})
	}
	return append([]Figure{{"cosine", byCosine.mean()}, {"margin", byMargin.mean()}}, figures...), nil
}
