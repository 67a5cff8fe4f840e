package cluster

import (
	"cmp"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomCodes are those of vectors with a part in common, as news has.
func randomCodes(n int) *codes {
	rng := rand.New(rand.NewPCG(1, 6))
	c := new(codes)
	common := make([]float32, 256)
	for k := range common {
		common[k] = float32(rng.NormFloat64())
	}
	for place := range int32(n) {
		v := make([]float32, len(common))
		for k := range v {
			v[k] = 0.2*common[k] + float32(rng.NormFloat64())
		}
		c.set(place, v)
	}
	return c
}

// TestCodesNear wants what a sort of all by distance has first, less what was
// dropped and what differs too much in the first signs.
func TestCodesNear(t *testing.T) {
	const n = plain + 1000
	c := randomCodes(n)
	rng := rand.New(rand.NewPCG(2, 6))
	dropped := map[int32]bool{}
	for range n / 4 {
		p := int32(rng.IntN(n))
		c.drop(p)
		dropped[p] = true
	}
	for _, live := range []int{plain, n} {
		for _, place := range []int32{3, 4, n - 1} {
			var want []coded
			for p := range int32(n) {
				first := bits.OnesCount64(c.first[p]^c.first[place]) + bits.OnesCount64(c.second[p]^c.second[place])
				if !dropped[p] && (live <= plain || first <= surePrefix) {
					want = append(want, coded{p, c.whole[p].distance(&c.whole[place])})
				}
			}
			slices.SortStableFunc(want, func(x, y coded) int { return cmp.Compare(x.distance, y.distance) })
			last := want[similarCodes-1].distance
			want = slices.DeleteFunc(want, func(x coded) bool { return x.distance > last })
			slices.SortFunc(want, func(x, y coded) int { return cmp.Compare(x.place, y.place) })
			if got := c.near(place, live); !slices.Equal(got, want) {
				t.Errorf("near %d of %d: %v, want %v", place, live, got, want)
			}
		}
	}
	few := randomCodes(5)
	if got := few.near(0, 5); len(got) != 5 {
		t.Errorf("near one of five: %v", got)
	}
}

// TestSignsOf holds that a bit stands for a positive value, and for no other.
func TestSignsOf(t *testing.T) {
	negative := float32(math.Copysign(0, -1))
	values := []float32{0, 1, -1, negative, math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32, math.MaxFloat32, -math.MaxFloat32, 0.5}
	want := uint64(0)
	for k, x := range values {
		if x > 0 {
			want |= 1 << k
		}
	}
	if got := signsOf(values); got != want {
		t.Errorf("signs %b, want %b", got, want)
	}
}

// TestPass holds that the loop in use finds what the plain one finds.
func TestPass(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 6))
	first, second := make([]uint64, 5*perBlock), make([]uint64, 5*perBlock)
	for i := range first {
		first[i], second[i] = rng.Uint64()&rng.Uint64(), rng.Uint64()|rng.Uint64()
	}
	x := [2]uint64{first[7], second[7]}
	copy(first[perBlock:], []uint64{0, ^uint64(0), x[0] ^ 1, x[0] ^ 1<<63, ^x[0]})
	copy(second[perBlock:], []uint64{0, ^uint64(0), x[1], x[1], ^x[1]})
	for n := range 6 {
		for _, most := range []int{0, 1, surePrefix, 127, 128} {
			got, want := make([]uint64, n), make([]uint64, n)
			pass(got, first, second, x, most)
			passPlain(want, first, second, x, most)
			if !slices.Equal(got, want) {
				t.Errorf("%d blocks within %d: %x, want %x", n, most, got, want)
			}
		}
	}
}

func BenchmarkCodesNear(b *testing.B) {
	c := randomCodes(roomy)
	for i := int32(0); b.Loop(); i++ {
		c.near(i%roomy, roomy)
	}
}
