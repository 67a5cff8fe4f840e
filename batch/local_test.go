package batch

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

// related is what Relate finds.
type related struct {
	Links    []Link
	Edges    []Edge
	Formulas []Formula
}

// relateHere runs the steps of Relate without a runner: what is for one key is
// brought together in maps, in an order that the seed shuffles.
func relateHere(t *testing.T, articles []stemma.Article, o Comparison, seed uint64) related {
	t.Helper()
	chance := rand.New(rand.NewPCG(seed, 1))
	var r related
	texts, heads := &textKeysFn{o}, &storyKeysFn{Comparison: o}
	if err := heads.Setup(); err != nil {
		t.Fatal(err)
	}
	byText, byHead := grouped[Holders]{}, grouped[Holders]{}
	bodies := map[string]Body{}
	for _, a := range shuffled(articles, chance) {
		texts.ProcessElement(t.Context(), a, byText.emit)
		must(t, heads.ProcessElement(t.Context(), a, byHead.emit))
		bodyFn{}.ProcessElement(a, func(id []byte, b Body) { bodies[string(id)] = b })
	}
	halves := grouped[Half]{}
	for id, p := range partnersHere(t, byText, o, chance, &r) {
		halvesFn{}.ProcessElement(t.Context(), []byte(id), iterator([]Body{bodies[id]}), iterator([]Partners{p}), halves.emit)
	}
	verify := &verifyFn{o}
	for id, list := range halves {
		err := verify.ProcessElement(t.Context(), []byte(id), iterator([]Body{bodies[id]}), iterator(shuffled(list, chance)),
			func(l Link) { r.Links = append(r.Links, l) }, func(e Edge) { r.Edges = append(r.Edges, e) })
		must(t, err)
	}
	for id, p := range partnersHere(t, byHead, o, chance, &r) {
		storyEdgesFn{}.ProcessElement(t.Context(), []byte(id), p, func(e Edge) { r.Edges = append(r.Edges, e) })
	}
	r.sort()
	return r
}

// partnersHere runs the steps from keys to partners.
func partnersHere(t *testing.T, keys grouped[Holders], o Comparison, chance *rand.Rand, r *related) map[string]Partners {
	t.Helper()
	o = o.withDefaults()
	found := grouped[Shared]{}
	pairs := &pairsFn{o}
	for key, list := range keys {
		h := fold(shuffled(list, chance), (&holdersFn{o.Members}).MergeAccumulators, chance)
		must(t, pairs.ProcessElement(t.Context(), []byte(key), h, found.emit, func(f Formula) { r.Formulas = append(r.Formulas, f) }))
	}
	lists := grouped[Partners]{}
	for pair, list := range found {
		x := fold(shuffled(list, chance), sharedFn{}.MergeAccumulators, chance)
		must(t, (&partnerFn{o}).ProcessElement(t.Context(), []byte(pair), x, lists.emit))
	}
	out := map[string]Partners{}
	for id, list := range lists {
		out[id] = fold(shuffled(list, chance), (&partnersFn{o.Partners}).MergeAccumulators, chance)
	}
	return out
}

func (r *related) sort() {
	slices.SortFunc(r.Links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.ASpan.Start, b.ASpan.Start), cmp.Compare(a.BSpan.Start, b.BSpan.Start))
	})
	slices.SortFunc(r.Edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	slices.SortFunc(r.Formulas, func(a, b Formula) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.From, b.From))
	})
}

// grouped is elements by their keys.
type grouped[E any] map[string][]E

func (g grouped[E]) emit(key []byte, e E) { g[string(key)] = append(g[string(key)], e) }

// fold merges elements as a runner does: some here, some there, and then the parts.
func fold[E any](list []E, merge func(a, b E) E, chance *rand.Rand) E {
	for len(list) > 1 {
		i := chance.IntN(len(list) - 1)
		list[i] = merge(list[i], list[i+1])
		list = slices.Delete(list, i+1, i+2)
	}
	return list[0]
}

func shuffled[E any](list []E, chance *rand.Rand) []E {
	out := slices.Clone(list)
	chance.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func iterator[E any](list []E) func(*E) bool {
	return func(e *E) bool {
		if len(list) == 0 {
			return false
		}
		*e, list = list[0], list[1:]
		return true
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
