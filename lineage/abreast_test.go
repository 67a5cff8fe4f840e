package lineage

import (
	"slices"
	"testing"
)

// TestRoundsAbreast: rounds that are scored together count as they do one by one,
// whatever came before them in the same memory.
func TestRoundsAbreast(t *testing.T) {
	g, err := newGraph(t.Context(), large(40))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	seconds, err := g.seconds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := g.poll(7, seconds)
	together, single := p.ballot(), p.ballot()
	together.hold(0, abreast)
	together.hold(abreast, abreast+2)
	for round := range abreast + 2 {
		single.hold(round, round+1)
	}
	if !slices.Equal(together.chosen, single.chosen) || !slices.Equal(together.second, single.second) || !slices.Equal(together.origins, single.origins) {
		t.Error("rounds held together and one by one count otherwise")
	}
	for r := range abreast {
		d := &single.draws[0]
		single.hold(r, r+1)
		for i, list := 0, g.pairs[5]; i < len(list); i++ {
			if have, want := list[i].resampledAbreast(single.drawn)[0], list[i].resampled(d.units); have != want {
				t.Fatalf("round %d, candidate %d: %v abreast, %v alone", r, i, have, want)
			}
		}
	}
}
