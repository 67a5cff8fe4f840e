package arborescence

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// arc is an arc with its score.
type arc struct {
	from, to int
	score    float64
}

// bare returns the arcs without their scores.
func bare(arcs []arc) []Arc {
	out := make([]Arc, len(arcs))
	for i, a := range arcs {
		out[i] = Arc{a.from, a.to}
	}
	return out
}

// best finds the arborescence in new memory.
func best(n, root int, arcs []arc) []int {
	s := NewSolver(New(n, root, bare(arcs)))
	for i := range arcs {
		s.Score[i] = arcs[i].score
	}
	return s.Solve()
}

// TestAgainstBruteForce: on small graphs with few different
// scores, so with ties and cycles in cycles, no tree is better, whether the
// memory is new or that of other scores, and nodes are left out only where no
// way leads to them.
func TestAgainstBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 4000 {
		n, dense := 2+rng.IntN(5), rng.Float64()
		var arcs []arc
		for from := range n {
			for to := range n {
				for rng.Float64() < dense*0.6 {
					arcs = append(arcs, arc{from, to, float64(rng.IntN(4+trial%20)) - 5})
				}
			}
		}
		check(t, n, rng.IntN(n), arcs)
		if t.Failed() {
			t.Fatalf("trial %d: %d nodes, arcs %v", trial, n, arcs)
		}
	}
}

// FuzzSolve reads arcs of three bytes: from, to, score.
func FuzzSolve(f *testing.F) {
	f.Add([]byte{0, 1, 9, 1, 2, 9, 2, 1, 9, 0, 2, 3})
	f.Add([]byte{1, 2, 200, 2, 1, 200, 0, 1, 130, 3, 4, 1, 4, 3, 1, 1, 3, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		const n = 5
		var arcs []arc
		for ; len(b) >= 3 && len(arcs) < 14; b = b[3:] {
			arcs = append(arcs, arc{int(b[0]) % n, int(b[1]) % n, float64(int8(b[2]))})
		}
		check(t, n, 0, arcs)
	})
}

func check(t *testing.T, n, root int, arcs []arc) {
	t.Helper()
	s := NewSolver(New(n, root, bare(arcs)))
	for i := range arcs {
		s.Score[i] = float64(i*7%5) - 2
	}
	s.Solve()
	for i := range arcs {
		s.Score[i] = arcs[i].score
	}
	got := slices.Clone(s.Solve())
	if fresh := best(n, root, arcs); !slices.Equal(got, fresh) {
		t.Errorf("root %d: arcs %v in used memory, %v in new", root, got, fresh)
	}
	reached := reachable(n, root, bare(arcs))
	for v := range n {
		if reached[v] != leadsTo(root, v, arcs, got) {
			t.Errorf("root %d: node %d is reachable: %v; arcs %v", root, v, reached[v], got)
		}
	}
	if score, most := total(arcs, got), bruteForce(n, root, arcs, reached); score != most {
		t.Errorf("root %d: score %v, the best is %v", root, score, most)
	}
}

// TestTies: between arcs of equal score the earlier wins.
func TestTies(t *testing.T) {
	got := best(3, 0, []arc{{0, 1, 1}, {0, 1, 1}, {1, 2, 3}, {0, 2, 3}})
	if want := []int{-1, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("arcs %v, want %v", got, want)
	}
}

// TestNestedCycles: each node has its best arc from the next
// one, and the cycles that this makes lie one within the other; only one arc
// leads in from the root.
func TestNestedCycles(t *testing.T) {
	const n = 2000
	arcs := []arc{{0, n - 1, -1}}
	for v := 1; v < n-1; v++ {
		arcs = append(arcs, arc{v + 1, v, float64(n - v)}, arc{v, v + 1, float64(n - v)})
	}
	for v, i := range best(n, 0, arcs) {
		if want := v + 1; v > 0 && v < n-1 && arcs[i].from != want {
			t.Fatalf("node %d hangs on %d, want %d", v, arcs[i].from, want)
		}
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

// leadsTo says that the chosen arcs lead from the root to v.
func leadsTo(root, v int, arcs []arc, chosen []int) bool {
	for step := 0; v != root; step++ {
		if step > len(chosen) || chosen[v] < 0 {
			return false
		}
		v = arcs[chosen[v]].from
	}
	return chosen[root] < 0
}

// bruteForce tries every choice of one arc into each node that can be reached.
func bruteForce(n, root int, arcs []arc, reached []bool) float64 {
	best := math.Inf(-1)
	chosen := slices.Repeat([]int{-1}, n)
	var try func(v int)
	try = func(v int) {
		switch {
		case v == n:
			for u := range n {
				if reached[u] && !leadsTo(root, u, arcs, chosen) {
					return
				}
			}
			best = max(best, total(arcs, chosen))
		case v == root || !reached[v]:
			try(v + 1)
		default:
			for i, a := range arcs {
				if a.to == v {
					chosen[v] = i
					try(v + 1)
				}
			}
		}
	}
	try(0)
	return best
}

func BenchmarkSolve(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n = 1000
	var arcs []arc
	for to := 1; to < n; to++ {
		for range 24 {
			arcs = append(arcs, arc{rng.IntN(n), to, rng.NormFloat64()})
		}
		arcs = append(arcs, arc{0, to, -3})
	}
	s := NewSolver(New(n, 0, bare(arcs)))
	b.ReportAllocs()
	for b.Loop() {
		for i := range arcs {
			s.Score[i] = arcs[i].score
		}
		s.Solve()
	}
}
