package lineage

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestArborescenceAgainstBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 3000 {
		n := 2 + rng.IntN(5)
		var arcs []arc
		for from := range n {
			for to := 1; to < n; to++ {
				if from != to && (from == 0 || rng.Float64() < 0.7) {
					arcs = append(arcs, arc{from, to, float64(rng.IntN(20)) - 10})
				}
			}
		}
		rng.Shuffle(len(arcs), func(i, j int) { arcs[i], arcs[j] = arcs[j], arcs[i] })
		got := total(arcs, arborescence(n, 0, arcs))
		if want := bruteForce(n, arcs); got != want {
			t.Fatalf("trial %d: arcs %v: score %v, want %v", trial, arcs, got, want)
		}
		if !reachesRoot(n, arcs, arborescence(n, 0, arcs)) {
			t.Fatalf("trial %d: arcs %v: not a tree", trial, arcs)
		}
	}
}

func TestArborescenceUnreachable(t *testing.T) {
	got := arborescence(3, 0, []arc{{0, 1, 1}})
	if got[0] != -1 || got[1] != 0 || got[2] != -1 {
		t.Errorf("got %v, want [-1 0 -1]", got)
	}
}

func total(arcs []arc, chosen []int) float64 {
	sum := 0.0
	for _, i := range chosen {
		if i >= 0 {
			sum += arcs[i].score
		}
	}
	return sum
}

func reachesRoot(n int, arcs []arc, chosen []int) bool {
	for v := 1; v < n; v++ {
		u := v
		for step := 0; u != 0; step++ {
			if step > n || chosen[u] < 0 {
				return false
			}
			u = arcs[chosen[u]].from
		}
	}
	return true
}

// bruteForce tries every choice of one arc into each node.
func bruteForce(n int, arcs []arc) float64 {
	best := math.Inf(-1)
	chosen := make([]int, n)
	chosen[0] = -1
	var try func(v int)
	try = func(v int) {
		if v == n {
			if reachesRoot(n, arcs, chosen) {
				best = max(best, total(arcs, chosen))
			}
			return
		}
		for i, a := range arcs {
			if a.to == v {
				chosen[v] = i
				try(v + 1)
			}
		}
	}
	try(1)
	return best
}

func BenchmarkArborescence(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n = 100
	var arcs []arc
	for to := 1; to < n; to++ {
		for range 24 {
			arcs = append(arcs, arc{rng.IntN(n), to, rng.NormFloat64()})
		}
		arcs = append(arcs, arc{0, to, -3})
	}
	for b.Loop() {
		arborescence(n, 0, arcs)
	}
}
