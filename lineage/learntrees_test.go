package lineage

import (
	"math"
	"math/rand/v2"
	"testing"
)

// chances makes a lesson over n nodes in which each could derive from the root
// and every other, with scores by chance in one feature.
func chances(n int, rng *rand.Rand) *Lesson {
	l := &Lesson{nodes: n}
	for to := range n {
		c := choice{node: to}
		for from := range n + 1 {
			if from != to {
				c.options = append(c.options, option{from: from, value: []measured{{fRoot, rng.NormFloat64()}}})
			}
		}
		l.choices = append(l.choices, c)
	}
	return l
}

// eachTree calls yield with every choice of parents that makes a tree.
func (l *Lesson) eachTree(yield func(picks []int)) {
	picks := make([]int, l.nodes)
	var pick func(v int)
	pick = func(v int) {
		if v < l.nodes {
			for k := range l.choices[v].options {
				picks[v] = k
				pick(v + 1)
			}
			return
		}
		for v := range picks {
			steps := 0
			for at := v; at != l.nodes; at = l.choices[at].options[picks[at]].from {
				if steps++; steps > l.nodes {
					return // a cycle
				}
			}
		}
		yield(picks)
	}
	pick(0)
}

// The determinant is the sum over all trees, and its slopes are the shares of
// the trees that have an edge.
func TestMatrixTree(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	w := weights{fRoot: 1.5}
	for _, n := range []int{1, 2, 3, 5} {
		l := chances(n, rng)
		score := make([][]float64, n)
		want := make([][]float64, n)
		for i := range l.choices {
			score[i] = l.choices[i].scores(&w)
			want[i] = make([]float64, len(score[i]))
		}
		sum := 0.0
		l.eachTree(func(picks []int) {
			p := 1.0
			for v, k := range picks {
				p *= score[v][k]
			}
			sum += p
			for v, k := range picks {
				want[v][k] += p
			}
		})
		have, logSum := l.marginals(score)
		if math.Abs(logSum-math.Log(sum)) > 1e-9 {
			t.Errorf("%d nodes: the trees sum to %v, the determinant says %v", n, sum, math.Exp(logSum))
		}
		for v := range want {
			for k := range want[v] {
				if math.Abs(want[v][k]/sum-have[v][k]) > 1e-9 {
					t.Errorf("%d nodes, parent %d of node %d: %v, want %v", n, k, v, have[v][k], want[v][k]/sum)
				}
			}
		}
	}
}

// Where no parent is known the story teaches nothing, and where all are the
// likelihood is that of the one tree.
func TestLikelihood(t *testing.T) {
	l := chances(4, rand.New(rand.NewPCG(3, 4)))
	w := weights{fRoot: 1}
	if got := l.likelihood(&w, func(*choice, []float64, []float64) {}); math.Abs(got) > 1e-9 {
		t.Errorf("nothing is known: log likelihood %v, want 0", got)
	}
	var tree []int
	sum, all := 0.0, 0.0
	l.eachTree(func(picks []int) {
		p := 0.0
		for v, k := range picks {
			p += l.choices[v].options[k].score(&w)
		}
		all += math.Exp(p)
		if tree == nil {
			tree = append(tree, picks...)
			sum = p
		}
	})
	for v, k := range tree {
		l.choices[v].right = []int{k}
	}
	want := sum - math.Log(all)
	if got := l.likelihood(&w, func(*choice, []float64, []float64) {}); math.Abs(got-want) > 1e-9 {
		t.Errorf("log likelihood %v, want %v", got, want)
	}
}

// Two nodes that each derive from the other are no tree, however likely each
// edge is by itself: known parents that make a cycle teach nothing.
func TestLikelihoodOfNoTree(t *testing.T) {
	l := chances(2, rand.New(rand.NewPCG(5, 6)))
	l.choices[0].right, l.choices[1].right = []int{0}, []int{0} // each other
	w := weights{fRoot: 1}
	learnt := false
	got := l.likelihood(&w, func(*choice, []float64, []float64) { learnt = true })
	if got != 0 || learnt {
		t.Errorf("log likelihood %v, learnt %v, want none", got, learnt)
	}
}
