package claim

import "github.com/stemma-news/stemma/text"

// habit is how often one article of an edge has a sort of words where the other
// one has them too, over all that they both say. It tells words that were left
// out from such as are not recognised in a language or not usual in it: where
// most of the parent's hedges have no counterpart, the next one without says
// nothing.
type habit struct{ both, before, after int }

// kept is the share of the cases, but for the one in question, in which the
// other side has such words too; 1 where there is no other case.
func (h habit) kept(which int) float64 {
	alone := h.before
	if which == 1 {
		alone = h.after
	}
	return float64(h.both+2) / float64(h.both+max(alone, 1)+1)
}

// kindOfWords is one sort of words that a sentence may have.
type kindOfWords int

const (
	sortHedge kindOfWords = iota
	sortSource
	sortName
)

type habitKey struct {
	parent, child int
	of            kindOfWords
}

// habitOf returns the habit of an edge, counted at the first call.
func (c *collation) habitOf(e edge, of kindOfWords) habit {
	key := habitKey{e.parent, e.child, of}
	if h, ok := c.habits[key]; ok {
		return h
	}
	var h habit
	for _, cl := range c.inBoth(e) {
		held := c.said[cl]
		if len(held[e.parent]) == 0 || len(held[e.child]) == 0 {
			continue
		}
		if of == sortName {
			c.countNames(&h, e, held)
			continue
		}
		x, y := c.anyHas(e.parent, held[e.parent], of), c.anyHas(e.child, held[e.child], of)
		switch {
		case x && y:
			h.both++
		case x:
			h.before++
		case y:
			h.after++
		}
	}
	c.habits[key] = h
	return h
}

// countNames adds the names that two passages have in common, and those of
// either that the other article has nowhere.
func (c *collation) countNames(h *habit, e edge, held map[int][]int) {
	x, y := c.namesOf(e.parent, held[e.parent]), c.namesOf(e.child, held[e.child])
	left, right := unmatched(x, y, func(a, b text.Name) bool { return sameName(a.Key, b.Key) })
	h.both += len(x) - len(left)
	h.before += len(c.unheard(e.child, left))
	h.after += len(c.unheard(e.parent, right))
}

func (c *collation) namesOf(doc int, sentences []int) []text.Name {
	var out []text.Name
	for _, i := range sentences {
		out = append(out, c.docs[doc].Sentences[i].Names...)
	}
	return out[:min(len(out), sideNames)]
}

func (c *collation) anyHas(doc int, sentences []int, of kindOfWords) bool {
	for _, i := range sentences {
		if of == sortSource && len(c.told.of[node{doc, i}]) > 0 || of == sortHedge && weakens(&c.docs[doc].Sentences[i]) {
			return true
		}
	}
	return false
}

func weakens(s *text.Sentence) bool { return len(split(s.Hedges, false)) > 0 }
