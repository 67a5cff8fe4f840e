package batch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// denseEdges are ties of very many more than articles, in a window, or in some.
func denseEdges(articles, edges, days int) (out []Edge) {
	r := rand.New(rand.NewPCG(3, 4))
	day := func(n int) Day { return Day(n % days) }
	for range edges {
		a, b := r.IntN(articles), r.IntN(articles)
		if a != b {
			e := Edge{
				A: fmt.Sprint("a", a), B: fmt.Sprint("a", b), DayA: day(a), DayB: day(b),
				Kind: kinds[r.IntN(3)], Score: float64(r.IntN(50)) / 50,
			}
			out = append(out, e.inOrder())
		}
	}
	return out
}

// thinned is what is left of edges that come in parts, some of them brought together before others.
func thinned(t *testing.T, parts [][]Edge) []Edge {
	t.Helper()
	p := newPool()
	for _, part := range parts {
		q := newPool()
		for i := range part {
			q.tie(&part[i])
		}
		q.thin()
		q.edges(func(e Edge) { p.tie(&e) })
	}
	p.thin()
	var out []Edge
	p.edges(func(e Edge) { out = append(out, e) })
	return out
}

// TestForestsOfParts: the forests of the parts' forests are the whole's, however the edges were
// dealt, and have fewer than so many edges for each article.
func TestForestsOfParts(t *testing.T) {
	const articles = 60
	edges := denseEdges(articles, 3000, 1)
	want := thinned(t, [][]Edge{edges})
	if len(want) > forests*(articles-1) || len(want) < articles {
		t.Errorf("%d of %d edges are left", len(want), len(edges))
	}
	chance := rand.New(rand.NewPCG(5, 6))
	for range 5 {
		var parts [7][]Edge
		for _, e := range shuffled(edges, chance) {
			n := partOf(&e) % len(parts)
			parts[n] = append(parts[n], e)
		}
		if diff := cmp.Diff(want, thinned(t, parts[:])); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestForestsJoinAll: where no component is too large, what the forests join is what all ties join; where some
// are, an article whose surest component is full goes to another that it has a tie with.
func TestForestsJoinAll(t *testing.T) {
	edges := denseEdges(80, 70, 1)
	all := newSets(80)
	p := poolOf(edges...)
	p.sort()
	for _, x := range p.ties {
		all.join(x.a, x.b, 80)
	}
	roots := map[int32]bool{}
	for i := range p.members {
		roots[all.find(int32(i))] = true //nolint:gosec // few
	}
	if joined, _, _ := p.components(80); len(joined) != len(roots) {
		t.Errorf("%d components, and without forests %d", len(joined), len(roots))
	}
	got, _, cut := poolOf(
		edge("a", "m1", EdgeCopy, .9), edge("m1", "m2", EdgeCopy, .95), edge("b", "m2", EdgeCopy, .9), edge("a", "b", EdgeStory, .5),
	).components(2)
	if diff := cmp.Diff([][]string{{"a", "b"}, {"m1", "m2"}}, namesOf(got)); diff != "" || cut != 2 {
		t.Errorf("cut %d: %s", cut, diff)
	}
}

// placedHere runs the steps of place without a runner; what is for one key comes in the order of chance, and
// edges in so many bundles.
func placedHere(t *testing.T, edges []Edge, o Placing, bundles int, chance *rand.Rand) map[string]string {
	t.Helper()
	ties, across := grouped[sheaf]{}, grouped[Edge]{}
	for some := range slices.Chunk(shuffled(edges, chance), (len(edges)+bundles-1)/bundles) {
		f := &byWindow{Placing: o}
		for _, e := range some {
			f.ProcessElement(t.Context(), e, ties.emit, across.emit)
		}
		f.FinishBundle(t.Context(), ties.emit, across.emit)
	}
	for _, n := range steps {
		next := grouped[sheaf]{}
		for key, list := range ties {
			must(t, (&thinning{n}).ProcessElement(t.Context(), []byte(key), iterator(shuffled(list, chance)), next.emit))
		}
		ties = next
	}
	near := &nearest{Placing: o}
	for id, list := range across {
		near.ProcessElement([]byte(id), iterator(shuffled(list, chance)), ties.emit)
	}
	near.FinishBundle(t.Context(), ties.emit)
	parts, halves := grouped[component]{}, grouped[crossing]{}
	for key, list := range ties {
		must(t, (&joinWindow{o}).ProcessElement(t.Context(), []byte(key), iterator(shuffled(list, chance)), parts.emit, halves.emit))
	}
	offers, guests := grouped[offer]{}, grouped[guest]{}
	for name, list := range halves {
		(&meeting{}).ProcessElement([]byte(name), iterator(shuffled(list, chance)), offers.emit)
	}
	for name, list := range parts {
		(&choose{}).ProcessElement(t.Context(), []byte(name), iterator(list), iterator(shuffled(offers[name], chance)), guests.emit)
	}
	joined := map[int64][]component{}
	for name, list := range guests {
		(&admission{o}).ProcessElement(t.Context(), []byte(name), iterator(shuffled(list, chance)), func(w int64, c component) { joined[w] = append(joined[w], c) })
	}
	out := map[string]string{}
	for w, list := range joined {
		(&packing{o}).ProcessElement(t.Context(), w, iterator(shuffled(list, chance)), func(id []byte, block string) { out[string(id)] = block })
	}
	return out
}

// TestPlacesOfAnyOrder: each tied article has one block, the same in whatever order and bundles ties come;
// and no block has more than so many.
func TestPlacesOfAnyOrder(t *testing.T) {
	setUp()
	o := Placing{Window: 3, Block: 20}
	edges := denseEdges(200, 2500, 9)
	chance := rand.New(rand.NewPCG(7, 8))
	want := placedHere(t, edges, o, 1, chance)
	for _, bundles := range []int{3, 50} {
		if diff := cmp.Diff(want, placedHere(t, edges, o, bundles, chance)); diff != "" {
			t.Errorf("by %d bundles: %s", bundles, diff)
		}
	}
	in := map[string]int{}
	for _, block := range want {
		in[block]++
	}
	for block, n := range in {
		if n > o.Block {
			t.Errorf("%d articles in block %s", n, block)
		}
	}
	if len(want) != 200 {
		t.Errorf("%d of 200 articles have a block", len(want))
	}
}

// TestSheaves: edges go together as they came, and no sheaf, nor what waits for one, has too many.
func TestSheaves(t *testing.T) {
	var s sheaves
	sent := map[string]int{}
	emit := func(key []byte, f sheaf) {
		back, err := decodeSheaf(encodeSheaf(f))
		if err != nil || !slices.Equal(f.Edges, back.Edges) || len(f.Edges) > sheafEdges {
			t.Errorf("%d edges, and %d read back: %v", len(f.Edges), len(back.Edges), err)
		}
		sent[string(key)] += len(f.Edges)
	}
	const n = 2*sheafEdges + 100
	e := Edge{A: "a", B: "b", DayA: 3, DayB: Undated, Kind: EdgeStory, Score: .25}
	for range n {
		s.add([]byte("one"), e, emit)
	}
	for i := range mostHeldEdges {
		s.add(fmt.Append(nil, i), e, emit)
		if s.held > mostHeldEdges {
			t.Fatalf("%d edges wait", s.held)
		}
	}
	s.flush(emit)
	if sent["one"] != n || len(sent) != 1+mostHeldEdges || s.held != 0 || s.bytes == 0 {
		t.Errorf("%d, %d keys, %d held", sent["one"], len(sent), s.held)
	}
}
