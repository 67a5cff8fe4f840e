package link

import (
	"cmp"
	"math"
	"slices"
)

const (
	// reach is how far, in sentences, a path may leave the rectangles between
	// its surest links. Without links that is the whole matrix.
	reach = 5
	// pathRounds is how often the best path is sought: each time with the
	// habits of the translator that the path before shows.
	pathRounds = 3
	// usualShare is the share of beads that are merges, and of steps that
	// begin a gap, which the weights take for granted; fewBeads is how many
	// beads that assumption is worth.
	usualShare, fewBeads = 0.2, 5
	// hopeless is the log odds below which no path takes a pair.
	hopeless = -6
	// sureLink is the score from which a link out of order is that of moved
	// sentences, and no path may have them.
	sureLink = 0.6
	// crossed is the probability from which two links that cross are those of
	// neighbours that changed places.
	crossed = 0.4
	// coreOdds is the log odds that one pair inside a merge must have.
	coreOdds = -3
	// pointless is the mean of the sentences' best log odds below which no
	// path takes a merge.
	pointless = -4
)

// habits is how often the two texts merge sentences and leave them out, as log
// odds over the usual.
type habits struct{ merge, gap float64 }

// The states of a path: behind a bead, and behind a sentence of the first and
// of the second article that was left out. Those of the first come before
// those of the second, so that every path is counted once.
const (
	linked = iota
	outA
	outB
	states
)

// move is a way out of a cell of the matrix.
type move struct {
	a, b  int8
	score float32
}

func (s *move) state() int {
	switch {
	case s.b == 0:
		return outA
	case s.a == 0:
		return outB
	}
	return linked
}

// walker finds the best path through the matrix of a pair of articles.
type walker struct {
	ground
	lo, hi []int // columns that a path may cross in each row of cells
	first  []int // of the moves of each cell within them, in order
	moves  []move
	best   [][states]float32
	from   [][states]arrival
	start  []int        // where a row's cells are
	out    [2][]float32 // scores of leaving sentences out
	scores []float32    // of the path's beads
	habits habits
}

// arrival is how a state of a cell was reached.
type arrival struct {
	move  *move
	state int8
}

// walk returns the beads of the best path near a chain of the links found, with
// their log odds over being left out. The first path of a pair of articles
// shows the translator's habits, the others have them from it.
func (m *matcher) walk(found []match, first bool) []match {
	if m.walker == nil {
		m.walker = &walker{ground: ground{matcher: m}}
	}
	way, w := chain(found), m.walker
	rounds := 1
	if first {
		w.prepare()
		w.habits, rounds = habits{}, pathRounds
	}
	w.leave(found, way)
	w.bound(way)
	w.survey()
	path := w.follow()
	for range rounds - 1 {
		w.habits = w.count(path)
		path = w.follow()
	}
	for k, odds := range w.odds(path) {
		path[k].score = odds
	}
	return path
}

// bound keeps the path near the chain of the surest links, and makes it pass
// through those that are firm.
func (w *walker) bound(chain []match) {
	w.lo, w.hi = grow(w.lo, w.na+1), grow(w.hi, w.na+1)
	for i := range w.lo {
		w.lo[i], w.hi[i] = w.nb, 0
	}
	i, j, before := 0, 0, reach
	for k := range len(chain) + 1 {
		x, y, after, firm := w.na, w.nb, reach, false
		if k < len(chain) {
			x, y = chain[k].a.at, chain[k].b.at
			if firm = w.firm(x, y); firm {
				after = 0
			}
		}
		for r := max(0, i-before); r <= min(w.na, x+after); r++ {
			w.lo[r], w.hi[r] = min(w.lo[r], max(0, j-before)), max(w.hi[r], min(w.nb, y+after))
		}
		if i, j, before = x, y, reach; firm {
			i, j, before = x+1, y+1, 0
		}
	}
}

const (
	// Two sentences of firmDice of the words in common, by weight, and of lengths
	// that are no further apart than firmLength, are counterparts as they are: there
	// is no room for a third.
	firmDice, firmLength = 0.75, 0.15
	firmOdds             = 2
)

