package link

import "context"

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

// crowds finds for every sentence of the articles from one number on how near
// it is to sentences that are not its counterparts, in articles spread over the
// story.
func (s *story) crowds(ctx context.Context, from int) error {
	return s.each(ctx, len(s.articles)-from, func(m *matcher, n int) {
		n += from
		a := &s.articles[n]
		a.crowd = make([]float64, len(a.sents))
		seen := make([]float64, len(a.sents))
		for _, o := range others(n, len(s.articles)) {
			b := &s.articles[o]
			m.cos = grow(m.cos, len(a.sents)*len(b.sents))
			products(m.cos, a.vecs, b.vecs, len(a.sents), len(b.sents), s.dim)
			for k := range a.sents {
				r := rankOf(m.cos[k*len(b.sents) : (k+1)*len(b.sents)])
				sum, n := r.neighbours()
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

// ranked are the highest cosines of a row or column, the highest first, and how
// many there are.
type ranked struct {
	top  [crowdLast]float32
	kept int
}

func rankOf(row []float32) (r ranked) {
	for _, c := range row {
		r.insert(c)
	}
	return r
}

func (r *ranked) insert(c float32) {
	at := r.kept
	switch {
	case r.kept < len(r.top):
		r.kept++
	case c > r.top[len(r.top)-1]:
		at--
	default:
		return
	}
	for ; at > 0 && r.top[at-1] <= c; at-- {
		r.top[at] = r.top[at-1]
	}
	r.top[at] = c
}

// neighbours adds up the cosines of the ranks that count as neighbours.
func (r *ranked) neighbours() (sum, n float64) {
	for k := crowdFirst; k < r.kept; k++ {
		sum += float64(r.top[k])
		n++
	}
	return sum, n
}

// best returns the two highest, of those above zero.
func (r *ranked) best() [2]float32 { return [2]float32{max(0, r.top[0]), max(0, r.top[1])} }

// grow returns a slice of n elements, reusing what was allocated.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/2)[:n]
	}
	return s[:n]
}
