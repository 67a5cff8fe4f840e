package eval

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Extraction measures the main text of web pages: F1 over shingles of four
// words, from the mean over pages of precision and of recall (the metric of
// the article extraction benchmark). dir holds gold.json and html/*.html.gz.
func Extraction(ctx context.Context, dir string, _ Models) ([]Figure, error) {
	b, err := os.ReadFile(filepath.Join(dir, "gold.json"))
	if err != nil {
		return nil, err
	}
	var gold map[string]struct {
		ArticleBody string `json:"articleBody"`
	}
	if err := json.Unmarshal(b, &gold); err != nil {
		return nil, err
	}
	articles, err := load(ctx, filepath.Join(dir, "html"))
	if err != nil {
		return nil, err
	}
	predicted := map[string]string{}
	for _, a := range articles {
		page, _, _ := strings.Cut(filepath.Base(a.Input), ".")
		predicted[page] = a.Text
	}
	var precision, recall mean
	for page, g := range gold {
		scorePage(shingles(g.ArticleBody), shingles(predicted[page]), &precision, &recall)
	}
	p, r := precision.value(), recall.value()
	return []Figure{{"precision", p}, {"recall", r}, {"f1", 2 * p * r / max(p+r, 1e-9)}}, nil
}

type mean struct {
	sum float64
	n   int
}

func (m *mean) add(x float64) { m.sum += x; m.n++ }

func (m *mean) value() float64 { return m.sum / float64(max(1, m.n)) }

func scorePage(gold, predicted map[string]int, precision, recall *mean) {
	var common, g, p int
	for k, n := range gold {
		common += min(n, predicted[k])
		g += n
	}
	for _, n := range predicted {
		p += n
	}
	switch {
	case p > 0:
		precision.add(ratio(common, p))
	case g == 0:
		precision.add(1)
	}
	if g > 0 {
		recall.add(ratio(common, g))
	}
}

var word = regexp.MustCompile(`[\p{L}\p{M}\p{N}_]+`)

// shingles counts the runs of four words; a shorter text is one shingle.
func shingles(s string) map[string]int {
	const n = 4
	w := word.FindAllString(s, -1)
	counts := map[string]int{}
	if len(w) == 0 {
		return counts
	}
	for i := range max(1, len(w)-n+1) {
		counts[strings.Join(w[i:min(i+n, len(w))], " ")]++
	}
	return counts
}
