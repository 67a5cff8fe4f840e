package link

import (
	"math"
	"testing"
)

func TestSigmoidIsExactToNineDigits(t *testing.T) {
	for x := -60.0; x < 60; x += 0.0173 {
		if have, want := sigmoid(x), 1/(1+math.Exp(-x)); math.Abs(have/want-1) > 1e-8 {
			t.Fatalf("sigmoid(%g) = %.12g, want %.12g", x, have, want)
		}
	}
	for _, x := range []float64{-1e9, 1e9, math.Inf(-1), math.Inf(1)} {
		if have := sigmoid(x); math.Abs(have-max(0, min(1, x))) > 1e-9 {
			t.Errorf("sigmoid(%g) = %g", x, have)
		}
	}
}
