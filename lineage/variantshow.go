package lineage

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// maxQuoted is how many words are given as examples.
const maxQuoted = 3

// sharedWords is what a group of articles reads as no other does.
type sharedWords struct {
	places int      // in how many places
	quoted []string // some of the readings, without omissions, in the order of the text
	// sentences are those around them, by article.
	sentences map[int][]int
}

// readAlone lists the places where two or more of the articles, ascending, have
// one reading and none of the others that have the passage does.
func (g *graph) readAlone(articles []int) sharedWords {
	s := sharedWords{sentences: map[int][]int{}}
	var slots []int
	for _, unit := range g.unitsOfTwo(articles) {
		for n := range g.variants.units[unit] {
			col := &g.variants.units[unit][n]
			slots = col.AppendSlots(slots[:0], articles)
			for m := range col.Places {
				if having, reading := col.Places[m].Alone(slots); len(having) >= 2 {
					s.places++
					s.quote(g.variants.book.Form(col.Places[m].Words[reading]))
					for _, x := range having {
						a := col.Who[x]
						s.sentences[a] = append(s.sentences[a], g.read[a].find(unit).all...)
					}
				}
			}
		}
	}
	for a := range s.sentences {
		slices.Sort(s.sentences[a])
		s.sentences[a] = slices.Compact(s.sentences[a])
	}
	return s
}

func (s *sharedWords) quote(form string) {
	if form != "" && len(s.quoted) < maxQuoted && !slices.Contains(s.quoted, form) {
		s.quoted = append(s.quoted, form)
	}
}

// unitsOfTwo lists the units that two or more of the articles have.
func (g *graph) unitsOfTwo(articles []int) []int {
	count := map[int]int{}
	for _, a := range articles {
		for i := range g.read[a].byUnit {
			count[g.read[a].byUnit[i].unit]++
		}
	}
	maps.DeleteFunc(count, func(_, n int) bool { return n < 2 })
	return slices.Sorted(maps.Keys(count))
}

// under lists the articles that a node is or that derive from it.
func (g *graph) under(node int) []int {
	var list []int
	for c := range g.read {
		if g.descends(c, node) {
			list = append(list, c)
		}
	}
	return list
}

// readBelow is what those that derive from a lost source, and not all articles
// do, read as no other does. It is remembered: a source may have many children.
func (g *graph) readBelow(node int) sharedWords {
	if s, ok := g.below[node]; ok {
		return s
	}
	var s sharedWords
	if articles := g.under(node); len(articles) < len(g.read) {
		s = g.readAlone(articles)
	}
	if g.below == nil {
		g.below = map[int]sharedWords{}
	}
	g.below[node] = s
	return s
}

// evidenceOfWords says which words within sentences only parent and child have,
// or only those that derive from them where they are lost.
func (g *graph) evidenceOfWords(p, c int) []stemma.Evidence {
	var s sharedWords
	lost := p >= len(g.read) || c >= len(g.read)
	switch {
	case c >= len(g.read):
		s = g.readBelow(c)
	case p >= len(g.read):
		s = g.readBelow(p)
	case len(g.read) > 2:
		s = g.readAlone([]int{min(p, c), max(p, c)})
	}
	if s.places == 0 {
		return g.evidenceOfFamily(p, c)
	}
	whose := "that only these two have"
	if lost {
		whose = "that only what derives from it has"
	}
	e := stemma.Evidence{Kind: stemma.EvidenceChange, Detail: fmt.Sprintf("%s %s", wordsOfNumber(s.places), whose)}
	if len(s.quoted) > 0 {
		e.Detail += ": “" + strings.Join(s.quoted, "”, “") + "”"
	}
	if c < len(g.read) {
		e.ChildSentences = s.sentences[c]
	}
	if p < len(g.read) {
		e.ParentSentences = s.sentences[p]
	}
	return append([]stemma.Evidence{e}, g.evidenceOfFamily(p, c)...)
}

// familyOf returns the family in which words decided about both nodes, and
// which of its texts they are; nil where there is none.
func (g *graph) familyOf(a, b int) (f *wordFamily, i, j int) {
	for _, f := range g.families {
		if i, j = slices.Index(f.nodes, a), slices.Index(f.nodes, b); i >= 0 && j >= 0 {
			return f, i, j
		}
	}
	return nil, 0, 0
}

// tallyByWords tallies what decided that a node derives from another, or from
// none, where words did; it is false where they did not.
func (g *graph) tallyByWords(c, from int, t *tally) bool {
	if from == g.root() {
		f, i, _ := g.familyOf(c, c)
		if f != nil {
			f.compareNone(i, t)
		}
		return f != nil
	}
	f, i, j := g.familyOf(c, from)
	if f != nil {
		f.compare(i, j, t)
	}
	return f != nil
}

// wordsApart counts the places where two nodes of a family read otherwise, of
// those where its texts differ and both have text; not ok where they are of none.
func (g *graph) wordsApart(a, b int) (differ, compared int, ok bool) {
	f, i, j := g.familyOf(a, b)
	if f == nil {
		return 0, 0, false
	}
	changes, compared := f.tree.Changes(i, j)
	return len(changes), compared, true
}

// evidenceOfFamily says how near two texts of a family are: that decided.
func (g *graph) evidenceOfFamily(p, c int) []stemma.Evidence {
	differ, compared, ok := g.wordsApart(p, c)
	if !ok {
		return nil
	}
	detail := fmt.Sprintf("differs from %s in %d of the %s in which these texts differ", g.name(p), differ, wordsOfNumber(compared))
	if p >= len(g.read) || c >= len(g.read) {
		detail += ", as far as the lost can be inferred"
	}
	return []stemma.Evidence{{Kind: stemma.EvidenceChange, Detail: detail}}
}

// fewerApart says that the child differs from p in fewer words than from q, where
// the three are of a family.
func (g *graph) fewerApart(c, p, q int) (stemma.Evidence, bool) {
	near, _, ok := g.wordsApart(c, p)
	far, _, also := g.wordsApart(c, q)
	if !ok || !also || near >= far {
		return stemma.Evidence{}, false
	}
	detail := fmt.Sprintf("differs from %s in %s, from %s in %d", g.name(p), wordsOfNumber(near), g.name(q), far)
	return stemma.Evidence{Kind: stemma.EvidenceChange, Detail: detail}, true
}

func wordsOfNumber(n int) string {
	if n == 1 {
		return "1 word"
	}
	return fmt.Sprintf("%d words", n)
}
