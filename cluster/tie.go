package cluster

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Two reports that have a few sentences in common tell one story, however much
// else each of them tells: their means may lie far apart.

const (
	// longest is how many sentences of an article are compared one by one.
	longest = 16
	// enough is how many common sentences make a full tie.
	enough = 3
	// Of pairs of unrelated articles one in seven hundred has the contrast at
	// which a tie begins, and one in ten thousand the one from which it is full.
	// Of whole reports of one story two thirds lie above the first, and six in
	// ten above the second.
	noTie, fullTie = 0.42, 0.48
	// Short articles have few other sentences to tell the mean cosine from, so
	// it is reckoned with usualCount more of the usual one.
	usual, usualCount = 0.06, 2
	// doubt is how far from the threshold a tie is worth computing.
	doubt = 0.9
)

// tieAll computes the ties of the pairs for which they can make a difference.
func (m measure) tieAll(ctx context.Context, articles []article, pairs []pair) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	const block = 256
	for start := 0; start < len(pairs); start += block {
		g.Go(func() error {
			for k := start; k < min(start+block, len(pairs)); k++ {
				p := &pairs[k]
				a, b := &articles[p.a], &articles[p.b]
				if s := m.similarity(a, b); s > threshold-doubt && s < threshold+doubt {
					p.tie = tie(a.lines, b.lines)
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

// tie says how surely the two articles have sentences in common, 0 to 1: the
// mean contrast of the sentences of the shorter one that have the best.
func tie(a, b [][]float32) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	best := contrasts(a, b)
	slices.Sort(best)
	best = best[max(0, len(best)-enough):]
	sum := 0.0
	for _, x := range best {
		sum += x
	}
	return max(0, min(1, (sum/float64(len(best))-noTie)/(fullTie-noTie)))
}

// contrasts returns for each sentence of a how far its cosine to one of b lies
// above the mean of the cosines that these two have to the other sentences of
// b and a, for the one of b where that is highest. The difference takes out
// how close two languages, and two texts on one subject, lie anyway; it is
// the margin of Artetxe & Schwenk (2019) with all others as neighbours.
func contrasts(a, b [][]float32) []float64 {
	cosines := make([]float64, len(a)*len(b))
	rows, columns := make([]float64, len(a)), make([]float64, len(b))
	for i, x := range a {
		for j, y := range b {
			c := float64(dot(x, y))
			cosines[i*len(b)+j] = c
			rows[i] += c
			columns[j] += c
		}
	}
	others := float64(len(a) + len(b) - 2)
	out := make([]float64, len(a))
	for i := range a {
		for j := range b {
			c := cosines[i*len(b)+j]
			mean := (rows[i] + columns[j] - 2*c + usual*usualCount) / (others + usualCount)
			out[i] = max(out[i], c-mean)
		}
	}
	return out
}
