package tagger

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// fit is how a chain is trained: by stochastic gradient on the log likelihood
// with AdaGrad steps (Duchi et al. 2011), weight decay and dropout of features
// (Srivastava et al. 2014).
type fit struct {
	labels, contexts int
	least            int // a feature must occur so often
	epochs           int
	rate, decay      float64
	dropout          float64 // part of the features that a step leaves out
}

// trained is a chain in training: its features have numbers, and weights of
// full precision.
type trained struct {
	*chain
	features []uint32
	weights  []float32 // features × labels
}

// mean trains several chains in different orders and averages them. It resolves
// the sequences to the features it keeps.
func (f fit) mean(ctx context.Context, all []*sequence, models int) (*trained, error) {
	features := frequent(all, f.least)
	dict := newDictionary(features)
	for _, s := range all {
		s.resolve(dict)
	}
	parts := make([]*trained, models)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for k := range parts {
		g.Go(func() (err error) {
			parts[k], err = f.one(ctx, all, features, uint64(k))
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := f.untrained(features)
	for _, p := range parts {
		addTo(out.weights, p.weights, 1/float32(models))
		addTo(out.trans, p.trans, 1/float32(models))
	}
	return out, nil
}

func addTo(sum, x []float32, weight float32) {
	for i := range sum {
		sum[i] += x[i] * weight
	}
}

func (f fit) untrained(features []uint32) *trained {
	return &trained{
		chain:    &chain{labels: f.labels, contexts: f.contexts, trans: make([]float32, f.contexts*f.labels*f.labels)},
		features: features, weights: make([]float32, len(features)*f.labels),
	}
}

// one trains a chain. seed sets the order of the sequences and the dropout.
func (f fit) one(ctx context.Context, all []*sequence, features []uint32, seed uint64) (*trained, error) {
	c := f.untrained(features)
	t := &trainer{
		trained: c, fit: f, random: rand.New(rand.NewPCG(seed, 0)),
		sum: make([]float32, len(c.weights)), sumTrans: make([]float32, len(c.trans)),
	}
	order := t.random.Perm(len(all))
	for range f.epochs {
		t.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for n, k := range order {
			if n%256 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			t.step(all[k])
		}
	}
	return c, nil
}

// score adds up the weights of numbered features.
func (t *trained) score(l *lattice, s *sequence) {
	l.clear(s.len(), t.labels)
	for i := range l.n {
		e := l.emit[i*t.labels : (i+1)*t.labels]
		for _, f := range s.at(i) {
			for y, w := range t.weights[int(f)*t.labels : (int(f)+1)*t.labels] {
				e[y] += float64(w)
			}
		}
	}
}

type trainer struct {
	*trained
	fit
	lattice       lattice
	kept          sequence
	random        *rand.Rand
	sum, sumTrans []float32 // of squared gradients
}

// negligible is the gradient below which no step is made.
const negligible = 1e-4

func (t *trainer) step(s *sequence) {
	if s.len() == 0 {
		return
	}
	gold := s.gold
	s = t.withDropout(s)
	t.score(&t.lattice, s)
	t.marginals(&t.lattice, s)
	for i := range s.len() {
		for y := range t.trained.labels {
			g := target(int(gold[i]) == y) - t.lattice.p(i, uint8(y))
			if math.Abs(g) < negligible {
				continue
			}
			for _, x := range s.at(i) {
				t.update(t.weights, t.sum, int(x)*t.trained.labels+y, g)
			}
		}
		if i > 0 {
			t.stepTransition(s, gold, i)
		}
	}
}

func target(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func (t *trainer) stepTransition(s *sequence, gold []uint8, i int) {
	n, l := t.trained.labels, &t.lattice
	base := int(s.contexts[i]) * n * n
	for x := range n {
		for y := range n {
			p := math.Exp(l.alpha[(i-1)*n+x] + float64(t.trans[base+x*n+y]) + l.emit[i*n+y] + l.beta[i*n+y] - l.logZ)
			g := target(int(gold[i-1]) == x && int(gold[i]) == y) - p
			if math.Abs(g) >= negligible {
				t.update(t.trans, t.sumTrans, base+x*n+y, g)
			}
		}
	}
}

func (t *trainer) update(w, sum []float32, k int, g float64) {
	g -= t.decay * float64(w[k])
	sum[k] += float32(g * g)
	w[k] += float32(t.rate * g / math.Sqrt(float64(sum[k])+1e-2))
}

// withDropout returns the sequence without some of its features.
func (t *trainer) withDropout(s *sequence) *sequence {
	t.kept.reset()
	t.kept.contexts = append(t.kept.contexts, s.contexts...)
	for i := range s.len() {
		for _, x := range s.at(i) {
			if t.random.Float64() >= t.dropout {
				t.kept.features = append(t.kept.features, x)
			}
		}
		t.kept.ends = append(t.kept.ends, int32(len(t.kept.features)))
	}
	return &t.kept
}
