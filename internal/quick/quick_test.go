package quick_test

import (
	"math"
	"testing"

	"github.com/stemma-news/stemma/internal/quick"
)

func TestFunctionsAreExactToNineDigits(t *testing.T) {
	for x := -60.0; x < 60; x += 0.0173 {
		if have, want := quick.Exp(x), math.Exp(x); math.Abs(have/want-1) > 1e-8 {
			t.Fatalf("Exp(%g) = %.12g, want %.12g", x, have, want)
		}
		if have, want := quick.Ln(math.Exp(x)), math.Log(math.Exp(x)); math.Abs(have-want) > 1e-9*max(1, math.Abs(want)) {
			t.Fatalf("Ln(e^%g) = %.12g, want %.12g", x, have, want)
		}
	}
}

// TestLnNearOne: near 1 the error is small in proportion, too.
func TestLnNearOne(t *testing.T) {
	for _, d := range []float64{1e-3, 1e-6, 1e-9, 1e-12, 1e-15} {
		for _, x := range []float64{1 - d, 1 + d} {
			if have, want := quick.Ln(x), math.Log(x); math.Abs(have/want-1) > 1e-8 {
				t.Errorf("Ln(%g) = %.12g, want %.12g", x, have, want)
			}
		}
	}
}
