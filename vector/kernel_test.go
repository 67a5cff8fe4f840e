package vector

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKernels wants the loops in use to give the same bits as the plain ones: a result must not depend on the
// processor that it was computed on.
func TestKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	random := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = rng.Float32() - 0.5
		}
		return out
	}
	book := new(codebook)
	for i := range book {
		book[i] = block(random(4))
	}
	for _, n := range []int{0, 4, 8, 252, 256} {
		codes := make([]byte, n/4)
		for i := range codes {
			codes[i] = byte(rng.UintN(256))
		}
		x, sum := random(n), random(n)
		got, want := slices.Clone(sum), slices.Clone(sum)
		book.add(got, codes, 0.37)
		addPlain(book, want, codes, 0.37)
		accumulate(got, x)
		accumulatePlain(want, x)
		if !slices.Equal(got, want) {
			t.Errorf("%d values: sums differ", n)
		}
		if got, want := products(x, sum, n), productsPlain(x, sum, n); got != want {
			t.Errorf("%d values: products %v, want %v", n, got, want)
		}
		others := [][]float32{random(n), sum, random(n), x}
		if got, want := productsOf4(x, others, n), productsOf4Plain(x, others, n); got != want {
			t.Errorf("%d values: products with four %v, want %v", n, got, want)
		}
	}
}

// TestKernelsStayInside gives lengths that do not match: what lies beyond the shorter one is left alone.
func TestKernelsStayInside(t *testing.T) {
	book := new(codebook)
	book[7] = block{1, 2, 3, 4}
	sum := make([]float32, 8)
	book.add(sum[:4], []byte{7, 7}, 1)
	book.add(sum[:3], []byte{7}, 1)
	accumulate(sum[:4], []float32{1, 1, 1})
	if want := []float32{1, 2, 3, 4, 0, 0, 0, 0}; !slices.Equal(sum, want) {
		t.Errorf("sum %v, want %v", sum, want)
	}
}
