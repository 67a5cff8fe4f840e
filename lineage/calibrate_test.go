package lineage

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stemma-news/stemma/lineage/truth"
)

// overconfident draws edges that are right less often than they claim.
func overconfident(n int, rng *rand.Rand) []truth.Forecast {
	forecasts := make([]truth.Forecast, n)
	for i := range forecasts {
		s := rng.Float64()
		forecasts[i].Support = s
		if rng.Float64() < 0.5+(s-0.5)*0.6 {
			forecasts[i].Right = 1
		}
	}
	return forecasts
}

func TestCalibrate(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	w, err := ParseWeights("")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Calibrate(t.Context(), w, overconfident(4000, rng), nil)
	if err != nil {
		t.Fatal(err)
	}
	for share, want := range map[float64]float64{0.1: 0.26, 0.5: 0.5, 0.9: 0.74} {
		got := calibrated(share, c.of[fSupportLow], c.of[fSupportHigh], c.of[fSupportBias])
		if math.Abs(got-want) > 0.04 {
			t.Errorf("of edges that come back in %.0f%% of the rounds %.2f are right, support says %.2f", 100*share, want, got)
		}
	}
	if c.of[fSecondLow] != 1 || c.of[fSecondHigh] != 1 || c.of[fSecondBias] != 0 {
		t.Errorf("no second parents were shown, and their map changed: %v", c.of[fSecondLow:])
	}
}

// Without learning support is the share of rounds, and it always rises with it.
func TestCalibratedRises(t *testing.T) {
	w, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	before := -1.0
	for k := range 101 {
		share := float64(k) / 100
		if got := calibrated(share, 1, 1, 0); math.Abs(got-share) > nearCertain {
			t.Errorf("%v became %v", share, got)
		}
		got := calibrated(share, w[fSupportLow], w[fSupportHigh], w[fSupportBias])
		if got < before || got < 0 || got > 1 {
			t.Errorf("support of %v is %v, of less it is %v", share, got, before)
		}
		before = got
	}
}
