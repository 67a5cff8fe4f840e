package reuse

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/stemma-news/stemma"
)

// Text is one article to compare.
type Text struct {
	// ID orders the texts, so that nothing depends on the order in which they
	// come; it need not be unique.
	ID string
	// Series names what texts are not each other's reuse: an outlet, a column.
	// Texts without one are compared with all.
	Series string
	Text   string
}

// Options say what counts as reuse. The zero value is ready to use.
type Options struct {
	// MinWords is how many equal words a passage has at least, 6 if zero;
	// pieces of scripts without spaces count half a word.
	MinWords int
	// Groups asks for the groups of articles that are mostly one text.
	Groups bool
	// Progress, where it is not nil, is told of each step.
	Progress func(step string)
}

// DefaultWords is how many equal words a passage has at least if nothing else is
// asked for: a clause.
const DefaultWords = 6

func (o Options) withDefaults() Options {
	if o.MinWords <= 0 {
		o.MinWords = DefaultWords
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	return o
}

// Passage is a stretch of text that two articles have in common.
type Passage struct {
	// A and B are the articles, as indices into the texts given; A is the one
	// whose id comes first.
	A, B int
	// ASpan and BSpan are where the passage is, from the first letter of its
	// first word to the last of its last.
	ASpan, BSpan stemma.Span
	// Words is its length, of the longer of the two sides; Same is the share
	// of these words that are equal.
	Words int
	Same  float64
	// Weight is how rare the passage is: 1 for what only these two have, less
	// by the logarithm of how many articles have it, to 0 for what all have.
	// Fewer than 1,000 articles count as so many: what all of ten have may be
	// what their story is, and weighs 0.74.
	Weight float64
	// Score is the number of equal words times the weight.
	Score float64
}

// Group is articles that are mostly one text.
type Group struct {
	// Core is the article that is near the most others; each of Articles,
	// which it is one of, was compared with it.
	Core     int
	Articles []int
}

// Result is what the texts have in common, in the order of their ids.
type Result struct {
	Passages []Passage
	Groups   []Group
}

// Find returns the passages that any two of the texts have in common. The
// error is that of ctx, or ErrTooMuch.
func Find(ctx context.Context, texts []Text, o Options) (Result, error) {
	o = o.withDefaults()
	o.Progress("reading words")
	c, err := newCorpus(ctx, texts)
	if err != nil {
		return Result{}, err
	}
	o.Progress("indexing")
	x, err := newIndex(ctx, c)
	if err != nil {
		return Result{}, err
	}
	o.Progress("comparing")
	n := len(texts)
	s := searcher{corpus: c, index: x, least: o.MinWords, formula: rarity(max(pairsUpTo, int(commonShare*float64(n))), n)}
	var r Result
	if r.Passages, err = s.passages(ctx); err != nil {
		return Result{}, err
	}
	if o.Groups {
		o.Progress("grouping")
		if r.Groups, err = s.groups(ctx, r.Passages); err != nil {
			return Result{}, err
		}
	}
	s.asGiven(texts, &r)
	return r, ctx.Err()
}

// asGiven replaces places by indices into the texts, and puts all in the order
// of the texts' ids.
func (s *searcher) asGiven(texts []Text, r *Result) {
	rank := ranks(texts)
	for i := range r.Passages {
		p := &r.Passages[i]
		p.A, p.B = s.order[p.A], s.order[p.B]
		if rank[p.A] > rank[p.B] {
			p.A, p.B, p.ASpan, p.BSpan = p.B, p.A, p.BSpan, p.ASpan
		}
	}
	slices.SortFunc(r.Passages, func(x, y Passage) int {
		return cmp.Or(cmp.Compare(rank[x.A], rank[y.A]), cmp.Compare(rank[x.B], rank[y.B]),
			cmp.Compare(x.ASpan.Start, y.ASpan.Start), cmp.Compare(x.BSpan.Start, y.BSpan.Start))
	})
	for i := range r.Groups {
		g := &r.Groups[i]
		for k, a := range g.Articles {
			g.Articles[k] = s.order[a]
		}
		g.Core = g.Articles[0]
		slices.SortFunc(g.Articles, func(x, y int) int { return cmp.Compare(rank[x], rank[y]) })
	}
	slices.SortFunc(r.Groups, func(x, y Group) int { return cmp.Compare(rank[x.Articles[0]], rank[y.Articles[0]]) })
}

// ranks returns the place of every text in the order of ids.
func ranks(texts []Text) []int {
	order, rank := make([]int, len(texts)), make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return byID(&texts[x], &texts[y]) })
	for at, i := range order {
		rank[i] = at
	}
	return rank
}

const (
	// fewTexts is as how many any fewer texts count: that all of a few have a
	// shingle does not make it a formula, it may be what their story is. A
	// scale down to 0 would also take the score from three copies of one text.
	fewTexts = 1000
	// rareShare of the least words, if no other article had them, is what a
	// passage must score: a formula must be longer than a clause to count.
	rareShare = 5.0 / 6
	// commonShare of all articles, but more than pairsUpTo, make a passage a
	// formula. Two articles have it in common because all have it, unless it is
	// part of a copy: of copyShare of the words of the shorter.
	commonShare, copyShare = 1.0 / 200, 0.25
)

// rarity is 1 for what two of n articles have, and 0 for what all have, or as
// many as fewTexts of fewer.
func rarity(have, n int) float64 {
	if have <= 2 {
		return 1
	}
	all := math.Log(float64(max(n, fewTexts)) / 2)
	return max(0, 1-math.Log(float64(have)/2)/all)
}
