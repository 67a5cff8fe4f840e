package lineage

import (
	"maps"
	"math"
	"slices"
)

// What a lost source may itself derive from: whom it is said to cite, or an
// article that has much of what its children have.

// ancestry calls yield with what a lost source could derive from: nothing, whom
// it is said to cite, or an article that is not surely later than its children.
func (g *graph) ancestry(l *lostSource, said map[int]int, t *tally, yield func(from int, t *tally)) {
	units := slices.Sorted(maps.Keys(said))
	l.begin(t, fLostRoot, fInferredRoot)
	t.whole[fLostCredits] = math.Log1p(float64(len(l.credits)))
	for _, unit := range units {
		if g.isHeldOutside(l, unit) {
			t.add(fLostShared, unit)
		}
	}
	yield(g.root(), t)
	for _, v := range l.cites {
		t.reset()
		t.whole[fLostCites] = 1
		yield(v, t)
	}
	for _, p := range g.before(l, said) {
		g.compareAncestor(p, l, said, units, t)
		yield(p, t)
	}
}

// begin starts the tally of a possible parent of the source, with a feature of
// those that are cited or one of those that are not.
func (l *lostSource) begin(t *tally, cited, inferred feature) {
	t.reset()
	if l.given == nil {
		t.whole[cited] = 1
		return
	}
	t.whole[inferred] = 1
	t.whole[fInferredNode] = 1
}

const (
	// leastText is how many sentences of a lost source an article must have that
	// it is taken from, where nobody says so: two reports of one event, of which
	// neither knows the other, have one or two in common.
	leastText = 3
	// muchText is that number for an article that rests on another lost source
	// itself: two agencies that reports cite side by side are mostly two origins.
	muchText = 8
)

// isEnough says that an article which has so many sentences of a source may be
// what it derives from. What nobody cites is assumed for the texts alone.
func (g *graph) isEnough(l *lostSource, article, shared int) bool {
	switch {
	case l.given != nil:
		return shared > 0
	case g.restsElsewhere(l, article):
		return shared >= muchText
	}
	return shared >= leastText
}

// restsElsewhere says that the article rests on an outlet that is lost too.
func (g *graph) restsElsewhere(l *lostSource, article int) bool {
	return slices.ContainsFunc(g.cite.byArticle[article], func(x citation) bool {
		return x.source != l.source && x.isMain() && len(g.cite.targets[x.source]) == 0
	})
}

// before lists the articles that a lost source could derive from, those that
// share most with it first.
func (g *graph) before(l *lostSource, said map[int]int) []int {
	shared := make([]int, len(g.read))
	var list []int
	for p := range g.read {
		if g.read[p].when.later(l.after) || slices.Contains(l.cites, p) || slices.Contains(l.children, p) || g.isCitedBy(l, p) {
			continue
		}
		for _, o := range g.read[p].byUnit {
			if said[o.unit] > 0 {
				shared[p]++
			}
		}
		if g.isEnough(l, p, shared[p]) {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return shared[b] - shared[a] })
	return list[:min(len(list), maxParents)]
}

// isCitedBy says that an article names the source as one, as its main one or
// not: what it cites was there before it.
func (g *graph) isCitedBy(l *lostSource, article int) bool {
	if slices.Contains(g.story.Sources[l.source].CitedBy, g.story.Docs[article].Article.ID) {
		return true
	}
	return slices.ContainsFunc(g.cite.byArticle[article], func(x citation) bool { return x.source == l.source })
}

// isHeldOutside says that an article which is no child of the source, and not
// later than them, has the unit.
func (g *graph) isHeldOutside(l *lostSource, unit int) bool {
	return slices.ContainsFunc(g.holders[unit], func(h int) bool {
		return !slices.Contains(l.children, h) && !g.read[h].when.surelyLater(l.after)
	})
}

func (g *graph) compareAncestor(p int, l *lostSource, said map[int]int, units []int, t *tally) {
	parent, lacks := &g.read[p], fLostLacks
	t.reset()
	if l.given != nil {
		lacks, t.whole[fInferredNode] = fInferredLacks, 1
	}
	for _, unit := range units {
		if parent.find(unit) == nil && (said[unit] >= 2 || g.isHeldOutside(l, unit)) {
			t.add(lacks, unit)
		}
	}
	for _, o := range parent.byUnit {
		if said[o.unit] == 0 {
			t.add(fLostSkips, o.unit)
		}
	}
	compareTimes(&reading{when: l.after}, parent, false, t)
}
