package cluster

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"github.com/stemma-news/stemma/internal/crew"
)

const (
	// window is how many articles before and after it in time an article is
	// compared with by vector. All are, in inputs of up to half that size; in
	// larger ones stories are far shorter in time than the window.
	window = 2000
	// nearest is how many candidates are kept for each article.
	nearest = 24
	// crowd is how many articles may share a name or number before it is too
	// common to find candidates by.
	crowd = 100
)

// pair is two articles that may tell one story, a before b.
type pair struct {
	a, b int
	tie  float64 // see tie
}

// candidates returns pairs of articles that are near each other, each once,
// in order.
func candidates(ctx context.Context, articles []article, m measure) ([]pair, error) {
	order := byTime(articles)
	index := invert(articles)
	found := make([][]pair, len(articles))
	g, inner := crew.WithContext(ctx)
	const block = 64
	g.SetLimit(runtime.GOMAXPROCS(0))
	for start := 0; start < len(articles); start += block {
		g.Go(func() error {
			s := search{measure: m, articles: articles, order: order, index: index}
			for at := start; at < min(start+block, len(articles)); at++ {
				if err := inner.Err(); err != nil {
					return err
				}
				found[at] = s.around(at)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	pairs := slices.Concat(found...)
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Or(x.a-y.a, x.b-y.b) })
	pairs = slices.Compact(pairs)
	return pairs, m.tieAll(ctx, articles, pairs)
}

// byTime orders the articles by time, undated ones last.
func byTime(articles []article) []int {
	order := make([]int, len(articles))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &articles[a], &articles[b]
		switch {
		case x.isDated && y.isDated:
			return x.from.Compare(y.from)
		case x.isDated:
			return -1
		case y.isDated:
			return 1
		}
		return 0
	})
	return order
}

// invert lists the articles of each feature that is not too common.
func invert(articles []article) map[int32][]int {
	index := map[int32][]int{}
	for i := range articles {
		for _, t := range articles[i].sparse {
			index[t.feature] = append(index[t.feature], i)
		}
	}
	for f, list := range index {
		if len(list) < 2 || len(list) > crowd {
			delete(index, f)
		}
	}
	return index
}

// search looks for the articles near another one.
type search struct {
	measure
	articles []article
	order    []int
	index    map[int32][]int
}

// around returns the candidate pairs of the article at a place of the order.
func (s *search) around(at int) []pair {
	i := s.order[at]
	near := ranking{}
	for _, j := range s.order[max(0, at-window):min(len(s.order), at+window+1)] {
		if j != i {
			near.add(j, s.similarity(&s.articles[i], &s.articles[j]))
		}
	}
	shared := map[int]float64{} // article → weight of the features that it shares
	for _, t := range s.articles[i].sparse {
		for _, j := range s.index[t.feature] {
			shared[j] += float64(t.weight)
		}
	}
	delete(shared, i)
	sharing := ranking{}
	for j, weight := range shared { // a ranking does not depend on the order
		sharing.add(j, weight)
	}
	var pairs []pair
	for _, n := range append(near.list, sharing.list...) {
		pairs = append(pairs, pair{a: min(i, n.article), b: max(i, n.article)})
	}
	return pairs
}

// ranking keeps the nearest articles, best first, ties by article.
type ranking struct{ list []neighbour }

type neighbour struct {
	article int
	score   float64
}

func (r *ranking) add(article int, score float64) {
	n := neighbour{article, score}
	if len(r.list) == nearest {
		if !n.before(r.list[nearest-1]) {
			return
		}
		r.list = r.list[:nearest-1]
	}
	at, _ := slices.BinarySearchFunc(r.list, n, func(x, y neighbour) int {
		if x.before(y) {
			return -1
		}
		return 1
	})
	r.list = slices.Insert(r.list, at, n)
}

func (n neighbour) before(m neighbour) bool {
	return n.score > m.score || n.score == m.score && n.article < m.article
}
