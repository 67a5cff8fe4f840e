package lineage

import (
	"context"
	"math"

	"github.com/stemma-news/stemma/lineage/truth"
)

// Calibrate returns the weights with the map from shares of rounds to support
// that the edges ask for. Their support must be the shares themselves, as Learn
// leaves it, and come from stories that the weights were not learnt from.
func Calibrate(ctx context.Context, w *Weights, primary, second []truth.Forecast) (*Weights, error) {
	l := &Lesson{}
	l.addForecasts(primary, fSupportLow, fSupportHigh, fSupportBias)
	l.addForecasts(second, fSecondLow, fSecondHigh, fSecondBias)
	return Learn(ctx, []*Lesson{l}, LearnOptions{Ridge: calibrationRidge, From: w})
}

// calibrationRidge pulls the map to none where there are few edges.
const calibrationRidge = 2

// CalibrateAs takes over the map of other weights.
func (w *Weights) CalibrateAs(other *Weights) {
	for _, f := range []feature{fSupportLow, fSupportHigh, fSupportBias, fSecondLow, fSecondHigh, fSecondBias} {
		w.of[f] = other.of[f]
	}
}

// addForecasts makes two choices of each forecast, between the edge and none, so that
// one that is half right can be right once and wrong once.
func (l *Lesson) addForecasts(forecasts []truth.Forecast, low, high, bias feature) {
	for _, c := range forecasts {
		if c.Support == 1 {
			continue // a twin's, which no round decided
		}
		s := min(max(c.Support, nearCertain), 1-nearCertain)
		edge := option{value: []measured{{low, math.Log(s)}, {high, -math.Log(1 - s)}, {bias, 1}}}
		for _, least := range []float64{0.25, 0.75} {
			right := 0
			if c.Right > least {
				right = 1
			}
			l.seconds = append(l.seconds, choice{options: []option{{}, edge}, right: []int{right}})
		}
	}
}
