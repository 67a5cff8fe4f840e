package store

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestNearestInAnyOrder: what is nearest does not depend on the order in which it is looked
// at, also where more are as far as are wanted.
func TestNearestInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // the same each time
	all := make([]Near, 5000)
	for i := range all {
		all[i] = Near{Doc: Doc{i % 3, uint32(i / 3)}, Sentence: r.IntN(9), Distance: 60 + r.IntN(12)*r.IntN(12)} //nolint:gosec // small
	}
	var want []Near
	for range 5 {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		n := newNearest(Target{}, 100)
		for _, p := range all {
			if p.Distance <= n.bound {
				n.add(p)
			}
			if len(n.found) >= 4*n.limit {
				t.Fatalf("%d are kept", len(n.found))
			}
		}
		got := n.best(100)
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Fatalf("another order, another result:\n%v\n%v", got, want)
		}
	}
	slices.SortFunc(all, compareNear)
	if !slices.Equal(want, all[:100]) {
		t.Errorf("%v, want %v", want, all[:100])
	}
}

// TestLikeness: the sums by bytes are those by bits.
func TestLikeness(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10)) //nolint:gosec // the same each time
	to := Target{Vector: make([]float32, 256)}
	for i := range to.Vector {
		to.Vector[i] = float32(r.IntN(2001) - 1000) // whole numbers add up to the same in any order
	}
	sums := to.sums()
	for range 100 {
		c := Code{r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()}
		var want float32
		for i, s := range c.signs() {
			want += float32(s) * to.Vector[i]
		}
		if got := sums.likeness(&c); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}
