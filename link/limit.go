package link

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
)

// storyCells is how many pairs of sentences are compared in a story, or when some of
// its articles are new: 1,600 pairs of articles of 800 sentences each, a few minutes'
// work. A story of 3,000 reports of 30 sentences has a tenth of it.
const storyCells = 1 << 30

// affordable parts pairs of articles into those that are compared, which keep their
// order, and those that would take too much. The cheapest come first: what
// articles without measure take is not paid by the others.
func (s *story) affordable(pairs [][2]int) (taken, left [][2]int) { return s.within(storyCells, pairs) }

func (s *story) within(most int, pairs [][2]int) (taken, left [][2]int) {
	cells := func(p [2]int) int { return len(s.articles[p[0]].sents) * len(s.articles[p[1]].sents) }
	byCost := slices.Clone(pairs)
	slices.SortStableFunc(byCost, func(x, y [2]int) int { return cmp.Compare(cells(x), cells(y)) })
	for n, p := range byCost {
		if most -= cells(p); most < 0 {
			taken, left = byCost[:n], byCost[n:]
			slices.SortFunc(taken, byNumber)
			slices.SortFunc(left, byNumber)
			return taken, left
		}
	}
	return pairs, nil
}

// noteLeft notes pairs of articles that were not compared, and why.
func (s *story) noteLeft(b *bound.Bound, pairs [][2]int, of int, why string) {
	if len(pairs) == 0 {
		return
	}
	var ids []string
	for _, p := range pairs {
		ids = append(ids, s.articles[p[0]].doc.Article.ID, s.articles[p[1]].doc.Article.ID)
	}
	b.LeftOut(stemma.Partial{
		Articles: firstFew(ids), Step: stemma.StepLinks,
		Detail: fmt.Sprintf("%d of %d pairs of articles were not compared: %s", len(pairs), of, why),
	})
}

// noteLong notes the articles of which only the first sentences are linked.
func (s *story) noteLong(b *bound.Bound) {
	var ids []string
	for k := range s.articles {
		if a := &s.articles[k]; a.place != gone && a.cut {
			ids = append(ids, a.doc.Article.ID)
		}
	}
	if len(ids) > 0 {
		b.LeftOut(stemma.Partial{
			Articles: firstFew(ids), Step: stemma.StepLinks,
			Detail: fmt.Sprintf("of %d long articles only the first %d sentences were compared", len(ids), maxSentences),
		})
	}
}

// fewArticlesNamed is how many articles a note names.
const fewArticlesNamed = 10

// firstFew returns the first of some ids, each once.
func firstFew(ids []string) []string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return ids[:min(len(ids), fewArticlesNamed)]
}
