package lineage

import (
	"context"
	"math"
	"slices"
)

// LearnOptions are those of Learn.
type LearnOptions struct {
	// Ridge is how strongly weights are pulled towards the values of the table
	// of features, in units of a feature's spread; 0 means DefaultRidge.
	Ridge float64
	// Without is a group of features that is left out.
	Without string
	// Keep are features, and groups of features, that are not learnt.
	Keep []string
	// From are the weights that learning starts from and keeps where it has
	// none to learn; nil means those of the table of features.
	From *Weights
}

// DefaultRidge is the strongest that cross-validation over kinds of story finds as
// good as the best (README.md).
const DefaultRidge = 1000

// Learn finds the weights under which the known trees are likeliest, less the
// ridge. No weight gets the sign that the meaning of its feature forbids.
func Learn(ctx context.Context, lessons []*Lesson, o LearnOptions) (*Weights, error) {
	s := newSchool(lessons, o)
	at := s.judge(s.start)
	w := s.start
	for range maxSteps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		next, j, ok := s.step(&w, at)
		if !ok {
			break
		}
		done := at.loss-j.loss < enough*float64(len(lessons))
		w, at = next, j
		if done {
			break
		}
	}
	return &Weights{w}, nil
}

const (
	// maxSteps of Newton's method; it needs about fifteen.
	maxSteps = 60
	// enough is the gain per story from which another step is worth it.
	enough = 1e-6
)

// leastSpread is added to the spread of a feature, so that one which few
// stories show is not taken for certain.
const leastSpread = 0.02

// school is what Learn works on.
type school struct {
	lessons []*Lesson
	start   weights
	pull    weights // of the ridge
	fixed   [numFeatures]bool
}

func newSchool(lessons []*Lesson, o LearnOptions) *school {
	s := &school{lessons: lessons}
	ridge := o.Ridge
	if ridge == 0 {
		ridge = DefaultRidge
	}
	spread := spreads(lessons)
	for f := range features {
		s.start[f] = features[f].start
		if o.From != nil {
			s.start[f] = o.From.of[f]
		}
		s.pull[f] = ridge * (spread[f] + leastSpread)
		s.fixed[f] = spread[f] == 0 || slices.Contains(o.Keep, feature(f).group()) || slices.Contains(o.Keep, features[f].name)
		if o.Without != "" && feature(f).group() == o.Without {
			s.start[f], s.fixed[f] = 0, true
		}
	}
	return s
}

// spreads returns the variance of each feature among the options of a choice.
func spreads(lessons []*Lesson) weights {
	var sum weights
	n := 0
	for _, l := range lessons {
		for _, list := range [][]choice{l.choices, l.seconds} {
			for i := range list {
				n++
				v := list[i].variance()
				for f := range sum {
					sum[f] += v[f]
				}
			}
		}
	}
	for f := range sum {
		sum[f] /= math.Max(1, float64(n))
	}
	return sum
}

func (c *choice) variance() weights {
	var mean, square weights
	n := float64(len(c.options))
	for k := range c.options {
		for _, m := range c.options[k].value {
			mean[m.feature] += m.value / n
			square[m.feature] += m.value * m.value / n
		}
	}
	for f := range square {
		square[f] = math.Max(0, square[f]-mean[f]*mean[f])
		if square[f] < 1e-12 {
			square[f] = 0
		}
	}
	return square
}

// judgement is the loss at some weights with its slope and curvature.
type judgement struct {
	loss  float64
	slope weights
	curve [][]float64
}

func (s *school) judge(w weights) *judgement {
	j := &judgement{curve: newMatrix(int(numFeatures))}
	for f := range w {
		d := w[f] - features[f].start
		j.loss += s.pull[f] * d * d / 2
		j.slope[f] = s.pull[f] * d
		j.curve[f][f] = s.pull[f]
	}
	for _, l := range s.lessons {
		j.loss -= l.likelihood(&w, j.learn)
		for i := range l.seconds {
			j.loss -= l.seconds[i].likelihood(&w, j.learn)
		}
	}
	return j
}

// learn adds what a choice does to slope and curvature. The curvature is that
// of each choice by itself, which is what matters of it and never negative.
func (j *judgement) learn(c *choice, all, given []float64) {
	var mean weights
	for k := range c.options {
		for _, m := range c.options[k].value {
			mean[m.feature] += all[k] * m.value
			j.slope[m.feature] += (all[k] - given[k]) * m.value
		}
	}
	if len(c.right) == 0 {
		return
	}
	for k := range c.options {
		for _, a := range c.options[k].value {
			row, by := j.curve[a.feature], all[k]*a.value
			for _, b := range c.options[k].value {
				row[b.feature] += by * b.value
			}
		}
	}
	var shown []feature
	for f, v := range mean {
		if v != 0 {
			shown = append(shown, feature(f))
		}
	}
	for _, a := range shown {
		for _, b := range shown {
			j.curve[a][b] -= mean[a] * mean[b]
		}
	}
}

// step is one of Newton's method on the weights that may move, cut off where a
// sign would turn (projected Newton; Bertsekas 1982), and shortened until the
// loss falls.
func (s *school) step(w *weights, at *judgement) (weights, *judgement, bool) {
	direction := solve(at, s.free(w, at))
	for size := 1.0; size > 1e-4; size /= 2 {
		next := *w
		for f := range next {
			next[f] = features[f].sign.keep(next[f] - size*direction[f])
		}
		if j := s.judge(next); j.loss < at.loss {
			return next, j, true
		}
	}
	return *w, at, false
}

// free lists the weights that are not fixed, and not held at zero by their sign.
func (s *school) free(w *weights, at *judgement) []feature {
	var free []feature
	for f := range w {
		held := w[f] == 0 && features[f].sign != either && at.slope[f]*float64(features[f].sign) > 0
		if !s.fixed[f] && !held {
			free = append(free, feature(f))
		}
	}
	return free
}

// keep returns the value if it has the sign, else zero.
func (s sign) keep(v float64) float64 {
	if float64(s)*v < 0 {
		return 0
	}
	return v
}

// solve returns curve⁻¹·slope over the free weights, zero for the others.
func solve(at *judgement, free []feature) weights {
	n := len(free)
	m := newMatrix(n)
	for i, a := range free {
		for k, b := range free {
			m[i][k] = at.curve[a][b]
		}
		m[i][i] += 1e-9
	}
	inverse, _ := m.invert()
	var out weights
	for i, a := range free {
		for k, b := range free {
			out[a] += inverse[i][k] * at.slope[b]
		}
	}
	return out
}

// likelihood is that of a choice by itself: a softmax over its options.
func (c *choice) likelihood(w *weights, learn func(c *choice, all, given []float64)) float64 {
	all := c.scores(w)
	given := slices.Clone(c.onlyRight(all))
	sum, part := sumOf(all), sumOf(given)
	scale(all, 1/sum)
	scale(given, 1/part)
	learn(c, all, given)
	return math.Log(part / sum)
}

func sumOf(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum
}
