package lineage

import (
	"context"
	"hash/fnv"
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/internal/quick"
	"github.com/stemma-news/stemma/lineage/arborescence"
)

// Support is how often an edge comes back when the evidence is drawn anew.
// Sentences can be resampled: each counts as often as a Poisson draw says
// (Hanley & MacGibbon 2006), which is the bootstrap without its bookkeeping.
// A time or a citation is one fact that no resampling shakes, though it may
// mislead. So each candidate's score also gets a Gumbel draw, which makes the
// best tree a sample of what the weights hold likely and not always the same
// winner (perturb-and-MAP, Papandreou & Yuille 2011). Where two candidates are
// equally good, each comes back in half of the rounds.
//
// The exact share of the trees that have an edge, which the matrix-tree
// theorem gives for each resampling (Koo et al. 2007), is no better on the
// development stories (Brier score 0.083, as here) and takes cubic time.

// The scale of the Gumbel draw is a weight (fTreeNoise). At 1 the rounds would
// sample what the weights say alone; with the resampling on top, half of that
// comes nearest to what is right.

// draw is what one round drew. Every draw hangs on the round and on what it is
// drawn for, not on what was drawn before: neither the number of cores nor the
// order of the articles makes a difference.
type draw struct {
	seed  uint64
	noise float64
	units []float64 // unit → how often it counts
}

// gumbel is what is drawn in this round for a candidate besides its evidence.
func (d *draw) gumbel(key uint64) float64 { return -d.noise * quick.Ln(-quick.Ln(d.uniform(key))) }

// uniform draws from (0, 1) for what has the key (SplitMix64; Steele, Lea &
// Flood 2014).
func (d *draw) uniform(key uint64) float64 {
	return (float64(mix(d.seed^key)>>11) + 0.5) / (1 << 53)
}

func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// poisson is the Poisson distribution of mean 1 at a quantile.
func poisson(quantile float64) float64 {
	k, p := 0.0, 1/math.E
	for quantile >= p && k < 20 {
		quantile -= p
		k++
		p /= k
	}
	return k
}

// votes count in how many rounds a node had a parent.
type votes struct {
	rounds int
	count  []map[int]int // node → parent → rounds
	second map[[2]int]int
	// origins count the rounds in which the tree had so many roots.
	origins []int
	// unsettled are the edges, parent and child, of the best tree that could as
	// well point the other way.
	unsettled map[[2]int]bool
}

// of is the share of rounds in which the child had the parent; a lost source
// has one only in rounds in which something derives from it.
func (v *votes) of(child, parent int) float64 {
	if v.rounds == 0 || child >= len(v.count) {
		return 0
	}
	return float64(v.count[child][parent]) / float64(v.rounds)
}

// reversal is how often an edge must point the other way, of the rounds in
// which it joins the same two, for its direction to be uncertain.
const reversal = 0.1

// isUncertain says that nothing much shows which of the two came first.
func (v *votes) isUncertain(parent, child int) bool {
	there, back := v.of(child, parent), v.of(parent, child)
	return v.unsettled[[2]int{parent, child}] || back > 0 && back >= reversal*(there+back)
}

// ofSecond is the share of rounds in which the evidence for a second parent held.
func (v *votes) ofSecond(child, parent int) float64 {
	if v.rounds == 0 {
		return 0
	}
	return float64(v.second[[2]int{child, parent}]) / float64(v.rounds)
}

