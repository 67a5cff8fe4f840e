package link

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

var fitPath = flag.Bool("fitpath", false, "fit the weights of paths and print them")

// pathSources are the corpora that paths are fitted on: medicine, encyclopedia
// and scripture.
var pathSources = []string{"tico19", "ud-pud", "xquad", "bible-pd"}

var manners = []manner{
	{},
	{split: 0.2, join: 0.05, noise: 0.3},
	{split: 0.3, join: 0.2, noise: 0.5, edit: 0.05},
	{split: 0.3, join: 0.1, noise: 0.6, block: 0.01},
	{split: 0.3, join: 0.15, drop: 0.02, strange: 0.02},
	{split: 0.1, join: 0.25, drop: 0.02, edit: 0.05},
	{drop: 0.2, strange: 0.05, split: 0.05, join: 0.05, edit: 0.1, move: 0.03},
	{drop: 0.4, strange: 0.2, split: 0.05, join: 0.03, edit: 0.2, move: 0.05},
	{drop: 0.1, strange: 0.3, split: 0.2, join: 0.1},
	{drop: 0.3, join: 0.1, split: 0.1, edit: 0.05, move: 0.1},
}

// reporters are the manners of two who tell of one thing independently. The
// scores of a path's beads are fitted with them too, its weights are not: they
// lost by it.
var reporters = []manner{
	{apart: true},
	{apart: true, split: 0.1, join: 0.1, edit: 0.1},
	{apart: true, split: 0.2, join: 0.2, strange: 0.1, move: 0.05},
}

func made(corpora map[string]*corpus, names []string, count int, seed uint64, manners []manner) []*bitext {
	r := rand.New(rand.NewPCG(seed, 2))
	var out []*bitext
	for n := 0; len(out) < count; n++ {
		c := corpora[names[n%len(names)]]
		size := []int{6 + r.IntN(10), 12 + r.IntN(20), 30 + r.IntN(40)}[n%3]
		if b := c.translate(r, fmt.Sprintf("p%04d", n), size, manners[r.IntN(len(manners))], nil); b != nil {
			out = append(out, b)
		}
	}
	return out
}

var beadNames = strings.Fields("bSolo bLogit bMerge bExtra bMany bOwn bWorst bRival bCos bMargin bGain bAnchor bLength bEdge bLex bEnds bFit bJoined bSkip bSize bBest bOpen bLoose")

// TestPathFit fits the weights of paths: maximum likelihood of the true path
// among all paths of made-up pairs of texts.
func TestPathFit(t *testing.T) {
	if !*fitPath {
		t.Skip("run with -fitpath")
	}
	corpora := readCorpora(t, pathSources)
	var samples []*pathSample
	for _, b := range made(corpora, pathSources, *fitStories, 7, manners) {
		if s := sampleOf(t, b); s != nil {
			samples = append(samples, s)
		}
	}
	train := samples[:len(samples)*4/5]
	test := samples[len(samples)*4/5:]
	w := ascend(t, train, samples)
	var r rate
	for _, s := range test {
		r.add(s.viterbi(&w), s.gold)
	}
	t.Logf("test %s", r)
	var line strings.Builder
	for i, x := range w {
		fmt.Fprintf(&line, "%s: %.2f, ", beadNames[i], x)
	}
	t.Log("weights ", line.String())
}

// ascend finds the likeliest weights by Adam (Kingma & Ba 2015) with a little
// weight decay. The habits, which depend on the weights, are taken twice.
func ascend(t *testing.T, train, all []*pathSample) bead {
	w := bead{bLogit: 1, bSolo: 1, bMerge: -1, bOwn: 0.5}
	var mom, vel bead
	for it := 1; it <= 150; it++ {
		if it == 50 || it == 100 {
			for _, s := range all {
				s.joined, s.loose = 0, 0
				s.adapt(s.viterbi(&w))
			}
		}
		var grad bead
		var likelihood float64
		for _, s := range train {
			likelihood += s.gradient(&w, &grad)
		}
		rate := 0.1
		if it > 100 {
			rate = 0.03
		}
		for i := range w {
			g := (grad[i] - w[i]) / float64(len(train))
			mom[i], vel[i] = 0.9*mom[i]+0.1*g, 0.99*vel[i]+0.01*g*g
			m, v := mom[i]/(1-math.Pow(0.9, float64(it))), vel[i]/(1-math.Pow(0.99, float64(it)))
			w[i] += rate * m / (math.Sqrt(v) + 1e-6)
		}
		if it%30 == 0 {
			t.Logf("%d: log likelihood of a path %.4f", it, likelihood/float64(len(train)))
		}
	}
	return w
}

// TestPathScore fits the score of a path's beads: how many of their pairs of
// sentences are right.
func TestPathScore(t *testing.T) {
	if !*fitPath {
		t.Skip("run with -fitpath")
	}
	corpora := readCorpora(t, pathSources)
	var rows [][]float64
	var right []bool
	for _, b := range made(corpora, pathSources, *fitStories, 8, slices.Concat(manners, reporters)) {
		s, err := newStory(t.Context(), b.docs, b.vectors(vectorsOf(t, b.docs)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := &matcher{story: s}
		m.weigh(&s.articles[0], &s.articles[1])
		gold := corresponding(b.rows[0], b.rows[1])
		for _, f := range m.walk(m.pick(), true) {
			r := m.reasons(&f, f.score)
			for _, i := range m.a.indices(f.a) {
				for _, j := range m.b.indices(f.b) {
					rows, right = append(rows, r[:]), append(right, gold[[2]int{i, j}])
				}
			}
		}
	}
	w := newton(rows, right)
	t.Logf("score %.2f", w)
	var n, hit [10]int
	for k, f := range rows {
		var odds float64
		for i := range f {
			odds += w[i] * f[i]
		}
		bin := int(sigmoid(odds) * 9.999)
		n[bin]++
		if right[k] {
			hit[bin]++
		}
	}
	for k := range n {
		t.Logf("%d: %d, %.2f", k, n[k], float64(hit[k])/float64(n[k]))
	}
}

func (r *rate) add(found, gold map[[4]int]bool) {
	for k := range found {
		if gold[k] {
			r.hit++
		} else {
			r.extra++
		}
	}
	for k := range gold {
		if !found[k] {
			r.missed++
		}
	}
}
