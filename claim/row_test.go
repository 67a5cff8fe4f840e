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
		switch r.IntN(4) {
		case 0:
			have.drop(to)
			delete(want, to)
		case 1:
			other := row{{to, score}, {to + 60, 1}}
			have = have.plus(other)
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

// TestMergeQueue gives out what was put in, the best first.
func TestMergeQueue(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var q mergeQueue
	var want []merge
	for range 500 {
		x := merge{score: float64(r.IntN(20)), a: r.IntN(9), b: r.IntN(100)}
		q.push(x)
		want = append(want, x)
	}
	slices.SortFunc(want, func(x, y merge) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	for i, w := range want {
		if have := q.pop(); have != w {
			t.Fatalf("%d is %+v, want %+v", i, have, w)
		}
	}
	if len(q) != 0 {
		t.Errorf("%d left", len(q))
	}
}
