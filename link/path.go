package link

import "math"

// maxMerge is the most sentences on one side of a link.
const maxMerge = 5

// shape is how many sentences of either article a bead takes.
type shape struct{ a, b int }

// shapes are the beads that are considered: a translator who splits and joins
// seldom makes more than seven sentences one matter.
var shapes = [...]shape{
	{1, 1},
	{1, 2},
	{2, 1},
	{2, 2},
	{1, 3},
	{3, 1},
	{1, 4},
	{4, 1},
	{2, 3},
	{3, 2},
	{1, 5},
	{5, 1},
	{2, 4},
	{4, 2},
	{3, 3},
	{2, 5},
	{5, 2},
	{3, 4},
	{4, 3},
}

// The features of a bead of a path.
const (
	bSolo   = iota // it is one sentence to one
	bLogit         // log odds of the pair, where it is
	bMerge         // it is not
	bExtra         // sentences beyond one to one
	bMany          // more than one sentence on both sides
	bOwn           // mean over the sentences of the best log odds inside
	bWorst         // and the worst of them
	bRival         // probability that sentences correspond to some outside
	bCos           // cosine of the runs
	bMargin        // over the neighbourhood's
	bGain          // rise over the best cosine of single sentences
	bAnchor        // shared numbers, dates and names
	bLength        // absolute logarithm of the ratio of lengths
	bEdge          // rise over the best cosine without the first or last sentence
	bLex           // rise of the share of words in common over that of single sentences
	bEnds          // one side ends a sentence and the other does not
	bFit           // bLength where it is one to one
	bJoined        // bMerge times how many more merges than usual there are
	bSkip          // number of sentences with no counterpart
	bSize          // their lengths
	bBest          // the best probability that they had
	bOpen          // the sentence before has a counterpart
	bLoose         // bOpen times how many more gaps than usual there are
	beads          // number of features
)

// bead holds the features of one step of a path.
type bead [beads]float64

func (w *bead) score(f *bead) float64 {
	var sum float64
	for i := range w {
		sum += w[i] * f[i]
	}
	return sum
}

// skip fills in the features of leaving out sentence k of a side.
func (g *ground) skip(f *bead, side, k int) {
	s := &g.sides[side]
	*f = bead{bSkip: 1}
	f[bSize] = math.Log((s.sizes[k+1] - s.sizes[k] + 10) / usualSize)
	f[bBest] = float64(s.tops[k][0].prob)
}

// bead fills in the features of a bead, and tells whether it is worth taking.
func (g *ground) bead(f *bead, a, b run) bool {
	if span(g.sides[0].barred, a)+span(g.sides[1].barred, b) > 0 {
		return false
	}
	if a.n == 1 && b.n == 1 {
		odds := g.logit[a.at*g.nb+b.at]
		if odds <= hopeless {
			return false
		}
		*f = bead{bSolo: 1, bLogit: clipped(odds)}
		f[bFit], f[bEnds] = g.uneven(a, b), g.unlikeEnds(a, b)
		return true
	}
	if g.over(g.cores, a, b) == 0 || g.swapped(a, b) {
		return false
	}
	*f = bead{bMerge: 1, bExtra: float64(a.n + b.n - 2)}
	if a.n > 1 && b.n > 1 {
		f[bMany] = 1
	}
	if g.inside(f, a, b); f[bOwn] <= pointless {
		return false
	}
	na, nb := g.sides[0].norms[a.at][a.n-1], g.sides[1].norms[b.at][b.n-1]
	if norm := na * nb; norm > 0 {
		f[bCos] = g.over(g.cross, a, b) / norm
		crowd := (span(g.sides[0].crowds, a)*span(g.sides[1].hefts, b) + span(g.sides[0].hefts, a)*span(g.sides[1].crowds, b)) / 2 / norm
		f[bMargin] = margin(f[bCos], max(0.02, crowd))
	}
	f[bGain] += f[bCos]
	f[bLex] += g.common(a, b)
	f[bAnchor] = saturated(g.over(g.anchor, a, b))
	f[bLength], f[bEnds] = g.uneven(a, b), g.unlikeEnds(a, b)
	f[bEdge] = f[bCos] - g.without(a, b)
	return true
}

// swapped tells whether the runs are two sentences that changed places.
func (g *ground) swapped(a, b run) bool {
	if a.n != 2 || b.n != 2 {
		return false
	}
	at := a.at*g.nb + b.at
	return min(g.prob[at+1], g.prob[at+g.nb]) > crossed && max(g.prob[at], g.prob[at+g.nb+1]) < crossed
}

// common returns the share of words that two runs have in common, by weight.
func (g *ground) common(a, b run) float64 {
	mass := span(g.sides[0].masses, a) + span(g.sides[1].masses, b)
	if mass <= 0 {
		return 0
	}
	return min(1, 2*g.over(g.lexis, a, b)/mass)
}

// uneven returns how far the lengths of two runs are from the usual ratio.
func (g *ground) uneven(a, b run) float64 {
	return uneven(g.sides[0].lengths[a.at][a.n-1], g.sides[1].lengths[b.at][b.n-1])
}

// without returns the best cosine of the runs less one sentence at an end.
func (g *ground) without(a, b run) float64 {
	var best float64
	if a.n > 1 {
		best = max(g.nearness(run{a.at, a.n - 1}, b), g.nearness(run{a.at + 1, a.n - 1}, b))
	}
	if b.n > 1 {
		best = max(best, g.nearness(a, run{b.at, b.n - 1}), g.nearness(a, run{b.at + 1, b.n - 1}))
	}
	return best
}

func (g *ground) nearness(a, b run) float64 {
	if norm := g.sides[0].norms[a.at][a.n-1] * g.sides[1].norms[b.at][b.n-1]; norm > 0 {
		return g.over(g.cross, a, b) / norm
	}
	return 0
}

func clipped(x float32) float64 { return min(6, max(-6, float64(x))) }

// inside fills in what single sentences say for and against a bead.
func (g *ground) inside(f *bead, a, b run) {
	worst, sum, best, lex := 6.0, 0.0, 0.0, 0.0
	var columns [maxMerge]float32
	for l := range b.n {
		columns[l] = -6
	}
	for i := a.at; i < a.end(); i++ {
		own := float32(-6)
		for l := range b.n {
			at := i*g.nb + b.at + l
			x := g.logit[at]
			own, columns[l] = max(own, x), max(columns[l], x)
			best = max(best, float64(g.cos[at]))
			lex = max(lex, g.dices[at])
		}
		sum, worst = sum+clipped(own), min(worst, clipped(own))
		f[bRival] += g.rival(0, i, b)
	}
	for l := range b.n {
		x := clipped(columns[l])
		sum, worst = sum+x, min(worst, x)
		f[bRival] += g.rival(1, b.at+l, a)
	}
	f[bOwn], f[bWorst], f[bGain], f[bLex] = sum/float64(a.n+b.n), worst, -best, -lex
}

// rival returns the best probability of a sentence outside a run.
func (g *ground) rival(side, k int, r run) float64 {
	for _, t := range g.sides[side].tops[k] {
		if !r.has(int(t.at)) {
			return float64(t.prob)
		}
	}
	return 0
}

// unlikeEnds is 1 where one run ends a sentence and the other within one.
func (g *ground) unlikeEnds(a, b run) float64 {
	x, y := g.sides[0].ends[a.end()-1], g.sides[1].ends[b.end()-1]
	if x != endsOpen && y != endsOpen && x != y {
		return 1
	}
	return 0
}
