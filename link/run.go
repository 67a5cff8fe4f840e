package link

import (
	"math"
)

// run is n adjacent sentences of an article from at on.
type run struct{ at, n int }

func (r run) end() int       { return r.at + r.n }
func (r run) has(k int) bool { return k >= r.at && k < r.end() }

// heft is the weight of a sentence's vector in a sum: a long sentence says more.
func (a *article) heft(k int) float64 {
	if a.sents[k].zero {
		return 0
	}
	return math.Sqrt(a.sents[k].size)
}

// norm returns the squared length of the sum of the run's vectors.
func (a *article) norm(r run) float64 {
	var sum float64
	for i := r.at; i < r.end(); i++ {
		sum += a.heft(i) * a.heft(i)
		for j := i + 1; j < r.end(); j++ {
			sum += 2 * a.heft(i) * a.heft(j) * float64(a.inner[i][j-i-1])
		}
	}
	return sum
}

func mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
