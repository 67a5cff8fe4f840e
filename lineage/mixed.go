package lineage

import (
	"cmp"
	"math"
	"slices"

	"github.com/stemma-news/stemma/vector"
)

// A text that draws on several others is a mosaic: a stretch from this one, a
// stretch from that one. It is read here as recombined genes are: a model
// that follows one parent, sentence by sentence, and may switch to another at
// a price (Li & Stephens 2003, jumping alignments of Schultz et al. 2006). A
// sentence that the followed parent lacks, though others have it, costs too.
// The cheapest way through the child says which sentence is from whom, and
// what another parent saves is the evidence for it. As Camps & Cafiero (2013)
// do for manuscripts, the main tree is found first, and contamination where
// the tree leaves readings unexplained.

// strand is what a possible parent has of a child's sentences, in the child's
// order.
type strand struct {
	node int
	// at is the sentence's place in the parent; atUnsaid where the parent is
	// lost and its place in it is unknown; absent where the parent lacks it.
	at []int
	// cost of following this parent at each sentence.
	cost []float64
	// words and numbers mark the sentences in which they are another's,
	// verbatim those that the two have word for word.
	words, numbers, verbatim []bool
}

const (
	absent   = -1
	atUnsaid = -2
)

// What the way through a child costs, in sentences that the followed parent
// lacks. They only say which way is counted; what speaks for a second parent
// is weighed on that way by learnt weights. A change is cheap enough for one
// sentence from another parent, there and back again.
const (
	lackCost   = 1
	switchCost = 0.4
	valueCost  = 0.3 // of words or numbers that are another's

	costTie = 1e-9 // costs that differ by less are the same
)

func newStrand(node, n int) strand {
	return strand{
		node: node, at: make([]int, n), cost: make([]float64, n),
		words: make([]bool, n), numbers: make([]bool, n), verbatim: make([]bool, n),
	}
}

// has says that the parent has the child's k-th sentence.
func (s *strand) has(k int) bool { return s.at[k] != absent }

// lack is the kind of cost of a sentence that the followed parent lacks:
// nothing where no other article could have given it.
func (g *graph) lack(c, k int) (feature, bool) {
	switch g.rivalsOf(c, k) {
	case 0:
		return 0, false
	case 1:
		return fSecondRare, true
	}
	return fSecondCommon, true
}

// rivalsOf counts the articles not surely later than c that have its k-th sentence.
func (g *graph) rivalsOf(c, k int) int {
	i, _ := slices.BinarySearchFunc(g.read[c].byUnit, g.read[c].seq[k].unit, byUnitOrder)
	return g.rival[c].holders[i]
}

func byUnitOrder(o occurrence, unit int) int { return cmp.Compare(o.unit, unit) }

// strandOf follows a node through the sentences of article c.
func (g *graph) strandOf(c, node int) strand {
	seq := g.read[c].seq
	s := newStrand(node, len(seq))
	rests := g.resting(node, c)
	for k := range seq {
		s.at[k] = absent
		switch o := &seq[k]; {
		case node >= len(g.read):
			if g.gives(node, c, o.unit) || containsAny(rests, o.all) {
				s.at[k] = atUnsaid
			}
		default:
			if twin := g.read[node].find(o.unit); twin != nil {
				s.at[k] = twin.rank
				g.differ(&s, c, k, twin)
			}
		}
		if _, costs := g.lack(c, k); costs && !s.has(k) {
			s.cost[k] = -lackCost
		}
	}
	return s
}

// differ notes where the child's words or numbers are another's than the twin's.
func (g *graph) differ(s *strand, c, k int, twin *occurrence) {
	o := &g.read[c].seq[k]
	i, _ := slices.BinarySearchFunc(g.read[c].byUnit, o.unit, byUnitOrder)
	sameLang := g.read[c].lang == g.read[s.node].lang
	s.verbatim[k] = sameLang && o.wording == twin.wording
	if sameLang && !s.verbatim[k] && g.rival[c].wording[i] > 0 {
		s.words[k] = true
		s.cost[k] -= valueCost
	}
	if g.numbersAgainst(c, s.node, o, twin) {
		s.numbers[k] = true
		s.cost[k] -= valueCost
	}
}

// resting lists the sentences of article c that it says it has from a lost source.
func (g *graph) resting(node, c int) []int {
	if node < len(g.read) || node == g.root() {
		return nil
	}
	source := g.lost[node-len(g.read)].source
	for k := range g.cite.byArticle[c] {
		if x := &g.cite.byArticle[c][k]; x.source == source {
			return x.rests
		}
	}
	return nil
}

