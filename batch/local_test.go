package batch

import (
	"cmp"
	"maps"
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
	Bad      []row
}

// relateHere runs the steps of Relate without a runner: what is for one key is
// brought together in maps, in an order that the seed shuffles.
func relateHere(t *testing.T, articles []stemma.Article, o Comparison, seed uint64) related {
	t.Helper()
	chance := rand.New(rand.NewPCG(seed, 1))
	var r related
	d := o.withDefaults()
	inText, inStory := sizesHere(articles, d.Days, chance), sizesHere(articles, d.StoryDays, chance)
	texts, heads := &textKeysFn{Comparison: o}, &storyKeysFn{Comparison: o}
	must(t, heads.Setup())
	var byText, byHead sent
	bodies := map[string]Body{}
	for _, a := range shuffled(articles, chance) {
		must(t, texts.ProcessElement(t.Context(), a, byText.emit, r.bad))
		must(t, heads.ProcessElement(t.Context(), a, inStory.all(), byHead.emit, r.bad))
		bodyFn{}.ProcessElement(a, func(id []byte, b Body) { bodies[string(id)] = b })
	}
	turned, halves := grouped[Partners]{}, grouped[Half]{}
	for id, p := range partnersHere(t, byText, inText, o, chance, &r) {
		turnFn{}.ProcessElement(t.Context(), []byte(id), p, turned.emit)
	}
	for id, lists := range turned {
		halvesFn{}.ProcessElement(t.Context(), []byte(id), iterator([]Body{bodies[id]}), iterator(shuffled(lists, chance)), halves.emit)
	}
	verify := &verifyFn{Comparison: o}
	for id, list := range halves {
		if len(list) > d.Partners {
			t.Errorf("%s is sent %d texts", id, len(list))
		}
		err := verify.ProcessElement(t.Context(), []byte(id), iterator([]Body{bodies[id]}), iterator(shuffled(list, chance)),
			func(l Link) { r.Links = append(r.Links, l) }, func(e Edge) { r.Edges = append(r.Edges, e) }, r.bad)
		must(t, err)
	}
	for id, p := range partnersHere(t, byHead, inStory, o, chance, &r) {
		storyEdgesFn{}.ProcessElement(t.Context(), []byte(id), p, func(e Edge) { r.Edges = append(r.Edges, e) })
	}
	r.sort()
	return r
}

func (r *related) bad(x row) { r.Bad = append(r.Bad, x) }

// partnersHere runs the steps from keys to partners.
func partnersHere(t *testing.T, keys sent, in sizesOf, o Comparison, chance *rand.Rand, r *related) map[string]Partners {
	t.Helper()
	o = o.withDefaults()
	found := grouped[Shared]{}
	pairs := &pairsFn{Comparison: o}
	for key, parts := range gatheredHere(t, keys, o.Members, 1+chance.IntN(5), 1+chance.IntN(2000), chance) {
		must(t, pairs.ProcessElement(t.Context(), []byte(key), iterator(parts), in.all(), found.emit, func(f Formula) { r.Formulas = append(r.Formulas, f) }))
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

// gatheredHere runs the two rounds of the merge: keys come in so many bundles, of which each has
// room for so many members. What the last step of it is handed is given.
func gatheredHere(t *testing.T, keys sent, members, bundles, room int, chance *rand.Rand) grouped[Holders] {
	t.Helper()
	rare, common := grouped[Holders]{}, grouped[Holders]{}
	for b := range bundles {
		f := &gatherFn{Of: "text", Members: members, most: room}
		for _, x := range keys[b*len(keys)/bundles : (b+1)*len(keys)/bundles] {
			f.ProcessElement(t.Context(), x.key, x.h.clone(), rare.emit, common.emit)
		}
		f.FinishBundle(t.Context(), rare.emit, common.emit)
		if f.members != 0 || len(f.held) != 0 {
			t.Fatalf("%d members stay", f.members)
		}
	}
	merge := &mergeFn{Of: "text", Members: members}
	for key, parts := range common {
		must(t, merge.ProcessElement(t.Context(), []byte(key), iterator(shuffled(parts, chance)), rare.emit))
	}
	for key, parts := range rare {
		rare[key] = shuffled(parts, chance)
	}
	return rare
}

// sent is what a step gives, in its order.
type sent []struct {
	key []byte
	h   Holders
}

func (s *sent) emit(key []byte, h Holders) {
	*s = append(*s, struct {
		key []byte
		h   Holders
	}{key, h})
}

// clone is what a step is handed that may change it.
func (h Holders) clone() Holders { return Holders{h.N, slices.Clone(h.Members)} }

// sizesOf is what sized gives.
type sizesOf map[string]int64

func sizesHere(articles []stemma.Article, days int, chance *rand.Rand) sizesOf {
	sizes := sizesOf{}
	f := &windowsFn{Days: days}
	for _, a := range shuffled(articles, chance) {
		f.ProcessElement(a, sizes.add)
		if chance.IntN(9) == 0 {
			f.FinishBundle(sizes.add)
		}
	}
	f.FinishBundle(sizes.add)
	return sizes
}

func (s sizesOf) add(window string, n int64) { s[window] += n }

// all is the side input.
func (s sizesOf) all() func(*string, *int64) bool {
	windows := slices.Collect(maps.Keys(s))
	return func(window *string, n *int64) bool {
		if len(windows) == 0 {
			return false
		}
		*window, *n, windows = windows[0], s[windows[0]], windows[1:]
		return true
	}
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
