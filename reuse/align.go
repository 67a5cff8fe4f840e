package reuse

// The scores of an alignment: matching words, a word replaced by another, and
// a word that only one side has. They make (words of both sides) - 4 × (differences)
// the score, which is what lets the greedy extension work without a matrix. A
// difference costs two words that match, so that a stretch ends where the last
// two words in common are not paid for.
const (
	differenceCost = 4
	// drop is by how much the score may fall below the best before an
	// extension gives up: five words replaced, or four left out.
	drop = 20
)

// extent is a range of words, up to End and without it.
type extent struct{ Start, End int }

// Len returns the number of words in r.
func (r extent) Len() int { return r.End - r.Start }

func (r extent) has(i int) bool { return r.Start <= i && i < r.End }

func (r extent) overlap(o extent) int { return max(0, min(r.End, o.End)-max(r.Start, o.Start)) }

// match is a stretch of words that two texts have in common.
type match struct {
	A, B extent
	// Same is how many words are equal; a figure that changed is not.
	Same int
	// Score is twice the matching words less the cost of the differences.
	Score int
}

// aligner aligns words and keeps the memory that this takes. The zero value is
// ready to use, by one goroutine at a time.
type aligner struct {
	fronts      [2][]front
	marks       []mark
	seeds       []seed
	found       []match
	near, taken []match
}

// front is the furthest that an alignment with so many differences reaches on
// a diagonal: the words of the first text that it takes, and how many are equal.
type front struct{ at, same int32 }

const unreached = -1 << 30

// through returns the best alignment through word i of a and word j of b.
func (l *aligner) through(a, b []word, i, j int) match {
	onA, onB, same, score := l.extend(a, b, i, j, 1)
	backA, backB, sameBack, scoreBack := l.extend(a, b, i-1, j-1, -1)
	return match{
		A: extent{i - backA, i + onA}, B: extent{j - backB, j + onB},
		Same: same + sameBack, Score: score + scoreBack,
	}
}

// extend aligns what begins at word i of a and word j of b and goes on in a
// direction, 1 or -1, up to where the score is best, and returns how many words
// of each it takes. It is the greedy extension of Zhang, Schwartz, Wagner &
// Miller ("A greedy algorithm for aligning DNA sequences", 2000), whose time
// grows with the differences and not with a band around the diagonal: row d
// holds, for every diagonal, the furthest point that d differences reach.
func (l *aligner) extend(a, b []word, i, j, step int) (onA, onB, same, score int) {
	p := pair{a, b, i, j, step}
	f := p.slide(front{}, 0)
	onA, onB, same, score = int(f.at), int(f.at), int(f.same), 2*int(f.at)
	lo, hi := 0, 0
	prev, cur := grow(l.fronts[0], 1), l.fronts[1]
	prev[0] = f
	for d := 1; lo <= hi; d++ {
		cur = cur[:0]
		for k := lo - 1; k <= hi+1; k++ {
			f := p.next(prev, lo, k)
			if f.at < 0 || 2*int(f.at)-k-differenceCost*d < score-drop {
				cur = append(cur, front{at: unreached})
				continue
			}
			f = p.slide(f, k)
			cur = append(cur, f)
			if s := 2*int(f.at) - k - differenceCost*d; s > score {
				onA, onB, same, score = int(f.at), int(f.at)-k, int(f.same), s
			}
		}
		prev, cur = cur, prev
		lo, hi, prev = trim(prev, lo-1)
	}
	l.fronts[0], l.fronts[1] = prev[:0], cur[:0]
	return onA, onB, same, score
}

// trim leaves out the diagonals at either end that nothing reaches; lo is the
// first diagonal of the row.
func trim(row []front, lo int) (first, last int, rest []front) {
	for len(row) > 0 && row[len(row)-1].at < 0 {
		row = row[:len(row)-1]
	}
	from := 0
	for from < len(row) && row[from].at < 0 {
		from++
	}
	copy(row, row[from:]) // in place, so that the memory is kept
	row = row[:len(row)-from]
	return lo + from, lo + from + len(row) - 1, row
}

// pair is two texts, from where an alignment begins.
type pair struct {
	a, b []word
	i, j int
	step int
}

// next returns what one more difference reaches on diagonal k, from a row that
// begins at diagonal lo: the furthest of a word replaced, one that only a has,
// and one that only b has.
func (p *pair) next(row []front, lo, k int) front {
	best := front{at: unreached}
	for _, o := range [...]struct{ k, words int }{{k, 1}, {k - 1, 1}, {k + 1, 0}} {
		if c := o.k - lo; c >= 0 && c < len(row) && row[c].at >= 0 {
			f := row[c]
			f.at += int32(o.words)
			if f.at > best.at && p.within(int(f.at), int(f.at)-k) {
				best = f
			}
		}
	}
	return best
}

// within reports that the texts have so many words where the alignment goes.
func (p *pair) within(n, m int) bool {
	if p.step > 0 {
		return n >= 0 && m >= 0 && p.i+n <= len(p.a) && p.j+m <= len(p.b)
	}
	return n >= 0 && m >= 0 && n <= p.i+1 && m <= p.j+1
}

// slide goes along diagonal k as long as the words are alike.
func (p *pair) slide(f front, k int) front {
	i, j := p.i+p.step*int(f.at), p.j+p.step*(int(f.at)-k)
	for i >= 0 && j >= 0 && i < len(p.a) && j < len(p.b) && alike(p.a[i], p.b[j]) {
		if p.a[i] == p.b[j] {
			f.same++
		}
		f.at++
		i += p.step
		j += p.step
	}
	return f
}

// grow returns a slice of n elements of any value, in the memory of s if it
// has room.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
