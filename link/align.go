package link

import "github.com/stemma-news/stemma"

const (
	// band is how far from the seed's diagonal an alignment may wander.
	band = 32
	// The scores of the local alignment (Smith & Waterman 1981). A gap costs
	// as much as a mismatch: editors drop words as often as they change them.
	matchScore, gapScore = 2, -1
	// verbatimShare of the words of the longer side, or almost all of a
	// clause of at least clauseWords, make a link verbatim.
	verbatimShare, clauseShare, clauseWords = 0.8, 0.9, 6
	// fullRun is the length of a run of the same words that proves reuse.
	fullRun = 8
)

// seed is a run of n words that two texts have in common, from a in the first
// and from b in the second.
type seed struct{ a, b, n int }

// alignment is what a local alignment of words found: the stretch of each side
// and how many words match within it.
type alignment struct {
	a, b    run
	matches int
}

// aligner aligns words by term id; it keeps the memory that this takes.
type aligner struct {
	rows  [2][]int32
	cells []cell
}

// cell is the best local alignment that ends at a pair of words: its score,
// where it starts, and its matches. Carrying these along spares a trace back.
type cell struct {
	score, matches int32
	aStart, bStart int32
}

// seed returns the longest run of words in common, the first of equals.
func (l *aligner) seed(a, b []int32) seed {
	var best seed
	l.rows[0], l.rows[1] = grow(l.rows[0], len(b)+1), grow(l.rows[1], len(b)+1)
	prev, cur := l.rows[0], l.rows[1]
	clear(prev)
	cur[0] = 0
	for i, w := range a {
		for j, x := range b {
			if w != x {
				cur[j+1] = 0
				continue
			}
			cur[j+1] = prev[j] + 1
			if n := int(cur[j+1]); n > best.n {
				best = seed{i + 1 - n, j + 1 - n, n}
			}
		}
		prev, cur = cur, prev
	}
	return best
}

func runShare(n int) float64 { return min(1, float64(n)/fullRun) }

// local returns the best local alignment of a and b within a band around the
// diagonal of the seed. Words that figure tells to be written in digits match
// each other: a changed number does not break a copy.
func (l *aligner) local(a, b []int32, s seed, figure []bool) alignment {
	width := 2*band + 3 // one cell of nothing at either side
	l.cells = grow(l.cells, 2*width)
	clear(l.cells)
	prev, cur := l.cells[:width], l.cells[width:]
	var best cell
	var out alignment
	for i := range a {
		clear(cur)
		// Cell c of row i is the pair (i, i+shift+c); of the row above, the
		// same c is one diagonal step back.
		shift := s.b - s.a - band - 1
		for c := 1; c < width-1; c++ {
			j := i + shift + c
			if j < 0 || j >= len(b) {
				continue
			}
			cur[c] = bestCell(prev[c], prev[c+1], cur[c-1], i, j, alike(a[i], b[j], figure))
			if cur[c].score > best.score {
				best = cur[c]
				out = alignment{between(int(best.aStart), i), between(int(best.bStart), j), int(best.matches)}
			}
		}
		prev, cur = cur, prev
	}
	return out
}

func between(start, last int) run { return run{start, last + 1 - start} }

func alike(x, y int32, figure []bool) bool { return x == y || figure[x] && figure[y] }

// bestCell extends the best of the three alignments that can reach (i, j), or
// starts a new one there.
func bestCell(diagonal, up, left cell, i, j int, same bool) cell {
	step := diagonal
	if step.score <= 0 {
		step = cell{aStart: int32(i), bStart: int32(j)}
	}
	if same {
		step.score += matchScore
		step.matches++
	} else {
		step.score += gapScore
	}
	for _, o := range [...]cell{up, left} {
		if o.score+gapScore > step.score {
			step = o
			step.score += gapScore
		}
	}
	if step.score <= 0 {
		return cell{}
	}
	return step
}

// kind tells copied from rewritten and translated. The languages alone do not
// decide: what is copied word for word is a copy even where the two articles
// were taken to be of different languages, as neighbouring ones are.
func (m *matcher) kind(f *match) stemma.LinkKind {
	if m.verbatim(m.a.words(f.a), m.b.words(f.b)) {
		return stemma.LinkVerbatim
	}
	if sameLanguage(m.a, m.b) {
		return stemma.LinkRewrite
	}
	return stemma.LinkTranslation
}

func (m *matcher) verbatim(a, b []int32) bool {
	s := m.align.seed(a, b)
	if s.n == 0 {
		return false
	}
	n := m.align.local(a, b, s, m.story.figure).matches
	short, long := min(len(a), len(b)), max(len(a), len(b))
	return float64(n) >= verbatimShare*float64(long) ||
		short >= clauseWords && float64(n) >= clauseShare*float64(short)
}
