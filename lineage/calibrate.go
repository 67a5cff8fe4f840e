package lineage

import "math"

// An edge that comes back in nine of ten rounds need not be right nine times in
// ten. What it is right was learnt on generated stories: beta calibration (Kull,
// Silva Filho & Flach 2017), log odds that are linear in ln s and -ln(1-s) of
// the share s of rounds, and rise with both.

// nearCertain is the distance from 0 and 1 within which shares count alike: the
// rounds are too few to tell them apart.
const nearCertain = 0.005

// support is how often edges are right that come back as often as this one.
func (g *graph) support(v *votes, child, parent int) float64 {
	if v.rounds == 0 {
		return 0
	}
	w := &g.weights
	return calibrated(v.of(child, parent), w[fSupportLow], w[fSupportHigh], w[fSupportBias])
}

// supportOfSecond is the same for an edge to a second parent.
func (g *graph) supportOfSecond(v *votes, child, parent int) float64 {
	if v.rounds == 0 {
		return 0
	}
	w := &g.weights
	return calibrated(v.ofSecond(child, parent), w[fSecondLow], w[fSecondHigh], w[fSecondBias])
}

// supportOfOther is that of a parent which lost: what the support of the one
// that won leaves, by shares of rounds.
func (g *graph) supportOfOther(v *votes, child, parent, won int) float64 {
	left := 1 - v.of(child, won)
	if left <= 0 {
		return 0
	}
	return v.of(child, parent) / left * (1 - g.support(v, child, won))
}

func calibrated(share, low, high, bias float64) float64 {
	s := min(max(share, nearCertain), 1-nearCertain)
	return 1 / (1 + math.Exp(-low*math.Log(s)+high*math.Log(1-s)-bias))
}
