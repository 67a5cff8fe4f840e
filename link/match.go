package link

import (
	"cmp"
	"math"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/quick"
)

// minScore is the probability below which a candidate is no link. It is below
// one half because the path and the score see more than the candidate shows.
const minScore = 0.4

// minPath is the same for a bead of a path, which has been held against all
// that its sentences could do instead.
const minPath = 0.45

// doubtful is the score below which a link is left out: between articles that
// have few sentences in common such links are hardly ever right.
const doubtful = 0.3

// maxPaths is how many paths there are at most: a report whose parts are in
// another order has a few.
const maxPaths = 4

// contextRounds is how often the probabilities of neighbours are passed on.
const contextRounds = 4

// usualLinked is the share of sentences that are taken to be linked before any
// are known, and fewLinked how many sentences that assumption is worth.
const usualLinked, fewLinked = 0.4, 0.7

// usualRival is the cosine that the best of many sentences on one subject has
// with a sentence that it does not correspond to. In a short article there
// may be no such rival, and a gap to none says nothing.
const usualRival = 0.3

// headWords is how many words of a sentence are looked through for runs: pages
// of one sentence over and over must not take all day.
const headWords = 64

// closedOdds is the log odds of two sentences of which one has a sure counterpart.
const closedOdds = -20

func head(words []int32) []int32 { return words[:min(len(words), headWords)] }

// usualSize is about how long a sentence is, in letters.
const usualSize = 100

// someWords is the share of words in common from which it is worth while to
// look for runs of them.
const someWords = 0.1

// halfAnchor is the weight of shared values or names that counts half.
const halfAnchor = 3

// match is a link between runs of the two articles of a pair.
type match struct {
	a, b  run
	kind  stemma.LinkKind
	score float64
}

// matcher links pairs of articles, one at a time, and keeps the memory that
// this takes.
type matcher struct {
	story *story
	ended <-chan struct{} // once it is closed, what is found is thrown away
	a, b  *article
	na    int
	nb    int
	model *model

	cos    []float32 // na × nb, as are lex, value, name, logit and prob
	lex    []float32 // weight of shared words
	value  []float32 // weight of shared numbers and dates
	name   []float32 // weight of shared names
	logit  []float32 // without fNear
	prob   []float32
	framed []float32 // prob in a frame of zeros
	// formulas are the cells of pairs that may be two uses of one formula.
	formulas []int32
	dices    []float64 // na × nb: shares of words in common, by weight
	ranks    []ranked  // of each column
	agree    []float32 // support from third articles, while there are opinions
	crowdA   []float64 // nearness to sentences that are not counterparts
	crowdB   []float64
	rivalA   [][2]float32 // best and second cosine of each row
	rivalB   [][2]float32 // and of each column
	freeA    [][2]float32 // the same, of sentences that have no better counterpart
	freeB    [][2]float32
	heardA   []float64 // how many thirds have an opinion on each row
	heardB   []float64
	bestA    []float64 // best probability of each row
	bestB    []float64 // and of each column
	sum      float64   // mean of the sums of both
	sureA    []int32   // sure counterpart of each row
	sureB    []int32   // and of each column
	order    []int32
	align    aligner
	walker   *walker // made when first needed
}

// over says that there is no need to go on.
func (m *matcher) over() bool {
	select {
	case <-m.ended:
		return true
	default:
		return false
	}
}

// match returns the links of a pair of articles.
func (m *matcher) match(a, b *article) []match {
	m.weigh(a, b)
	if m.over() {
		return nil
	}
	found := m.calibrate(m.path(m.pick()))
	return slices.DeleteFunc(found, func(f match) bool { return f.score < doubtful || m.alone(&f) })
}

// path finds the best path near the candidates, then one near those that lie
// elsewhere, and so on: sentences that were moved, moved together. What is left
// of the candidates stays as it is.
func (m *matcher) path(found []match) []match {
	usedA, usedB := make([]bool, m.na), make([]bool, m.nb)
	var out []match
	for n := 0; n < maxPaths && len(found) > 0; n++ {
		beads := m.walk(found, n == 0)
		for _, f := range beads {
			s := m.reasons(&f, f.score)
			f.score = sigmoid(pathScore.logit(&s))
			if f.score >= minPath {
				mark(usedA, f.a)
				mark(usedB, f.b)
				out = append(out, f)
			}
		}
		left := slices.DeleteFunc(found, func(f match) bool { return usedA[f.a.at] || usedB[f.b.at] })
		if len(left) == len(found) {
			break
		}
		found = left
		m.walker.occupy(usedA, usedB)
	}
	return byPlace(append(out, found...))
}

