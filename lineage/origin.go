package lineage

import (
	"math"
	"slices"

	"github.com/stemma-news/stemma"
)

// Reports that have nothing from each other still tell of one event: they have
// figures and names in common, and now and then a sentence that says the same.
// What independent reporters do not have in common is most of what they say,
// or the order in which they say it. So an origin is an article whose text no
// other one accounts for, but those that derive from it.

// alone tallies the evidence that article c derives from nothing else.
func (g *graph) alone(c int, t *tally) {
	t.reset()
	child := &g.read[c]
	t.whole[fRoot] = 1
	shared := 0
	for k, o := range child.byUnit {
		if g.rival[c].holders[k] > 0 {
			shared++
		}
		if g.rival[c].earlier[k] > 0 {
			t.add(fRootTaken, o.unit)
		}
	}
	contradicted := g.creditsLater(c)
	if shared == 0 && !contradicted {
		t.whole[fRootAlone] = 1
	} else if shared > 0 {
		t.whole[fRootShared] = float64(shared) / float64(len(child.byUnit))
		t.whole[fRootLacks] = g.lacks(c)
	}
	if g.parent != nil {
		t.whole[fRootTied], t.whole[fRootTiedRun] = g.tied(c)
	}
	if !contradicted {
		t.whole[g.precedence(c)] = 1
	}
	g.compareCommon(c, nil, t)
	if g.citesThere(c) {
		t.whole[fRootCitesThere] = 1
	}
	for k := range g.cite.byArticle[c] {
		switch x := &g.cite.byArticle[c][k]; {
		case !x.isMain():
		case len(g.cite.targets[x.source]) > 0:
			t.whole[fRootCites] = 1
		case g.story.Sources[x.source].Kind == stemma.SourceOutlet:
			t.whole[fRootCitesLost] = 1
		}
	}
}

// precedence says what the dates tell about article c as the first of all;
// fRoot, which holds in any case, stands for "an earlier one is known".
func (g *graph) precedence(c int) feature {
	when := g.read[c].when
	if !when.known {
		return fRootUndated
	}
	first := fRootFirst
	for p := range g.read {
		switch other := g.read[p].when; {
		case p == c || !other.known || g.follows(p, c):
		case g.follows(c, p):
			return fRoot
		default:
			first = fRootEarly
		}
	}
	return first
}

// lacks is the share of the sentences that two or more of the articles around
// c have and c does not: what the origin of them all would have had. What the
// other part of a digest has it need not have.
func (g *graph) lacks(c int) float64 {
	parts := g.otherParts(c)
	around := map[int]bool{c: true}
	for _, o := range g.read[c].byUnit {
		for _, h := range g.holders[o.unit] {
			around[h] = true
		}
	}
	common, missing := 0, 0
	for unit, holders := range g.holders {
		others := 0
		for _, h := range holders {
			if h != c && around[h] {
				others++
			}
		}
		if others >= 2 {
			common++
			foreign := slices.ContainsFunc(parts, func(q int) bool { return g.read[q].find(unit) != nil })
			if !foreign && g.read[c].find(unit) == nil {
				missing++
			}
		}
	}
	return float64(missing) / float64(max(1, common))
}

// maxTies is how many articles an origin is held against.
const maxTies = 12

// tied says how much article c has in common with an article that was there
// before and is of another family in the tree as it stands: the largest share
// of the shorter text, and the logarithm of how often two of the common
// sentences stand side by side in both. Within a family it says nothing: who of
// it was first is another question; nor does one who cites c and may have it there.
func (g *graph) tied(c int) (share, runs float64) {
	n, top := 0, g.top(c)
	for _, p := range g.suspects(c) {
		if n == maxTies {
			break
		}
		if g.follows(p, c) || g.top(p) == top || g.citedBack(c, p) == 1 {
			continue
		}
		n++
		common, neighbours := g.inCommon(c, p, g.fromParent(p))
		shorter := min(len(g.read[c].byUnit), len(g.read[p].byUnit))
		share = math.Max(share, float64(common)/float64(max(1, shorter)))
		runs = math.Max(runs, math.Log1p(float64(neighbours)))
	}
	return share, runs
}

// fromParent says which units an article has from its parent, in the tree as it
// stands; an origin has all. What it has from elsewhere, as a text made of two
// reports has, ties its family to nobody.
func (g *graph) fromParent(p int) func(unit int) bool {
	return func(unit int) bool { return g.parent[p] == g.root() || g.gives(g.parent[p], p, unit) }
}

// inCommon counts the sentences that two articles share, as far as they count,
// and how many of them follow each other in both.
func (g *graph) inCommon(c, p int, counts func(unit int) bool) (common, neighbours int) {
	last := -2 // no place, nor the one before a place
	for k := range g.read[c].seq {
		twin := g.read[p].find(g.read[c].seq[k].unit)
		if twin == nil || !counts(twin.unit) {
			last = -2
			continue
		}
		common++
		if twin.rank == last+1 {
			neighbours++
		}
		last = twin.rank
	}
	return common, neighbours
}

// compareApart tallies how much the two are like independent reports of one
// event: the child says much that the parent does not, and what they share
// stands here and there and not side by side.
func (g *graph) compareApart(c, p int, t *tally) {
	common, neighbours := g.inCommon(c, p, func(int) bool { return true })
	if common == 0 {
		return
	}
	strewn := 1 - float64(neighbours)/float64(max(1, common-1))
	mine := 1 - float64(common)/float64(len(g.read[c].seq))
	t.whole[fApart] = strewn * mine
	if neighbours == 0 && !g.cites(c, p) {
		t.whole[fLoose] = mine * (1 - float64(common)/float64(len(g.read[p].seq)))
	}
}

// weighRoots adds to the evidence that each article is an origin what it has in
// common with the other families of the first tree. Once: were it done for every
// tree, two families made one would have nothing in common with another, and
// fall apart again.
func (g *graph) weighRoots() {
	for c := range g.near {
		root := &g.near[c][len(g.near[c])-1]
		share, runs := g.tied(c)
		add := g.weights[fRootTied]*share + g.weights[fRootTiedRun]*runs
		root.fixed += add
		root.score += add
	}
}
