package reuse

import (
	"cmp"
	"slices"
)

const (
	// oftenInOne is how many times one text may have a shingle for each to be
	// looked at: what a page repeats more often is its frame.
	oftenInOne = 4
	// sureRun is the length, in half words, of a run around a seed that is
	// worth aligning by itself; a shorter one needs a second seed near it.
	sureRun = 10
	// nearSeeds is how many words apart two seeds may be to speak for each other.
	nearSeeds = 16
	// runDrop is by how many half words a run may fall behind its best.
	runDrop = 6
	// leastSame is the share of equal words that a stretch must have.
	leastSame = 0.6
	// maxStretches bounds the stretches of one pair of texts.
	maxStretches = 1000
)

// seed is a shingle that two texts have in common, by the words at which it begins.
type seed struct{ a, b uint32 }

func bySeed(x, y seed) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }

// common returns the stretches of at least so many equal words that two texts have
// in common, in the order of a, no part of either twice. Pieces of a script
// without spaces count half a word. The time is near linear in the texts. The
// result is valid until the next call.
func (l *aligner) common(a, b []word, least int) []match {
	n := max(1, min(shingleWords, least))
	l.marks = shingles(a, n, l.marks[:0])
	of := len(l.marks)
	l.marks = shingles(b, n, l.marks)
	inA, inB := l.marks[:of], l.marks[of:]
	slices.SortFunc(inA, byHash)
	slices.SortFunc(inB, byHash)
	l.seeds = l.seeds[:0]
	for i, j := 0, 0; i < len(inA) && j < len(inB); {
		switch c := cmp.Compare(inA[i].hash, inB[j].hash); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			endA, endB := runOf(inA, i), runOf(inB, j)
			l.cross(inA[i:min(endA, i+oftenInOne)], inB[j:min(endB, j+oftenInOne)])
			i, j = endA, endB
		}
	}
	slices.SortFunc(l.seeds, bySeed)
	return l.stretches(a, b, l.seeds, least)
}

func byHash(x, y mark) int { return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.at, y.at)) }

// runOf returns the end of the marks of one hash.
func runOf(marks []mark, i int) int {
	end := i + 1
	for end < len(marks) && marks[end].hash == marks[i].hash {
		end++
	}
	return end
}

func (l *aligner) cross(a, b []mark) {
	for _, x := range a {
		for _, y := range b {
			l.seeds = append(l.seeds, seed{x.at, y.at})
		}
	}
}

// stretches aligns two texts through their seeds, which come in the order of
// the first. A seed within a stretch that is already found is passed over, so
// that a long copy costs one alignment.
func (l *aligner) stretches(a, b []word, seeds []seed, least int) []match {
	l.found, l.near = l.found[:0], l.near[:0]
	sure := min(sureRun, 2*least)
	for k, s := range seeds {
		if l.covered(s) || len(l.found) == maxStretches {
			continue
		}
		if !besideAnother(seeds, k) && run(a, b, int(s.a), int(s.b)) < sure {
			continue
		}
		m := l.through(a, b, int(s.a), int(s.b))
		if m.Score > 0 {
			l.near = append(l.near, m)
		}
		if isLong(a, b, m, least) {
			l.found = append(l.found, m)
		}
	}
	return l.oneToOne()
}

// covered reports that a seed is within an alignment that was made, and
// forgets those that lie before it.
func (l *aligner) covered(s seed) bool {
	kept := l.near[:0]
	covered := false
	for _, m := range l.near {
		if m.A.End > int(s.a) {
			kept = append(kept, m)
			covered = covered || m.A.has(int(s.a)) && m.B.has(int(s.b))
		}
	}
	l.near = kept
	return covered
}

// besideAnother reports that the seed after or before lies near on both sides,
// on another diagonal: words were put in or left out between them.
func besideAnother(seeds []seed, k int) bool {
	s := seeds[k]
	for _, n := range [...]int{k - 1, k + 1} {
		if n < 0 || n >= len(seeds) {
			continue
		}
		da, db := int(seeds[n].a)-int(s.a), int(seeds[n].b)-int(s.b)
		if n < k {
			da, db = -da, -db
		}
		if da > 0 && da <= nearSeeds && db > 0 && db <= nearSeeds {
			return true
		}
	}
	return false
}

// run returns by how many half words those alike outweigh those that are not,
// at best, on the diagonal of a seed and on both sides of it. It costs a
// fraction of an alignment, and most seeds are chance.
func run(a, b []word, i, j int) int {
	return straight(a, b, i, j, 1) + straight(a, b, i-1, j-1, -1)
}

func straight(a, b []word, i, j, step int) (best int) {
	for sum := 0; i >= 0 && j >= 0 && i < len(a) && j < len(b); i, j = i+step, j+step {
		if alike(a[i], b[j]) {
			sum += a[i].halves()
		} else {
			sum -= a[i].halves()
		}
		best = max(best, sum)
		if best >= sureRun || sum < best-runDrop {
			break
		}
	}
	return best
}

// isLong reports that a stretch has at least so many equal words, that not many
// lie between them, and that most are equal: a list of years is no copy of
// another, though all figures are alike.
func isLong(a, b []word, m match, least int) bool {
	size := min(halves(a[m.A.Start:m.A.End]), halves(b[m.B.Start:m.B.End]))
	short, long := max(1, min(m.A.Len(), m.B.Len())), max(m.A.Len(), m.B.Len())
	return m.Same*size >= 2*least*short && m.Score*size >= 2*(2*least-differenceCost)*short &&
		float64(m.Same) >= leastSame*float64(long)
}

// oneToOne takes the best stretches first, and leaves out those that lie half
// within what is taken on either side.
func (l *aligner) oneToOne() []match {
	slices.SortFunc(l.found, func(x, y match) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.A.Start, y.A.Start), cmp.Compare(x.B.Start, y.B.Start))
	})
	l.taken = l.taken[:0]
	for _, m := range l.found {
		if !slices.ContainsFunc(l.taken, func(t match) bool {
			return 2*m.A.overlap(t.A) > m.A.Len() || 2*m.B.overlap(t.B) > m.B.Len()
		}) {
			l.taken = append(l.taken, m)
		}
	}
	slices.SortFunc(l.taken, func(x, y match) int {
		return cmp.Or(cmp.Compare(x.A.Start, y.A.Start), cmp.Compare(x.B.Start, y.B.Start))
	})
	return l.taken
}
