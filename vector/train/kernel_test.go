package train

import (
	"math"
	"math/rand/v2"
	"testing"
)

func random(rng *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = rng.Float32() - 0.5
	}
	return out
}

func near(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1e-4 {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// TestKernels compares the kernels in use with the plain ones.
func TestKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	rows := make([]vec, 20)
	for i := range rows {
		copy(rows[i][:], random(rng, Dim))
	}
	features := []uint32{pack(3, 1), pack(19, 0.35), pack(0, 0.7), pack(3, 0.5)}
	var got, want vec
	gather(&got, rows, features)
	gatherGo(&want, rows, features)
	near(t, "gather", got[:], want[:])
	axpy(&got, -0.3, &rows[7])
	axpyGo(&want, -0.3, &rows[7])
	near(t, "axpy", got[:], want[:])

	const n = 32
	x, y := random(rng, n*Dim), random(rng, Dim*n)
	c, d := make([]float32, n*n), make([]float32, n*n)
	for _, o := range []operand{{x, Dim, 1}, {x, 1, n}} {
		multiply(c, o, y, 0, n, Dim, n)
		multiplyGo(d, o, y, 0, n, Dim, n)
		near(t, "multiply", c, d)
	}
}

func TestPack(t *testing.T) {
	for _, w := range []float32{0.05, 0.35, 0.6, 1} {
		f := pack(rowMask, w)
		if f&rowMask != rowMask || math.Abs(float64(weightOf(f)-w)) > 1e-3 {
			t.Errorf("pack(%d, %v) = row %d, weight %v", rowMask, w, f&rowMask, weightOf(f))
		}
	}
}

func TestExp(t *testing.T) {
	for x := -20.0; x < 20; x += 0.37 {
		if got, want := float64(exp(float32(x))), math.Exp(x); math.Abs(got/want-1) > 1e-5 {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	rng := rand.New(rand.NewPCG(7, 8))
	o := Defaults()
	m := newModel(o, 10_000)
	s := newStep(m, o)
	for i := range s.batch {
		for range 100 {
			s.batch[i].a = append(s.batch[i].a, pack(uint32(rng.IntN(10_000)), 0.3))
			s.batch[i].b = append(s.batch[i].b, pack(uint32(rng.IntN(10_000)), 0.3))
		}
		s.batch[i].key = uint64(i)
	}
	for b.Loop() {
		s.run(0.01)
	}
}
