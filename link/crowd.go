package link

import (
	"context"
	"slices"
)

const (
	// crowdRanks are the ranks, by cosine, of the sentences of another article
	// that count as neighbours and not as counterparts: the first may be the
	// counterpart itself.
	crowdFirst, crowdLast = 1, 4
	// crowdSample is from how many other articles of the story a sentence's
	// neighbourhood is taken.
	crowdSample = 10
	// crowdPrior is what a sentence with hardly any neighbours is taken to be
	// near to, and crowdWeight how many neighbours that assumption is worth.
	crowdPrior, crowdWeight = 0.15, 2
)

// crowds finds for every sentence how near it is to sentences that are not
// its counterparts, in articles spread over the story.
func (s *story) crowds(ctx context.Context) error {
	return s.each(ctx, len(s.articles), func(m *matcher, n int) {
		a := &s.articles[n]
		a.crowd = make([]float64, len(a.sents))
		seen := make([]float64, len(a.sents))
		for _, o := range others(n, len(s.articles)) {
			b := &s.articles[o]
			m.cos = grow(m.cos, len(a.sents)*len(b.sents))
			products(m.cos, a.vecs, b.vecs, len(a.sents), len(b.sents), s.dim)
			for k := range a.sents {
				sum, n := m.neighbours(m.cos[k*len(b.sents) : (k+1)*len(b.sents)])
				a.crowd[k] += sum
				seen[k] += n
			}
		}
		for k := range a.crowd {
			a.crowd[k] = shrink(a.crowd[k], seen[k])
		}
	})
}

// shrink returns the mean of n values with the given sum, drawn to the prior.
func shrink(sum, n float64) float64 {
	return max(0.02, (sum+crowdWeight*crowdPrior)/(n+crowdWeight))
}

// others picks up to crowdSample of the articles other than n, evenly spread.
func others(n, count int) []int {
	var out []int
	take := min(crowdSample, count-1)
	for i := range take {
		out = append(out, (n+1+i*(count-1)/take)%count)
	}
	return out
}

// neighbours adds up the cosines of the ranks that count as neighbours.
func (m *matcher) neighbours(row []float32) (sum, n float64) {
	var top [crowdLast]float32
	kept := 0
	for _, c := range row {
		if kept == len(top) && c <= top[kept-1] {
			continue
		}
		at, _ := slices.BinarySearchFunc(top[:kept], c, func(e, t float32) int {
			if e > t {
				return -1
			}
			return 1
		})
		kept = min(kept+1, len(top))
		copy(top[at+1:kept], top[at:kept-1])
		top[at] = c
	}
	for r := crowdFirst; r < kept; r++ {
		sum += float64(top[r])
		n++
	}
	return sum, n
}

// grow returns a slice of n elements, reusing what was allocated.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/2)[:n]
	}
	return s[:n]
}
