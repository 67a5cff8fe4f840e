package lineage

import (
	"math"
	"math/rand/v2"
	"testing"
)

// drawLessons draws stories of three nodes from what the weights hold likely.
func drawLessons(n int, w weights, rng *rand.Rand) []*Lesson {
	var lessons []*Lesson
	for range n {
		l := &Lesson{nodes: 3}
		for to := range 3 {
			c := choice{node: to}
			for from := range 4 {
				if from == to {
					continue
				}
				o := option{from: from}
				for f, v := range w {
					if v != 0 {
						o.value = append(o.value, measured{feature(f), float64(rng.IntN(3))})
					}
				}
				c.options = append(c.options, o)
			}
			l.choices = append(l.choices, c)
		}
		l.draw(&w, rng)
		lessons = append(lessons, l)
	}
	return lessons
}

// draw makes a tree right, drawn as often as the weights say.
func (l *Lesson) draw(w *weights, rng *rand.Rand) {
	best := math.Inf(-1)
	l.eachTree(func(picks []int) {
		score := -math.Log(rng.ExpFloat64())
		for v, k := range picks {
			score += l.choices[v].options[k].score(w)
		}
		if score > best {
			best = score
			for v, k := range picks {
				l.choices[v].right = []int{k}
			}
		}
	})
}

func TestLearnFindsTheWeights(t *testing.T) {
	want := weights{fShare: 1, fDrop: -0.7, fTimeGap: 0.4, fCites: 2}
	lessons := drawLessons(1500, want, rand.New(rand.NewPCG(7, 8)))
	got, err := Learn(t.Context(), lessons, LearnOptions{Ridge: 3})
	if err != nil {
		t.Fatal(err)
	}
	for f, v := range want {
		if v != 0 && math.Abs(got.of[f]-v) > 0.15 {
			t.Errorf("%s: %.2f, want %.2f", features[f].name, got.of[f], v)
		}
	}
}

// A weight never turns against its meaning, one that the stories do not show
// keeps its start, and a group left out weighs nothing.
func TestLearnKeeps(t *testing.T) {
	against := weights{fCites: -1, fDrop: 1, fTimeGap: 0.5, fShare: 1}
	lessons := drawLessons(300, against, rand.New(rand.NewPCG(9, 10)))
	got, err := Learn(t.Context(), lessons, LearnOptions{Ridge: 3, Without: fShare.group()})
	if err != nil {
		t.Fatal(err)
	}
	for f, want := range map[feature]float64{
		fCites: 0, fDrop: 0, fShare: 0, fSameOutlet: features[fSameOutlet].start, fTreeNoise: features[fTreeNoise].start,
	} {
		if got.of[f] != want {
			t.Errorf("%s: %v, want %v", features[f].name, got.of[f], want)
		}
	}
	if got.of[fTimeGap] < 0.1 {
		t.Errorf("what no sign holds did not move: %v", got.of[fTimeGap])
	}
}

func TestLearnIsDeterministic(t *testing.T) {
	lessons := drawLessons(50, weights{fShare: 1, fCites: 1}, rand.New(rand.NewPCG(11, 12)))
	a, err := Learn(t.Context(), lessons, LearnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Learn(t.Context(), lessons, LearnOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if *a != *b {
		t.Error("the same stories taught other weights")
	}
}
