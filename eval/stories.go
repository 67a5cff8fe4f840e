package eval

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/stemma-news/stemma"
)

// Stories measures which articles are put into one story: B-cubed precision,
// recall and F1 (Bagga & Baldwin 1998), and the number of stories found over
// the true number; then the same of a stream, see streamed. dir holds {full,half,lead}.jsonl and NAME.gold.tsv with
// lines of "article story".
func Stories(ctx context.Context, dir string, m Models) ([]Figure, error) {
	var figures []Figure
	for _, name := range []string{"full", "half", "lead"} {
		gold, err := readPairs(filepath.Join(dir, name+".gold.tsv"))
		if err != nil {
			return nil, err
		}
		result, err := run(ctx, m.options(), filepath.Join(dir, name+".jsonl"))
		if err != nil {
			return nil, err
		}
		predicted := placed(gold, result)
		p, r := bcubed(gold, predicted)
		figures = append(figures,
			Figure{name + ".b3-precision", p}, Figure{name + ".b3-recall", r}, Figure{name + ".b3-f1", 2 * p * r / (p + r)},
			Figure{name + ".stories-ratio", ratio(len(groups(predicted)), len(groups(gold)))})
		stream, err := streamed(ctx, name, filepath.Join(dir, name+".jsonl"), gold, m)
		if err != nil {
			return nil, err
		}
		figures = append(figures, stream...)
	}
	return figures, nil
}

func readPairs(path string) (map[string]string, error) {
	all, err := lines(path)
	if err != nil {
		return nil, err
	}
	m := make(map[string]string, len(all))
	for _, l := range all {
		k, v, _ := strings.Cut(l, "\t")
		m[k] = v
	}
	return m, nil
}

// placed returns the story of each gold article; an unplaced one is alone.
func placed(gold map[string]string, r *stemma.Result) map[string]string {
	m := make(map[string]string, len(gold))
	for a := range gold {
		m[a] = a
	}
	for _, s := range r.Stories {
		for _, a := range s.Articles {
			if _, ok := m[a]; ok {
				m[a] = "story " + s.ID
			}
		}
	}
	return m
}

func groups(m map[string]string) map[string][]string {
	g := map[string][]string{}
	for a, k := range m {
		g[k] = append(g[k], a)
	}
	return g
}

func bcubed(gold, predicted map[string]string) (precision, recall float64) {
	g, p := groups(gold), groups(predicted)
	for a := range gold {
		common := 0
		for _, b := range p[predicted[a]] {
			if gold[b] == gold[a] {
				common++
			}
		}
		precision += ratio(common, len(p[predicted[a]]))
		recall += ratio(common, len(g[gold[a]]))
	}
	n := float64(len(gold))
	return precision / n, recall / n
}
