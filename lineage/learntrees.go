package lineage

import "math"

// The weights are learnt by the likelihood of the known trees: a tree is as
// probable as the exponential of its score, of all trees over the same nodes.
// Their sum is a determinant, by the matrix-tree theorem of Tutte (Koo,
// Globerson, Carreras & Collins 2007; McDonald & Satta 2007; Smith & Smith
// 2007, all for parses of sentences). Where the parent of a node is not known,
// its parents are summed over.

// likelihood returns the logarithm of how probable the true parents are, and
// calls learn with every option of every node, how probable it is, and how
// probable given the true parents.
func (l *Lesson) likelihood(w *weights, learn func(c *choice, all, given []float64)) float64 {
	score := make([][]float64, len(l.choices))
	right := make([][]float64, len(l.choices))
	for i := range l.choices {
		score[i] = l.choices[i].scores(w)
		right[i] = l.choices[i].onlyRight(score[i])
	}
	all, sum := l.marginals(score)
	given, part := l.marginals(right)
	if math.IsInf(part, -1) || math.IsNaN(part) || math.IsNaN(sum) {
		return 0 // no tree has the known parents, whatever the weights: they make a cycle
	}
	for i := range l.choices {
		learn(&l.choices[i], all[i], given[i])
	}
	return math.Min(0, part-sum)
}

// scores returns the exponentials of the options' scores, the best being 1.
func (c *choice) scores(w *weights) []float64 {
	s := make([]float64, len(c.options))
	top := math.Inf(-1)
	for k := range c.options {
		s[k] = c.options[k].score(w)
		top = math.Max(top, s[k])
	}
	for k := range s {
		s[k] = math.Max(math.Exp(s[k]-top), unlikely)
	}
	return s
}

// unlikely is how much less than the best an option can count at most: where
// nearly all that is likely are cycles, the determinant is lost in rounding.
const unlikely = 1e-8

func (o *option) score(w *weights) float64 {
	sum := 0.0
	for _, m := range o.value {
		sum += w[m.feature] * m.value
	}
	return sum
}

// onlyRight zeroes what is not right, where that is known.
func (c *choice) onlyRight(score []float64) []float64 {
	if len(c.right) == 0 {
		return score
	}
	only := make([]float64, len(score))
	for _, k := range c.right {
		only[k] = score[k]
	}
	return only
}

// marginals returns for each option of each node how probable it is among all
// trees, and the logarithm of the sum over the trees.
func (l *Lesson) marginals(score [][]float64) (p [][]float64, logSum float64) {
	n := l.nodes
	m := newMatrix(n)
	for i := range l.choices {
		to := l.choices[i].node
		for k, s := range score[i] {
			m[to][to] += s
			if from := l.choices[i].options[k].from; from < n {
				m[from][to] -= s
			}
		}
	}
	inverse, logSum := m.invert()
	p = make([][]float64, len(l.choices))
	for i := range l.choices {
		to := l.choices[i].node
		p[i] = make([]float64, len(score[i]))
		for k, s := range score[i] {
			p[i][k] = s * inverse[to][to]
			if from := l.choices[i].options[k].from; from < n {
				p[i][k] -= s * inverse[to][from]
			}
		}
	}
	return p, logSum
}

type matrix [][]float64

func newMatrix(n int) matrix {
	m := make(matrix, n)
	for i := range m {
		m[i] = make([]float64, n)
	}
	return m
}

// invert returns the inverse and the logarithm of the determinant's size, by
// Gauss and Jordan with the largest pivot of the column. It changes m. Of a
// singular matrix the logarithm is minus infinity.
func (m matrix) invert() (inverse matrix, logDet float64) {
	inverse = newMatrix(len(m))
	for i := range m {
		inverse[i][i] = 1
	}
	for k := range m {
		best := k
		for i := k; i < len(m); i++ {
			if math.Abs(m[i][k]) > math.Abs(m[best][k]) {
				best = i
			}
		}
		m[k], m[best] = m[best], m[k]
		inverse[k], inverse[best] = inverse[best], inverse[k]
		pivot := m[k][k]
		if pivot == 0 {
			return inverse, math.Inf(-1)
		}
		logDet += math.Log(math.Abs(pivot))
		scale(m[k], 1/pivot)
		scale(inverse[k], 1/pivot)
		for i := range m {
			if f := m[i][k]; i != k && f != 0 {
				subtract(m[i], m[k], f)
				subtract(inverse[i], inverse[k], f)
			}
		}
	}
	return inverse, logDet
}

func scale(row []float64, f float64) {
	for j := range row {
		row[j] *= f
	}
}

// subtract takes f times the other row away from a row.
func subtract(row, other []float64, f float64) {
	for j := range row {
		row[j] -= f * other[j]
	}
}
