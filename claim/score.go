package claim

import (
	"math"
	"slices"
)

// Threshold is the score from which a change is reported: rather than not.
const Threshold = 0.5

// What speaks for and against that a number was changed.
const (
	fBias     = iota
	fShare    // words in common, within a language
	fOpposite // stand between or beside the same words
	fAlone    // the passages are of one sentence, or run, each
	fLength   // absolute logarithm of the ratio of lengths
	fWords    // how many of the two are written in words
	fUnit     // both have the same unit
	fUnitOff  // only one has a unit
	fRole     // a number for an ordinal, a part of a date, …
	fRivals   // other figures left over, of both sides, saturating
	fAnchors  // equal figures, saturating
	fOrder    // the same number of equal figures stand before both
	fPlace    // how far apart they stand, 0 to 1
	fRatio    // decimal logarithm of their ratio, up to 2, but for a thousand
	fSmall    // one of them is at most 2, in words
	fMargin   // by how much they are each other's best counterpart
	fLink     // score of the link
	fThirdOld // share of further articles that give the parent's figure
	fScale    // the same digits: another power of ten, perhaps misread
	fCounted  // something is counted on both sides
	fSole     // neither side has another figure
	fThousand // one is a thousand times the other, in a known unit
	features
)

// evidence holds the features of one candidate.
type evidence [features]float64

// model holds a weight per feature: the log odds that a candidate is a change
// are the sum of the products.
type model [features]float64

func (e *evidence) score(same bool) float64 {
	w := &crossModel
	if same {
		w = &sameModel
	}
	var sum float64
	for i := range w {
		sum += w[i] * e[i]
	}
	return hundredths(1 / (1 + math.Exp(-sum)))
}

func (m *matching) evidence(x, y *figure, rivals int, margin float64) evidence {
	e := evidence{fBias: 1, fShare: m.share, fMargin: margin, fLink: m.linkScore()}
	e[fOpposite] = truth(m.opposite(x.Span, y.Span))
	e[fAlone] = truth(m.alone)
	e[fLength] = math.Log(m.lengths())
	e[fWords] = truth(!x.inDigits) + truth(!y.inDigits)
	e[fUnit] = truth(x.Unit == y.Unit && x.Unit != "")
	e[fUnitOff] = truth(x.Unit != y.Unit)
	e[fRole] = truth(x.role != y.role)
	e[fRivals] = min(4, float64(rivals)) / 4
	e[fAnchors] = min(3, float64(len(m.anchors))) / 3
	e[fOrder] = truth(m.order(x, y))
	e[fPlace] = math.Abs(x.place - y.place)
	if e[fThousand] = truth(scaled(x, y)); e[fThousand] == 0 {
		e[fRatio] = min(2, ratio(x, y))
	}
	e[fSmall] = truth(e[fWords] > 0 && min(math.Abs(x.Value), math.Abs(y.Value)) <= 2)
	e[fScale] = truth(sameDigits(m.shown(0, x.Span), m.shown(1, y.Span)))
	e[fThirdOld] = m.third(x)
	e[fCounted] = truth(x.Counted.Len() > 0 && y.Counted.Len() > 0)
	e[fSole] = truth(len(m.sides[0].figures) == 1 && len(m.sides[1].figures) == 1)
	return e
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// third is the share of further articles, but for those that come from the
// child, that make the claim with the parent's figure. That some have the
// child's says nothing: as far as the tree is sure, they come from it.
func (m *matching) third(x *figure) float64 {
	var all, olds float64
	for _, d := range m.witnesses {
		if d == m.e.parent || m.c.descends(d, m.e.child) {
			continue
		}
		all++
		olds += truth(m.gives(d, x))
	}
	return olds / max(all, 1)
}

// gives says that a further article makes the claim with a figure.
func (m *matching) gives(doc int, f *figure) bool {
	return slices.ContainsFunc(m.held[doc], func(s int) bool { return m.c.has(doc, s, f) })
}

// hundredths rounds a score to what it is good for.
func hundredths(x float64) float64 { return math.Round(100*x) / 100 }
