package link

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/stemma-news/stemma/vector"
)

const (
	// fewArticles is the size of a story up to which all pairs are compared.
	fewArticles = 64
	// partners is how many articles each is compared with in a larger story:
	// half of them the nearest by words, numbers and names, half by vectors.
	partners = 40
	// spreadTerm is in how many articles a term may be to tell any apart.
	spreadTerm = 40
	// allAgain is the size of a story up to which all articles are asked for their
	// partners again when one came: their mean vectors meet, each with each.
	allAgain = 1000
)

// pairs lists the pairs of articles to compare: all of them in a small story,
// and in a large one each article with its partners, which an index of rare
// terms and the articles' mean vectors give. The work so grows with the number
// of articles, and not with its square. A copy that differs in nothing has one
// partner, the first of its kind: a thousand copies of one text tell no more
// about each other than that they are the same.
//
// In a very large story the articles before the given number, whose pairs are
// known, are not asked again.
func (s *story) pairs(ctx context.Context, from int) ([][2]int, error) {
	if len(s.articles) <= fewArticles {
		return s.allPairs(), nil
	}
	first := s.firsts()
	var kinds []int
	var out [][2]int
	for n, f := range first {
		switch {
		case len(s.articles[n].sents) == 0:
		case f == n:
			kinds = append(kinds, n)
		default:
			out = append(out, [2]int{min(n, f), max(n, f)})
		}
	}
	near := make([][]int, len(kinds))
	index, centres := s.index(kinds), s.centres()
	err := s.each(ctx, len(kinds), func(_ *matcher, k int) {
		if kinds[k] >= from || len(s.articles) <= allAgain {
			near[k] = s.partners(kinds[k], kinds, index, centres)
		}
	})
	if err != nil {
		return nil, err
	}
	for k, list := range near {
		for _, o := range list {
			out = append(out, [2]int{min(kinds[k], o), max(kinds[k], o)})
		}
	}
	slices.SortFunc(out, byNumber)
	return slices.Compact(out), nil
}

// byNumber orders pairs of articles.
func byNumber(x, y [2]int) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) }

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

// firsts returns for each article the first of those that have the same
// sentences, and no others, in the same order: itself, if none came before.
// First is by time, and of undated ones by the canonical order.
func (s *story) firsts() []int {
	order := make([]int, len(s.articles))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(x, y int) int {
		a, b := s.articles[x].doc.Article.Published, s.articles[y].doc.Article.Published
		if a.IsZero() != b.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.IsZero()]
		}
		return a.Compare(b)
	})
	first, seen := make([]int, len(s.articles)), map[uint64]int{}
	for _, n := range order {
		a := &s.articles[n]
		f, ok := seen[a.print()]
		if first[n] = n; ok && s.articles[f].same(a) {
			first[n] = f
		} else if !ok {
			seen[a.print()] = n
		}
	}
	return first
}

// print is a hash of the article's words.
func (a *article) print() uint64 {
	h := uint64(len(a.starts))
	for _, w := range a.stream {
		h = mix(h, uint64(w))
	}
	return h
}

// same tells whether two articles have the same sentences in one language.
func (a *article) same(b *article) bool {
	return a.lang == b.lang && slices.Equal(a.starts, b.starts) && slices.Equal(a.stream, b.stream)
}

// index lists for each term those of the articles that have it.
func (s *story) index(articles []int) [][]int32 {
	index := make([][]int32, len(s.weights))
	for _, n := range articles {
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
		if norm := vector.Dot(c, c); norm > 0 {
			f := 1 / float32(math.Sqrt(float64(norm)))
			for i := range c {
				c[i] *= f
			}
		}
		out[n] = c
	}
	return out
}

// partners returns those of the articles that article n is to be compared with.
func (s *story) partners(n int, articles []int, index [][]int32, centres [][]float32) []int {
	byWords, byVector := make([]float64, len(s.articles)), make([]float64, len(s.articles))
	for _, t := range s.articles[n].terms() {
		if len(index[t]) > spreadTerm {
			continue
		}
		for _, o := range index[t] {
			byWords[o] += math.Log(float64(len(s.articles)) / float64(len(index[t])))
		}
	}
	for _, o := range articles {
		byVector[o] = 1 + float64(vector.Dot(centres[n], centres[o]))
		byWords[o] /= math.Sqrt(float64(len(s.articles[o].posts) + 1))
	}
	byWords[n], byVector[n] = 0, 0
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
