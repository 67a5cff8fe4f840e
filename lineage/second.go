package lineage

import (
	"cmp"
	"context"
	"math"
	"slices"
)

const (
	// maxFurther is how many parents an article can have beside the main one.
	maxFurther = 3
	// maxSeconds is how many articles are weighed as a further parent: those
	// that have most of what the parents so far do not explain.
	maxSeconds = 16
	// leastSecond is the log-odds from which a further parent is named: at
	// about one in four. So few articles have one that naming only those likelier
	// than not would leave out more than it is right about (where at best half of
	// what is named is right, what is likelier than a quarter is worth naming;
	// Lipton, Elkan & Naryanaswamy 2014). Support says how likely it is.
	leastSecond = -1.25
)

// second is a further parent of an article, with the evidence weighed.
type second struct {
	child, parent int
	candidate     candidate
	key           uint64 // of its draw
	// units are what it explains that the parents before it do not.
	units []int
}

// gain is the log-odds that it is one. D is nil, or what a round of the
// bootstrap drew: which sentences count how often, and a logistic draw, as
// between two candidates of the tree.
func (s *second) gain(d *draw) float64 {
	if d == nil {
		return s.candidate.score
	}
	u := d.uniform(s.key)
	return s.candidate.resampled(d.units) + d.noise*math.Log(u/(1-u))
}

// seconds finds for each article that has a parent the further ones that are
// worth their price, the strongest first.
func (g *graph) seconds(ctx context.Context) ([]second, error) {
	var list []second
	for c := range g.read {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if g.bound.Spent() {
			g.noTimeFor(nil, "further parents were looked for of %d of %d articles", c, len(g.read))
			break
		}
		if g.parent[c] == g.root() {
			continue
		}
		m := g.newMixture(c, g.parent[c])
		for range maxFurther {
			best, ok := g.bestSecond(m)
			if !ok {
				break
			}
			list = append(list, best)
			m = g.with(m, best.parent)
		}
	}
	return g.acyclic(list), nil
}

// bestSecond is the parent that adds most to those of a mixture, if any is
// worth its price.
func (g *graph) bestSecond(m *mixture) (second, bool) {
	var best second
	g.compareSeconds(m, func(q int, t *tally, units []int) {
		s := second{
			child: m.child, parent: q, candidate: g.candidate(q, t), units: units,
			key: keyOf("further", g.id(m.child), g.id(q)),
		}
		if s.gain(nil) > leastSecond && (best.units == nil || s.gain(nil) > best.gain(nil)) {
			best = s
		}
	})
	return best, best.units != nil
}

// visitSeconds calls f with the tally of every node that could be a second
// parent of article c beside its parent in the tree.
func (g *graph) visitSeconds(c int, f func(q int, t *tally)) {
	if g.parent[c] != g.root() {
		g.compareSeconds(g.newMixture(c, g.parent[c]), func(q int, t *tally, _ []int) { f(q, t) })
	}
}

// compareSeconds calls f with the evidence for every node that could be one
// more parent in a mixture, and with the units that it would explain.
func (g *graph) compareSeconds(m *mixture, f func(q int, t *tally, units []int)) {
	var t tally
	for _, q := range g.secondSuspects(m) {
		if units := g.compareSecond(m, g.with(m, q), &t); len(units) > 0 {
			f(q, &t, units)
		}
	}
}

// secondSuspects lists what could have given a mixture's child a sentence that
// its parents so far do not explain: the articles that have most of those, and
// the lost sources that the child cites.
func (g *graph) secondSuspects(m *mixture) []int {
	c := m.child
	count := map[int]int{}
	for k, o := range g.read[c].seq {
		if s := &m.strands[m.way[k]]; s.has(k) && !s.words[k] && !s.numbers[k] {
			continue
		}
		for _, h := range g.holders[o.unit] {
			count[h]++
		}
	}
	var list []int
	for q := range g.read {
		if count[q] > 0 && !g.read[q].outruns(&g.read[c]) && g.mayMix(m, q) {
			list = append(list, q)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(count[b], count[a]) })
	list = list[:min(len(list), maxSeconds)]
	for _, x := range g.cite.byArticle[c] {
		if q := g.lostNode(x.source); q >= 0 && g.mayMix(m, q) {
			list = append(list, q)
		}
	}
	return list
}

// mayMix says that a node can be added to a mixture.
func (g *graph) mayMix(m *mixture, q int) bool {
	already := slices.ContainsFunc(m.strands, func(s strand) bool { return s.node == q })
	return !already && !g.descends(q, m.child) && !g.isBehind(q, m.child)
}

// lostNode is the node of a source that is lost, -1 if it is none.
func (g *graph) lostNode(source int) int {
	n := slices.IndexFunc(g.lost, func(l lostSource) bool { return l.source == source })
	if n < 0 {
		return -1
	}
	return len(g.read) + n
}

// acyclic drops further parents that derive, by way of other further parents,
// from their own child; the weakest goes first.
func (g *graph) acyclic(list []second) []second {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].gain(nil), list[a].gain(nil)) })
	further := make([][]int, g.root()+1)
	keep := make([]bool, len(list))
	for _, i := range order {
		s := &list[i]
		if !g.reaches(s.parent, s.child, further) {
			keep[i] = true
			further[s.child] = append(further[s.child], s.parent)
		}
	}
	var out []second
	for i := range list {
		if keep[i] {
			out = append(out, list[i])
		}
	}
	return out
}