// firm tells whether a path may be held to a link.
func (w *walker) firm(i, j int) bool {
	at := i*w.nb + j
	return w.sureA[i] == int32(j) || w.dices[at] >= firmDice && w.logit[at] >= firmOdds &&
		uneven(w.a.sents[i].length, w.b.sents[j].length) <= firmLength
}

// chain returns the heaviest links that follow each other in the same order in
// both articles.
func chain(found []match) []match {
	sorted := byPlace(found)
	sum, prev := make([]float64, len(sorted)), make([]int, len(sorted))
	last := 0
	for k, f := range sorted {
		prev[k] = -1
		for o := range k {
			if sorted[o].a.end() <= f.a.at && sorted[o].b.end() <= f.b.at && sum[o] > sum[k] {
				sum[k], prev[k] = sum[o], o
			}
		}
		sum[k] += f.score
		if sum[k] > sum[last] {
			last = k
		}
	}
	var out []match
	for k := last; k >= 0 && len(sorted) > 0; k = prev[k] {
		out = append(out, sorted[k])
	}
	slices.Reverse(out)
	return out
}

// survey scores all moves within the bounds.
func (w *walker) survey() {
	w.out[0], w.out[1] = w.skips(0, w.na), w.skips(1, w.nb)
	w.start = grow(w.start, w.na+2)
	w.start[0] = 0
	for i := range w.na + 1 {
		w.start[i+1] = w.start[i] + w.hi[i] - w.lo[i] + 1
	}
	w.first, w.moves = w.first[:0], w.moves[:0]
	var f bead
	for i := range w.na + 1 {
		for j := w.lo[i]; j <= w.hi[i]; j++ {
			w.first = append(w.first, len(w.moves))
			if w.within(i+1, j) {
				w.moves = append(w.moves, move{1, 0, w.out[0][i]})
			}
			if w.within(i, j+1) {
				w.moves = append(w.moves, move{0, 1, w.out[1][j]})
			}
			for _, s := range w.possible(i, j) {
				if w.within(i+s.a, j+s.b) && w.bead(&f, run{i, s.a}, run{j, s.b}) {
					w.moves = append(w.moves, move{int8(s.a), int8(s.b), float32(pathModel.score(&f))}) //nolint:gosec // runs of a few sentences
				}
			}
		}
	}
	w.first = append(w.first, len(w.moves))
}

// possible returns the shapes of beads that may begin in a cell: merges only where
// any can have a heart.
func (w *walker) possible(i, j int) []shape {
	a, b := run{i, min(maxMerge, w.na-i)}, run{j, min(maxMerge, w.nb-j)}
	if w.over(w.cores, a, b) == 0 {
		return shapes[:1]
	}
	return shapes[:]
}

func (w *walker) within(i, j int) bool { return i <= w.na && j >= w.lo[i] && j <= w.hi[i] }

func (w *walker) cell(i, j int) int { return w.start[i] + j - w.lo[i] }

func (w *walker) skips(side, n int) []float32 {
	out := grow(w.out[side], n)
	var f bead
	for k := range out {
		w.skip(&f, side, k)
		out[k] = float32(pathModel.score(&f))
	}
	return out
}

// follow returns the beads of the best path, given the habits.
func (w *walker) follow() []match {
	cells := w.start[w.na+1]
	w.best, w.from = grow(w.best, cells), grow(w.from, cells)
	for k := range w.best {
		for s := range states {
			w.best[k][s] = float32(math.Inf(-1))
		}
	}
	w.best[0][linked] = 0
	merge := float32(pathModel[bJoined] * w.habits.merge)
	gap := float32(pathModel[bOpen] + pathModel[bLoose]*w.habits.gap)
	for i := range w.na + 1 {
		for j := w.lo[i]; j <= w.hi[i]; j++ {
			at := w.cell(i, j)
			ways := w.ways(at, gap)
			for k := w.first[at]; k < w.first[at+1]; k++ {
				w.take(w.cell(i+int(w.moves[k].a), j+int(w.moves[k].b)), &w.moves[k], &ways, merge)
			}
		}
	}
	return w.back()
}

