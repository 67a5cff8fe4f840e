package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// Alignment measures the links between a text and its translation against
// Bleualign's gold: strict precision, recall and F1 over alignment pairs. dir
// holds dev.de, dev.fr (a sentence a line) and dev.defr (lines of "[i,j]:[k]").
func Alignment(ctx context.Context, dir string, m Models) ([]Figure, error) {
	german, french := filepath.Join(dir, "dev.de"), filepath.Join(dir, "dev.fr")
	gold, err := readAlignment(filepath.Join(dir, "dev.defr"))
	if err != nil {
		return nil, err
	}
	o := m.options()
	o.OneStory, o.Rounds = true, 1
	result, err := run(ctx, o, german, french)
	if err != nil {
		return nil, err
	}
	if len(result.Articles) != 2 || len(result.Stories) != 1 {
		return nil, fmt.Errorf("want 2 articles in 1 story, have %d in %d", len(result.Articles), len(result.Stories))
	}
	left, err := sentenceLines(result.Articles[0], german)
	if err != nil {
		return nil, err
	}
	right, err := sentenceLines(result.Articles[1], french)
	if err != nil {
		return nil, err
	}
	predicted := aligned(result.Articles[0].ID, result.Stories[0].Links, left, right)
	hits := 0
	for pair := range predicted {
		if gold[pair] {
			hits++
		}
	}
	return []Figure{
		{"precision", ratio(hits, len(predicted))},
		{"recall", ratio(hits, len(gold))},
		{"f1", f1(hits, len(predicted), len(gold))},
	}, nil
}

// readAlignment returns the gold pairs, each as its line "[i,j]:[k]" in normal form.
func readAlignment(path string) (map[string]bool, error) {
	all, err := lines(path)
	if err != nil {
		return nil, err
	}
	gold := map[string]bool{}
	for _, l := range all {
		var a, b []int
		x, y, _ := strings.Cut(l, ":")
		y, _, _ = strings.Cut(y, ":")
		if json.Unmarshal([]byte(x), &a) != nil || json.Unmarshal([]byte(y), &b) != nil || len(a) == 0 || len(b) == 0 {
			continue
		}
		gold[pairKey(a, b)] = true
	}
	return gold, nil
}

func pairKey(a, b []int) string {
	slices.Sort(a)
	slices.Sort(b)
	return fmt.Sprint(a, b)
}

// sentenceLines returns, for each sentence of the article, the line of the
// file that holds it or that it holds, or -1.
func sentenceLines(a stemma.Article, path string) ([]int, error) {
	all, err := lines(path)
	if err != nil {
		return nil, err
	}
	for i, l := range all {
		all[i] = strings.Join(strings.Fields(l), " ")
	}
	out := make([]int, len(a.Sentences))
	used := 0
	for i, s := range a.Sentences {
		t := strings.Join(strings.Fields(a.Text[s.Start:s.End]), " ")
		out[i] = -1
		for k := max(0, used-3); k < len(all); k++ {
			if all[k] != "" && (strings.Contains(all[k], t) || strings.Contains(t, all[k])) {
				out[i], used = k, k
				break
			}
		}
	}
	return out, nil
}

// aligned joins links that share a line into pairs of line sets, as keys.
func aligned(first string, links []stemma.Link, left, right []int) map[string]bool {
	type node struct {
		side, line int
	}
	neighbour := map[node][]node{}
	for _, l := range links {
		a, b := l.ASentences, l.BSentences
		if l.A != first {
			a, b = b, a
		}
		for _, i := range a {
			for _, j := range b {
				x, y := node{0, left[i]}, node{1, right[j]}
				if x.line >= 0 && y.line >= 0 {
					neighbour[x] = append(neighbour[x], y)
					neighbour[y] = append(neighbour[y], x)
				}
			}
		}
	}
	pairs, seen := map[string]bool{}, map[node]bool{}
	for start := range neighbour {
		var sides [2][]int
		for queue := []node{start}; len(queue) > 0; queue = queue[1:] {
			if n := queue[0]; !seen[n] {
				seen[n] = true
				sides[n.side] = append(sides[n.side], n.line)
				queue = append(queue, neighbour[n]...)
			}
		}
		if len(sides[0]) > 0 {
			pairs[pairKey(sides[0], sides[1])] = true
		}
	}
	return pairs
}
