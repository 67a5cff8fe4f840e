package eval

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// Independent measures forced links: those between reports that are of one
// event and have no sentence in common. Every document of the parallel set is
// made a story of two origins: articles that tell its first half, in
// independentLanguages languages, and articles that tell its second half, in
// as many others and one of the same. No sentence of the one half says what
// one of the other does, so that every link across is wrong. The figures are
// their number for a hundred sentences of an article and another's, and the
// share of sentences left alone; the share of sentences linked within a half,
// where nearly all have a counterpart, shows that nothing was won by linking
// nothing. dir is that of Vectors.
func Independent(ctx context.Context, dir string, m Models) ([]Figure, error) {
	documents, err := parallelDocuments(dir)
	if err != nil {
		return nil, err
	}
	var s halfScore
	for n, d := range documents {
		o := m.options()
		o.OneStory, o.Rounds = true, 1
		articles := d.halves(n)
		if articles == nil {
			continue
		}
		r, err := trace.Run(ctx, articles, o)
		if err != nil {
			return nil, err
		}
		s.add(r)
	}
	if s.acrossSize == 0 || s.withinSize == 0 {
		return nil, fmt.Errorf("%s: no document of %d sentences", dir, 2*leastHalf)
	}
	return []Figure{
		{"links-per-100", 100 * s.across / s.acrossSize},
		{"left-alone", 1 - s.across/s.acrossSize},
		{"found-within", s.within / s.withinSize},
	}, nil
}

const (
	// independentLanguages is in how many languages each half is told.
	independentLanguages = 3
	// leastHalf is how many sentences a half must have.
	leastHalf = 4
)

// parallelDocument holds the lines of one document, by language.
type parallelDocument struct {
	langs []string
	lines map[string][]string
}

func parallelDocuments(dir string) ([]*parallelDocument, error) {
	names, err := lines(filepath.Join(dir, "documents.txt"))
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "??.txt"))
	if err != nil {
		return nil, err
	}
	if len(files) < 2*independentLanguages {
		return nil, fmt.Errorf("%d languages in %s, want %d", len(files), dir, 2*independentLanguages)
	}
	var out []*parallelDocument
	byName := map[string]*parallelDocument{}
	for _, path := range files {
		lang := strings.TrimSuffix(filepath.Base(path), ".txt")
		all, err := lines(path)
		if err != nil {
			return nil, err
		}
		if len(all) != len(names) {
			return nil, fmt.Errorf("%s has %d lines, documents.txt %d", path, len(all), len(names))
		}
		for i, name := range names {
			d := byName[name]
			if d == nil {
				d = &parallelDocument{lines: map[string][]string{}}
				byName[name] = d
				out = append(out, d)
			}
			if d.lines[lang] == nil {
				d.langs = append(d.langs, lang)
			}
			d.lines[lang] = append(d.lines[lang], all[i])
		}
	}
	return out, nil
}

// halves returns the articles of the n-th document; other languages for the
// next, so that all are told.
func (d *parallelDocument) halves(n int) []stemma.Article {
	half := len(d.lines[d.langs[0]]) / 2
	if half < leastHalf {
		return nil
	}
	var out []stemma.Article
	tell := func(prefix string, k int, from, to int) {
		lang := d.langs[(n+k)%len(d.langs)]
		out = append(out, stemma.Article{
			ID: fmt.Sprintf("%s-%d", prefix, k), Lang: lang, PublishedPrecision: stemma.PrecisionNone,
			Text: strings.Join(d.lines[lang][from:to], "\n\n"),
		})
	}
	for k := range independentLanguages {
		tell("first", 5*k, 0, half)
	}
	for k := range independentLanguages {
		tell("second", 5*k+3*min(k, 1), half, 2*half)
	}
	return out
}

// halfScore adds up links across the halves and sentences linked within them,
// one that is in two links twice, and what they are counted by: the sentences
// of the shorter article, for every pair of articles.
type halfScore struct{ across, acrossSize, within, withinSize float64 }

func (s *halfScore) add(r *stemma.Result) {
	half := func(id string) string { half, _, _ := strings.Cut(id, "-"); return half }
	for i, a := range r.Articles {
		for _, b := range r.Articles[:i] {
			size := float64(min(len(a.Sentences), len(b.Sentences)))
			if half(a.ID) == half(b.ID) {
				s.withinSize += size
			} else {
				s.acrossSize += size
			}
		}
	}
	for _, story := range r.Stories {
		for _, l := range story.Links {
			if half(l.A) == half(l.B) {
				s.within += float64(min(len(l.ASentences), len(l.BSentences)))
			} else {
				s.across++
			}
		}
	}
}
