package vector_test

import (
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
