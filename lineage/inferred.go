package lineage

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/vector"
)

// Nobody cites some lost sources, and others only some of those who draw on
// them. What betrays one is that siblings share what their parent does not have
// and none of them can have from another: manuscripts with common errors that
// their common ancestor lacks have another ancestor in between.
//
// A source is assumed, or given more children, where the best tree with it
// beats the best tree without by more than its price (fInferredNode). That is
// structural expectation-maximisation with latent nodes, as in Semstem (Roos &
// Zou 2011), one node at a time, best first, so that no input makes the search
// long. The text of the source is what two of its children have, or one and
// what stands above it: the majority of Fitch parsimony (1971). Where to look
// (inferredgroup.go) follows Camps & Cafiero (2015): groups of witnesses by
// what they share against the rest, then the model of each; a witness that has
// all of the model is the model itself, and nothing is lost.

const (
	// maxInferred is how many such changes a story may see.
	maxInferred = 16
	// maxTrials is how many are tried for each of them, the likeliest first.
	maxTrials = 12
	// lackingCosine is the cosine to all of an article's sentences below which it
	// surely lacks a sentence, whatever the links say.
	lackingCosine = 0.5
)

// given is what reached an inferred source from above it in the tree: an
// article, or nothing (the root).
type given struct {
	above int
	units map[int]bool // of those that its children have
}

// search is a greedy search for lost sources. Its last lost source is a spare
// one without children, in which new ones are tried.
type search struct {
	*graph
	total   float64 // what the tree is worth
	t       tally
	without map[[3]int]bool // article, unit and who says it: surelyLacks
}

