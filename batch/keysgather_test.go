package batch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/metrics"

	"github.com/stemma-news/stemma"
)

// TestHotKey: of a key that a hundred thousand articles have, however they are dealt and however
// little room there is, no step is handed more parts than doc.go says, nor more of them in
// bytes; and as many pairs come of it as of a key of a hundred.
func TestHotKey(t *testing.T) {
	const n, room = 100_000, 1000
	hot := keyed{keyPassage, 42}
	var keys sent
	for i := range n {
		m := Member{ID: fmt.Sprint("article", i), Sketch: uint32(hash(fmt.Sprint(i)))}
		rare := keyed{keyPassage, hash(m.ID)}
		give([]keyed{hot, rare}, m, 0, keys.emit)
	}
	for _, bundles := range []int{1, 16, 1000} {
		chance := rand.New(rand.NewPCG(uint64(bundles), 1))
		parts := gatheredHere(t, keys, defaultMembers, bundles, room, chance)[string(hot.in(0))]
		most := salts + bundles + n/room*2 // each time that half of the room is filled
		if len(parts) > most {
			t.Errorf("%d bundles: %d parts, want at most %d", bundles, len(parts), most)
		}
		large := 0
		var h Holders
		for _, p := range parts {
			if p.N >= commonFrom {
				large++
			}
			h = h.and(p.clone(), defaultMembers)
		}
		if large > salts {
			t.Errorf("%d bundles: %d large parts, want one of each of %d groups", bundles, large, salts)
		}
		if h.N != n || len(h.Members) != defaultMembers {
			t.Errorf("%d bundles: %d holders, %d members", bundles, h.N, len(h.Members))
		}
		pairs := 0
		hot.pairs(h, spanOf(-1), 0, defaultMembers, func([]byte, Shared) { pairs++ })
		if pairs < 800 || pairs > 888 {
			t.Errorf("%d pairs, want 888, but for those whose sketches are alike by chance", pairs)
		}
	}
}

// TestKeyThatComesAgain: a key that never gathers enough to be common, because others take the
// room, comes to the last step in parts of few members: as many as times the room was full.
func TestKeyThatComesAgain(t *testing.T) {
	const articles, keysOf, room = 1000, 100, 10_000
	seldom := keyed{keyPassage, 42}
	var keys sent
	for i := range articles {
		m := Member{ID: fmt.Sprint("article", i)}
		var of []keyed
		for k := range keysOf {
			of = append(of, keyed{keyPassage, hash(fmt.Sprint(i, k))})
		}
		if i%20 == 0 { // five in a full room
			of = append(of, seldom)
		}
		give(of, m, 0, keys.emit)
	}
	parts := gatheredHere(t, keys, defaultMembers, 1, room, rand.New(rand.NewPCG(1, 1)))[string(seldom.in(0))]
	if most := articles*keysOf/room + 2; len(parts) > most || len(parts) < 2 {
		t.Errorf("%d parts, want 2 to %d", len(parts), most)
	}
	for _, p := range parts {
		if p.N >= commonFrom {
			t.Errorf("a part of %d", p.N)
		}
	}
}

// TestLargestGroupIsCounted: how many parts of a key came to one call, and their bytes, are what
// the runner shows the largest of.
func TestLargestGroupIsCounted(t *testing.T) {
	ctx := metrics.SetPTransformID(metrics.SetBundleID(t.Context(), "bundle"), "step")
	k := keyed{keyPassage, 42}
	parts := make([]Holders, 3000)
	for i := range parts {
		give([]keyed{k}, Member{ID: fmt.Sprintf("article%04d", i)}, 0, func(_ []byte, h Holders) { parts[i] = h })
	}
	size := int64(parts[0].size()) * int64(len(parts))
	merge := &mergeFn{Of: "text", Members: defaultMembers}
	var key []byte
	must(t, merge.ProcessElement(ctx, salted(string(k.in(0)), &parts[0]), iterator(parts), func(b []byte, h Holders) {
		key = b
		if h.N != 3000 || len(h.Members) != defaultMembers {
			t.Errorf("%d holders, %d members", h.N, len(h.Members))
		}
	}))
	pairs := &pairsFn{}
	must(t, pairs.ProcessElement(ctx, key, iterator(parts[:10]), sizesOf{"0": 3000}.all(), func([]byte, Shared) {}, func(Formula) {}))
	got := map[string]int64{}
	err := metrics.Extractor{DistributionInt64: func(l metrics.Labels, _, _, _, most int64) { got[l.Name()] = most }}.ExtractFrom(metrics.GetStore(ctx))
	must(t, err)
	if got["largest_key_parts"] != 3000 || got["largest_key_bytes"] != size {
		t.Errorf("%v, want 3000 parts of %d bytes", got, size)
	}
}

// TestNoCombinerOfHolders: whatever the runner does with combiners, the holders of a key are merged
// by steps of ours before they are brought together, and again between.
func TestNoCombinerOfHolders(t *testing.T) {
	setUp()
	p, s := beam.NewPipelineWithRoot()
	Relate(s, beam.Create(s, stemma.Article{ID: "a"}), Comparison{})
	edges, _, err := p.Build()
	must(t, err)
	from := map[int]*graph.MultiEdge{} // by the collection that it gives
	for _, e := range edges {
		for _, out := range e.Output {
			from[out.To.ID()] = e
		}
	}
	seen := map[string]int{}
	for _, e := range edges {
		if len(e.Input) == 0 || !ofHolders(e.Input[0].From) {
			continue
		}
		switch e.Op {
		case graph.Combine:
			t.Errorf("%s combines holders", e)
		case graph.CoGBK:
			steps := sources(from, e.Input[0].From.ID())
			for _, step := range steps {
				if step != "gatherFn" && step != "mergeFn" {
					t.Errorf("%s brings together what %s gives", e, step)
				}
			}
			seen[strings.Join(steps, "+")]++
		}
	}
	if seen["gatherFn"] != 2 || seen["gatherFn+mergeFn"] != 2 {
		t.Errorf("%v, want two rounds for texts and two for stories", seen)
	}
}

// ofHolders reports a collection of keys and holders.
func ofHolders(n *graph.Node) bool {
	c := n.Type().Components()
	return len(c) == 2 && c[1].Type() == reflect.TypeFor[Holders]()
}

// sources are the steps that a collection comes from, through what only puts collections together.
func sources(from map[int]*graph.MultiEdge, collection int) (names []string) {
	e := from[collection]
	if e.Op != graph.Flatten {
		return []string{reflect.TypeOf(e.DoFn.Recv).Elem().Name()}
	}
	for _, in := range e.Input {
		names = append(names, sources(from, in.From.ID())...)
	}
	slices.Sort(names)
	return names
}

// BenchmarkGather is what the merge before the shuffle takes for an article of eighty keys of its own
// and five that all have.
func BenchmarkGather(b *testing.B) {
	f := &gatherFn{Of: "text", Members: defaultMembers}
	drop := func([]byte, Holders) {}
	ctx := context.Background()
	for i := range b.N {
		m := Member{ID: fmt.Sprint("article", i)}
		keys := make([]keyed, 0, 85)
		for k := range cap(keys) - 5 {
			keys = append(keys, keyed{keyPassage, mix(uint64(i)<<8 | uint64(k))})
		}
		for k := range 5 {
			keys = append(keys, keyed{keyPassage, uint64(k)})
		}
		give(keys, m, 0, func(key []byte, h Holders) { f.ProcessElement(ctx, key, h, drop, drop) })
	}
}
