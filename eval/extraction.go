package eval

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Extraction measures the main text of web pages: F1 over shingles of four
// words, from the mean over pages of precision and of recall (the metric of
// the article extraction benchmark); and the shares of right titles, dates,
// languages, outlets and addresses, as far as the gold has them. dir holds
// gold.json and html/*.html.gz.
func Extraction(ctx context.Context, dir string, _ Models) ([]Figure, error) {
	gold, err := readPageGold(dir)
	if err != nil {
		return nil, err
	}
	articles, err := load(ctx, filepath.Join(dir, "html"))
	if err != nil {
		return nil, err
	}
	predicted := map[string]stemma.Article{}
	for _, a := range articles {
		page, _, _ := strings.Cut(filepath.Base(a.Input), ".")
		a.Lang = text.Read(a).Article.Lang
		predicted[page] = a
	}
	var precision, recall mean
	var m metadata
	for page, g := range gold {
		scorePage(shingles(g.ArticleBody), shingles(predicted[page].Text), &precision, &recall)
		m.add(g, predicted[page])
	}
	p, r := precision.value(), recall.value()
	return append([]Figure{{"precision", p}, {"recall", r}, {"f1", 2 * p * r / max(p+r, 1e-9)}}, m.figures()...), nil
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

// word is \w as the script's Python has it: combining marks are no part of it.
var word = regexp.MustCompile(`[\p{L}\p{N}_]+`)

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
