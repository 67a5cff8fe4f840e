package lineage

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
)

// Reports that came out at once, or in an order that no date tells, and of which
// each lacks what others have in common, may as well be siblings as a line: then
// none of them is the origin of the rest, and a lost source is. Where the best tree
// makes a line of them that source is supposed: it stands among the alternatives.

const (
	// fewestSupposed is how many reports a source is supposed behind at least,
	// and mostSupposed how many at most.
	fewestSupposed, mostSupposed = 3, 16
	// maxSupposed is how many sources are supposed in a story.
	maxSupposed = 4
	// supposedShare is how likely a supposed source is. It is set by hand: the
	// development stories have no case.
	supposedShare = 0.3
)

// supposeSources adds the sources that are only supposed, of which nothing derives
// in the tree.
func (s *search) supposeSources() {
	families := make([][]int, s.root()+1)
	for c := range s.read {
		families[s.parent[c]] = append(families[s.parent[c]], c)
	}
	taken := map[int]bool{}
	var found []group
	for p := range s.read {
		x := group{children: s.atOnce(s.line(p, families), taken), above: s.parent[p]}
		if len(found) < maxSupposed && s.isRound(x.children) {
			found = append(found, x)
			for _, c := range x.children {
				taken[c] = true
			}
		}
	}
	for _, x := range found {
		s.suppose(x)
	}
}

// line is an article, its children and theirs, as many as count.
func (s *search) line(p int, families [][]int) []int {
	line := append([]int{p}, families[p]...)
	for _, c := range families[p] {
		line = append(line, families[c]...)
	}
	return line[:min(len(line), mostSupposed)]
}

// atOnce keeps the articles of a line that came out at the same time as its first
// one, or for all that the dates tell may have, and that no source is supposed
// behind yet.
func (s *search) atOnce(line []int, taken map[int]bool) []int {
	first := line[0]
	return slices.DeleteFunc(line, func(c int) bool {
		return taken[c] || c != first && !s.isAtOnce(c, first)
	})
}

func (s *search) isAtOnce(a, b int) bool {
	x, y := s.read[a].when, s.read[b].when
	if x.isExact() && y.isExact() {
		return x.isSoon(y) && y.isSoon(x)
	}
	return !x.isExact() && !y.isExact() && !s.follows(a, b) && !s.follows(b, a)
}

// isRound says that each of the articles lacks a sentence that two others have.
// Where no times make it likely that they have one source, it must lack the more
// the more they are: of many, two have something that another lacks by chance.
func (s *search) isRound(articles []int) bool {
	if len(articles) < fewestSupposed {
		return false
	}
	l := &lostSource{children: articles}
	s.said(l)
	least := 1
	if !s.read[articles[0]].when.isExact() {
		least = len(articles) + 1 - fewestSupposed
	}
	return !slices.ContainsFunc(articles, func(c int) bool {
		lacks := 0
		for _, unit := range l.common {
			if s.surelyLacks(c, s.holderOf(unit, articles), unit) {
				lacks++
			}
		}
		return lacks < least
	})
}

// suppose adds a source that nothing derives from.
func (s *search) suppose(x group) {
	above := x.above
	n := s.reserve()
	if above >= len(s.read) {
		above = s.root()
	}
	l := &s.lost[n]
	l.children, l.given, l.supposed = x.children, s.givenFrom(above, x.children), true
	s.settleTime(l)
	s.said(l)
	s.pairs[len(s.read)+n] = []candidate{{from: s.root()}}
}

// isSupposed says that a node is a source which is only supposed.
func (g *graph) isSupposed(node int) bool {
	return node >= len(g.read) && node < g.root() && g.lost[node-len(g.read)].supposed
}

// suppose gives the supposed sources their share of the rounds, which those have
// less that had another parent for their children.
func (v *votes) suppose(g *graph) {
	for n := range g.lost {
		if l := &g.lost[n]; l.supposed {
			for _, c := range l.children {
				v.yield(c, len(g.read)+n)
			}
		}
	}
}

// yield gives a node its share of an article's rounds.
func (v *votes) yield(article, node int) {
	if v.rounds == 0 {
		return
	}
	for parent, n := range v.count[article] {
		v.count[article][parent] = int((1 - supposedShare) * float64(n)) // rounded up, they could be more than there were
	}
	v.count[article][node] = int(math.Round(supposedShare * float64(v.rounds)))
}

// evidenceOfSupposed says why an article may derive from a supposed source.
func (g *graph) evidenceOfSupposed(node, c int) []stemma.Evidence {
	l := &g.lost[node-len(g.read)]
	var common []int
	for _, unit := range l.common {
		if o := g.read[c].find(unit); o != nil {
			common = append(common, o.all...)
		}
	}
	slices.Sort(common)
	order := "came out within minutes"
	if !g.read[l.children[0]].when.isExact() {
		order = "have no dates that tell their order"
	}
	return []stemma.Evidence{{
		Kind: stemma.EvidenceShared, ChildSentences: slices.Compact(common),
		Detail: fmt.Sprintf("%d reports %s, and each lacks what others of them share", len(l.children), order),
	}}
}

// markSupposed marks the supposed sources as lost: alternatives name them.
func (g *graph) markSupposed(sources []stemma.Source) {
	for n := range g.lost {
		if l := &g.lost[n]; l.supposed {
			sources[l.source].Lost = true
		}
	}
}

// minutes is within how long two reports came out at the same time: to take a
// story from another and put it on the page takes longer.
const minutes = 10 * time.Minute

// isSoon says that a came out at most minutes after b, or before it.
func (a interval) isSoon(b interval) bool { return a.lo.Sub(b.hi) <= minutes }

// isExact says that more than the day is known.
func (a interval) isExact() bool { return a.known && !a.isVague() }
