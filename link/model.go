package link

import "math"

// The features of a candidate link.
const (
	fBias    = iota
	fCos     // cosine of the (summed) vectors
	fMargin  // cosine over the neighbourhood's, minus one
	fGap     // cosine minus that of the best rival of either sentence
	fFree    // the same, of the rivals that have no better counterpart
	fLex     // words in common: Dice's coefficient over their weights
	fRun     // longest run of the same words, 8 or more being 1
	fValue   // weight of the numbers and dates in common, saturating
	fName    // weight of the names in common, saturating
	fClash   // share of numbers without an equal, where both have numbers
	fLength  // absolute logarithm of the ratio of lengths
	fShort   // how far below 60 letters the shorter one is
	fAgree   // share of the further articles that link both to one sentence
	fDiffer  // share of those that link either of them elsewhere only
	fNear    // probability that the neighbours are linked, before plus after
	fShare   // logarithm of the share of the other sentences that are linked
	fLong    // cosine times the logarithm of the shorter one's length
	fCrowd   // how near both are to sentences that are not counterparts
	fQuote   // 1 where both have a quotation, -1 where one has
	features // their number
)

// evidence holds the features of one candidate.
type evidence [features]float64

// model holds a weight per feature: the log odds that a candidate is right
// are the sum of the products.
type model [features]float64

func (w *model) logit(f *evidence) float64 {
	var sum float64
	for i := range w {
		sum += w[i] * f[i]
	}
	return sum
}

func logOdds(p float64) float64 { return math.Log(p / (1 - p)) }

// modelSet holds the weights for pairs of articles in one language and in two,
// each for the first pass and for the second, which has opinions to go by.
type modelSet struct {
	same, cross [2]model
	// right calibrates the scores of links in one language and in two, each of
	// one sentence with one and of links of more.
	right [2][2]calibration
}

func (s *modelSet) of(a, b *article, second bool) *model {
	pass := 0
	if second {
		pass = 1
	}
	if sameLanguage(a, b) {
		return &s.same[pass]
	}
	return &s.cross[pass]
}

func sameLanguage(a, b *article) bool { return a.lang != "" && a.lang == b.lang }
