package transformer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func randoms(n int, seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(r.NormFloat64())
	}
	return v
}

func TestKernelsMultiplyAlike(t *testing.T) {
	for _, c := range [][3]int{{1, 8, 8}, {3, 32, 24}, {12, 32, 32}, {13, 64, 96}, {25, 40, 33}, {6, 4, 16}, {37, 100, 70}} {
		m, k, n := c[0], c[1], c[2]
		lda, ldc := k+5, n+3
		a, w, bias := randoms(m*lda, 1), randoms(n*k, 2), randoms(n, 3)
		var fused []float32
		for _, kn := range kernels() {
			p := kn.pack(w, k, n, bias, 1)
			got := make([]float32, m*ldc)
			kn.multiply(got, ldc, a, lda, m, &p, &edge{})
			for i := range m {
				for j := range ldc {
					want := 0.0
					if j < n {
						want = float64(bias[j])
						for s := range k {
							want += float64(a[i*lda+s]) * float64(w[j*k+s])
						}
					}
					if math.Abs(want-float64(got[i*ldc+j])) > 1e-4 {
						t.Fatalf("%s %v: (%d, %d) is %g, want %g", kn.name, c, i, j, got[i*ldc+j], want)
					}
				}
			}
			switch {
			case kn.name == plain.name:
			case fused == nil:
				fused = got
			case !slices.Equal(got, fused):
				t.Errorf("%v: %s differs from %s", c, kn.name, kernels()[0].name)
			}
		}
	}
}

func TestGELU(t *testing.T) {
	for _, k := range kernels() {
		x := make([]float32, 0, 1<<17)
		for v := float32(-12); v < 12; v += 0.0002 {
			x = append(x, v)
		}
		x = append(x[:len(x)&^7-8], 0, 1e30, -1e30, 1e-30, -1e-30, 5, -5, float32(math.Inf(1)))
		got := slices.Clone(x)
		k.gelu(got)
		worst := 0.0
		for i, v := range x[:len(x)-1] {
			want := float64(v) * 0.5 * math.Erfc(-float64(v)/math.Sqrt2)
			worst = max(worst, math.Abs(float64(got[i])-want)/max(1, math.Abs(want)))
		}
		if worst > 3e-6 || !math.IsInf(float64(got[len(got)-1]), 1) {
			t.Errorf("%s: error %g", k.name, worst)
		}
	}
}

func TestExp(t *testing.T) {
	for _, k := range kernels() {
		var x []float32
		for v := float32(-80); v <= 0; v += 0.001 {
			x = append(x, v+3)
		}
		x = append(x[:len(x)&^7-8], 3, -1000, float32(math.Inf(-1)), 2.9999, 2, 1, 0, -85)
		got := slices.Clone(x)
		k.exp(got, 3)
		for i, v := range x {
			want := math.Exp(float64(v) - 3)
			if math.Abs(float64(got[i])-want) > want*1e-5+1e-37 {
				t.Fatalf("%s: exp(%g-3) is %g, want %g", k.name, v, got[i], want)
			}
		}
	}
}

func BenchmarkMultiply(b *testing.B) {
	const m, k, n = 256, 384, 1536
	a, w := randoms(m*k, 1), randoms(n*k, 2)
	c := make([]float32, m*n)
	for _, kn := range kernels() {
		b.Run(kn.name, func(b *testing.B) {
			p := kn.pack(w, k, n, nil, 1)
			var e edge
			for b.Loop() {
				kn.multiply(c, n, a, k, m, &p, &e)
			}
			b.ReportMetric(2*m*k*n*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

// BenchmarkForward is the cost of sentences of 36 pieces in a model of the size of multilingual-e5-small but for its
// words, on one core.
func BenchmarkForward(b *testing.B) {
	t := newTiny(384, 12, 1536)
	for _, kn := range kernels() {
		b.Run(kn.name, func(b *testing.B) {
			m, err := open(t.folder(b, nil), kn)
			if err != nil {
				b.Fatal(err)
			}
			defer m.Close()
			ids := make([]int32, 7*36)
			var ends []int
			for i := range ids {
				ids[i] = int32(i % 50)
			}
			for at := 36; at <= len(ids); at += 36 {
				ends = append(ends, at)
			}
			w := &work{}
			for b.Loop() {
				if _, err := m.encoder.run(b.Context(), w, ids, ends); err != nil {
					b.Fatal(err)
				}
			}
			// Twelve layers cost six times these two.
			b.ReportMetric(float64(len(ends)*b.N)/b.Elapsed().Seconds()/6, "sentences-of-12-layers/s")
		})
	}
}

func TestHalves(t *testing.T) {
	for _, c := range []struct {
		h    uint16
		want float32
	}{
		{0x0000, 0},
		{0x3c00, 1},
		{0xbc00, -1},
		{0x3555, 0.33325195},
		{0x7bff, 65504},
		{0x0400, 6.1035156e-05},
		{0x0001, 5.9604645e-08},
		{0x83ff, -6.097555e-05},
		{0x7c00, float32(math.Inf(1))},
		{0xfc00, float32(math.Inf(-1))},
	} {
		if got := fromHalf(c.h); got != c.want {
			t.Errorf("%#04x is %g, want %g", c.h, got, c.want)
		}
	}
	if v := fromHalf(0x7e00); v == v {
		t.Error("not a number is", v)
	}
	if got := fmt.Sprint(math.Signbit(float64(fromHalf(0x8000)))); got != "true" {
		t.Error("the sign of -0 is lost")
	}
}
