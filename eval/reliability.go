package eval

import (
	"fmt"
	"math"
)

// reliabilityBins is the number of bins of a reliability table, each as wide
// as the others: 0 to 0.1, 0.1 to 0.2 and so on.
const reliabilityBins = 10

// reliability tells how often what has a score is right, by score (Murphy &
// Winkler 1977, "Reliability of subjective probability forecasts").
type reliability [reliabilityBins]struct {
	n, right int
	claimed  float64 // sum of the scores
}

func (r *reliability) add(score float64, right bool) {
	b := &r[max(0, min(reliabilityBins-1, int(score*reliabilityBins)))]
	b.n++
	b.claimed += score
	if right {
		b.right++
	}
}

// ece is the expected calibration error (Naeini, Cooper & Hauskrecht 2015):
// the mean distance of the mean score of a bin from the share that is right,
// weighted by how many are in the bin.
func (r *reliability) ece() float64 {
	var all, off float64
	for _, b := range r {
		all += float64(b.n)
		off += math.Abs(b.claimed - float64(b.right))
	}
	if all == 0 {
		return 0
	}
	return off / all
}

// figures returns the error and, for each bin that is not empty, its mean
// score, the share that is right, and how many there are.
func (r *reliability) figures(prefix string) []Figure {
	out := []Figure{{prefix + ".ece", r.ece()}}
	for k, b := range r {
		if b.n == 0 {
			continue
		}
		name := fmt.Sprintf("%s.%s%02d", prefix, binOf, 100*k/reliabilityBins)
		out = append(out,
			Figure{name + ".score", b.claimed / float64(b.n)},
			Figure{name + ".right", ratio(b.right, b.n)},
			Figure{name + "." + countOfPairs, float64(b.n)})
	}
	return out
}
