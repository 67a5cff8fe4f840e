package truth

import (
	"math"
	"math/rand/v2"
)

// Forecast is an edge's support, and how far it is right.
type Forecast struct{ Support, Right float64 }

// bins is the number of bins of the calibration figure.
const bins = 5

// Calibration is the mean over five bins of support of the distance of the
// claimed support from the share that held.
func Calibration(forecasts []Forecast) float64 {
	sum, used := 0.0, 0.0
	for _, b := range Reliability(forecasts, bins) {
		sum, used = sum+math.Abs(b.Support-b.Right), used+1
	}
	return sum / math.Max(1, used)
}

// Bin is edges of like support: their mean support, and the share of them that
// is right.
type Bin struct {
	Support, Right float64
	Edges          int
}

// Reliability returns the bins of equal width that are not empty (Murphy &
// Winkler 1977).
func Reliability(forecasts []Forecast, n int) []Bin {
	all := make([]Bin, n)
	for _, c := range forecasts {
		b := &all[max(0, min(n-1, int(c.Support*float64(n))))]
		b.Edges++
		b.Support += c.Support
		b.Right += c.Right
	}
	var used []Bin
	for _, b := range all {
		if b.Edges > 0 {
			used = append(used, Bin{b.Support / float64(b.Edges), b.Right / float64(b.Edges), b.Edges})
		}
	}
	return used
}

// Brier is the mean square of what support and rightness differ by (Brier 1950).
func Brier(forecasts []Forecast) float64 {
	sum := 0.0
	for _, c := range forecasts {
		sum += (c.Support - c.Right) * (c.Support - c.Right)
	}
	return sum / math.Max(1, float64(len(forecasts)))
}

// drawn is how often CalibrationByChance draws.
const drawn = 200

// CalibrationByChance is what Calibration would be on average if each support
// were exactly how probable the edge is: bins with few edges differ by chance.
func CalibrationByChance(forecasts []Forecast) float64 {
	rng := rand.New(rand.NewPCG(1, uint64(len(forecasts))))
	sum := 0.0
	for range drawn {
		fair := make([]Forecast, len(forecasts))
		for i, c := range forecasts {
			fair[i].Support = c.Support
			if rng.Float64() < c.Support {
				fair[i].Right = 1
			}
		}
		sum += Calibration(fair)
	}
	return sum / drawn
}