func mark(used []bool, r run) {
	for k := r.at; k < r.end(); k++ {
		used[k] = true
	}
}

// weigh finds the probability of every pair of sentences of two articles.
func (m *matcher) weigh(a, b *article) {
	m.set(a, b)
	if m.compare(); m.over() {
		return
	}
	m.settle()
	m.judge()
	for range contextRounds {
		if m.over() {
			return
		}
		m.spread()
	}
	m.frame()
	m.total()
	for i := range m.na {
		for j := range m.nb {
			if !m.closed(i, j) {
				m.logit[i*m.nb+j] += m.expected(i, j)
			}
		}
	}
}

func (m *matcher) set(a, b *article) {
	m.a, m.b, m.na, m.nb = a, b, len(a.sents), len(b.sents)
	m.model = models.of(a, b, m.story.opinions != nil)
}

// judge fills in the log odds of every pair of sentences, without context.
func (m *matcher) judge() {
	m.logit = grow(m.logit, m.na*m.nb)
	m.prob = grow(m.prob, m.na*m.nb)
	m.formulas = m.formulas[:0]
	var f evidence
	for i := range m.na {
		if m.over() {
			return
		}
		for j := range m.nb {
			at := i*m.nb + j
			if m.closed(i, j) {
				m.logit[at], m.prob[at] = closedOdds, 0
				continue
			}
			m.single(&f, i, j)
			if m.formula(i, j) {
				m.formulas = append(m.formulas, int32(at))
			}
			m.logit[at] = float32(m.model.logit(&f))
			m.prob[at] = float32(sigmoid(float64(m.logit[at])))
		}
	}
}

// overall returns the logarithm of the share of the shorter article's sentences
// that are linked.
func (m *matcher) overall() float64 {
	return math.Log((m.sum + fewLinked*usualLinked) / (float64(min(m.na, m.nb)) + fewLinked))
}

// single fills in the features of a pair of sentences, but for the context.
func (m *matcher) single(f *evidence, i, j int) {
	a, b := &m.a.sents[i], &m.b.sents[j]
	at := i*m.nb + j
	cos := float64(m.cos[at])
	*f = evidence{fBias: 1, fCos: cos}
	f[fCrowd] = (m.crowdA[i] + m.crowdB[j]) / 2
	f[fMargin] = margin(cos, f[fCrowd])
	f[fLong] = cos * min(a.length, b.length)
	f[fGap] = cos - float64(max(usualRival, rival(m.rivalA[i], m.cos[at]), rival(m.rivalB[j], m.cos[at])))
	f[fFree] = cos - float64(max(usualRival, rival(m.freeA[i], m.cos[at]), rival(m.freeB[j], m.cos[at])))
	f[fLex] = m.dices[at]
	if f[fLex] > someWords {
		f[fRun] = runShare(m.align.seed(head(a.words), head(b.words)).n)
	}
	f[fValue], f[fName] = saturated(float64(m.value[at])), saturated(float64(m.name[at]))
	f[fQuote] = quotes(a.quoted, b.quoted)
	f[fClash] = clash(a.numbers, b.numbers)
	f[fLength] = uneven(a.length, b.length)
	f[fShort] = max(0, 1-min(a.size, b.size)/60)
	f[fAgree], f[fDiffer] = m.opinion(i, j)
	f[fShare] = usualShareLog
}

// usualShareLog is fShare before any links are known: the logarithm of
// usualLinked.
const usualShareLog = -0.916

// expected returns what the other sentences of the two articles say for a link
// of any two: where hardly any are linked, these are not either.
func (m *matcher) expected(i, j int) float32 {
	return float32(m.model[fShare] * (m.share(i, j) - usualShareLog))
}

// total finds the best probability of every row and column, and their sums.
func (m *matcher) total() {
	m.bestA, m.bestB = grow(m.bestA, m.na), grow(m.bestB, m.nb)
	clear(m.bestA)
	clear(m.bestB)
	for i := range m.na {
		for j, p := range m.framedRow(i) {
			m.bestA[i], m.bestB[j] = max(m.bestA[i], float64(p)), max(m.bestB[j], float64(p))
		}
	}
	m.sum = 0
	for _, p := range m.bestA {
		m.sum += p / 2
	}
	for _, p := range m.bestB {
		m.sum += p / 2
	}
}