// bootstrap draws the evidence anew, round by round, on all cores. Where the bound
// ends it, the support is that of the first rounds.
func (g *graph) bootstrap(ctx context.Context, o Options, seconds []second) (*votes, error) {
	rounds := max(0, o.Rounds)
	ballots := make([]*ballot, min((rounds+abreast-1)/abreast, runtime.GOMAXPROCS(0)))
	p := g.poll(o.Seed, seconds)
	turn := &turns{bound: g.bound, rounds: rounds}
	group, ctx := crew.WithContext(ctx)
	for w := range ballots {
		ballots[w] = p.ballot()
		group.Go(func() error {
			for first, last := turn.next(); first < last && ctx.Err() == nil; first, last = turn.next() {
				ballots[w].hold(first, last)
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if turn.begun < rounds {
		g.noTimeFor(nil, "support rests on %d of %d rounds", turn.begun, rounds)
	}
	v := p.count(turn.begun, ballots)
	v.unsettled = g.unsettled()
	return v, nil
}

// turns hands out the rounds in their order, abreast of each other, until the bound
// is spent: where that counts, the same rounds are held on any number of cores.
type turns struct {
	mu     sync.Mutex
	bound  *bound.Bound
	rounds int
	begun  int
}

// next returns the first of the next rounds and one more than the last, which are
// the same when there is none.
func (t *turns) next() (first, last int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if first = t.begun; first < t.rounds && !t.bound.Spent() {
		t.begun = min(first+abreast, t.rounds)
	}
	return first, t.begun
}

// poll is what all rounds have in common.
type poll struct {
	g       *graph
	seed    uint64
	seconds []second
	arcs    []arborescence.Arc
	net     *arborescence.Graph
	keys    []uint64 // arc → key of its draw
	units   []uint64 // unit → key of its draw
}

func (g *graph) poll(seed uint64, seconds []second) *poll {
	p := &poll{g: g, seed: seed, seconds: seconds, arcs: g.arcs()}
	p.net = arborescence.New(g.root()+1, g.root(), p.arcs)
	nodes := g.nodeKeys()
	for _, a := range p.arcs {
		p.keys = append(p.keys, mix(nodes[a.From])^nodes[a.To])
	}
	p.units = g.unitKeys()
	return p
}

// nodeKeys tells nodes apart by what they are, not by their number.
func (g *graph) nodeKeys() []uint64 {
	keys := make([]uint64, g.root()+1)
	for c := range g.read {
		keys[c] = keyOf("article", g.id(c))
	}
	for n := range g.lost {
		s := &g.story.Sources[g.lost[n].source]
		keys[len(g.read)+n] = keyOf("source", s.Name)
		if s.Inferred {
			keys[len(g.read)+n] = keyOf("inferred", s.ID)
		}
	}
	return keys
}

// unitKeys tells units apart by the first of their sentences.
func (g *graph) unitKeys() []uint64 {
	keys := make([]uint64, g.variants.draws())
	first := make([]string, len(g.holders))
	for c := range g.read {
		for _, o := range g.read[c].byUnit {
			if id := g.id(c); first[o.unit] == "" || id < first[o.unit] {
				first[o.unit] = id
				keys[o.unit] = keyOf(id, strconv.Itoa(o.sentence))
			}
		}
	}
	g.variants.spread(keys)
	return keys
}

func keyOf(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p)) // a hash never fails
		h.Write([]byte{0})
	}
	return mix(h.Sum64())
}

// abreast is how many rounds a worker scores at a time. What a story's candidates
// weigh is more than the processor's cache holds, and is so gone through a quarter
// as often, which takes 0.6 of the time.
const abreast = 4

// ballot counts the rounds of one worker, in memory that it keeps from some
// rounds to the next.
type ballot struct {
	*poll
	draws   [abreast]draw
	drawn   [][abreast]float64 // unit → how often it counts in each of the rounds
	scores  [abreast][]float64 // of the arcs
	solver  *arborescence.Solver
	chosen  []int // arc → rounds in which the tree had it
	origins []int // roots → rounds
	second  []int // as poll.seconds → rounds
	parent  []int // node → parent in this round
	used    []int // node → the last round in which an article derived from it
}

func (p *poll) ballot() *ballot {
	nodes := p.g.root() + 1
	b := &ballot{
		poll: p, solver: arborescence.NewSolver(p.net), chosen: make([]int, len(p.arcs)), origins: make([]int, nodes+1),
		second: make([]int, len(p.seconds)), parent: make([]int, nodes), used: make([]int, nodes),
		drawn: make([][abreast]float64, len(p.units)),
	}
	for r := range b.draws {
		b.draws[r] = draw{noise: p.g.weights[fTreeNoise], units: make([]float64, len(p.units))}
		b.scores[r] = make([]float64, len(p.arcs))
	}
	return b
}

// hold draws the evidence of the rounds from the first up to the last, up to
// abreast of them, and counts their best trees.
func (b *ballot) hold(first, last int) {
	for r := range last - first {
		d := &b.draws[r]
		d.seed = mix(b.seed ^ mix(uint64(first+r)+1))
		for u, key := range b.units {
			d.units[u] = poisson(d.uniform(key))
			b.drawn[u][r] = d.units[u]
		}
	}
	b.score(last - first)
	for r := range last - first {
		b.solver.Score = b.scores[r]
		b.countRound(first+r, &b.draws[r])
	}
}

// score fills in what the arcs score in the rounds.
func (b *ballot) score(rounds int) {
	k := 0
	for _, list := range b.g.pairs {
		for i := range list {
			sums := list[i].resampledAbreast(b.drawn)
			for r := range rounds {
				b.scores[r][k] = sums[r] + b.draws[r].gumbel(b.keys[k])
				if list[i].from == b.g.root() {
					b.scores[r][k] += b.g.weights[fTreeRoot]
				}
			}
			k++
		}
	}
}

// resampledAbreast is resampled for several rounds.
func (c *candidate) resampledAbreast(drawn [][abreast]float64) [abreast]float64 {
	s0, s1, s2, s3 := c.fixed, c.fixed, c.fixed, c.fixed
	for _, t := range c.terms {
		d := &drawn[t.unit]
		s0 += t.add * d[0]
		s1 += t.add * d[1]
		s2 += t.add * d[2]
		s3 += t.add * d[3]
	}
	return [abreast]float64{s0, s1, s2, s3}
}

// countRound counts the best tree of a round.
func (b *ballot) countRound(round int, d *draw) {
	in := b.solver.Solve()
	for v, i := range in {
		b.parent[v] = b.g.root()
		if i >= 0 {
			b.parent[v] = b.arcs[i].From
		}
	}
	b.countTree(round+1, in)
	for i := range b.seconds {
		if b.holds(&b.seconds[i], d) {
			b.second[i]++
		}
	}
}

// countTree counts the edges that lead to articles, over lost sources or not.
func (b *ballot) countTree(mark int, in []int) {
	origins := 0
	for c := range b.g.read {
		for v := c; v != b.g.root() && b.used[v] != mark; v = b.parent[v] {
			b.used[v] = mark
			if in[v] >= 0 {
				b.chosen[in[v]]++
			}
			if b.parent[v] == b.g.root() {
				origins++
			}
		}
	}
	b.origins[origins]++
}

// holds says that the second parent is one in this round's tree too: as the
// first one, or beside it. What derives from the child is none.
func (b *ballot) holds(s *second, d *draw) bool {
	if b.parent[s.child] == s.parent {
		return true
	}
	for v := s.parent; v != b.g.root(); v = b.parent[v] {
		if v == s.child {
			return false
		}
	}
	return s.gain(d) > 0
}

// count adds up what the workers counted.
func (p *poll) count(rounds int, ballots []*ballot) *votes {
	v := &votes{rounds: rounds, count: make([]map[int]int, p.g.root()), second: map[[2]int]int{}, origins: make([]int, p.g.root()+2)}
	for i := range v.count {
		v.count[i] = map[int]int{}
	}
	for _, b := range ballots {
		for i, n := range b.chosen {
			if n > 0 {
				v.count[p.arcs[i].To][p.arcs[i].From] += n
			}
		}
		for i, n := range b.second {
			v.second[[2]int{p.seconds[i].child, p.seconds[i].parent}] += n
		}
		for i, n := range b.origins {
			v.origins[i] += n
		}
	}
	last := len(v.origins)
	for last > 0 && v.origins[last-1] == 0 {
		last--
	}
	v.origins = slices.Clip(v.origins[:last])
	return v
}