func containsAny(sorted, list []int) bool {
	return slices.ContainsFunc(list, func(j int) bool {
		_, ok := slices.BinarySearch(sorted, j)
		return ok
	})
}

// follow finds the cheapest way through the child (Viterbi 1967): for each of
// its sentences, which of the strands is followed. Between equal ways it stays
// with the earlier strand, and as long as it can.
func follow(strands []strand) []int {
	n := len(strands[0].at)
	if n == 0 {
		return nil
	}
	back := make([][]int, n)
	score := make([]float64, len(strands))
	for s := range strands {
		score[s] = strands[s].cost[0]
	}
	for k := 1; k < n; k++ {
		back[k] = make([]int, len(strands))
		best := argmax(score)
		next := make([]float64, len(strands))
		for s := range strands {
			from := s
			if more := score[best] - switchCost - score[s]; more > costTie || best < s && more > -costTie {
				from = best
			}
			back[k][s] = from
			next[s] = score[from] + strands[s].cost[k]
			if from != s {
				next[s] -= switchCost
			}
		}
		score = next
	}
	way := make([]int, n)
	way[n-1] = argmax(score)
	for k := n - 1; k > 0; k-- {
		way[k-1] = back[k][way[k]]
	}
	return way
}

func argmax(x []float64) int {
	best := 0
	for i := range x {
		if x[i] > x[best]+costTie {
			best = i
		}
	}
	return best
}

// mixture is article c with its parents so far.
type mixture struct {
	child   int
	strands []strand
	way     []int
	doubt   []float64 // per sentence, that the parents have it though no link says so
}

// mix follows an article's course along its parents.
func (g *graph) mix(c int, parents []int) *mixture {
	m := &mixture{child: c}
	for _, p := range parents {
		m.strands = append(m.strands, g.strandOf(c, p))
	}
	m.way = follow(m.strands)
	return m
}

// newMixture is article c with one parent, ready to be compared with what more
// of them explain.
func (g *graph) newMixture(c, p int) *mixture {
	m := g.mix(c, []int{p})
	m.doubt = make([]float64, len(m.way))
	g.weighDoubt(m, p)
	return m
}

// with adds a parent.
func (g *graph) with(m *mixture, q int) *mixture {
	next := &mixture{child: m.child, strands: append(slices.Clip(m.strands), g.strandOf(m.child, q)), doubt: slices.Clone(m.doubt)}
	next.way = follow(next.strands)
	return next
}

// explained says that the parent followed has the child's k-th sentence.
func (m *mixture) explained(k int) bool { return m.strands[m.way[k]].has(k) }

// weighDoubt raises the doubt of the sentences that article p has something
// like, whatever the links say.
func (g *graph) weighDoubt(m *mixture, p int) {
	if p >= len(g.read) || len(g.story.Vectors) != len(g.read) || len(g.story.Vectors[m.child]) != len(g.story.Docs[m.child].Sentences) {
		return
	}
	for k := range m.doubt {
		if m.strands[len(m.strands)-1].has(k) {
			continue
		}
		for _, j := range g.read[m.child].seq[k].all {
			m.doubt[k] = math.Max(m.doubt[k], g.likeness(p, g.story.Vectors[m.child][j]))
		}
	}
}

// likeness is how near to a sentence the nearest of article p's is: 0 up to a
// cosine of chance, 1 where links are the rule.
func (g *graph) likeness(p int, said []float32) float64 {
	const chance, sure = 0.3, 0.7
	top := 0.0
	for _, v := range g.heard(p) {
		if len(v) == len(said) {
			top = math.Max(top, float64(vector.Dot(said, v)))
		}
	}
	return math.Min(1, math.Max(0, (top-chance)/(sure-chance)))
}

// switches counts the changes from one parent to another.
func (m *mixture) switches() int {
	n := 0
	for k := 1; k < len(m.way); k++ {
		if m.way[k] != m.way[k-1] {
			n++
		}
	}
	return n
}

// breaks counts the places where the child leaves the order of the parent that
// it follows.
func (m *mixture) breaks() int {
	n := 0
	last := make([]int, len(m.strands))
	for k, s := range m.way {
		switch at := m.strands[s].at[k]; {
		case at < 0:
		case at < last[s]:
			n++
			last[s] = at
		default:
			last[s] = at
		}
	}
	return n
}

// follows says that the child has its k-th sentence right after the one before
// it from one parent, which has them one after the other too.
func (m *mixture) follows(k int) bool {
	if k == 0 || m.way[k] != m.way[k-1] {
		return false
	}
	s := &m.strands[m.way[k]]
	return s.has(k-1) && (s.at[k] == atUnsaid || s.at[k] == s.at[k-1]+1)
}