// way is the best state of a cell to go on from, and the score there.
type way struct {
	score float32
	state int8
}

// ways returns for each state of the next cell how best to come from a cell,
// whatever the move: only leaving out begins a gap.
func (w *walker) ways(at int, gap float32) (out [states]way) {
	best := &w.best[at]
	for next := range states {
		out[next].score = float32(math.Inf(-1))
		for s := range states {
			v := best[s]
			if next != linked && next != s {
				v += gap
			}
			if v > out[next].score && (next != outA || s != outB) {
				out[next] = way{v, int8(s)}
			}
		}
	}
	return out
}

// take makes a move into a cell, if no better one leads there.
func (w *walker) take(to int, x *move, ways *[states]way, merge float32) {
	next := x.state()
	v := ways[next].score + x.score
	if x.a+x.b > 2 {
		v += merge
	}
	if v > w.best[to][next] {
		w.best[to][next], w.from[to][next] = v, arrival{x, ways[next].state}
	}
}

// back reads the best path from its end.
func (w *walker) back() []match {
	end := w.best[w.cell(w.na, w.nb)]
	state := linked
	for s := range states {
		if end[s] > end[state] {
			state = s
		}
	}
	var out []match
	w.scores = w.scores[:0]
	for i, j := w.na, w.nb; i > 0 || j > 0; {
		s := w.from[w.cell(i, j)][state]
		i, j, state = i-int(s.move.a), j-int(s.move.b), int(s.state)
		if s.move.state() == linked {
			out = append(out, match{a: run{i, int(s.move.a)}, b: run{j, int(s.move.b)}})
			w.scores = append(w.scores, s.move.score)
		}
	}
	slices.Reverse(out)
	slices.Reverse(w.scores)
	return out
}

// odds returns the log odds of each bead of the path over leaving out its
// sentences.
func (w *walker) odds(path []match) []float64 {
	gap := pathModel[bOpen] + pathModel[bLoose]*w.habits.gap
	out := make([]float64, len(path))
	for k, f := range path {
		odds := float64(w.scores[k])
		if f.a.n+f.b.n > 2 {
			odds += pathModel[bJoined] * w.habits.merge
		}
		for i := f.a.at; i < f.a.end(); i++ {
			odds -= float64(w.out[0][i])
		}
		for j := f.b.at; j < f.b.end(); j++ {
			odds -= float64(w.out[1][j])
		}
		before, after := match{}, match{a: run{w.na, 0}, b: run{w.nb, 0}}
		if k > 0 {
			before = path[k-1]
		}
		if k+1 < len(path) {
			after = path[k+1]
		}
		out[k] = odds - gap*(newGaps(before.a, f.a, after.a)+newGaps(before.b, f.b, after.b))
	}
	return out
}

// newGaps returns how many gaps more there are without a run.
func newGaps(before, r, after run) float64 {
	n := 1.0
	if before.end() < r.at {
		n--
	}
	if r.end() < after.at {
		n--
	}
	return n
}

// count counts merges and gaps.
func (w *walker) count(path []match) habits {
	var merges, gaps float64
	end := match{a: run{w.na, 0}, b: run{w.nb, 0}}
	i, j := 0, 0
	for _, f := range slices.Concat(path, []match{end}) {
		if f.a.at > i {
			gaps++
		}
		if f.b.at > j {
			gaps++
		}
		if f.a.n+f.b.n > 2 {
			merges++
		}
		i, j = f.a.end(), f.b.end()
	}
	n := float64(len(path))
	return habits{
		merge: logOdds((merges+fewBeads*usualShare)/(n+fewBeads)) - logOdds(usualShare),
		gap:   logOdds((gaps+fewBeads*usualShare)/(n+gaps+fewBeads)) - logOdds(usualShare),
	}
}

func byPlace(found []match) []match {
	sorted := slices.Clone(found)
	slices.SortFunc(sorted, func(x, y match) int { return cmp.Or(cmp.Compare(x.a.at, y.a.at), cmp.Compare(x.b.at, y.b.at)) })
	return sorted
}
