package lineage

import (
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var fit = flag.String("fit", "", "fit the weights to the development stories, \"given\" or \"found\", and print them")

// example is one child's candidates with their features, and which is right.
type example struct {
	candidates [][numFeatures]float64
	right      int
}

// TestFit learns the weights: for each child a softmax over its candidates,
// likelihood maximised by gradient descent towards the
// weights as they stand, which keeps what the stories do not show.
// Lost sources' children are those of the true tree. It prints what
// five-fold cross-validation over the stories gives, then the weights.
func TestFit(t *testing.T) {
	if *fit == "" {
		t.Skip("run with -fit=found")
	}
	read := (*goldStory).found
	if *fit == "given" {
		read = (*goldStory).given
	}
	gold := readGold(t, "")
	stories := make([]Story, len(gold))
	examples := make([][]example, len(gold))
	for i, g := range gold {
		stories[i] = read(g, t)
		examples[i] = g.examples(t, stories[i])
	}
	const folds = 5
	var levels [3]score
	for fold := range folds {
		var train []example
		for i := range gold {
			if i%folds != fold {
				train = append(train, examples[i]...)
			}
		}
		w := learn(train)
		for i, g := range gold {
			if i%folds == fold {
				tree := inferWith(t, stories[i], w)
				levels[slices.Index([]string{"ligh", "medi", "heav"}, g.Name[:4])].add(g, tree)
			}
		}
	}
	for k, level := range []string{"light", "medium", "heavy"} {
		t.Logf("held out, %s: parent %.4f origins %d/%d second %v", level, levels[k].parent(), levels[k].origins, levels[k].stories, levels[k].second)
	}
	w := learn(slices.Concat(examples...))
	source, err := os.ReadFile("feature.go")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for f, name := range regexp.MustCompile(`(?m)^\tf[A-Z]\w+`).FindAllString(string(source), -1) {
		fmt.Fprintf(&out, "\n%s: %.2f,", name, w[f])
	}
	t.Log(out.String())
}

func inferWith(t *testing.T, s Story, w weights) Tree {
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	g.weights = w
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	seconds := g.seconds()
	v, _ := g.bootstrap(t.Context(), Options{Rounds: -1}, seconds)
	return g.tree(v, seconds)
}

// examples lists the story's children with a right answer among the candidates.
func (gold *goldStory) examples(t *testing.T, s Story) []example {
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	g.weights = weights{}
	node := gold.nodes(g)
	for _, l := range gold.Lost {
		if n, ok := node[l.ID]; ok {
			g.lost[n-len(g.read)].children = nil
			for c := range g.read {
				if slices.Contains(l.Children, g.id(c)) {
					g.lost[n-len(g.read)].children = append(g.lost[n-len(g.read)].children, c)
				}
			}
		}
	}
	var list []example
	for _, a := range gold.Articles {
		list = g.example(list, node, node[a.ID], a.Parents)
	}
	for _, l := range gold.Lost {
		if n, ok := node[l.ID]; ok {
			list = g.example(list, node, n, l.Parents)
		}
	}
	return list
}

// nodes maps ids of articles and lost sources to nodes; a lost source that
// nobody cites has none.
func (gold *goldStory) nodes(g *graph) map[string]int {
	node := map[string]int{}
	for c := range g.read {
		node[g.id(c)] = c
	}
	for n := range g.lost {
		for _, l := range gold.Lost {
			if l.Outlet == g.name(len(g.read)+n) {
				node[l.ID] = len(g.read) + n
			}
		}
	}
	return node
}

func (g *graph) example(list []example, node map[string]int, c int, parents []string) []example {
	right := g.root()
	if len(parents) > 0 {
		n, ok := node[parents[0]]
		if !ok {
			return list
		}
		right = n
	}
	e := example{right: -1}
	g.visit(c, func(from int, tl *tally) {
		var x [numFeatures]float64
		copy(x[:], tl.whole[:])
		for _, term := range tl.terms {
			x[term.feature] += term.value
		}
		if from == right {
			e.right = len(e.candidates)
		}
		e.candidates = append(e.candidates, x)
	})
	if e.right < 0 {
		return list
	}
	return append(list, e)
}

// visit calls f with the tally of every candidate of a node.
func (g *graph) visit(c int, f func(from int, t *tally)) {
	var t tally
	if c >= len(g.read) {
		l := &g.lost[c-len(g.read)]
		g.settleTime(l)
		g.ancestry(l, g.said(l), &t, f)
		return
	}
	for _, p := range g.suspects(c) {
		g.compare(c, p, &t)
		f(p, &t)
	}
	g.alone(c, &t)
	f(g.root(), &t)
	for n := range g.lost {
		l := &g.lost[n]
		g.settleTime(l)
		if g.compareLost(c, l, g.said(l), &t) {
			f(len(g.read)+n, &t)
		}
	}
}

// byHand are the features that the stories do not show, or show otherwise than
// news does; their weights stay as they are.
var byHand = []feature{fRootAlone, fRootCitesLost, fNothing, fSameOutlet, fCitesLead, fLostLead, fLostShare, fLostCites}

// learn maximises the likelihood of the right candidates with a ridge towards
// the weights as they stand
func learn(examples []example) weights {
	const rounds, rate, ridge = 1500, 0.5, 0.3
	w := learnt
	var momentum, square weights
	for round := 1; round <= rounds; round++ {
		var grad weights
		for i := range examples {
			examples[i].descend(&w, &grad)
		}
		for f := range w {
			if slices.Contains(byHand, feature(f)) {
				continue
			}
			d := grad[f]/float64(len(examples)) + ridge/float64(len(examples))*(w[f]-learnt[f])
			momentum[f] = 0.9*momentum[f] + 0.1*d
			square[f] = 0.99*square[f] + 0.01*d*d
			step := rate / math.Sqrt(float64(round))
			w[f] -= step * momentum[f] / (math.Sqrt(square[f]) + 1e-6) * 0.2
		}
	}
	return w
}

func (e *example) descend(w, grad *weights) {
	p := make([]float64, len(e.candidates))
	top := math.Inf(-1)
	for k := range e.candidates {
		for f, x := range e.candidates[k] {
			p[k] += w[f] * x
		}
		top = max(top, p[k])
	}
	sum := 0.0
	for k := range p {
		p[k] = math.Exp(p[k] - top)
		sum += p[k]
	}
	for k := range p {
		d := p[k] / sum
		if k == e.right {
			d--
		}
		for f, x := range e.candidates[k] {
			grad[f] += d * x
		}
	}
}
