package lineage

import (
	"cmp"
	"math"
	"slices"

	"github.com/stemma-news/stemma"
)

// Why this parent and not that one: the evidence for both is tallied again,
// summed by what it is about, and where the two differ enough for it to matter
// the difference is put into words, with the sentences that show it. The
// weights decide what is worth a word; what is said is read off the texts.

const (
	// leastAlternative is the support from which another parent is named; the
	// next best is named in any case.
	leastAlternative = 0.05
	// leastDifference is what two candidates' evidence on one matter must differ
	// by, in log odds, to be told.
	leastDifference = 0.3
	// maxContrasted is how many other parents are weighed in words.
	maxContrasted = 4
	// maxFacts is how many facts speak for one side of a comparison.
	maxFacts = 4
)

// matter is something that evidence can be about.
type matter uint8

const (
	citing matter = iota
	sharing
	wording
	numbers
	timing
	dropping
	ordering
	numMatters
)

// matter is what a feature is evidence about; not ok for one of the tree as a whole.
func (f feature) matter() (m matter, ok bool) {
	name := features[f].name
	switch name {
	case "lost.credit", "lost.lead", "lost.share":
		return citing, true
	case "lost.drop", "inferred.drop":
		return dropping, true
	}
	switch f.group() {
	case "cites", "outlet":
		return citing, true
	case "shared", "lost", "inferred":
		return sharing, true
	case "dropped":
		return dropping, true
	case "order":
		return ordering, true
	case "wording", "variant", "words":
		return wording, true
	case "value":
		return numbers, true
	case "time":
		return timing, true
	}
	return 0, false
}

// alternatives lists the parents other than p that article or source c had in
// some rounds, the most frequent first, or else the next best.
func (g *graph) alternatives(v *votes, c, p int, used []bool) []stemma.Alternative {
	var list []stemma.Alternative
	for i, o := range g.voted(v, c, p, used) {
		a := stemma.Alternative{Parent: g.id(o), Support: rounded(g.supportOfOther(v, c, o, p))}
		switch {
		case g.isSupposed(o):
			a.For = g.evidenceOfSupposed(o, c)
		case i >= maxContrasted:
		case c >= len(g.read):
			a.For = g.evidence(o, c)
		case p == g.root():
			a.For, a.Against = g.contrastWithNone(c, o)
		default:
			a.Against, a.For = g.contrast(c, p, o)
		}
		list = append(list, a)
	}
	return list
}

// voted lists the nodes that alternatives names. An assumed source from which
// nothing derives in the tree has no name there.
func (g *graph) voted(v *votes, c, p int, used []bool) []int {
	var nodes []int
	for o := range v.count[c] {
		if o != p && o != g.root() && g.isNamed(o, used) && g.supportOfOther(v, c, o, p) >= leastAlternative {
			nodes = append(nodes, o)
		}
	}
	if o := g.runnerUp(c, p, used); len(nodes) == 0 && o >= 0 {
		nodes = append(nodes, o)
	}
	slices.SortFunc(nodes, func(a, b int) int { return cmp.Or(cmp.Compare(v.of(c, b), v.of(c, a)), cmp.Compare(g.id(a), g.id(b))) })
	return nodes
}

// isNamed is false for a source that nobody cites and that the tree has no
// place for.
func (g *graph) isNamed(node int, used []bool) bool {
	return node < len(g.read) || used[node] || g.isSupposed(node) || !g.story.Sources[g.lost[node-len(g.read)].source].Inferred
}

// runnerUp is the best parent of node c but for p and what derives from c, and
// -1 where there is none.
func (g *graph) runnerUp(c, p int, used []bool) int {
	best, score := -1, 0.0
	for i := range g.pairs[c] {
		k := &g.pairs[c][i]
		if k.from == g.root() || k.from == p || !g.isNamed(k.from, used) || g.descends(k.from, c) {
			continue
		}
		if best < 0 || k.score > score {
			best, score = k.from, k.score
		}
	}
	return best
}

// contrast says what speaks for p and against q as the parent of article c, and
// what for q and against p, what matters most first.
func (g *graph) contrast(c, p, q int) (forP, forQ []stemma.Evidence) {
	a, b := g.weighMatters(c, p), g.weighMatters(c, q)
	a[wording] += g.untold(c, p, q, &a, &b)
	order := make([]matter, numMatters)
	for m := range order {
		order[m] = matter(m)
	}
	slices.SortStableFunc(order, func(x, y matter) int {
		return cmp.Compare(math.Abs(a[y]-b[y]), math.Abs(a[x]-b[x]))
	})
	for _, m := range order {
		switch d := a[m] - b[m]; {
		case d >= leastDifference:
			forP = append(forP, g.tellApart(m, c, p, q)...)
		case d <= -leastDifference:
			forQ = append(forQ, g.tellApart(m, c, q, p)...)
		}
	}
	for _, m := range order { // many small things
		if len(forP) == 0 && a[m] >= b[m] {
			forP = g.tellApart(m, c, p, q)
		}
	}
	return forP[:min(len(forP), maxFacts)], forQ[:min(len(forQ), maxFacts)]
}

// untold is what decides between p and q beyond what can be tallied for a pair:
// in families of copies, which words they read (variantfamily.go).
func (g *graph) untold(c, p, q int, a, b *[numMatters]float64) float64 {
	d := g.scoreOf(p, c) - g.scoreOf(q, c)
	if math.IsNaN(d) || math.IsInf(d, 0) {
		return 0
	}
	for m := range a {
		d -= a[m] - b[m]
	}
	return d
}

// weighMatters sums the evidence that article c derives from a node by what it
// is about.
func (g *graph) weighMatters(c, from int) (sum [numMatters]float64) {
	var t tally
	if !g.tallyByWords(c, from, &t) {
		if from < len(g.read) {
			g.compare(c, from, &t)
		} else if l := &g.lost[from-len(g.read)]; !g.compareLost(c, l, g.said(l), &t) {
			return sum
		}
	}
	for f := range t.whole {
		if m, ok := feature(f).matter(); ok {
			sum[m] += g.weights[f] * t.whole[f]
		}
	}
	for _, x := range t.terms {
		if m, ok := x.feature.matter(); ok {
			sum[m] += g.weights[x.feature] * x.value
		}
	}
	return sum
}
