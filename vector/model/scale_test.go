package model

import (
	"math"
	"testing"
)

// TestSample: every language has the same sentences, and none is there twice.
func TestSample(t *testing.T) {
	own, common := sampleSentences()
	if len(own) < 49 {
		t.Errorf("%d languages", len(own))
	}
	seen := map[string]bool{}
	for i, c := range common {
		if len(c) != 3 {
			t.Errorf("language %d has %d common sentences", i, len(c))
		}
		for _, s := range append([]string{own[i]}, c...) {
			if len(s) < 15 || seen[s] {
				t.Errorf("%q is short, or there twice", s)
			}
			seen[s] = true
		}
	}
}

// TestStrongest finds the axes of a cloud again, the longest first.
func TestStrongest(t *testing.T) {
	var cloud [][]float32
	for _, p := range [][4]float32{{9, 0, 0, 0}, {-9, 0, 0, 0}, {0, 0, 4, 0}, {0, 0, -4, 0}, {0, 1, 0, 0}, {0, -1, 0, 0}} {
		v := p[:]
		for i := range v {
			v[i] += 5 // away from the origin
		}
		cloud = append(cloud, v)
	}
	have := strongest(cloud, 2)
	if len(have) != 2 || math.Abs(float64(have[0][0])) < 0.999 || math.Abs(float64(have[1][2])) < 0.999 {
		t.Errorf("axes %v, want the first and the third", have)
	}
	if same := strongest([][]float32{{1, 2}, {1, 2}, {1, 2}}, 2); len(same) != 0 {
		t.Errorf("axes of a point: %v", same)
	}
}

func BenchmarkBring(b *testing.B) {
	axis := func(at int) []float32 {
		v := make([]float32, 384)
		v[at] = 1
		return v
	}
	s := scaled{mean: axis(100)}
	for i := range languageDirections {
		s.drop = append(s.drop, axis(i))
	}
	v := axis(200)
	for b.Loop() {
		s.bring(v)
	}
}
