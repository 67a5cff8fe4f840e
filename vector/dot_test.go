package vector_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stemma-news/stemma/vector"
)

func TestDot(t *testing.T) {
	for n := range 11 {
		a, b := make([]float32, n), make([]float32, n)
		var want float32
		for i := range n {
			a[i], b[i] = float32(i+1), float32(2*i-3)
			want += a[i] * b[i]
		}
		if got := vector.Dot(a, b); got != want {
			t.Errorf("Dot of %d dimensions = %v, want %v", n, got, want)
		}
	}
}

// TestDots holds that many products at once are those that one at a time gives, to the bit.
func TestDots(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 5))
	for _, dim := range []int{0, 3, 4, 7, 256} {
		vectors := make([][]float32, 11)
		for i := range vectors {
			for range dim {
				vectors[i] = append(vectors[i], rng.Float32()-0.5)
			}
		}
		for n := range vectors {
			want := []float32{7}
			for _, v := range vectors[:n] {
				want = append(want, vector.Dot(vectors[10], v))
			}
			if got := vector.Dots([]float32{7}, vectors[10], vectors[:n]); !slices.Equal(got, want) {
				t.Errorf("Dots of %d vectors of %d dimensions = %v, want %v", n, dim, got, want)
			}
		}
	}
}
