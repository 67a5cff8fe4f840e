package cluster

import (
	"context"
	"math"
	"runtime"
	"slices"

	"github.com/stemma-news/stemma/internal/crew"
)

// Two reports that have a few sentences in common tell one story, however much
// else each of them tells: their means may lie far apart.

const (
	// longest is how many sentences of an article are compared one by one.
	longest = 16
	// enough is how many common sentences make a full tie.
	enough = 3
	// A tie begins at noTie and is full at fullTie, for short articles of
	// usualCells pairs of sentences. Of more pairs the best are better by
	// chance: both rise by perCell with the logarithm of their number.
	noTie, fullTie = 0.15, 0.35
	perCell        = 0.04
	usualCells     = 4   // a logarithm, as leastCells is: a headline alone
	leastCells     = 2.5 // is no better than a short article
	// tieSpread is how the ties that a story needs grow with its size: between
	// 0, where one of its articles is enough to tie another to it and chance
	// soon is, and 1, where all of its articles must.
	tieSpread = 0.6
	// doubt is how far below the threshold a tie can still make a difference.
	doubt = tieWeight + secondChance
)

// trust is how much a tie of two articles says, 0 to 1: nothing where they name
// different things, and the form of the sentences is what they have in common.
func trust(a, b *article) float64 { return 1 - strange(a, b, sharingOf(a, b)) }

// tieAll computes the ties of the pairs for which they can make a difference: in
// a small input all, since to a group they add up.
func (m measure) tieAll(ctx context.Context, articles []article, pairs []pair) error {
	g, ctx := crew.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	const block = 256
	for start := 0; start < len(pairs); start += block {
		g.Go(func() error {
			for k := start; k < min(start+block, len(pairs)); k++ {
				p := &pairs[k]
				a, b := &articles[p.a], &articles[p.b]
				if m.chosen > 0 || m.similarity(a, b) > threshold-doubt {
					p.tie = tie(a, b) * trust(a, b)
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

// tied is how surely two groups are tied, 0 to 1. ties is the sum over the
// pairs of their articles.
func tied(ties float64, a, b int) float64 {
	return min(1, ties/(float64(min(a, b))*math.Pow(float64(max(a, b)), tieSpread)))
}

// tie says how surely the two articles have sentences in common, 0 to 1: the
// mean contrast of the sentences of the shorter one that have the best.
func tie(a, b *article) float64 {
	if len(a.lines) > len(b.lines) {
		a, b = b, a
	}
	if len(a.lines) == 0 {
		return 0
	}
	best := contrasts(a, b)
	slices.Sort(best)
	best = best[max(0, len(best)-enough):]
	sum := 0.0
	for _, x := range best {
		sum += x
	}
	cells := max(leastCells, math.Log(float64(len(a.lines)*len(b.lines))))
	x := sum/float64(len(best)) - perCell*(cells-usualCells)
	return max(0, min(1, (x-noTie)/(fullTie-noTie)))
}

// contrasts returns for each line of a how far its cosine to one of b lies
// above the hub scores of the two, for the one of b where that is highest.
func contrasts(a, b *article) []float64 {
	out := make([]float64, len(a.lines))
	cosines := make([]float32, 0, longest)
	for i, x := range a.lines {
		out[i] = -1
		cosines = dots(cosines[:0], x, b.lines)
		for j, c := range cosines {
			out[i] = max(out[i], float64(c)-(a.hubs[i]+b.hubs[j])/2)
		}
	}
	return out
}
