package claim

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

var (
	fit        = flag.Bool("fit", false, "fit the weights of the models and print them")
	fitMisses  = flag.Bool("misses", false, "print the changed figures that are no candidates")
	fitStories = flag.Int("stories", 1500, "number of made-up stories to fit on")
)

// sources are the corpora that keep the order of their documents: medicine,
// news and encyclopedia, questions and answers.
var sources = []string{"tico19", "ud-pud", "xquad", "jungyeul-news"}

// TestFit fits the models of number changes: logistic regression over the
// candidates in made-up stories, which are stretches of parallel corpora told
// in four languages, with a figure of the child's changed now and then. A copy
// in one language has words dropped and clauses moved.
func TestFit(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit")
	}
	corpora := readCorpora(t)
	r := rand.New(rand.NewPCG(1, 1))
	var train, test [2]sample
	made := 0
	var tally [2]struct{ changed, found int }
	for n := range *fitStories {
		s := corpora[n%len(corpora)].retell(r, n%4 == 0)
		if s == nil {
			continue
		}
		made++
		to := &train
		if n%5 == 4 {
			to = &test
		}
		k := 0
		if n%4 == 0 {
			k = 1
		}
		tally[k].changed += len(s.changed)
		tally[k].found += to[k].add(s)
	}
	t.Log(made, "stories")
	for k, name := range []string{"cross", "same"} {
		w := train[k].newton()
		t.Logf("%s: %d of %d changed figures are candidates", name, tally[k].found, tally[k].changed)
		t.Logf("%s: %d candidates, %d right, loss %.4f; held out %d, loss %.4f", name, len(train[k].rows), train[k].rightOnes(), train[k].loss(&w), len(test[k].rows), test[k].loss(&w))
		t.Logf("%s %s", name, w.source())
		t.Logf("%s: %d dates changed that did not", name, train[k].falseDates)
		test[k].calibration(t, &w)
	}
}

var featureNames = strings.Fields("fBias fShare fOpposite fAlone fLength fWords fUnit fUnitOff fRole fRivals fAnchors fOrder fPlace fRatio fSmall fMargin fLink fThirdOld fScale fCounted fSole fThousand")

func (w *model) source() string {
	var b strings.Builder
	for i, v := range w {
		if v != 0 {
			fmt.Fprintf(&b, "%s: %.2f, ", featureNames[i], v)
		}
	}
	return b.String()
}

// sample is what a model is fitted on.
type sample struct {
	rows       []evidence
	right      []bool
	shown      []string
	falseDates int
}

// add adds the candidates of a story and returns how many changes are among them.
func (s *sample) add(story *retelling) int {
	c := newCollation(&story.Story)
	found := map[stemma.Span]bool{}
	for i := range story.Claims {
		held := c.holders(&story.Claims[i])
		for _, p := range c.pairs(c.edges[0], held[0], held[1]) {
			p.held, p.witnesses = held, firstKeys(held)
			m := p.matchFigures()
			for _, ch := range m.dateChanges() {
				if k := slices.IndexFunc(story.changed, func(at stemma.Span) bool { return at.Overlap(*ch.AfterSpan) > 0 }); k >= 0 {
					found[story.changed[k]] = true
				} else {
					s.falseDates++
					if *fitMisses {
						fmt.Printf("false date %s → %s\n   %s\n   %s\n", ch.Before, ch.After, textOf(p.sides[0].doc, p.sides[0].sentences), textOf(p.sides[1].doc, p.sides[1].sentences))
					}
				}
			}
			for _, x := range m.candidates() {
				k := slices.IndexFunc(story.changed, func(at stemma.Span) bool { return at.Overlap(x.y.Span) > 0 })
				s.rows, s.right = append(s.rows, x.seen), append(s.right, k >= 0)
				s.shown = append(s.shown, fmt.Sprintf("%s → %s\n   %s\n   %s", p.shown(0, x.x.Span), p.shown(1, x.y.Span), textOf(p.sides[0].doc, p.sides[0].sentences), textOf(p.sides[1].doc, p.sides[1].sentences)))
				if k >= 0 {
					found[story.changed[k]] = true
				}
			}
			for _, at := range story.changed {
				if *fitMisses && !found[at] && slices.ContainsFunc(p.sides[1].sentences, func(s int) bool { return p.sides[1].doc.Sentences[s].Overlap(at) > 0 }) {
					fmt.Printf("missed %s\n   %s\n   %s\n", p.shown(1, at), textOf(p.sides[0].doc, p.sides[0].sentences), textOf(p.sides[1].doc, p.sides[1].sentences))
				}
			}
		}
	}
	return len(found)
}

func (s *sample) rightOnes() (n int) {
	for _, r := range s.right {
		if r {
			n++
		}
	}
	return n
}

func probability(w *model, e *evidence) float64 {
	var sum float64
	for i := range w {
		sum += w[i] * e[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

func (s *sample) loss(w *model) float64 {
	var sum float64
	for i := range s.rows {
		p := probability(w, &s.rows[i])
		if !s.right[i] {
			p = 1 - p
		}
		sum -= weight(s.right[i]) * math.Log(max(p, 1e-9))
	}
	return sum / float64(max(1, len(s.rows)))
}

const decay = 0.3

// newton fits the weights by Newton's method with a little weight decay.
func (s *sample) newton() model {
	var w model
	for range 25 {
		var grad [features]float64
		var hess [features][features]float64
		for i := range s.rows {
			e := &s.rows[i]
			p := probability(&w, e)
			for a := range features {
				grad[a] += weight(s.right[i]) * (truth(s.right[i]) - p) * e[a]
				for b := range features {
					hess[a][b] += weight(s.right[i]) * p * (1 - p) * e[a] * e[b]
				}
			}
		}
		for a := range features {
			grad[a] -= decay * w[a]
			hess[a][a] += decay
		}
		step := solve(hess, grad)
		for a := range w {
			w[a] += step[a]
		}
	}
	return w
}

func solve(m [features][features]float64, v [features]float64) [features]float64 {
	for i := range m {
		for k := i + 1; k < features; k++ {
			f := m[k][i] / m[i][i]
			for j := i; j < features; j++ {
				m[k][j] -= f * m[i][j]
			}
			v[k] -= f * v[i]
		}
	}
	for i := features - 1; i >= 0; i-- {
		for j := i + 1; j < features; j++ {
			v[i] -= m[i][j] * v[j]
		}
		v[i] /= m[i][i]
	}
	return v
}

// calibration logs, for each tenth of the score, the share that is right.
func (s *sample) calibration(t *testing.T, w *model) {
	var n, right, sum [10]float64
	for i := range s.rows {
		p := probability(w, &s.rows[i])
		b := min(9, int(p*10))
		k := weight(s.right[i])
		n[b] += k
		sum[b] += k * p
		right[b] += k * truth(s.right[i])
	}
	for b := range n {
		if n[b] > 0 {
			t.Logf("  %.1f: %5.1f candidates, claimed %.2f right %.2f", float64(b)/10, n[b], sum[b]/n[b], right[b]/n[b])
		}
	}
	bad := 0
	for i := range s.rows {
		if p := probability(w, &s.rows[i]); p > 0.5 && !s.right[i] && bad < 12 {
			t.Logf("wrong %.2f %s", p, s.shown[i])
			bad++
		}
	}
}