// inferSources adds the lost sources that nobody cites, and gives the others
// the children that do not cite them. The best tree must be known. When ctx ends
// it stops looking, with its error.
func (g *graph) inferSources(ctx context.Context) error {
	s := &search{graph: g, without: map[[3]int]bool{}}
	s.reserve()
	for range maxInferred {
		if err := ctx.Err(); err != nil {
			return err
		}
		if g.bound.Spent() {
			g.noTimeFor(nil, "no further sources that nobody cites were looked for")
			break
		}
		s.total = s.worth()
		if !s.step(ctx) {
			break
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.prune()
	s.release()
	s.supposeSources()
	return nil
}

// prune takes away the inferred sources that later changes have left with less
// than two children: they explain nothing.
func (s *search) prune() {
	for n := range s.lost {
		node := len(s.read) + n
		if children := s.childrenOf(node); s.isInferred(n) && len(children) < 2 && len(s.lost[n].children) > 0 {
			s.lost[n].children = nil
			s.offer(n)
			s.parent = s.best()
		}
	}
}

// assume adds a lost source that nobody cites, with these children and that
// node above it (-1 for none), and returns its index.
func (g *graph) assume(above int, children []int) int {
	n := g.reserve()
	if above < 0 {
		above = g.root()
	}
	s := &search{graph: g, without: map[[3]int]bool{}}
	g.lost[n].children, g.lost[n].given = children, s.givenFrom(above, children)
	return n
}

// step makes the best change that it finds, and reports whether there is one.
func (s *search) step(ctx context.Context) bool {
	list := s.groups()
	slices.SortStableFunc(list, func(a, b group) int { return cmp.Compare(b.gain, a.gain) })
	return slices.ContainsFunc(list[:min(len(list), maxTrials)], func(x group) bool { return ctx.Err() == nil && s.try(x) })
}

// try makes a change and keeps it if the best tree is better for it. The text
// of the source is read off its children, and who they are hangs on its text: a
// few rounds settle it.
func (s *search) try(x group) bool {
	before, l := s.parent, &s.lost[x.node]
	kept := l.children
	l.children, s.parent = x.children, slices.Clone(s.parent)
	s.parent[len(s.read)+x.node] = x.above
	for range settleRounds {
		s.offer(x.node)
		s.parent = s.best()
		children := s.childrenOf(len(s.read) + x.node)
		if len(children) == 0 || slices.Equal(children, l.children) {
			break
		}
		l.children = children
	}
	if s.isSound(x.node) && s.worth() > s.total+leastGain {
		if x.node == len(s.lost)-1 {
			s.reserve()
		}
		return true
	}
	l.children, s.parent = kept, before
	s.offer(x.node)
	return false
}

// leastGain is what a change must gain: less is rounding.
const leastGain = 1e-6

// offer weighs all candidates of a lost source anew.
func (s *search) offer(n int) {
	node := len(s.read) + n
	for v := range s.pairs {
		s.pairs[v] = slices.DeleteFunc(s.pairs[v], func(c candidate) bool { return c.from == node })
	}
	s.pairs[node] = nil
	l := &s.lost[n]
	if s.isInferred(n) {
		l.given = s.givenFrom(s.parent[node], l.children)
	}
	if len(l.children) > 0 || !s.isInferred(n) {
		s.weighSource(n, &s.t)
	}
}

func (g *graph) isInferred(n int) bool { return g.story.Sources[g.lost[n].source].Inferred }

// givenFrom is what a source with these children, and that node above it, has
// from there.
func (s *search) givenFrom(above int, children []int) *given {
	x := &given{above: above, units: map[int]bool{}}
	if above >= len(s.read) {
		x.above = s.root()
		return x
	}
	for _, c := range children {
		for _, o := range s.read[c].byUnit {
			if !s.surelyLacks(above, c, o.unit) {
				x.units[o.unit] = true
			}
		}
	}
	return x
}

func (g *graph) childrenOf(node int) []int {
	var list []int
	for c := range g.read {
		if g.parent[c] == node {
			list = append(list, c)
		}
	}
	return list
}

// worth is what the best tree scores: its edges into articles and into the lost
// sources that articles derive from.
func (g *graph) worth() float64 {
	used, sum := g.used(), 0.0
	for v := range g.pairs {
		if v < len(g.read) || used[v] {
			sum += g.scoreOf(g.parent[v], v)
		}
	}
	return sum
}

// isSound says that the tree has what the change was made for: an inferred
// source with two children, none of which can be the parent of the others.
func (s *search) isSound(n int) bool {
	if !s.isInferred(n) {
		return true
	}
	node := len(s.read) + n
	children := s.childrenOf(node)
	return len(children) >= 2 && s.parent[node] != node && !s.hasModel(children, s.givenFrom(s.parent[node], children))
}

// compareInferred tallies the evidence that article c derives from a source
// that nobody cites, and reports whether there is any.
func (g *graph) compareInferred(c int, l *lostSource, said map[int]int, t *tally) bool {
	child, own, gives := &g.read[c], 0, false
	if slices.Contains(l.children, c) {
		own = 1
	}
	if len(l.children) == own || l.after.surelyLater(child.last()) {
		return false
	}
	for k, o := range child.byUnit {
		switch others, fromAbove := said[o.unit] > own, l.given.units[o.unit]; {
		case fromAbove:
		case others:
			gives = true
		case g.rival[c].holders[k] > 0:
			t.add(fInferredMiss, o.unit)
		}
	}
	t.whole[fInferredGives] = float64(g.orphans(c))
	t.whole[fInferred] = 1
	for _, unit := range l.text(said) {
		if child.find(unit) == nil {
			t.add(fInferredDrop, unit)
		}
	}
	g.compareCommon(c, l.children, t)
	return gives
}

// maxOrphans is from where more sentences say no more.
const maxOrphans = 12

// orphans is how many sentences of article c that others have the best of
// them, if it is not later, could not have given it.
func (g *graph) orphans(c int) int {
	if g.orphaned == nil {
		g.orphaned = make([]int, len(g.read))
	}
	if g.orphaned[c] == 0 {
		g.orphaned[c] = 1 + g.countOrphans(c)
	}
	return g.orphaned[c] - 1
}

func (g *graph) countOrphans(c int) int {
	child := &g.read[c]
	shared, common := make([]int, len(g.read)), 0
	for _, o := range child.byUnit {
		known := false
		for _, h := range g.holders[o.unit] {
			if h != c && !g.read[h].when.later(child.when) {
				shared[h]++
				known = true
			}
		}
		if known {
			common++
		}
	}
	return min(common-slices.Max(shared), maxOrphans)
}

// text lists what an inferred source must have had: what two of its children
// have, or one of them and what stands above.
func (l *lostSource) text(said map[int]int) []int {
	units := slices.Clone(l.common)
	for unit := range l.given.units {
		if said[unit] == 1 {
			units = append(units, unit)
		}
	}
	slices.Sort(units)
	return units
}

// surelyLacks says that nothing in article p is even like the unit as article
// h says it: links miss some.
func (s *search) surelyLacks(p, h, unit int) bool {
	if s.read[p].find(unit) != nil {
		return false
	}
	key := [3]int{p, unit, h}
	lacks, known := s.without[key]
	if !known {
		lacks = s.isUnlike(p, h, unit)
		s.without[key] = lacks
	}
	return lacks
}

func (g *graph) isUnlike(p, h, unit int) bool {
	if len(g.story.Vectors) != len(g.read) || len(g.story.Vectors[h]) != len(g.story.Docs[h].Sentences) {
		return true
	}
	for _, j := range g.read[h].find(unit).all {
		said := g.story.Vectors[h][j]
		for _, v := range g.heard(p) {
			if len(v) == len(said) && vector.Dot(said, v) >= lackingCosine {
				return false
			}
		}
	}
	return true
}

// reserve adds a source that nobody cites and that has no children yet, and
// returns its index: the root's number changes.
func (g *graph) reserve() int {
	old := g.root()
	g.story.Sources = append(slices.Clip(g.story.Sources), stemma.Source{
		ID: g.freeID(), Name: "an unknown source", Kind: stemma.SourceUnnamed, Inferred: true,
		Aliases: []string{}, CitedBy: []string{}, Cites: []string{},
	})
	g.cite.targets = append(g.cite.targets, nil)
	g.lost = append(g.lost, lostSource{source: len(g.story.Sources) - 1, given: &given{}})
	g.pairs = append(g.pairs, nil)
	g.renumber(old)
	return len(g.lost) - 1
}

// release takes the last source away again, which nothing derives from.
func (g *graph) release() {
	old := g.root()
	g.lost = g.lost[:len(g.lost)-1]
	g.pairs = g.pairs[:len(g.pairs)-1]
	g.cite.targets = g.cite.targets[:len(g.cite.targets)-1]
	g.story.Sources = g.story.Sources[:len(g.story.Sources)-1]
	g.renumber(old)
}

// renumber gives the root its new number.
func (g *graph) renumber(old int) {
	for _, lists := range [][][]candidate{g.near, g.pairs} {
		for _, list := range lists {
			for i := range list {
				if list[i].from == old {
					list[i].from = g.root()
				}
			}
		}
	}
	for n := range g.lost {
		if x := g.lost[n].given; x != nil && x.above == old {
			x.above = g.root()
		}
	}
	parent := make([]int, g.root()+1)
	for v := range parent {
		if parent[v] = g.root(); v < len(g.parent)-1 && g.parent[v] != old {
			parent[v] = g.parent[v]
		}
	}
	g.parent = parent
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
