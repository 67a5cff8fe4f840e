package lineage

import (
	"slices"
	"testing"
)

func TestUnitSet(t *testing.T) {
	setOf := func(units ...int) (s unitSet) {
		for _, u := range units {
			s.add(u)
		}
		return s
	}
	for _, tt := range []struct {
		a, b   unitSet
		common int
		within bool
	}{
		{setOf(), setOf(), 0, true},
		{setOf(), setOf(3), 0, true},
		{setOf(3), setOf(), 0, false},
		{setOf(1, 63), setOf(1, 63, 64), 2, true},
		{setOf(1, 64, 200), setOf(1, 64), 2, false},
		{setOf(200), setOf(1, 200, 400), 1, true},
	} {
		if n := tt.a.common(tt.b); n != tt.common || tt.b.common(tt.a) != n {
			t.Errorf("%v and %v have %d in common, want %d", tt.a, tt.b, n, tt.common)
		}
		if ok := tt.a.within(tt.b); ok != tt.within {
			t.Errorf("%v within %v: %v", tt.a, tt.b, ok)
		}
	}
}

// TestFind finds what the list has, and nothing else.
func TestFind(t *testing.T) {
	for _, units := range [][]int{{}, {0}, {5}, {1, 2, 3}, {0, 63, 64, 65, 700}} {
		var r reading
		for _, u := range units {
			r.seq = append(r.seq, occurrence{unit: u, sentence: u})
		}
		r.arrange()
		for u := range 800 {
			o := r.find(u)
			if has := slices.Contains(units, u); has != (o != nil) || has && o.unit != u {
				t.Errorf("%v: find(%d) is %+v", units, u, o)
			}
		}
	}
}
