package link

import "math"

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
	bCross         // probability that sentences inside correspond crosswise
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

// ground is what beads of a pair of articles are judged by: sums over any
// rectangle of the matrix in a constant number of steps.
type ground struct {
	*matcher
	width       int
	cross       []float64 // of the cosines times the hefts
	anchor      []float64 // of the anchors' weights
	lexis       []float64 // of the weight of words in common
	masses      [2][]float64
	cores       []float64 // of the pairs that may be at the heart of a merge
	hefts, busy [2][]float64
	sizes       [2][]float64
	norms       [2][][maxMerge]float64
	tops        [2][][3]top
	ratio       float64
}

// top is a sentence's counterpart and its probability.
type top struct {
	at   int32
	prob float32
}

func (m *matcher) ground() *ground {
	g := &ground{matcher: m, width: m.nb + 1}
	g.cross = g.sums(func(i, j int) float64 { return m.a.heft(i) * m.b.heft(j) * float64(m.cos[i*m.nb+j]) })
	g.anchor = g.sums(func(i, j int) float64 { return float64(m.value[i*m.nb+j] + m.name[i*m.nb+j]) })
	g.lexis = g.sums(func(i, j int) float64 { return float64(m.lex[i*m.nb+j]) })
	g.cores = g.sums(func(i, j int) float64 {
		if m.logit[i*m.nb+j] > coreOdds {
			return 1
		}
		return 0
	})
	g.side(0, m.a, m.crowdA)
	g.side(1, m.b, m.crowdB)
	g.tops[0], g.tops[1] = make([][3]top, m.na), make([][3]top, m.nb)
	for i := range m.na {
		for j := range m.nb {
			p := m.prob[i*m.nb+j]
			g.tops[0][i] = insertTop(g.tops[0][i], top{int32(j), p})
			g.tops[1][j] = insertTop(g.tops[1][j], top{int32(i), p})
		}
	}
	g.ratio = g.lengthRatio()
	return g
}

func insertTop(t [3]top, x top) [3]top {
	for k := range t {
		if x.prob > t[k].prob {
			t[k], x = x, t[k]
		}
	}
	return t
}

func (g *ground) side(k int, a *article, crowd []float64) {
	n := len(a.sents)
	g.hefts[k], g.busy[k], g.sizes[k] = make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
	g.masses[k] = make([]float64, n+1)
	g.norms[k] = make([][maxMerge]float64, n)
	for i := range n {
		h := a.heft(i)
		g.hefts[k][i+1] = g.hefts[k][i] + h
		g.busy[k][i+1] = g.busy[k][i] + h*crowd[i]
		g.masses[k][i+1] = g.masses[k][i] + a.sents[i].mass
		g.sizes[k][i+1] = g.sizes[k][i] + a.sents[i].size
		for l := 1; l <= maxMerge && i+l <= n; l++ {
			g.norms[k][i][l-1] = math.Sqrt(a.norm(run{i, l}))
		}
	}
}

// sums returns the sums of f over the rectangles from the matrix's corner.
func (g *ground) sums(f func(i, j int) float64) []float64 {
	s := make([]float64, (g.na+1)*g.width)
	for i := range g.na {
		var row float64
		for j := range g.nb {
			row += f(i, j)
			s[(i+1)*g.width+j+1] = s[i*g.width+j+1] + row
		}
	}
	return s
}

func (g *ground) over(s []float64, a, b run) float64 {
	return s[a.end()*g.width+b.end()] - s[a.at*g.width+b.end()] - s[a.end()*g.width+b.at] + s[a.at*g.width+b.at]
}

func span(s []float64, r run) float64 { return s[r.end()] - s[r.at] }

// skip fills in the features of leaving out sentence k of a side.
func (g *ground) skip(f *bead, side, k int) {
	*f = bead{bSkip: 1}
	f[bSize] = math.Log((g.sizes[side][k+1] - g.sizes[side][k] + 10) / 100)
	f[bBest] = float64(g.tops[side][k][0].prob)
}

// bead fills in the features of a bead, and tells whether it is worth taking.
func (g *ground) bead(f *bead, a, b run) bool {
	if a.n == 1 && b.n == 1 {
		*f = bead{bSolo: 1, bLogit: clipped(g.logit[a.at*g.nb+b.at])}
		f[bFit] = g.uneven(a, b)
		return f[bLogit] > hopeless
	}
	if g.over(g.cores, a, b) == 0 {
		return false
	}
	*f = bead{bMerge: 1, bExtra: float64(a.n + b.n - 2)}
	if a.n > 1 && b.n > 1 {
		f[bMany], f[bCross] = 1, g.crossing(a, b)
	}
	if g.inside(f, a, b); f[bOwn] <= pointless {
		return false
	}
	na, nb := g.norms[0][a.at][a.n-1], g.norms[1][b.at][b.n-1]
	if norm := na * nb; norm > 0 {
		f[bCos] = g.over(g.cross, a, b) / norm
		crowd := (span(g.busy[0], a)*span(g.hefts[1], b) + span(g.hefts[0], a)*span(g.busy[1], b)) / 2 / norm
		f[bMargin] = margin(f[bCos], max(0.02, crowd))
	}
	f[bGain] += f[bCos]
	f[bLex] += g.dices(a, b)
	f[bAnchor] = saturated(g.over(g.anchor, a, b))
	f[bLength] = g.uneven(a, b)
	f[bEdge] = f[bCos] - g.without(a, b)
	return true
}

// crossing returns the probability that two sentences of a have their
// counterparts in b in the other order: they changed places.
func (g *ground) crossing(a, b run) float64 {
	var most float32
	for i := a.at; i < a.end()-1; i++ {
		for j := b.at + 1; j < b.end(); j++ {
			p := g.prob[i*g.nb+j]
			if p <= most {
				continue
			}
			for k := i + 1; k < a.end(); k++ {
				for l := b.at; l < j; l++ {
					most = max(most, p*g.prob[k*g.nb+l])
				}
			}
		}
	}
	return float64(most)
}

// dices returns the share of words that two runs have in common, by weight.
func (g *ground) dices(a, b run) float64 {
	mass := span(g.masses[0], a) + span(g.masses[1], b)
	if mass <= 0 {
		return 0
	}
	return min(1, 2*g.over(g.lexis, a, b)/mass)
}

// uneven returns how far the lengths of two runs are from the usual ratio.
func (g *ground) uneven(a, b run) float64 {
	return lengths(span(g.sizes[0], a), g.ratio*span(g.sizes[1], b))
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
	if norm := g.norms[0][a.at][a.n-1] * g.norms[1][b.at][b.n-1]; norm > 0 {
		return g.over(g.cross, a, b) / norm
	}
	return 0
}

// lengthRatio returns how much longer the first article's sentences are than
// their likely counterparts.
func (g *ground) lengthRatio() float64 {
	x, y := 500.0, 500.0
	for i, t := range g.tops[0] {
		if j := int(t[0].at); t[0].prob > 0.7 && int(g.tops[1][j][0].at) == i {
			x, y = x+g.a.sents[i].size, y+g.b.sents[j].size
		}
	}
	return x / y
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
			lex = max(lex, g.dice(i, b.at+l))
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
	for _, t := range g.tops[side][k] {
		if !r.has(int(t.at)) {
			return float64(t.prob)
		}
	}
	return 0
}
