package variant

import "slices"

const (
	// alignBand is how far from the diagonal an alignment may stray where no
	// common words hold it.
	alignBand = 300
	// What an aligned pair of words is worth, in eighths: the same, spelt alike,
	// others; and a word left out where everybody has one.
	scoreSame, scoreAlike, scoreOther, scoreGap = 16, 6, -7, -8
)

// step is what an alignment does at one cell.
type step uint8

const (
	stepBoth   step = iota // a word into a column
	stepColumn             // a column without a word
	stepWord               // a word without a column
)

// band is the part of the matrix, columns by words, that an alignment looks at:
// of each column's row as many cells, around the diagonal. It is wide enough for
// the rows of neighbouring columns to overlap, however steep the diagonal is.
type band struct{ columns, words, half, width int }

func bandOf(columns, words int) band {
	half := max(alignBand, words/columns+1)
	return band{columns, words, half, min(words+1, 2*half+1)}
}

// low is the first cell of a row that is in the band.
func (b *band) low(row int) int {
	return max(0, min(b.words+1-b.width, row*b.words/b.columns-b.half))
}

// path returns the best steps through columns and words.
func (t *table) path(columns []column, words []int32) ([]step, error) {
	if len(columns) == 0 || len(words) == 0 {
		return straight(len(columns), len(words)), nil
	}
	b := bandOf(len(columns), len(words))
	if (len(columns)+1)*b.width > t.effort.left {
		return nil, ErrTooLarge
	}
	steps := make([]step, (len(columns)+1)*b.width)
	score, last := make([]int, len(words)+1), make([]int, len(words)+1)
	for j := range b.width {
		last[j], steps[j] = j*scoreGap, stepWord
	}
	for i := 1; i <= len(columns); i++ {
		if err := t.effort.spend(b.width * len(columns[i-1].words)); err != nil {
			return nil, err
		}
		t.fill(&b, i, &columns[i-1], words, score, last, steps[i*b.width:][:b.width])
		score, last = last, score
	}
	return b.walk(steps), nil
}

// fill scores the band's cells in the row of a column, given the scores of the
// row before, and notes the last step to each.
func (t *table) fill(b *band, row int, c *column, words []int32, score, last []int, steps []step) {
	from, above := b.low(row), b.low(row-1)
	skip := scoreGap * c.held / max(1, t.aligned)
	const never = -1 << 30
	for k := range steps {
		j := from + k
		best, by := never, stepBoth
		if j < above+b.width {
			best, by = last[j]+skip, stepColumn
		}
		if k > 0 && score[j-1]+scoreGap > best {
			best, by = score[j-1]+scoreGap, stepWord
		}
		if j > above && j-1 < above+b.width {
			if s := last[j-1] + t.match(c, words[j-1]); s >= best {
				best, by = s, stepBoth
			}
		}
		score[j], steps[k] = best, by
	}
}

// walk follows the noted steps back from the end.
func (b *band) walk(steps []step) []step {
	var back []step
	for i, j := b.columns, b.words; i > 0 || j > 0; {
		s := steps[i*b.width+j-b.low(i)]
		back = append(back, s)
		if s != stepWord {
			i--
		}
		if s != stepColumn {
			j--
		}
	}
	slices.Reverse(back)
	return back
}

// straight skips all columns, then adds all words.
func straight(columns, words int) []step {
	steps := make([]step, 0, columns+words)
	for range columns {
		steps = append(steps, stepColumn)
	}
	for range words {
		steps = append(steps, stepWord)
	}
	return steps
}

// match is what a word is worth in a column. A column that most passages skip
// draws in nothing but its own word.
func (t *table) match(c *column, word int32) int {
	best := scoreOther
	for _, w := range c.words {
		if w == word {
			return scoreSame
		}
		if best < scoreAlike && t.book.alike(w, word) {
			best = scoreAlike
		}
	}
	return best
}
