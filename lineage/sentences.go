package lineage

import (
	"maps"
	"slices"
)

// What is told of two texts is counted in sentences that a reader can count
// again: each once, however many things it says, and without the title, which
// stands above the text.

// set is a set of sentences of one article.
type set map[int]bool

func (s set) add(sentences []int) {
	for _, j := range sentences {
		s[j] = true
	}
}

// without returns the sentences of s that are not in t.
func (s set) without(t set) set {
	out := set{}
	for j := range s {
		if !t[j] {
			out[j] = true
		}
	}
	return out
}

// body lists sentences of an article in order, without its title.
func (g *graph) body(article int, s set) []int {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s)), func(j int) bool { return g.isTitle(article, j) })
}

// isTitle says that a sentence of an article is its title.
func (g *graph) isTitle(article, j int) bool {
	d, title := g.story.Docs[article], g.read[article].title
	return title != "" && j >= 0 && j < len(d.Sentences) && foldsTo(d.Sentences[j].Text, title)
}

// saying are the sentences of an article that say something.
func (g *graph) saying(article int) set {
	s := set{}
	for _, o := range g.read[article].byUnit {
		s.add(o.all)
	}
	return s
}

// common are the sentences that articles p and c have in common, of each.
func (g *graph) common(p, c int) (theirs, own set) {
	theirs, own = set{}, set{}
	for _, o := range g.read[c].byUnit {
		if twin := g.read[p].find(o.unit); twin != nil {
			theirs.add(twin.all)
			own.add(o.all)
		}
	}
	return theirs, own
}

// leftOut are the sentences of article p that c has not.
func (g *graph) leftOut(c, p int) []int {
	theirs, _ := g.common(p, c)
	return g.body(p, g.saying(p).without(theirs))
}

// length is the number of sentences of an article that say something.
func (g *graph) length(article int) int { return len(g.body(article, g.saying(article))) }
