package lineage

import (
	"slices"
	"strconv"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/vector"
)

// Nobody cites some lost sources. What betrays one is that children of one
// parent share what the parent does not have, and that none of them can have
// from another: manuscripts with common errors that their common ancestor
// lacks have another ancestor in between. The lost source is put there.

const (
	// inferredUnits is how many such sentences each of the children must have.
	inferredUnits = 4
	// inferredGain is what the lost source explains per sentence, and
	// inferredPrice what it costs per child to assume it.
	inferredGain  = 1.3
	inferredPrice = -4
	// inferredRoot is the score of an inferred source with no parent.
	inferredRoot = -3
	// lacking is the cosine to all of an article's sentences below which it
	// surely lacks a sentence, whatever the links say.
	lacking = 0.5
)

// inferSources adds the lost sources that nobody cites, and reports whether
// there are any. The best tree must be known; it is not, after that.
func (g *graph) inferSources() bool {
	var found []inferred
	for p := range g.read {
		if x := g.between(p); len(x.children) > 1 {
			found = append(found, x)
		}
	}
	g.reserve(len(found))
	for i, x := range found {
		g.insert(x, g.root()-len(found)+i)
	}
	return len(found) > 0
}

// inferred is a lost source between a parent and some of its children, with
// the units that betray it.
type inferred struct {
	parent   int
	children []int
	units    []int
}

// between looks for a lost source between article p and its children.
func (g *graph) between(p int) inferred {
	x := inferred{parent: p}
	for c := range g.read {
		if g.parent[c] == p {
			x.children = append(x.children, c)
		}
	}
	for len(x.children) > 1 {
		x.units = g.commonWithout(x.children, p)
		n := len(x.children)
		x.children = slices.DeleteFunc(x.children, func(c int) bool { return g.count(c, x.units) < inferredUnits })
		if len(x.children) == n {
			break
		}
	}
	return x
}

// commonWithout lists the units that two of the articles have, that article p
// lacks, and that no article gives which does not derive from p.
func (g *graph) commonWithout(articles []int, p int) []int {
	var units []int
	for unit, holders := range g.holders {
		common := 0
		for _, h := range holders {
			if slices.Contains(articles, h) {
				common++
			} else if !g.descends(h, p) || h == p {
				common = -len(holders)
			}
		}
		if common >= 2 && g.surelyLacks(p, holders[0], unit) {
			units = append(units, unit)
		}
	}
	return units
}

func (g *graph) count(article int, units []int) int {
	n := 0
	for _, u := range units {
		if g.read[article].find(u) != nil {
			n++
		}
	}
	return n
}

// surelyLacks says that nothing in article p is even like the unit as article
// h says it: links miss some.
func (g *graph) surelyLacks(p, h, unit int) bool {
	if len(g.story.Vectors) != len(g.read) || len(g.story.Vectors[h]) != len(g.story.Docs[h].Sentences) {
		return true
	}
	for _, j := range g.read[h].find(unit).all {
		said := g.story.Vectors[h][j]
		for _, v := range g.story.Vectors[p] {
			if len(v) == len(said) && vector.Dot(said, v) >= lacking {
				return false
			}
		}
	}
	return true
}

// reserve makes room for n more lost sources: the root's number changes.
func (g *graph) reserve(n int) {
	old := g.root()
	g.lost = append(g.lost, make([]lostSource, n)...)
	for _, lists := range [][][]candidate{g.near, g.pairs} {
		for _, list := range lists {
			for i := range list {
				if list[i].from == old {
					list[i].from = g.root()
				}
			}
		}
	}
	g.pairs = append(g.pairs, make([][]candidate, n)...)
}

// insert makes the inferred source a node, with its edges.
func (g *graph) insert(x inferred, node int) {
	g.story.Sources = append(slices.Clip(g.story.Sources), stemma.Source{
		ID: g.freeID(), Name: "an unknown source", Kind: stemma.SourceUnnamed, Inferred: true,
		Aliases: []string{}, CitedBy: []string{}, Cites: []string{},
	})
	g.cite.targets = append(g.cite.targets, nil)
	g.lost[node-len(g.read)] = lostSource{source: len(g.story.Sources) - 1, children: x.children}
	g.pairs[node] = []candidate{{from: x.parent}, {from: g.root(), fixed: inferredRoot, score: inferredRoot}}
	for _, c := range x.children {
		k := slices.IndexFunc(g.pairs[c], func(k candidate) bool { return k.from == x.parent })
		given := g.pairs[c][k]
		given.from, given.terms = node, slices.Clone(given.terms)
		given.fixed += inferredPrice
		given.score += inferredPrice
		for _, u := range x.units {
			if g.read[c].find(u) != nil {
				given.terms = append(given.terms, weighed{u, inferredGain})
				given.score += inferredGain
			}
		}
		g.pairs[c] = append(g.pairs[c], given)
	}
}

// freeID returns a source id that is not taken.
func (g *graph) freeID() string {
	taken := sourceIndex(g.story.Sources)
	for n := 1; ; n++ {
		id := "inferred" + strconv.Itoa(n)
		if _, ok := taken[id]; !ok {
			return id
		}
	}
}
