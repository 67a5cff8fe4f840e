package link

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

var fitPath = flag.Bool("fitpath", false, "fit the weights of paths and print them")

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

func made(t *testing.T, corpora map[string]*corpus, names []string, count int, seed uint64, want []string) []*bitext {
	r := rand.New(rand.NewPCG(seed, 2))
	var out []*bitext
	for n := 0; len(out) < count; n++ {
		c := corpora[names[n%len(names)]]
		size := []int{6 + r.IntN(10), 12 + r.IntN(20), 30 + r.IntN(40)}[n%3]
		if b := c.translate(r, fmt.Sprintf("p%04d", n), size, manners[r.IntN(len(manners))], want); b != nil {
			out = append(out, b)
		}
	}
	return out
}

// pathSample holds the beads of a pair of articles.
type pathSample struct {
	m             *matcher
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
	if !b.dev && (m.na != len(b.rows[0]) || m.nb != len(b.rows[1])) {
		return nil
	}
	g := m.ground()
	out := &pathSample{m: m, na: m.na, nb: m.nb, gold: map[[4]int]bool{}}
	for _, x := range longestChain(b.beads()) {
		out.gold[[4]int{x[0].at, x[1].at, x[0].n, x[1].n}] = true
	}
	out.beads = make([][]placedBead, (m.na+1)*(m.nb+1))
	for i := range m.na {
		for j := range m.nb {
			for _, sh := range shapes {
				if i+sh.a > m.na || j+sh.b > m.nb {
					continue
				}
				var f bead
				if !g.bead(&f, run{i, sh.a}, run{j, sh.b}) && !out.gold[[4]int{i, j, sh.a, sh.b}] {
					continue
				}
				out.beads[i*(m.nb+1)+j] = append(out.beads[i*(m.nb+1)+j], placedBead{sh.a, sh.b, f})
			}
		}
	}
	ga, gb := make([]bool, m.na), make([]bool, m.nb)
	for k := range out.gold {
		if !slices.Contains(shapes[:], shape{k[2], k[3]}) {
			delete(out.gold, k)
			continue
		}
		for i := range k[2] {
			ga[k[0]+i] = true
		}
		for j := range k[3] {
			gb[k[1]+j] = true
		}
		var f bead
		g.bead(&f, run{k[0], k[2]}, run{k[1], k[3]})
		addTo(&out.target, &f, 1)
	}
	out.merges, out.opens = out.count(out.gold)
	for side, used := range [][]bool{ga, gb} {
		for k, u := range used {
			var f bead
			g.skip(&f, side, k)
			at := k * (m.nb + 1)
			if side == 1 {
				at = k
			}
			_ = at
			if !u {
				addTo(&out.target, &f, 1)
			}
			out.skips(side, k, f)
		}
	}
	return out
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

// gradient adds the gradient of the log likelihood, and returns that.
func (s *pathSample) gradient(w *bead, grad *bead) float64 {
	wd := s.nb + 1
	n := (s.na + 1) * wd
	fw, bw := make([][3]float64, n), make([][3]float64, n)
	for k := range fw {
		fw[k], bw[k] = [3]float64{never, never, never}, [3]float64{never, never, never}
	}
	scores := make([][]float64, n)
	for k := range scores {
		scores[k] = make([]float64, len(s.beads[k]))
		for l := range s.beads[k] {
			scores[k][l] = w.score(&s.beads[k][l].f)
		}
	}
	fw[0][0] = 0
	for k := range n {
		for l := range s.beads[k] {
			x := &s.beads[k][l]
			to := &fw[k+x.p*wd+x.q][x.next()]
			for st := range 3 {
				if x.follows(st) && fw[k][st] > never {
					*to = logAdd(*to, fw[k][st]+s.score(w, x, scores[k][l], st))
				}
			}
		}
	}
	bw[n-1] = [3]float64{}
	for k := n - 1; k >= 0; k-- {
		for l := range s.beads[k] {
			x := &s.beads[k][l]
			v := bw[k+x.p*wd+x.q][x.next()]
			for st := range 3 {
				if x.follows(st) && v > never {
					bw[k][st] = logAdd(bw[k][st], v+s.score(w, x, scores[k][l], st))
				}
			}
		}
	}
	z := bw[0][0]
	for k := range n {
		for l := range s.beads[k] {
			x := &s.beads[k][l]
			v := bw[k+x.p*wd+x.q][x.next()]
			for st := range 3 {
				if !x.follows(st) {
					continue
				}
				p := math.Exp(fw[k][st] + s.score(w, x, scores[k][l], st) + v - z)
				if p < 1e-9 {
					continue
				}
				addTo(grad, &x.f, -p)
				s.context(grad, x, st, -p)
			}
		}
	}
	addTo(grad, &s.target, 1)
	grad[bOpen] += s.opens
	grad[bLoose] += s.opens * s.loose
	grad[bJoined] += s.merges * s.joined
	t := s.target
	t[bOpen], t[bLoose], t[bJoined] = s.opens, s.opens*s.loose, s.merges*s.joined
	return w.score(&t) - z
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

var beadNames = strings.Fields("bSolo bLogit bMerge bExtra bMany bOwn bWorst bRival bCos bMargin bGain bAnchor bLength bEdge bLex bCross bFit bJoined bSkip bSize bBest bOpen bLoose")

// TestPathFit fits the weights of paths: maximum likelihood of the true path
// among all paths of made-up pairs of texts.
func TestPathFit(t *testing.T) {
	if !*fitPath {
		t.Skip("run with -fitpath")
	}
	corpora := readCorpora(t, []string{"tico19", "ud-pud", "xquad"})
	var samples []*pathSample
	for _, b := range made(t, corpora, []string{"tico19", "tico19", "ud-pud", "xquad"}, *fitStories, 7, nil) {
		if s := sampleOf(t, b); s != nil {
			samples = append(samples, s)
		}
	}
	train := samples[:len(samples)*4/5]
	test := samples[len(samples)*4/5:]
	w := bead{bLogit: 1, bSolo: 1, bMerge: -1, bOwn: 0.5}
	var mom, vel bead
	for it := 1; it <= 150; it++ {
		if it == 50 || it == 100 {
			for _, s := range samples {
				s.joined, s.loose = 0, 0
				s.adapt(s.viterbi(&w))
			}
		}
		var grad bead
		var ll float64
		for _, s := range train {
			l := s.gradient(&w, &grad)
			if math.IsNaN(l) || l < -1e6 {
				t.Fatalf("%v %s %s %d %d %v", l, s.m.a.lang, s.m.b.lang, s.na, s.nb, s.target)
			}
			ll += l
		}
		for i := range w {
			grad[i] -= 1 * w[i]
			grad[i] /= float64(len(train))
			mom[i] = 0.9*mom[i] + 0.1*grad[i]
			vel[i] = 0.99*vel[i] + 0.01*grad[i]*grad[i]
			step := 0.1
			if it > 100 {
				step = 0.03
			}
			w[i] += step * mom[i] / (1 - math.Pow(0.9, float64(it))) / (math.Sqrt(vel[i]/(1-math.Pow(0.99, float64(it)))) + 1e-6)
		}
		if it%30 == 0 {
			t.Logf("%d %.4f", it, ll/float64(len(train)))
		}
	}
	t.Logf("%.2f", w)
	var r rate
	for _, s := range test {
		got := s.viterbi(&w)
		for k := range got {
			if s.gold[k] {
				r.hit++
			} else {
				r.extra++
			}
		}
		for k := range s.gold {
			if !got[k] {
				r.missed++
			}
		}
	}
	t.Logf("test %s", r)
	alignDev(t, &w)
	var line strings.Builder
	for i, x := range w {
		fmt.Fprintf(&line, "%s: %.2f, ", beadNames[i], x)
	}
	t.Log("weights ", line.String())
}

// TestPathScore fits the score of a path's beads: how many of their pairs of
// sentences are right.
func TestPathScore(t *testing.T) {
	if !*fitPath {
		t.Skip("run with -fitpath")
	}
	corpora := readCorpora(t, []string{"tico19", "ud-pud", "xquad"})
	var rows [][]float64
	var right []bool
	for _, b := range made(t, corpora, []string{"tico19", "tico19", "ud-pud", "xquad"}, *fitStories, 8, nil) {
		s, err := newStory(t.Context(), b.docs, b.vectors(vectorsOf(t, b.docs)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := &matcher{story: s}
		m.weigh(&s.articles[0], &s.articles[1])
		gold := corresponding(b.rows[0], b.rows[1])
		for _, f := range m.walk(m.pick()) {
			r := m.reasons(&f)
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

func alignDev(t *testing.T, w *bead) {
	german, french := linesOf(t, alignmentSet+"de"), linesOf(t, alignmentSet+"fr")
	b := &bitext{dev: true}
	b.docs = append(b.docs, document("a", "de", german), document("b", "fr", french))
	b.rows[0], b.rows[1] = make([][]int, len(german)), make([][]int, len(french))
	gold := devGold(t)
	smp := sampleOf(t, b)
	s := smp.viterbi(w)
	t.Logf("first %d", len(s))
	for range 2 {
		smp.adapt(s)
		t.Logf("joined %.2f loose %.2f", smp.joined, smp.loose)
		s = smp.viterbi(w)
	}
	mapped := map[[4]int]bool{}
	for k := range s {
		i, j := smp.m.a.indices(run{k[0], k[2]}), smp.m.b.indices(run{k[1], k[3]})
		mapped[[4]int{i[0], j[0], i[len(i)-1] - i[0] + 1, j[len(j)-1] - j[0] + 1}] = true
	}
	s = mapped
	var r rate
	for k := range s {
		if gold[k] {
			r.hit++
		} else {
			r.extra++
		}
	}
	for k := range gold {
		if !s[k] {
			r.missed++
		}
	}
	t.Logf("dev %s", r)
}

func devGold(t *testing.T) map[[4]int]bool {
	gold := map[[4]int]bool{}
	for _, l := range linesOf(t, alignmentSet+"defr") {
		var a, b []int
		x, y, _ := strings.Cut(l, ":")
		y, _, _ = strings.Cut(y, ":")
		if json.Unmarshal([]byte(x), &a) == nil && json.Unmarshal([]byte(y), &b) == nil && len(a) > 0 && len(b) > 0 {
			gold[[4]int{a[0], b[0], len(a), len(b)}] = true
		}
	}
	return gold
}

var heldOut = flag.Bool("heldout", false, "measure links on pairs of texts that nothing was fitted on")

// TestHeldOut measures strict F1 of links as runs of sentences.
func TestHeldOut(t *testing.T) {
	if !*heldOut {
		t.Skip("run with -heldout")
	}
	names := []string{"gnome-docs", "bible-pd", "jungyeul-news", "xquad"}
	corpora := readCorpora(t, names)
	for _, c := range []struct {
		corpus string
		langs  []string
	}{
		{"gnome-docs", []string{"de", "fr"}},
		{"gnome-docs", []string{"id", "en"}},
		{"gnome-docs", []string{"ru", "en"}},
		{"gnome-docs", []string{"zh", "en"}},
		{"bible-pd", []string{"de", "fr"}},
		{"bible-pd", []string{"ru", "en"}},
		{"bible-pd", []string{"zh", "en"}},
		{"jungyeul-news", []string{"ko", "en"}},
		{"xquad", []string{"ar", "en"}},
	} {
		for name, h := range map[string]manner{
			"book": {split: 0.2, join: 0.15},
			"news": {drop: 0.25, strange: 0.1, split: 0.05, join: 0.05, move: 0.05, edit: 0.1},
		} {
			r := rand.New(rand.NewPCG(99, 1))
			var got rate
			for n := range 25 {
				b := corpora[c.corpus].translate(r, fmt.Sprint(n), 40, h, c.langs)
				if b == nil {
					continue
				}
				links, err := Find(t.Context(), b.docs, vectorsOf(t, b.docs))
				if err != nil {
					t.Fatal(err)
				}
				found := map[[4]int]bool{}
				for _, l := range links {
					i, j := l.ASentences, l.BSentences
					found[[4]int{i[0], j[0], len(i), len(j)}] = true
				}
				gold := map[[4]int]bool{}
				for _, x := range b.beads() {
					gold[[4]int{x[0].at, x[1].at, x[0].n, x[1].n}] = true
				}
				got.add(found, gold)
			}
			t.Logf("%-14s %v %s: %s", c.corpus, c.langs, name, got)
		}
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
