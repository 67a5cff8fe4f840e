package genealogy

import (
	"math"
	"math/rand/v2"
)

// dice is what everything random is drawn from: the same seed, the same story.
type dice struct{ *rand.Rand }

// newDice returns the dice of a seed; purpose keeps those for different things
// apart, so that more draws for one leave the others as they are.
func newDice(seed, purpose uint64) dice {
	return dice{rand.New(rand.NewPCG(seed, purpose))} //nolint:gosec // stories, not secrets
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between draws evenly from [lo, hi].
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// spread draws evenly from [lo, hi).
func (d dice) spread(lo, hi float64) float64 { return lo + (hi-lo)*d.Float64() }

// scale draws from [lo, hi) so that every order of magnitude is as likely.
func (d dice) scale(lo, hi float64) float64 { return lo * math.Pow(hi/lo, d.Float64()) }

// share draws from (0, 1) with the given mean, about: Kumaraswamy's
// distribution, which is as beta with a closed form. Strength 1 is wide (most
// stories are near one end), 5 narrow.
func (d dice) share(mean, strength float64) float64 {
	mean = min(max(mean, 0.001), 0.999)
	a := max(strength*mean, 0.05) + 0.5
	// The median of Kumaraswamy(a, b) is (1 − 2^(−1/b))^(1/a): solve for b.
	b := -math.Ln2 / math.Log1p(-math.Pow(mean, a))
	return math.Pow(1-math.Pow(1-d.Float64(), 1/b), 1/a)
}

// geometric draws a number from 1 on with the given mean.
func (d dice) geometric(mean float64) int {
	n := 1
	for n < 1000 && d.chance(1-1/max(mean, 1)) {
		n++
	}
	return n
}

// pick draws an index with the given weights, or -1 if all are zero.
func (d dice) pick(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	if sum <= 0 {
		return -1
	}
	x := d.Float64() * sum
	last := -1
	for i, w := range weights {
		if w <= 0 {
			continue
		}
		last = i
		if x -= w; x < 0 {
			break
		}
	}
	return last
}

// one draws one of a list.
func one[T any](d dice, list []T) T { return list[d.IntN(len(list))] }
