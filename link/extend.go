package link

import "math"

// The features of a step by which a link grows by one sentence.
const (
	gBias    = iota
	gGain    // rise of the cosine
	gBalance // fall of the absolute logarithm of the ratio of lengths
	gOwn     // log odds that the sentence corresponds to one of the other side
	gRival   // probability that it corresponds to one elsewhere
	gHole    // the other side has an unlinked sentence beside it as well
	gAnchor  // rise of the shared anchors' weight
	gSmall   // how little the sentence adds to the length of its side
	gMargin  // cosine of the sentence and the other side over its neighbourhood
	gClosed  // what lies beyond the sentence is linked to what lies beyond the other side's run
	gDense   // the same, times the share of sentences of the articles that are linked
	gains    // their number
)

// gain holds the features of one step.
type gain [gains]float64

func (w *gain) logit(f *gain) float64 {
	var sum float64
	for i := range w {
		sum += w[i] * f[i]
	}
	return sum
}

const (
	// maxMerge is the most sentences on one side of a link.
	maxMerge = 5
	// weakLink is the score up to which a link can be given up for another.
	weakLink = 0.6
)

// extender lets the links of a pair of articles grow.
type extender struct {
	*matcher
	found          []match
	ownerA, ownerB []int // which link has the sentence, or -1
}

func (m *matcher) extender(found []match) *extender {
	x := &extender{matcher: m, found: found}
	x.ownerA, x.ownerB = make([]int, m.na), make([]int, m.nb)
	for _, owner := range [][]int{x.ownerA, x.ownerB} {
		for i := range owner {
			owner[i] = -1
		}
	}
	for n := range found {
		x.ownerA[found[n].a.at], x.ownerB[found[n].b.at] = n, n
	}
	return x
}

// step is a link with one sentence more: added, on side a or b.
type step struct {
	match
	added int
	onA   bool
	owned bool // by a link that would be given up
}

// steps lists the ways in which link n can grow.
func (x *extender) steps(n int) []step {
	f := &x.found[n]
	var out []step
	add := func(k int, onA bool, a, b run) {
		owner, count := x.ownerA, x.na
		if !onA {
			owner, count = x.ownerB, x.nb
		}
		if k >= 0 && k < count && a.n <= maxMerge && b.n <= maxMerge && x.free(owner[k], n) {
			out = append(out, step{match{a: a, b: b, score: f.score}, k, onA, owner[k] >= 0})
		}
	}
	add(f.a.at-1, true, run{f.a.at - 1, f.a.n + 1}, f.b)
	add(f.a.end(), true, run{f.a.at, f.a.n + 1}, f.b)
	add(f.b.at-1, false, f.a, run{f.b.at - 1, f.b.n + 1})
	add(f.b.end(), false, f.a, run{f.b.at, f.b.n + 1})
	return out
}

// free tells whether a sentence of the given owner may go to link n: it is
// nobody's, or a weak single link's that chooses later.
func (x *extender) free(owner, n int) bool {
	if owner < 0 {
		return true
	}
	if owner <= n {
		return false
	}
	f := &x.found[owner]
	return f.score <= weakLink && f.a.n+f.b.n == 2
}

func logOdds(p float64) float64 { return math.Log(p / (1 - p)) }

// gain fills in the features of a step.
func (x *extender) gain(n int, s *step) gain {
	f := &x.found[n]
	g := gain{gBias: 1}
	g[gGain] = x.cosine(s.a, s.b) - x.cosine(f.a, f.b)
	g[gBalance] = x.imbalance(f.a, f.b) - x.imbalance(s.a, s.b)
	g[gAnchor] = x.shared(s.a, s.b) - x.shared(f.a, f.b)
	var crowd float64
	if s.onA {
		g[gOwn], g[gRival] = x.split(s.added, f.b, x.nb, func(k, j int) int { return k*x.nb + j })
		g[gSmall] = x.small(x.a, s.added, f.a)
		g[gHole] = x.hole(x.ownerB, f.b, s.added > f.a.at)
		g[gClosed] = x.closed(s.added-f.a.at, s.a, f.b)
		crowd = (x.crowdA[s.added] + mean(x.crowdB[f.b.at:f.b.end()])) / 2
		g[gMargin] = margin(x.cosine(run{s.added, 1}, f.b), crowd)
		g[gDense] = g[gClosed] * x.density()
		return g
	}
	g[gOwn], g[gRival] = x.split(s.added, f.a, x.na, func(k, i int) int { return i*x.nb + k })
	g[gSmall] = x.small(x.b, s.added, f.b)
	g[gHole] = x.hole(x.ownerA, f.a, s.added > f.b.at)
	g[gClosed] = x.closed(s.added-f.b.at, f.a, s.b)
	crowd = (x.crowdB[s.added] + mean(x.crowdA[f.a.at:f.a.end()])) / 2
	g[gMargin] = margin(x.cosine(f.a, run{s.added, 1}), crowd)
	g[gDense] = g[gClosed] * x.density()
	return g
}

// split returns how well a sentence fits with one of the other side's run, as
// log odds, and with one outside it, as a probability.
func (x *extender) split(k int, r run, count int, at func(k, o int) int) (own, rival float64) {
	own = -8
	for o := range count {
		if r.has(o) {
			own = max(own, float64(x.logit[at(k, o)]))
		} else {
			rival = max(rival, float64(x.prob[at(k, o)]))
		}
	}
	return min(own, 8), rival
}

// hole is 1 where the sentence beside the other side's run is unlinked too,
// and may be the counterpart.
func (x *extender) hole(owner []int, r run, after bool) float64 {
	k := r.at - 1
	if after {
		k = r.end()
	}
	if k >= 0 && k < len(owner) && owner[k] < 0 {
		return 1
	}
	return 0
}

// closed is 1 where the sentences just beyond two runs, before or after them,
// are linked with each other.
func (x *extender) closed(side int, a, b run) float64 {
	i, j := a.end(), b.end()
	if side < 0 {
		i, j = a.at-1, b.at-1
	}
	if i < 0 || j < 0 || i >= x.na || j >= x.nb || x.ownerA[i] < 0 || x.ownerA[i] != x.ownerB[j] {
		return 0
	}
	return 1
}

// density is the share of the articles' sentences that were linked.
func (x *extender) density() float64 { return 2 * float64(len(x.found)) / float64(x.na+x.nb) }

func (x *extender) imbalance(a, b run) float64 {
	return lengths(x.a.size(a), x.b.size(b))
}

func (x *extender) shared(a, b run) float64 {
	return saturated(x.story.sum(common(x.a.anchors(a), x.b.anchors(b))))
}

func (x *extender) small(a *article, k int, r run) float64 {
	size := a.size(r)
	return size / (size + a.sents[k].size + 1)
}
