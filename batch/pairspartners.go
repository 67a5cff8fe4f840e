package batch

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

// Partner is an article that another one is compared with.
type Partner struct {
	ID string
	Shared
}

// Partners are those of one article.
type Partners struct{ List []Partner }

// partnersFn keeps the partners of an article that share the most keys with it, up
// to a bound: a page made of all that is news would be compared with all the web. No
// group is larger than an article's keys allow, on a runner that does not merge before
// it sorts, too: each of the 1,044 (mostPassages, bands and familyBands) leads to 32
// articles at the most (reach on either side), in two windows; 67,000 of some 60
// bytes, four megabytes.
type partnersFn struct{ Most int }

// MergeAccumulators joins two parts of the partners.
func (f *partnersFn) MergeAccumulators(a, b Partners) Partners {
	if len(a.List) < len(b.List) {
		a, b = b, a
	}
	for _, p := range b.List {
		at, found := slices.BinarySearchFunc(a.List, p, byKeys)
		if !found && at < f.Most {
			a.List = slices.Insert(a.List, at, p)
			a.List = a.List[:min(len(a.List), f.Most)]
		}
	}
	return a
}

// byKeys puts those first that share the most; who is first of others is chance.
func byKeys(x, y Partner) int {
	return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(y.score(), x.score()), cmp.Compare(hash(x.ID), hash(y.ID)), cmp.Compare(x.ID, y.ID))
}

// partnerFn gives pairs by the article that comes first in them, those that are worth
// more than a look at their keys.
type partnerFn struct{ Comparison Comparison }

// ProcessElement takes a pair.
func (f *partnerFn) ProcessElement(ctx context.Context, pair []byte, x Shared, emit func([]byte, Partners)) error {
	a, b, err := pairOf(pair)
	if err != nil {
		return err
	}
	switch {
	case x.Kind == EdgeStory && x.score() < leastScore:
		count(ctx, "pairs_unlike", 1)
		return nil
	case x.Kind != EdgeStory && x.isFormula():
		count(ctx, "pairs_of_formulas", 1)
		return nil
	}
	p := Partners{List: []Partner{{ID: b, Shared: x}}}
	count(ctx, "partners", 1)
	count(ctx, "bytes_partners", int64(len(a)+len(encodePartners(p))))
	emit([]byte(a), p)
	return nil
}

// isFormula reports that two texts share nothing but passages which so many of their
// window's articles have that they would not be told. If they were copies, they would share a
// band of the whole.
func (x *Shared) isFormula() bool {
	most := max(allUpTo, float64(x.Among)*formulaShare)
	for _, k := range x.Keys {
		if k.Hash == 0 || float64(k.Held) <= most {
			return false
		}
	}
	return true
}

// score is how probable it is that two articles tell one story, by their vectors and by
// how many names they share: a logistic model, read off the development stories, where
// of articles at most four days apart with none, one, two … names in common as many
// are of one story as not at these distances.
func (x *Shared) score() float64 {
	even := [...]float64{28, 34, 40, 43, 44, 44, 47}
	const slope = 0.35
	return 1 / (1 + math.Exp(slope*(float64(x.Distance)-even[min(len(even)-1, x.names())])))
}

// names is how many names two articles share at least.
func (x *Shared) names() int {
	n := 0
	for n*(n-1)/2 < int(x.Twos) {
		n++
	}
	return max(n, int(x.Names))
}

// leastScore is from which score on two articles are candidates. On the development
// stories that gives 47 edges between stories beside 1,838 within them, and leaves five
// of 413 reports apart from the others of their story.
const leastScore = 0.8

// partners gives the best pairs of each article.
func partners(s beam.Scope, pairs beam.PCollection, o Comparison) beam.PCollection {
	return beam.CombinePerKey(s, &partnersFn{Most: o.withDefaults().Partners}, beam.ParDo(s, &partnerFn{Comparison: o}, pairs))
}

// storyEdgesFn turns the partners of an article into edges: what they are candidates
// by is what a story is told by, and package cluster decides.
type storyEdgesFn struct{}

// ProcessElement takes the partners of an article.
func (storyEdgesFn) ProcessElement(ctx context.Context, id []byte, p Partners, emit func(Edge)) {
	for _, q := range p.List {
		e := Edge{A: string(id), B: q.ID, DayA: q.DayA, DayB: q.DayB, Kind: EdgeStory, Score: q.score()}
		emit(e.inOrder())
	}
	count(ctx, "edges_story", int64(len(p.List)))
}

// inOrder puts the ids of an edge in their order.
func (e Edge) inOrder() Edge {
	if e.A > e.B {
		e.A, e.B, e.DayA, e.DayB = e.B, e.A, e.DayB, e.DayA
	}
	return e
}
