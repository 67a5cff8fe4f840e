package claim

import (
	"slices"

	"github.com/stemma-news/stemma/text"
)

const (
	// maxGap bounds the sentences between two that the articles have in common.
	maxGap = 8
	// gapRatio is how much longer one of two sentences in one place may be, for
	// them to be one sentence that was told anew.
	gapRatio = 2
	// joinedShare is the share of a sentence's words or values that a longer
	// sentence of the other article must hold to tell it too, and joinedLength
	// how long that one is, as a part of all that it then tells.
	joinedShare, joinedLength = 0.6, 0.6
	// usualPrior is the number of letters from which the articles tell how much
	// longer the one is than the other.
	usualPrior = 60
)

// across holds what two articles have in common: for each sentence of either,
// those of the other with which it is in a claim.
type across [2]map[int][]int

// acrossOf returns what is common along an edge, counted at the first call.
func (c *collation) acrossOf(e edge) across {
	key := [2]int{e.parent, e.child}
	if a, ok := c.common[key]; ok {
		return a
	}
	a := across{{}, {}}
	for _, cl := range c.inBoth(e) {
		held := c.said[cl]
		for _, i := range held[e.parent] {
			for _, j := range held[e.child] {
				a[0][i], a[1][j] = append(a[0][i], j), append(a[1][j], i)
			}
		}
	}
	c.common[key] = a
	return a
}

// docOf returns the document of one side of an edge.
func (c *collation) docOf(e edge, which int) *text.Document { return c.docs[e.side(which)] }

// side returns the place of the parent or the child.
func (e edge) side(which int) int {
	if which == 0 {
		return e.parent
	}
	return e.child
}

// neighbour returns the next sentence of a side in a direction that the two
// articles have in common, or -1, and whether the way there is short.
func (c *collation) neighbour(e edge, which, at, step int) (int, bool) {
	a, n := c.acrossOf(e), len(c.docOf(e, which).Sentences)
	for k := 1; k <= maxGap; k++ {
		i := at + k*step
		if i < 0 || i >= n {
			return -1, true
		}
		if len(a[which][i]) > 0 {
			return i, true
		}
	}
	return -1, false
}

// retold says that a sentence that only one side has stands where the other
// one has a sentence of its own too, and no more: between the same two that
// are common. Then it may be one sentence in words so different that no link
// was found. What the two say besides must not contradict that.
func (c *collation) retold(e edge, which, at int) bool {
	if sameLanguage(c.docs[e.parent].Article.Lang, c.docs[e.child].Article.Lang) {
		return false // words would have been found
	}
	from, okFrom := c.neighbour(e, which, at, -1)
	to, okTo := c.neighbour(e, which, at, 1)
	if !okFrom || !okTo || from < 0 && to < 0 || c.bodies(e, which, from, to) != 1 {
		return false
	}
	a, n := c.acrossOf(e), len(c.docOf(e, 1-which).Sentences)
	first, last := -1, n
	if from >= 0 {
		first = slices.Max(a[which][from])
	}
	if to >= 0 {
		last = slices.Min(a[which][to])
	}
	if last-first > maxGap || c.bodies(e, 1-which, first, last) != 1 {
		return false
	}
	for j := first + 1; j < last; j++ {
		if c.docOf(e, 1-which).Sentences[j].IsBody() {
			return len(a[1-which][j]) == 0 && c.alike(e, which, at, j)
		}
	}
	return false
}

// bodies counts the sentences of the body between two places.
func (c *collation) bodies(e edge, which, from, to int) int {
	d := c.docOf(e, which)
	if to < 0 {
		to = len(d.Sentences)
	}
	n := 0
	for i := from + 1; i < min(to, from+2*maxGap); i++ {
		n += int(truth(d.Sentences[i].IsBody()))
	}
	return n
}

// alike says that nothing speaks against two sentences being one: they are
// about as long, and where both give figures or names, some are the same.
func (c *collation) alike(e edge, which, i, j int) bool {
	x, y := c.valuesOf(e, which, i), c.valuesOf(e, 1-which, j)
	long, short := float64(letters(c.docOf(e, which).Sentences[i].Text)), float64(letters(c.docOf(e, 1-which).Sentences[j].Text))
	if max(long, short) > gapRatio*min(long, short) {
		return false
	}
	return x.size() == 0 || y.size() == 0 || x.heldBy(&y) > 0
}

