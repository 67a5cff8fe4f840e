package store

import (
	"testing"
)

func TestToMerge(t *testing.T) {
	always := func(int, int) bool { return true }
	for _, c := range []struct {
		docs []int
		want int
	}{
		{[]int{3}, 1},
		{[]int{1, 1, 1, 1}, 0},
		{[]int{500, 500, 500}, 3},
		{[]int{500, 500, 500, 500}, 0},
		{[]int{2000, 500, 500, 500, 500}, 1},
		{[]int{2000, 2000, 2000, 500, 500, 500, 500}, 0},
		{[]int{70000, 70000, 70000, 70000}, 4},
		{[]int{500, 500, 3, 500, 500}, 0},
		{[]int{2000, 500, 500, 500, 3}, 5},
	} {
		if got := toMerge(c.docs, always); got != c.want {
			t.Errorf("%v: from %d, want %d", c.docs, got, c.want)
		}
	}
}
