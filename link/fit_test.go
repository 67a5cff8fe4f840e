package link

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var (
	fit        = flag.Bool("fit", false, "fit the weights of the models and print them")
	fitStories = flag.Int("stories", 400, "number of made-up stories to fit on")
)

// sources are the corpora that keep the order of their documents: medicine,
// news and encyclopedia, questions and answers.
var sources = []string{"tico19", "ud-pud", "xquad", "jungyeul-news"}

// TestFit fits the models: logistic regression (Newton's method with a little
// weight decay) over every pair of sentences of made-up retellings, which are
// stretches of parallel corpora with sentences dropped, moved, joined and
// edited. The features of context and of third articles depend on the weights,
// so that fitting is repeated.
func TestFit(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit")
	}
	stories := madeUp(t, 1, manyApart)
	for pass := range 2 {
		for round := range 4 {
			same, cross := samples(stories)
			models.same[pass], models.cross[pass] = same.newton(), cross.newton()
			t.Logf("pass %d round %d: same %d pairs, loss %.5f; cross %d pairs, loss %.5f", pass, round,
				len(same.rows), same.loss(&models.same[pass]), len(cross.rows), cross.loss(&models.cross[pass]))
		}
		t.Logf("pass %d same %.2f", pass, models.same[pass])
		t.Logf("pass %d cross %.2f", pass, models.cross[pass])
		printReliability(t, stories)
		for _, s := range stories {
			if pass == 1 {
				break
			}
			if err := s.poll(t.Context(), s.allPairs(), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// madeUp makes the stories to fit on.
func madeUp(t *testing.T, seed uint64, apart float64) []*fitStory {
	corpora := readCorpora(t, sources)
	r := rand.New(rand.NewPCG(seed, seed))
	var stories []*fitStory
	for n := 0; len(stories) < *fitStories; n++ {
		c := corpora[sources[[]int{0, 0, 1, 1, 1, 2, 3}[n%7]]]
		if p := c.retell(r, fmt.Sprintf("s%03d-", n), apart); p != nil {
			stories = append(stories, newFitStory(t, p))
		}
	}
	return stories
}

type fitStory struct {
	*story
	gold map[[2]int]map[[2]int]bool
}

func newFitStory(t *testing.T, p *retelling) *fitStory {
	s, err := newStory(t.Context(), p.docs, vectorsOf(t, p.docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &fitStory{s, p.gold}
}

// sample is what a model is fitted on.
type sample struct {
	rows  []evidence
	right []bool
}

// samples returns the features of all pairs of sentences and which are right,
// for articles in one language and in two.
func samples(stories []*fitStory) (same, cross sample) {
	for _, s := range stories {
		m := &matcher{story: s.story}
		for _, p := range s.allPairs() {
			m.set(&s.articles[p[0]], &s.articles[p[1]])
			m.compare()
			m.settle()
			m.judge()
			for range contextRounds - 1 {
				m.spread()
			}
			m.frame()
			m.total()
			to := &cross
			if sameLanguage(m.a, m.b) {
				to = &same
			}
			for i := range m.na {
				for j := range m.nb {
					var f evidence
					m.single(&f, i, j)
					f[fNear] = float64(m.near(i, j))
					f[fShare] = m.share(i, j)
					to.rows = append(to.rows, f)
					to.right = append(to.right, s.gold[p][[2]int{m.a.sents[i].index, m.b.sents[j].index}])
				}
			}
		}
	}
	// A rewrite can show as little of the original's wording as a translation.
	for k := 0; k < len(cross.rows); k += 40 {
		same.rows, same.right = append(same.rows, cross.rows[k]), append(same.right, cross.right[k])
	}
	return same, cross
}

func (s *sample) loss(w *model) float64 {
	rows, right := s.rows, s.right
	var sum float64
	for i := range rows {
		p := sigmoid(w.logit(&rows[i]))
		if !right[i] {
			p = 1 - p
		}
		sum -= math.Log(max(p, 1e-12))
	}
	return sum / float64(len(rows))
}

func (s *sample) newton() (w model) {
	rows := make([][]float64, len(s.rows))
	for i := range rows {
		rows[i] = s.rows[i][:]
	}
	copy(w[:], newton(rows, s.right))
	return w
}

// newton fits a logistic regression.
func newton(rows [][]float64, right []bool) []float64 {
	const decay = 2.0
	w := make([]float64, len(rows[0]))
	for range 25 {
		grad, hess := make([]float64, len(w)), make([][]float64, len(w))
		for i := range grad {
			hess[i] = make([]float64, len(w))
			grad[i], hess[i][i] = -decay*w[i], decay
		}
		for k, f := range rows {
			var odds, y float64
			for i := range f {
				odds += w[i] * f[i]
			}
			if right[k] {
				y = 1
			}
			p := sigmoid(odds)
			for i := range f {
				grad[i] += (y - p) * f[i]
				for j := range f {
					hess[i][j] += p * (1 - p) * f[i] * f[j]
				}
			}
		}
		solve(hess, grad)
		for i := range w {
			w[i] += grad[i]
		}
	}
	return w
}

// solve solves a·x = b for a symmetric positive a, by elimination; x is left in b.
func solve(a [][]float64, b []float64) {
	for c := range b {
		for r := c + 1; r < len(b); r++ {
			f := a[r][c] / a[c][c]
			for k := c; k < len(b); k++ {
				a[r][k] -= f * a[c][k]
			}
			b[r] -= f * b[c]
		}
	}
	for c := len(b) - 1; c >= 0; c-- {
		for k := c + 1; k < len(b); k++ {
			b[c] -= a[c][k] * b[k]
		}
		b[c] /= a[c][c]
	}
}

// printReliability prints how often links of a score are right.
func printReliability(t *testing.T, stories []*fitStory) {
	for _, same := range []bool{true, false} {
		var n, hits [11]int
		var claimed [11]float64
		var found, gold, hit int
		for _, s := range stories {
			m := &matcher{story: s.story}
			for _, p := range s.allPairs() {
				a, b := &s.articles[p[0]], &s.articles[p[1]]
				if sameLanguage(a, b) != same {
					continue
				}
				m.weigh(a, b)
				for _, f := range m.pick() {
					k := int(f.score * 10)
					n[k]++
					claimed[k] += f.score
					found++
					if s.gold[p][[2]int{a.sents[f.a.at].index, b.sents[f.b.at].index}] {
						hits[k]++
						hit++
					}
				}
				gold += len(s.gold[p])
			}
		}
		for b := range n {
			if n[b] > 0 {
				t.Logf("score %.2f: %5d links, %.3f right", claimed[b]/float64(n[b]), n[b], float64(hits[b])/float64(n[b]))
			}
		}
		t.Logf("same language %v: precision %.3f recall %.3f", same, float64(hit)/float64(found), float64(hit)/float64(gold))
	}
}
