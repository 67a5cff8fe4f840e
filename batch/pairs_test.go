package batch

import "testing"

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
		if got := (&Shared{Among: 20_000, Keys: x.keys}).isFormula(); got != x.want {
			t.Errorf("%v: %v", x.keys, got)
		}
	}
}
