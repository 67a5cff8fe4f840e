package eval

import (
	"math"
	"slices"

	"github.com/stemma-news/stemma/vector"
)

// neighbours is the k of the ratio margin.
const neighbours = 4

// nearest returns how often the nearest of b to a[i], and of a to b[i], is the
// one with the same index: by cosine and by ratio margin.
func nearest(a, b [][]float32) (cosine, margin float64) {
	n := len(a)
	s := make([][]float32, n)
	for i := range s {
		s[i] = make([]float32, n)
		for j := range b {
			s[i][j] = vector.Dot(a[i], b[j])
		}
	}
	ra, rb := make([]float32, n), make([]float32, n)
	for i := range n {
		ra[i] = topMean(n, func(j int) float32 { return s[i][j] })
		rb[i] = topMean(n, func(j int) float32 { return s[j][i] })
	}
	ratio := func(i, j int) float32 { return s[i][j] / (ra[i] + rb[j] + 1e-6) }
	var c, m int
	for i := range n {
		c += hit(i, n, func(j int) float32 { return s[i][j] }) + hit(i, n, func(j int) float32 { return s[j][i] })
		m += hit(i, n, func(j int) float32 { return ratio(i, j) }) + hit(i, n, func(j int) float32 { return ratio(j, i) })
	}
	return float64(c) / float64(2*n), float64(m) / float64(2*n)
}

// topMean returns the mean of the k highest values.
func topMean(n int, value func(int) float32) float32 {
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = value(i)
	}
	slices.SortFunc(xs, func(a, b float32) int { return -compare(a, b) })
	k := min(neighbours, n)
	var sum float32
	for _, x := range xs[:k] {
		sum += x
	}
	return sum / float32(k)
}

func compare(a, b float32) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// hit returns 1 if want has the highest value.
func hit(want, n int, value func(int) float32) int {
	best, high := 0, float32(math.Inf(-1))
	for j := range n {
		if x := value(j); x > high {
			best, high = j, x
		}
	}
	if best == want {
		return 1
	}
	return 0
}
