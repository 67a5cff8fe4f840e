package batch

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestHotKey: of a key that a hundred thousand articles have, parts of it are merged
// into as many members as a key of a hundred, and give as many pairs.
func TestHotKey(t *testing.T) {
	const n = 100_000
	k := keyed{keyPassage, 42}
	merge := (&holdersFn{Members: defaultMembers}).MergeAccumulators
	var bundles []Holders
	for from := 0; from < n; from += 1000 {
		var bundle Holders
		for i := from; i < from+1000; i++ {
			m := Member{ID: fmt.Sprint("article", i), Sketch: uint32(hash(fmt.Sprint(i)))}
			give([]keyed{k}, m, spanOf(-1), func(_ []byte, h Holders) {
				if bundle.N == 0 {
					bundle = h
					return
				}
				bundle = merge(bundle, h)
			})
		}
		if size := len(encodeHolders(bundle)); size > 3000 {
			t.Fatalf("a bundle sends %d bytes for one key", size)
		}
		bundles = append(bundles, bundle)
	}
	h := fold(bundles, merge, rand.New(rand.NewPCG(1, 1)))
	if h.N != n || len(h.Members) != defaultMembers {
		t.Errorf("%d holders, %d members", h.N, len(h.Members))
	}
	pairs := 0
	k.pairs(h, spanOf(-1), 0, defaultMembers, func([]byte, Shared) { pairs++ })
	if pairs < 800 || pairs > 888 {
		t.Errorf("%d pairs, want 888, but for those whose sketches are alike by chance", pairs)
	}
}

// TestNames: what two articles share by single names and by twos of them says how
// many they share, and the more they share the further their vectors may lie apart.
func TestNames(t *testing.T) {
	for _, x := range []struct {
		names, twos uint32
		distance    uint32
		shared      int
		candidates  bool
	}{
		{0, 0, 24, 0, true},
		{0, 0, 26, 0, false},
		{1, 0, 30, 1, true},
		{1, 0, 38, 1, false},
		{0, 1, 36, 2, true}, // names that too many have to meet by them alone
		{2, 3, 38, 3, true},
		{9, 28, 43, 9, true},
		{9, 28, 52, 9, false},
	} {
		s := Shared{Kind: EdgeStory, Names: x.names, Twos: x.twos, Distance: x.distance}
		if s.names() != x.shared || (s.score() >= leastScore) != x.candidates {
			t.Errorf("%+v: %d names, score %.2f", x, s.names(), s.score())
		}
	}
}

// TestFormulaAlone: texts that share nothing but what all have are not compared.
func TestFormulaAlone(t *testing.T) {
	hot, rare, band := heldKey{1, 900}, heldKey{2, 3}, heldKey{0, 900}
	for _, x := range []struct {
		keys []heldKey
		want bool
	}{{[]heldKey{hot}, true}, {[]heldKey{hot, rare}, false}, {[]heldKey{band, hot}, false}} {
		if got := (&Shared{Keys: x.keys}).isFormula(20_000); got != x.want {
			t.Errorf("%v: %v", x.keys, got)
		}
	}
}
