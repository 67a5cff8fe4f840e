package claim

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRowIsAMap does at random what a map does.
func TestRowIsAMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var have row
	want := map[int]float64{}
	for range 3000 {
		to, score := r.IntN(60), float64(r.IntN(9))
		switch r.IntN(5) {
		case 4:
			if old := r.IntN(60); old != to && have.score(old) > 0 {
				have.replace(old, to, score)
				delete(want, old)
				want[to] = score
			}
		case 0:
			have.drop(to)
			delete(want, to)
		case 1:
			other := row{{to, score}, {to + 60, 1}}
			have = have.plus(other, nil)
			want[to] += score
			want[to+60]++
		default:
			*have.at(to) = score
			want[to] = score
		}
		if have.score(to) != want[to] || len(have) != len(want) {
			t.Fatalf("%d is %v of %d, want %v of %d", to, have.score(to), len(have), want[to], len(want))
		}
	}
	if !slices.IsSortedFunc(have, func(a, b arc) int { return cmp.Compare(a.to, b.to) }) {
		t.Errorf("not in order: %v", have)
	}
}

// TestMergeQueue has the best of the clusters' merges on top, however they change.
func TestMergeQueue(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n = 50
	q, want := newMergeQueue(n), make([]merge, n)
	for k := range want {
		want[k] = merge{a: k, b: -1}
	}
	for i := range 3000 {
		k := r.IntN(n)
		want[k] = merge{score: float64(r.IntN(20)), a: k, b: r.IntN(100)}
		q.set(k, want[k])
		best := slices.MinFunc(want, func(x, y merge) int {
			return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
		})
		if have := q.top(); have != best || q.of(k) != want[k] {
			t.Fatalf("after %d changes the best is %+v, want %+v", i+1, have, best)
		}
	}
}

// TestClusterJoinsTheBest does what looking at all unions before each does.
func TestClusterJoinsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		g := &graph{}
		for d := range 30 {
			for s := range 1 + r.IntN(3) {
				g.nodes = append(g.nodes, node{d, s})
			}
		}
		g.edges = make([]row, len(g.nodes))
		for range 6 * len(g.nodes) {
			if x, y := r.IntN(len(g.nodes)), r.IntN(len(g.nodes)); x != y {
				score := float64(1+r.IntN(16)) / 16 // sums are exact, and many equal
				*g.edges[x].at(y), *g.edges[y].at(x) = score, score
			}
		}
		if have, want := g.cluster(), slowly(g); !slices.EqualFunc(have, want, slices.Equal) {
			t.Fatalf("clusters\n%v, want\n%v", have, want)
		}
	}
}

// slowly clusters a graph by the definition of the average linkage.
func slowly(g *graph) [][]int {
	groups := make([][]int, len(g.nodes))
	for n := range groups {
		groups[n] = []int{n}
	}
	for {
		best := merge{b: -1}
		for a, x := range groups {
			for b := a + 1; b < len(groups); b++ {
				sum := 0.0
				for _, n := range x {
					for _, m := range groups[b] {
						sum += g.edges[n].score(m)
					}
				}
				if score := sum / float64(max(1, min(crowd, g.articles(x))*min(crowd, g.articles(groups[b])))); score >= joinScore && score > best.score {
					best = merge{score, a, b}
				}
			}
		}
		if best.b < 0 {
			return slices.DeleteFunc(groups, func(x []int) bool { return x == nil })
		}
		groups[best.a] = append(groups[best.a], groups[best.b]...)
		slices.Sort(groups[best.a])
		groups[best.b] = nil
	}
}
