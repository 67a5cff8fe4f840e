package link

import (
	"cmp"
	"context"
	"math"
	"slices"
)

const (
	// fewArticles is the size of a story up to which all pairs are compared.
	fewArticles = 64
	// partners is how many articles each is compared with in a larger story:
	// half of them the nearest by words, numbers and names, half by vectors.
	partners = 40
	// spreadTerm is in how many articles a term may be to tell any apart.
	spreadTerm = 40
)

// pairs lists the pairs of articles to compare: all of them in a small story,
// and in a large one each article with its partners, which an index of rare
// terms and the articles' mean vectors give. The work so grows with the number
// of articles, and not with its square.
func (s *story) pairs(ctx context.Context) ([][2]int, error) {
	if len(s.articles) <= fewArticles {
		return s.allPairs(), nil
	}
	near := make([][]int, len(s.articles))
	index, centres := s.index(), s.centres()
	err := s.each(ctx, len(s.articles), func(_ *matcher, n int) {
		near[n] = s.partners(n, index, centres)
	})
	if err != nil {
		return nil, err
	}
	var out [][2]int
	for n, list := range near {
		for _, o := range list {
			out = append(out, [2]int{min(n, o), max(n, o)})
		}
	}
	slices.SortFunc(out, func(x, y [2]int) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	return slices.Compact(out), nil
}

func (s *story) allPairs() [][2]int {
	var out [][2]int
	for i := range s.articles {
		for j := i + 1; j < len(s.articles); j++ {
			if len(s.articles[i].sents) > 0 && len(s.articles[j].sents) > 0 {
				out = append(out, [2]int{i, j})
			}
		}
	}
	return out
}

// index lists for each term the articles that have it.
func (s *story) index() [][]int32 {
	index := make([][]int32, len(s.weights))
	for n := range s.articles {
		for t := range s.articles[n].posts {
			index[t] = append(index[t], int32(n))
		}
	}
	return index
}

// centres returns the articles' mean vectors.
func (s *story) centres() [][]float32 {
	out := make([][]float32, len(s.articles))
	for n := range s.articles {
		a := &s.articles[n]
		c := make([]float32, s.dim)
		for k := range a.sents {
			for i, x := range a.vec(k, s.dim) {
				c[i] += x
			}
		}
		if norm := dot(c, c); norm > 0 {
			f := 1 / float32(math.Sqrt(float64(norm)))
			for i := range c {
				c[i] *= f
			}
		}
		out[n] = c
	}
	return out
}

// partners returns the articles to compare article n with.
func (s *story) partners(n int, index [][]int32, centres [][]float32) []int {
	if len(s.articles[n].sents) == 0 {
		return nil
	}
	byWords, byVector := make([]float64, len(s.articles)), make([]float64, len(s.articles))
	for _, t := range s.articles[n].terms() {
		if len(index[t]) > spreadTerm {
			continue
		}
		for _, o := range index[t] {
			byWords[o] += math.Log(float64(len(s.articles)) / float64(len(index[t])))
		}
	}
	for o := range s.articles {
		byVector[o] = 1 + float64(dot(centres[n], centres[o]))
		byWords[o] /= math.Sqrt(float64(len(s.articles[o].posts) + 1))
		if o == n || len(s.articles[o].sents) == 0 {
			byWords[o], byVector[o] = 0, 0
		}
	}
	chosen := best(byWords, partners/2)
	for _, o := range chosen {
		byVector[o] = 0
	}
	return append(chosen, best(byVector, partners-len(chosen))...)
}

// terms returns the distinct terms of an article in order.
func (a *article) terms() []int32 {
	out := make([]int32, 0, len(a.posts))
	for t := range a.posts {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// best returns the places of the n highest scores above zero.
func best(scores []float64, n int) []int {
	var order []int
	for i, x := range scores {
		if x > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Or(cmp.Compare(scores[y], scores[x]), cmp.Compare(x, y)) })
	return order[:min(n, len(order))]
}
