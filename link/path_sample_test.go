package link

import (
	"math"
	"slices"
	"testing"
)

// pathSample holds the beads of a pair of articles.
type pathSample struct {
	na, nb        int
	beads         [][]placedBead // by start cell
	gold          map[[4]int]bool
	target        bead
	joined, loose float64
	merges, opens float64
}

type placedBead struct {
	p, q int
	f    bead
}

func sampleOf(t *testing.T, b *bitext) *pathSample {
	s, err := newStory(t.Context(), b.docs, b.vectors(vectorsOf(t, b.docs)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := &matcher{story: s}
	m.weigh(&s.articles[0], &s.articles[1])
	if m.na != len(b.rows[0]) || m.nb != len(b.rows[1]) {
		return nil // a line without words
	}
	found := m.pick()
	g := &ground{matcher: m}
	g.prepare()
	g.leave(found, chain(found))
	out := &pathSample{na: m.na, nb: m.nb, gold: map[[4]int]bool{}}
	for _, x := range longestChain(b.beads()) {
		barred := span(g.sides[0].barred, x[0]) + span(g.sides[1].barred, x[1])
		if barred == 0 && slices.Contains(shapes[:], shape{x[0].n, x[1].n}) {
			out.gold[[4]int{x[0].at, x[1].at, x[0].n, x[1].n}] = true
		}
	}
	out.collect(g)
	out.aim(g)
	return out
}

// collect fills in the beads that a path may take, and the true ones.
func (s *pathSample) collect(g *ground) {
	s.beads = make([][]placedBead, (s.na+1)*(s.nb+1))
	for i := range s.na {
		for j := range s.nb {
			for _, sh := range shapes {
				if i+sh.a > s.na || j+sh.b > s.nb {
					continue
				}
				var f bead
				if g.bead(&f, run{i, sh.a}, run{j, sh.b}) || s.gold[[4]int{i, j, sh.a, sh.b}] {
					at := i*(s.nb+1) + j
					s.beads[at] = append(s.beads[at], placedBead{sh.a, sh.b, f})
				}
			}
		}
	}
}

// aim adds up the features of the true path, and fills in those of leaving
// sentences out.
func (s *pathSample) aim(g *ground) {
	linked := [2][]bool{make([]bool, s.na), make([]bool, s.nb)}
	for k := range s.gold {
		a, b := run{k[0], k[2]}, run{k[1], k[3]}
		mark(linked[0], a)
		mark(linked[1], b)
		var f bead
		g.bead(&f, a, b)
		addTo(&s.target, &f, 1)
	}
	s.merges, s.opens = s.count(s.gold)
	for side, list := range linked {
		for k, is := range list {
			var f bead
			g.skip(&f, side, k)
			if !is {
				addTo(&s.target, &f, 1)
			}
			s.skips(side, k, f)
		}
	}
}

func (s *pathSample) skips(side, k int, f bead) {
	if side == 0 {
		for j := range s.nb + 1 {
			at := k*(s.nb+1) + j
			s.beads[at] = append(s.beads[at], placedBead{1, 0, f})
		}
		return
	}
	for i := range s.na + 1 {
		at := i*(s.nb+1) + k
		s.beads[at] = append(s.beads[at], placedBead{0, 1, f})
	}
}

func addTo(sum, f *bead, w float64) {
	for i := range sum {
		sum[i] += w * f[i]
	}
}

func longestChain(b [][2]run) [][2]run {
	best, prev := make([]int, len(b)), make([]int, len(b))
	last := -1
	for i := range b {
		best[i], prev[i] = b[i][0].n+b[i][1].n, -1
		for j := range i {
			if b[j][1].end() <= b[i][1].at && best[j]+b[i][0].n+b[i][1].n > best[i] {
				best[i], prev[i] = best[j]+b[i][0].n+b[i][1].n, j
			}
		}
		if last < 0 || best[i] > best[last] {
			last = i
		}
	}
	var out [][2]run
	for ; last >= 0; last = prev[last] {
		out = append(out, b[last])
	}
	slices.Reverse(out)
	return out
}

func logAdd(x, y float64) float64 {
	if x < y {
		x, y = y, x
	}
	if y < -1e300 {
		return x
	}
	return x + math.Log1p(math.Exp(y-x))
}

// Of the three states of a path: after a bead, after leaving out a sentence of
// the first article, and of the second. The first come before the second.
func (x *placedBead) next() int {
	switch {
	case x.q == 0:
		return 1
	case x.p == 0:
		return 2
	}
	return 0
}

func (x *placedBead) follows(state int) bool { return x.q != 0 || state != 2 }

func (s *pathSample) score(w *bead, x *placedBead, base float64, state int) float64 {
	switch n := x.next(); {
	case n == 0:
		return base + w[bJoined]*x.f[bMerge]*s.joined
	case n != state:
		return base + w[bOpen] + w[bLoose]*s.loose
	}
	return base
}

const never = -1e300

// chances holds, for each state of each cell, the logarithm of the sum over
// all ways through it.
type chances [][states]float64

func newChances(n int) chances {
	c := make(chances, n)
	for k := range c {
		c[k] = [states]float64{never, never, never}
	}
	return c
}

// each calls do for every bead from every state that it may follow, with the
// cells before and behind it and its score.
func (s *pathSample) each(w *bead, do func(from, to, state int, x *placedBead, score float64)) {
	for k := range s.beads {
		for l := range s.beads[k] {
			x := &s.beads[k][l]
			base := w.score(&x.f)
			for st := range states {
				if x.follows(st) {
					do(k, k+x.p*(s.nb+1)+x.q, st, x, s.score(w, x, base, st))
				}
			}
		}
	}
}

// gradient adds the gradient of the log likelihood of the true path, and
// returns that likelihood.
func (s *pathSample) gradient(w, grad *bead) float64 {
	type edge struct {
		from, to, state int
		x               *placedBead
		score           float64
	}
	var edges []edge
	fw, bw := newChances(len(s.beads)), newChances(len(s.beads))
	fw[0][linked], bw[len(bw)-1] = 0, [states]float64{}
	s.each(w, func(from, to, state int, x *placedBead, score float64) {
		if fw[from][state] > never {
			fw[to][x.next()] = logAdd(fw[to][x.next()], fw[from][state]+score)
			edges = append(edges, edge{from, to, state, x, score})
		}
	})
	for _, e := range slices.Backward(edges) {
		bw[e.from][e.state] = logAdd(bw[e.from][e.state], e.score+bw[e.to][e.x.next()])
	}
	z := bw[0][linked]
	for _, e := range edges {
		if p := math.Exp(fw[e.from][e.state] + e.score + bw[e.to][e.x.next()] - z); p > 1e-9 {
			addTo(grad, &e.x.f, -p)
			s.context(grad, e.x, e.state, -p)
		}
	}
	truth := s.target
	truth[bOpen], truth[bLoose], truth[bJoined] = s.opens, s.opens*s.loose, s.merges*s.joined
	addTo(grad, &truth, 1)
	return w.score(&truth) - z
}

func (s *pathSample) context(grad *bead, x *placedBead, state int, p float64) {
	if n := x.next(); n == 0 {
		grad[bJoined] += p * x.f[bMerge] * s.joined
	} else if n != state {
		grad[bOpen] += p
		grad[bLoose] += p * s.loose
	}
}

// viterbi returns the best path's beads.
func (s *pathSample) viterbi(w *bead) map[[4]int]bool {
	wd := s.nb + 1
	n := (s.na + 1) * wd
	type step struct {
		x    *placedBead
		from int
	}
	best, back := make([][3]float64, n), make([][3]step, n)
	for k := range n {
		best[k] = [3]float64{never, never, never}
	}
	best[0][0] = 0
	for k := range n {
		for l := range s.beads[k] {
			x := &s.beads[k][l]
			to, ns := k+x.p*wd+x.q, x.next()
			base := w.score(&x.f)
			for st := range 3 {
				if !x.follows(st) || best[k][st] == never {
					continue
				}
				if v := best[k][st] + s.score(w, x, base, st); v > best[to][ns] {
					best[to][ns], back[to][ns] = v, step{x, st}
				}
			}
		}
	}
	st := 0
	for i := range 3 {
		if best[n-1][i] > best[n-1][st] {
			st = i
		}
	}
	out := map[[4]int]bool{}
	for k := n - 1; k > 0; {
		x := back[k][st]
		k -= x.x.p*wd + x.x.q
		st = x.from
		if x.x.p > 0 && x.x.q > 0 {
			out[[4]int{k / wd, k % wd, x.x.p, x.x.q}] = true
		}
	}
	return out
}

// count counts the merges and gaps of a path.
func (s *pathSample) count(beads map[[4]int]bool) (merges, opens float64) {
	ga, gb := make([]bool, s.na), make([]bool, s.nb)
	for k := range beads {
		if k[2]+k[3] > 2 {
			merges++
		}
		for i := range k[2] {
			ga[k[0]+i] = true
		}
		for j := range k[3] {
			gb[k[1]+j] = true
		}
	}
	// A gap is cut where a bead lies on the other side; near enough.
	for _, g := range [][]bool{ga, gb} {
		for k := range g {
			if !g[k] && (k == 0 || g[k-1]) {
				opens++
			}
		}
	}
	return merges, opens
}

const usualMerge, usualOpen = 0.2, 0.2

func (s *pathSample) adapt(beads map[[4]int]bool) {
	const prior = 5
	merges, opens := s.count(beads)
	n := float64(len(beads))
	s.joined = logOdds((merges+prior*usualMerge)/(n+prior)) - logOdds(usualMerge)
	s.loose = logOdds((opens+prior*usualOpen)/(n+opens+prior)) - logOdds(usualOpen)
}
