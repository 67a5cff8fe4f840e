package tagger

import "math"

// chain is a linear-chain conditional random field. What a transition weighs
// depends on its context, such as the kind of the token that it leads to.
type chain struct {
	labels   int
	contexts int
	trans    []float32 // contexts × labels (from) × labels (to)
	table    *table
}

// sequence is what is tagged: the features of every position and the context of
// the transition into it.
type sequence struct {
	features []uint32 // hashes; in training, numbers
	ends     []int32  // where the features of each position end
	contexts []uint8
	gold     []uint8 // labels, in training
}

func (s *sequence) len() int { return len(s.ends) }

func (s *sequence) at(i int) []uint32 {
	from := int32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.features[from:s.ends[i]]
}

func (s *sequence) reset() {
	s.features, s.ends, s.contexts, s.gold = s.features[:0], s.ends[:0], s.contexts[:0], s.gold[:0]
}

// add appends a feature of the next position, end completes that position.
func (s *sequence) add(template, a, b uint32) {
	s.features = append(s.features, mix(template, a, b))
}

func (s *sequence) end(context uint8) {
	s.ends, s.contexts = append(s.ends, int32(len(s.features))), append(s.contexts, context)
}

// mix joins three numbers to a hash; its steps are those of MurmurHash3.
func mix(template, a, b uint32) uint32 {
	h := template*0x9E3779B1 ^ a
	h = (h ^ h>>15) * 0x85EBCA6B
	h ^= b * 0xC2B2AE35
	h = (h ^ h>>13) * 0x27D4EB2F
	return h ^ h>>16
}

// lattice holds the scores of one sequence: position × label.
type lattice struct {
	n, labels   int
	emit        []float64
	alpha, beta []float64 // log sums over what comes before and after
	logZ        float64
	back        []uint8
	touched     uint32 // of no use but that the table was read
}

func grown[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n, n+n/2)
	}
	return b[:n]
}

// score adds up the weights of the features of every position.
func (c *chain) score(l *lattice, s *sequence) {
	l.clear(s.len(), c.labels)
	for i := range l.n {
		var sum [maxLabels]float32
		l.touched += c.table.touch(s.at(i))
		for _, f := range s.at(i) {
			w := c.table.find(f)
			sum[0] += c.table.value[uint8(w[0])] // unrolled: this is the inner loop
			sum[1] += c.table.value[uint8(w[1])]
			sum[2] += c.table.value[uint8(w[2])]
		}
		for y := range c.labels {
			l.emit[i*c.labels+y] = float64(sum[y])
		}
	}
}

// clear makes room for the scores of a sequence.
func (l *lattice) clear(n, labels int) {
	l.n, l.labels = n, labels
	l.emit = grown(l.emit, n*labels)
	clear(l.emit)
}

// transitions are the weights of a context, from × to.
func (c *chain) transitions(context uint8) []float32 {
	size := c.labels * c.labels
	return c.trans[int(context)*size : (int(context)+1)*size]
}

// marginals computes the sums of the forward-backward algorithm.
func (c *chain) marginals(l *lattice, s *sequence) {
	n := c.labels
	l.alpha, l.beta = grown(l.alpha, l.n*n), grown(l.beta, l.n*n)
	copy(l.alpha[:n], l.emit[:n])
	for i := 1; i < l.n; i++ {
		t := c.transitions(s.contexts[i])
		for y := range n {
			l.alpha[i*n+y] = l.emit[i*n+y] + logSum(n, func(x int) float64 { return l.alpha[(i-1)*n+x] + float64(t[x*n+y]) })
		}
	}
	clear(l.beta[(l.n-1)*n:])
	for i := l.n - 2; i >= 0; i-- {
		t := c.transitions(s.contexts[i+1])
		for x := range n {
			l.beta[i*n+x] = logSum(n, func(y int) float64 { return float64(t[x*n+y]) + l.emit[(i+1)*n+y] + l.beta[(i+1)*n+y] })
		}
	}
	l.logZ = logSum(n, func(y int) float64 { return l.alpha[(l.n-1)*n+y] })
}

// p is the probability of label y at position i.
func (l *lattice) p(i int, y uint8) float64 {
	k := i*l.labels + int(y)
	return math.Exp(l.alpha[k] + l.beta[k] - l.logZ)
}

// logSum is log Σ exp over n values.
func logSum(n int, at func(int) float64) float64 {
	best := math.Inf(-1)
	for y := range n {
		best = max(best, at(y))
	}
	sum := 0.0
	for y := range n {
		sum += math.Exp(at(y) - best)
	}
	return best + math.Log(sum)
}

// best returns the most probable labels (Viterbi 1967), in out's memory.
func (c *chain) best(l *lattice, s *sequence, out []uint8) []uint8 {
	n := c.labels
	l.alpha, l.back = grown(l.alpha, l.n*n), grown(l.back, l.n*n)
	copy(l.alpha[:n], l.emit[:n])
	for i := 1; i < l.n; i++ {
		t := c.transitions(s.contexts[i])
		for y := range n {
			best, from := math.Inf(-1), 0
			for x := range n {
				if v := l.alpha[(i-1)*n+x] + float64(t[x*n+y]); v > best {
					best, from = v, x
				}
			}
			l.alpha[i*n+y], l.back[i*n+y] = best+l.emit[i*n+y], uint8(from)
		}
	}
	out = grown(out, l.n)
	y := 0
	for x := range n {
		if l.alpha[(l.n-1)*n+x] > l.alpha[(l.n-1)*n+y] {
			y = x
		}
	}
	for i := l.n - 1; i >= 0; i-- {
		out[i] = uint8(y)
		y = int(l.back[i*n+y])
	}
	return out
}
