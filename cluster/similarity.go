package cluster

import (
	"math"
	"time"

	"github.com/stemma-news/stemma/vector"
)

// The weights of the parts of similarity, and the least similarity of two
// groups of one story.
const (
	sparseWeight = 1.7
	// Beyond manyShared, sharing more says less: who and where it is about is
	// no story either.
	manyShared = 0.2
	moreWeight = 0.6
	// oneShared is by how much it says less where it is one name or number; half a
	// name, one of two words, is less than one.
	oneShared   = 0.5
	namedWeight = 0.3
	tieWeight   = 0.7
	dayWeight   = 0.25
	mostDays    = 6
	sameText    = 0.9 // the cosine from which days begin to matter less
	threshold   = 0.45
	// mostDense is what being about the same thing can say at most: no
	// more than the threshold, since a subject is no story.
	mostDense = 0.45
	// strangers is what it says against one story that both name names and
	// numbers and share none; ties say nothing then. Reports of a kind are
	// written to a form: two earthquakes are told in the same sentences but for
	// where and how strong. From familiar on they share enough, and from
	// tellingEnough on an article names enough to tell.
	strangers       = 0.55
	familiar        = 0.12
	numbersFamiliar = 0.3 // what a number makes of that beside a name
	tellingEnough   = 0.5
	// hidden is how surely a name that two articles share is seen where one is
	// in a script without capitals.
	hidden = 0.65
	// leastDense and leastSparse are the least likeness within a group that is
	// reckoned with.
	leastDense, leastSparse = 0.14, 0.05
)

// similarity of two articles or groups.
func (m measure) similarity(a, b *article) float64 {
	pairs := float64(a.size * b.size)
	dense := m.spread(a, b, (float64(dot(a.dense, b.dense))/pairs-m.bias)/(1-m.bias))
	x := sharingOf(a, b)
	// One article of a story naming another's outlet ties the two: this is
	// not a mean over the pairs.
	outlets := (inCommon(a.own, b.named).sum + inCommon(b.own, a.named).sum) / float64(min(a.size, b.size))
	return min(mostDense, dense) + x.says() - strangers*strange(a, b, x) +
		namedWeight*min(1, outlets) - dayWeight*min(mostDays, daysBetween(a, b))*renewed(dense)
}

// renewed is how much of a text is new, as far as days between it and another
// matter, 0 to 1: a text that comes again after weeks is the same text.
func renewed(dense float64) float64 {
	return max(0, min(1, (1-dense)/(1-sameText)))
}

// strange is how surely two groups that share so much name different things,
// 0 to 1.
func strange(a, b *article, x sharing) float64 {
	return max(0, 1-x.familiarity()) * seen(a, b) * a.tells() * b.tells()
}

// tells is how surely one can tell from an article's names and numbers what it
// is about, 0 to 1.
func (a *article) tells() float64 {
	return min(1, a.telling/float64(a.size)/tellingEnough)
}

// seen is how surely a name that two groups share would be seen, 0 to 1,
// on the mean over their articles.
func seen(a, b *article) float64 {
	sum := 0.0
	for x, n := range a.scripts {
		for y, k := range b.scripts {
			if n > 0 && k > 0 {
				sum += float64(n) * float64(k) * legible(script(x), script(y))
			}
		}
	}
	return sum / float64(a.size*b.size)
}

// legible is seen for two scripts.
func legible(x, y script) float64 {
	switch {
	case x == ideographs || y == ideographs:
		return 0
	case x == letters || y == letters:
		return hidden
	}
	return 1
}

// sharing is what two groups share of their names and numbers.
type sharing struct {
	cosine  float64 // corrected as spread does
	numbers float64 // the part of it that is numbers', 0 to 1
	several float64 // how many names and numbers it is spread over, less than 1 for a part of a name
}

func sharingOf(a, b *article) sharing {
	c := inCommon(a.sparse, b.sparse)
	if c.sum == 0 {
		return sharing{}
	}
	cosine := c.sum / float64(a.size*b.size) / quarter(max(a.sparseSelf, leastSparse)*max(b.sparseSelf, leastSparse))
	return sharing{cosine, c.numbers / c.sum, c.sum * c.sum / c.squares}
}

// says is what so much in common says for one story. One name is a
// coincidence, as of all that happens in a town on a day; a second makes it
// much less likely to be one. A part of a name is more likely one than a whole:
// Port Selm and Port Ilm are two towns. It is one where both have more of the
// name; a surname that one has alone is a name.
func (x sharing) says() float64 {
	alone := 1 - oneShared*max(0, 2-x.several)
	return alone * (sparseWeight*min(x.cosine, manyShared) + moreWeight*max(0, x.cosine-manyShared))
}

// familiarity is how much in common speaks against two being strangers. Of many
// reports of a form some have a number in common by chance.
func (x sharing) familiarity() float64 {
	return x.cosine * (1 - x.numbers + numbersFamiliar*x.numbers) / familiar
}

// overlap is what two lists of terms have in common: the sum of the products of
// their weights, the part of numbers in it, and the sum of squares. The words
// of one name count as one there: a name of two has them twice what each alone
// would have.
type overlap struct{ sum, numbers, squares float64 }

func inCommon(a, b []term) (o overlap) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].feature < b[0].feature:
			a = a[1:]
		case a[0].feature > b[0].feature:
			b = b[1:]
		default:
			x := float64(a[0].weight) * float64(b[0].weight)
			o.sum += x
			o.squares += x * x * max(1, float64(fewer(a[0].words, b[0].words)))
			if a[0].isNumber() {
				o.numbers += x
			}
			a, b = a[1:], b[1:]
		}
	}
	return o
}

// spread corrects the mean cosine of two groups for how much their own
// articles differ, by half: the articles of a story in many languages differ
// by language, which says nothing of how near the two stories are. Corrected
// in full it would be the cosine of their centres (Spearman's correction for
// attenuation), which joins too much.
func (m measure) spread(a, b *article, cosine float64) float64 {
	if a.size == 1 && b.size == 1 {
		return cosine
	}
	x := (a.denseSelf - m.bias) / (1 - m.bias)
	y := (b.denseSelf - m.bias) / (1 - m.bias)
	return cosine / quarter(max(x, leastDense)*max(y, leastDense))
}

// quarter is the fourth root.
func quarter(x float64) float64 { return math.Sqrt(math.Sqrt(x)) }

// dot is 0 for articles without a vector.
func dot(a, b []float32) float32 {
	if len(a) != len(b) {
		return 0
	}
	return vector.Dot(a, b)
}

// dots appends to dst what dot says of a and each of the others.
func dots(dst, a []float32, others [][]float32) []float32 {
	for _, b := range others {
		if len(b) != len(a) {
			for _, b := range others {
				dst = append(dst, dot(a, b))
			}
			return dst
		}
	}
	return vector.Dots(dst, a, others)
}

// daysBetween is the gap between the times of two groups, 0 where they
// overlap or one has no date.
func daysBetween(a, b *article) float64 {
	if !a.isDated || !b.isDated {
		return 0
	}
	gap := max(a.from.Sub(b.to), b.from.Sub(a.to), 0)
	return float64(gap) / float64(24*time.Hour)
}
