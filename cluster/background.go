package cluster

import (
	"cmp"
	"math"
	"slices"

	"github.com/stemma-news/stemma/vector"
)

// Unrelated reports are not at right angles: what all news has in common makes
// their cosine about bias. With many stories in the input, their mean is that
// common part and is taken away; the fewer articles, and the more of them tell
// one story, the less can be told from the mean, and the bias is reckoned with
// as it is.
const (
	bias = 0.38
	// centring is how many articles it takes before the mean counts for half.
	centring = 30
	// oneStory is the mean cosine from which most articles tell one story.
	oneStory = 0.6
)

// Some sentences are near to everything, and some languages lie closer
// together than others. How near a sentence is to the nearest of a sample of
// all sentences is its hub score, and cosines are read above it: the
// cross-domain similarity local scaling of Conneau et al. (2018, "Word
// translation without parallel data"), with a sample in place of all others.
const (
	// sampleSize is how many sentences there are in the sample, and nearShare the share of
	// them that is near.
	sampleSize = 256
	nearShare  = 0.05
	// copied is the cosine from which a sentence of the sample is the same one.
	copied = 0.98
	// usualHub is the mean hub score, for inputs too small to tell.
	usualHub = 0.34
)

// measure is how the vectors of an input are compared.
type measure struct {
	bias   float64     // the cosine of unrelated articles
	known  float64     // how much can be told from the input itself, 0 to 1
	sample [][]float32 // sentences of the input
	chosen float64     // how surely somebody chose the input, 0 to 1 (handful.go)
}

// centre takes from the vectors what they have in common, as far as can be
// told, and returns how to read their cosines.
func centre(articles []article) measure {
	var sum []float32
	n := 0.0
	for _, a := range articles {
		if len(a.dense) > 0 && sum == nil {
			sum = make([]float32, len(a.dense))
		}
		if len(a.dense) == 0 || len(a.dense) != len(sum) {
			continue
		}
		n++
		for k, x := range a.dense {
			sum[k] += x
		}
	}
	if n < 2 {
		return measure{bias: bias}
	}
	cosine := (float64(dot(sum, sum)) - n) / (n * (n - 1)) // mean over pairs
	known := n / (n + centring) * max(0, min(1, (oneStory-cosine)/(oneStory-bias)))
	share := float32(known / n)
	for i := range articles {
		for k := range articles[i].dense {
			articles[i].dense[k] -= share * sum[k]
		}
		vector.Normalise(articles[i].dense)
	}
	left := bias * (1 - known) * (1 - known)
	return measure{bias: left / (1 - bias + left), known: known}
}

// sampleLines draws the sample and fills in the hub scores of all lines.
func (m *measure) sampleLines(articles []article) {
	m.sample = sampleOf(articles)
	for i := range articles {
		articles[i].hubs = m.hubs(articles[i].lines)
	}
}

// hubs are the hub scores of lines.
func (m *measure) hubs(lines [][]float32) []float64 {
	out := make([]float64, len(lines))
	for j, line := range lines {
		out[j] = m.hub(line)
	}
	return out
}

// sampleOf draws lines by a hash of what they are, so that neither chance nor
// the order of the articles has a part in it.
func sampleOf(articles []article) [][]float32 {
	type draw struct {
		hash uint64
		line []float32
	}
	var all []draw
	for i := range articles {
		for _, line := range articles[i].lines {
			all = append(all, draw{hashOf(line), line})
		}
	}
	slices.SortStableFunc(all, func(a, b draw) int { return cmp.Compare(a.hash, b.hash) })
	all = all[:min(len(all), sampleSize)]
	out := make([][]float32, len(all))
	for i := range all {
		out[i] = all[i].line
	}
	return out
}

// hashOf is FNV-1a over the first numbers of a vector.
func hashOf(v []float32) uint64 {
	const first = 16
	h := uint64(14695981039346656037)
	for _, x := range v[:min(len(v), first)] {
		h = (h ^ uint64(math.Float32bits(x))) * 1099511628211
	}
	return h ^ h>>32
}

// hub is the mean cosine of a line to the nearest of the sample, as far as the
// sample can be trusted: in a small input much of it is from the line's own
// story.
func (m *measure) hub(line []float32) float64 {
	cosines := make([]float32, 0, sampleSize)
	for _, c := range dots(make([]float32, 0, sampleSize), line, m.sample) {
		if c < copied {
			cosines = append(cosines, c)
		}
	}
	if len(cosines) == 0 {
		return usualHub
	}
	slices.Sort(cosines)
	near := cosines[len(cosines)-max(1, int(nearShare*float64(len(cosines))+0.5)):]
	sum := 0.0
	for _, c := range near {
		sum += float64(c)
	}
	return usualHub + m.known*m.known*(sum/float64(len(near))-usualHub)
}
