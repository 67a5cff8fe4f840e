package lineage

import (
	"math"
	"slices"

	"github.com/stemma-news/stemma/cluster"
)

// compareSecond tallies the evidence that the last parent of a mixture is one,
// and returns the units that it explains and the parents before it do not.
func (g *graph) compareSecond(before, after *mixture, t *tally) []int {
	t.reset()
	c := after.child
	q := after.strands[len(after.strands)-1].node
	t.whole[fSecond] = 1
	units := g.compareStrands(before, after, t)
	t.whole[fSecondSwitch] = float64(after.switches() - before.switches())
	t.whole[fSecondBreak] = float64(after.breaks() - before.breaks())
	t.whole[fSecondLacks] = g.unexplained(after)
	if g.isSpare(before, after) {
		t.whole[fSecondSpare] = 1
	}
	g.compareKinship(before, q, t)
	g.citeSecond(after, t)
	if len(before.strands) > 1 {
		t.whole[fSecondThird] = 1
	}
	if q >= len(g.read) {
		t.whole[fSecondLost] = 1
		return units
	}
	t.whole[fSecondCover] = g.cover(q, c)
	g.timeSecond(q, c, t)
	return units
}

// compareStrands tallies sentence by sentence what the last parent explains.
func (g *graph) compareStrands(before, after *mixture, t *tally) []int {
	var units []int
	last := len(after.strands) - 1
	s := &after.strands[last]
	from, both, values := 0, 0, 0
	for k, o := range g.read[after.child].seq {
		was := &before.strands[before.way[k]]
		if was.has(k) {
			from++
			if s.has(k) {
				both++
			}
		}
		if after.way[k] != last || !s.has(k) {
			continue
		}
		if was.has(k) {
			if was.words[k] && !s.words[k] || was.numbers[k] && !s.numbers[k] {
				values++
			}
			continue
		}
		if g.explains(before, after, k, t) {
			units = append(units, o.unit)
		}
	}
	t.whole[fSecondValues] = math.Log1p(float64(values))
	if from > 0 {
		t.whole[fSecondShare] = float64(both) / float64(from)
	}
	return units
}

// explains tallies a sentence that the last parent has and the others lack. It
// says no where nobody else has it and nothing says that a parent has it.
func (g *graph) explains(before, after *mixture, k int, t *tally) bool {
	unit := g.read[after.child].seq[k].unit
	last := &after.strands[len(after.strands)-1]
	f, costs := g.lack(after.child, k)
	switch {
	case before.strands[0].node >= len(g.read):
		t.addIf(costs, fSecondUnsure, unit) // who knows what a lost source had
		return costs
	case costs:
		t.add(f, unit)
		t.terms = append(t.terms, term{fSecondDoubt, unit, after.doubt[k]})
	case last.node >= len(g.read):
		t.add(fSecondRests, unit)
	default:
		return false
	}
	t.addIf(after.follows(k), fSecondNext, unit)
	t.addIf(k > 0 && after.way[k] == after.way[k-1] && !before.explained(k-1), fSecondRun, unit)
	t.addIf(last.words[k] || last.numbers[k], fSecondAgainst, unit)
	t.addIf(last.verbatim[k], fSecondVerbatim, unit)
	return true
}

func (t *tally) addIf(holds bool, f feature, unit int) {
	if holds {
		t.add(f, unit)
	}
}

// unexplained is the share of the child's sentences that others have and no
// parent of the mixture explains.
func (g *graph) unexplained(m *mixture) float64 {
	rest := 0
	for k := range m.way {
		if _, costs := g.lack(m.child, k); costs && !m.explained(k) {
			rest++
		}
	}
	return float64(rest) / float64(max(1, len(m.way)))
}

// isSpare says that one other article alone has all that the parents of a
// mixture have together: rather than two parents, the child has that one, or
// one of its other descendants.
func (g *graph) isSpare(before, after *mixture) bool {
	c, rarest := after.child, -1
	var all unitSet
	for k, o := range g.read[c].seq {
		if after.explained(k) {
			all.add(o.unit)
			if rarest < 0 || len(g.holders[o.unit]) < len(g.holders[rarest]) {
				rarest = o.unit
			}
		}
	}
	return rarest >= 0 && slices.ContainsFunc(g.holders[rarest], func(h int) bool {
		return h != c && h != before.strands[0].node && all.within(g.read[h].units) &&
			!g.read[h].when.later(g.read[c].when) && !g.descends(h, c)
	})
}

// compareKinship tallies how the second parent stands to the main one.
func (g *graph) compareKinship(before *mixture, q int, t *tally) {
	p := before.strands[0].node
	downstream := g.descends(q, p)
	switch {
	case g.descends(p, q):
		t.whole[fSecondUpstream] = 1
	case downstream:
		t.whole[fSecondDownstream] = 1
	}
	if p >= len(g.read) && q < len(g.read) && !downstream {
		t.whole[fSecondBehind] = 1
	}
}

func (g *graph) timeSecond(q, c int, t *tally) {
	hours, known := g.read[c].when.hoursAfter(g.read[q].when)
	if !known {
		t.whole[fSecondUndated] = 1
		return
	}
	t.whole[fSecondGap] = math.Log1p(hours)
	if g.follows(q, c) {
		t.whole[fSecondLate] = 1
	}
}

// citeSecond tallies how the child cites the last parent of the mixture.
func (g *graph) citeSecond(m *mixture, t *tally) {
	c := m.child
	q := m.strands[len(m.strands)-1].node
	cited := slices.ContainsFunc(g.cite.named[c], func(x cluster.Mention) bool { return x.Article == q })
	for k := range g.cite.byArticle[c] {
		x := &g.cite.byArticle[c][k]
		if slices.Contains(g.cite.targets[x.source], q) || g.lostNode(x.source) == q {
			cited = true
			if x.isMain() {
				t.whole[fSecondCites] = 1
			}
		}
	}
	if cited && t.whole[fSecondCites] == 0 {
		t.whole[fSecondCitesWeakly] = 1
	}
	if cited && t.whole[fSecondUpstream] > 0 {
		t.whole[fSecondCitesUpstream] = 1
	}
	if cited && g.citedThere(m, q) {
		t.whole[fSecondCitesThere] = 1
	}
}

// citedThere says that the child cites a node in or next to a sentence that it
// has from it.
func (g *graph) citedThere(m *mixture, q int) bool {
	sentences := g.citing(q, m.child)
	for k, o := range g.read[m.child].seq {
		if s := &m.strands[m.way[k]]; s.node != q || !s.has(k) {
			continue
		}
		for _, j := range o.all {
			if containsAny(sentences, []int{j - 1, j, j + 1}) {
				return true
			}
		}
	}
	return false
}

// cover is the share of article q's sentences that article c has.
func (g *graph) cover(q, c int) float64 {
	return float64(g.partOf(q, c)) / float64(max(1, len(g.read[q].byUnit)))
}