// joined says that a sentence that only one side has is told by the other within
// a longer one, with which its neighbour is in a claim: two sentences were
// joined, or one was split.
func (c *collation) joined(e edge, which, at int) bool {
	a := c.acrossOf(e)
	for _, beside := range []int{at - 1, at + 1, at - 2, at + 2} {
		for _, j := range a[which][beside] {
			if c.holds(e, which, at, beside, j) {
				return true
			}
		}
	}
	return false
}

// holds says that sentence j of the other side is long enough to tell both
// sentence at and its neighbour, and has most of what the former gives and the
// latter does not.
func (c *collation) holds(e edge, which, at, beside, j int) bool {
	d, other := c.docOf(e, which), c.docOf(e, 1-which)
	near, whole := float64(letters(d.Sentences[beside].Text)), float64(letters(other.Sentences[j].Text))
	all := c.lengthsOf(e)
	usual := (usualPrior + max(0, all[1-which]-whole)) / (usualPrior + max(0, all[which]-near)) // without these two
	if whole < joinedLength*usual*(near+float64(letters(d.Sentences[at].Text))) {
		return false
	}
	if sameLanguage(d.Article.Lang, other.Article.Lang) {
		return wordsHeld(d.Sentences[at].Words, d.Sentences[beside].Words, other.Sentences[j].Words) >= joinedShare
	}
	own, known, told := c.valuesOf(e, which, at), c.valuesOf(e, which, beside), c.valuesOf(e, 1-which, j)
	own.drop(&known)
	return own.size() > 1 && float64(own.heldBy(&told)) >= joinedShare*float64(own.size())
}

// wordsHeld is the share of the words that near lacks which whole has.
func wordsHeld(own, near, whole []text.Word) float64 {
	has := func(list []text.Word, w text.Word) bool {
		return slices.ContainsFunc(list[:min(len(list), maxWords)], func(o text.Word) bool { return o.Form == w.Form })
	}
	all, held := 0.0, 0.0
	for _, w := range own[:min(len(own), maxWords)] {
		if !has(near, w) {
			all++
			held += truth(has(whole, w))
		}
	}
	return held / max(all, 1)
}

// values are what a sentence gives that can be known again in any language.
type values struct {
	figures []figure
	dates   []text.Date
	names   []text.Name
}

func (c *collation) valuesOf(e edge, which, at int) values {
	doc := e.side(which)
	s := &c.docs[doc].Sentences[at]
	v := values{dates: s.Dates[:min(len(s.Dates), maxFigures)], names: slices.Clone(s.Names[:min(len(s.Names), sideNames)])}
	for _, f := range c.figures(doc, at) {
		if f.date == nil && len(v.figures) < maxFigures {
			v.figures = append(v.figures, f)
		}
	}
	return v
}

func (v *values) size() int { return len(v.figures) + len(v.dates) + len(v.names) }

// heldBy counts the values that w has too.
func (v *values) heldBy(w *values) int {
	return v.size() - len(lacking(v.figures, w.figures, sameFigure)) - len(lacking(v.dates, w.dates, sameDate)) - len(lacking(v.names, w.names, likeNames))
}

// drop takes out the values that w has too.
func (v *values) drop(w *values) {
	v.figures, v.dates, v.names = lacking(v.figures, w.figures, sameFigure), lacking(v.dates, w.dates, sameDate), lacking(v.names, w.names, likeNames)
}

func sameFigure(x, y figure) bool { return x.equals(&y) || x.canBe(&y) }

func likeNames(x, y text.Name) bool { return sameName(x.Key, y.Key) }

// lacking returns what b has no counterpart of.
func lacking[T any](a, b []T, same func(T, T) bool) []T {
	return slices.DeleteFunc(slices.Clone(a), func(x T) bool {
		return slices.ContainsFunc(b, func(y T) bool { return same(x, y) })
	})
}
