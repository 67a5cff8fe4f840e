package link

import (
	"math"
)

// run is n adjacent sentences of an article from at on.
type run struct{ at, n int }

func (r run) end() int       { return r.at + r.n }
func (r run) has(k int) bool { return k >= r.at && k < r.end() }

// cosine returns the cosine of the sums of the runs' vectors, from the
// products that are there already.
func (m *matcher) cosine(a, b run) float64 {
	var cross float64
	for i := a.at; i < a.end(); i++ {
		for j := b.at; j < b.end(); j++ {
			cross += m.a.heft(i) * m.b.heft(j) * float64(m.cos[i*m.nb+j])
		}
	}
	norm := m.a.norm(a) * m.b.norm(b)
	if norm <= 0 {
		return 0
	}
	return cross / math.Sqrt(norm)
}

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

// size returns the length of a run in letters.
func (a *article) size(r run) (size float64) {
	for k := r.at; k < r.end(); k++ {
		size += a.sents[k].size
	}
	return size
}

// anchors returns the distinct numbers, dates and names of a run.
func (a *article) anchors(r run) []int32 {
	var all []int32
	for k := r.at; k < r.end(); k++ {
		all = append(all, a.sents[k].values...)
		all = append(all, a.sents[k].names...)
	}
	return distinct(all)
}

// common returns what two sorted lists share.
func common(a, b []int32) []int32 {
	var out []int32
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, a[i])
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return out
}