// share returns the logarithm of the share of the other sentences that are
// linked, of those of the shorter article.
func (m *matcher) share(i, j int) float64 {
	return quick.Ln((m.others(i, j) + fewLinked*usualLinked) / (float64(min(m.na, m.nb)-1) + fewLinked))
}

// others returns how many sentences are linked besides a pair.
func (m *matcher) others(i, j int) float64 { return max(0, m.sum-(m.bestA[i]+m.bestB[j])/2) }

// quotes returns whether two sentences agree in having a quotation.
func quotes(a, b bool) float64 {
	switch {
	case a && b:
		return 1
	case a || b:
		return -1
	}
	return 0
}

// logLength returns the logarithm of a length over the usual one. Ten letters
// more make short sentences more alike.
func logLength(size float64) float64 { return math.Log((size + 10) / usualSize) }

// uneven returns how far apart two lengths are, given their logarithms, up to a
// limit.
func uneven(a, b float64) float64 { return min(2, math.Abs(a-b)) }

func saturated(weight float64) float64 { return weight / (weight + halfAnchor) }

func margin(cos, crowd float64) float64 { return min(3, max(-1, cos/crowd-1)) }

// rival returns the best cosine of a row or column other than c itself.
func rival(best [2]float32, c float32) float32 {
	if c == best[0] {
		return best[1]
	}
	return best[0]
}

// clash returns the share of the fewer numbers that have no equal.
func clash(a, b []int32) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	equal := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i], b[j]); {
		case c == 0:
			equal++
			i++
			j++
		case c < 0:
			i++
		default:
			j++
		}
	}
	return 1 - float64(equal)/float64(min(len(a), len(b)))
}

// spread lets neighbours speak for each other: where the sentences before and
// after are linked in the same order, the pair between them gains.
func (m *matcher) spread() {
	w := float32(m.model[fNear])
	m.frame()
	m.total()
	for i := range m.na {
		row := m.prob[i*m.nb : (i+1)*m.nb]
		for j, odds := range m.logit[i*m.nb : (i+1)*m.nb] {
			if !m.closed(i, j) {
				row[j] = float32(sigmoid(float64(odds + w*m.near(i, j) + m.expected(i, j))))
			}
		}
	}
}

// frameWidth is how far near looks beyond a pair, and so the width of the frame.
const frameWidth = 2

// frame copies the probabilities into a frame of zeros, so that near need not
// ask where the matrix ends. What may be a formula speaks for no other pair.
func (m *matcher) frame() {
	width := m.nb + 2*frameWidth
	m.framed = cleared(m.framed, (m.na+2*frameWidth)*width)
	for i := range m.na {
		copy(m.framedRow(i), m.prob[i*m.nb:(i+1)*m.nb])
	}
	for _, at := range m.formulas {
		m.framedRow(int(at) / m.nb)[int(at)%m.nb] = 0
	}
}

func (m *matcher) framedRow(i int) []float32 {
	width := m.nb + 2*frameWidth
	return m.framed[(i+frameWidth)*width+frameWidth:][:m.nb]
}

// near returns the probability, when it was framed, that sentences just before
// the pair are linked, plus the same for those just after. A step of two on one
// side (one sentence was added or split) counts a little less.
func (m *matcher) near(i, j int) float32 {
	const aside = 0.7
	width := m.nb + 2*frameWidth
	p := m.framed[i*width+j:][:4*width+5] // the pair is in the middle of five rows
	before := max(p[width+1], aside*p[width], aside*p[1])
	after := max(p[3*width+3], aside*p[3*width+4], aside*p[4*width+3])
	return before + after
}

// pick takes candidates from the most probable down, each sentence once.
func (m *matcher) pick() []match {
	m.order = m.order[:0]
	for at, p := range m.prob {
		if p >= minScore {
			m.order = append(m.order, int32(at))
		}
	}
	slices.SortFunc(m.order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(m.prob[y], m.prob[x]), cmp.Compare(m.cos[y], m.cos[x]), cmp.Compare(x, y))
	})
	usedA, usedB := make([]bool, m.na), make([]bool, m.nb)
	var found []match
	for _, at := range m.order {
		i, j := int(at)/m.nb, int(at)%m.nb
		if usedA[i] || usedB[j] {
			continue
		}
		usedA[i], usedB[j] = true, true
		p := float64(m.prob[at])
		found = append(found, match{a: run{i, 1}, b: run{j, 1}, score: p})
	}
	return found
}
