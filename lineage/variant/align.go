package variant

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// column is one place of the table.
type column struct {
	row   []int32 // passage → word, NoWord where it has none
	words []int32 // the different words, the first aligned first
	held  int     // how many passages have a word
}

func (c *column) put(passage int, word int32) {
	c.row[passage] = word
	c.held++
	if !slices.Contains(c.words, word) {
		c.words = append(c.words, word)
	}
}

// ErrTooLarge says that texts are too many, or too long and too different, to be
// compared in the time there is.
var ErrTooLarge = errors.New("too much text to compare word by word")

// table is a collation that grows by one passage after the other.
type table struct {
	passages int // in the end
	aligned  int // so far
	columns  []column
	spare    []column // memory for the next ones
	book     *Book
	effort   *effort
	// pairs are the neighbouring words of the table and of a passage, in the memory
	// of the passage before.
	pairs [2]map[[2]int32]int
}

// align lays the passages, words by their numbers, under each other. Equal
// passages should be given once. The columns come in the order of the text. It
// fails with ErrTooLarge where that takes more than the effort, and when the
// context ends.
func align(ctx context.Context, passages [][]int32, book *Book, effortLeft int) ([]column, error) {
	t := table{passages: len(passages), book: book, effort: &effort{ctx: ctx, left: effortLeft}, pairs: [2]map[[2]int32]int{{}, {}}}
	for _, p := range readingOrder(passages, book) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := t.add(p, passages[p]); err != nil {
			return nil, err
		}
	}
	return t.columns, nil
}

// effort is how many pairs of words an alignment may still compare.
type effort struct {
	ctx         context.Context
	left, since int // since the context was looked at
}

// lookEvery is after how many comparisons, about a hundredth of a second's, the
// context is looked at.
const lookEvery = 1 << 20

// spend takes comparisons off what is left.
func (e *effort) spend(comparisons int) error {
	e.left -= comparisons
	e.since += comparisons
	switch {
	case e.left < 0:
		return ErrTooLarge
	case e.since > lookEvery:
		e.since = 0
		return e.ctx.Err()
	}
	return nil
}

// readingOrder is the order in which passages are aligned: first the one whose
// words most others have, then what shares most with it.
func readingOrder(passages [][]int32, book *Book) []int {
	having := map[int32]int{}
	for _, p := range passages {
		for w := range distinct(p) {
			having[w]++
		}
	}
	worth := make([]int, len(passages))
	for i, p := range passages {
		for w := range distinct(p) {
			worth[i] += having[w] - 1
		}
	}
	order := make([]int, len(passages))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(worth[b]-worth[a], len(passages[b])-len(passages[a]), book.compare(passages[a], passages[b]))
	})
	return order
}

func distinct(words []int32) map[int32]bool {
	set := make(map[int32]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// add aligns one more passage with the table.
func (t *table) add(passage int, words []int32) error {
	next := t.spare[:0]
	var err error
	col, word := 0, 0
	for _, a := range append(t.anchors(words), anchor{len(t.columns), len(words)}) {
		if next, err = t.merge(next, t.columns[col:a.column], words[word:a.word], passage); err != nil {
			return err
		}
		if a.column < len(t.columns) {
			c := t.columns[a.column]
			c.put(passage, words[a.word])
			next = append(next, c)
		}
		col, word = a.column+1, a.word+1
	}
	t.columns, t.spare = next, t.columns
	t.aligned++
	return nil
}

// anchor is a word that surely stands in a column.
type anchor struct{ column, word int }

// anchors finds pairs of words in a row that come once in the table and once
// in the passage, and keeps the longest chain of them (patience diff). What
// lies between two of them is little.
func (t *table) anchors(words []int32) []anchor {
	at, seen := t.heads(), t.pairs[1]
	clear(seen)
	for i := 0; i+1 < len(words); i++ {
		seen[[2]int32{words[i], words[i+1]}]++
	}
	var found []anchor
	for i := 0; i+1 < len(words); i++ {
		k := [2]int32{words[i], words[i+1]}
		if c, ok := at[k]; ok && c != several && seen[k] == 1 {
			found = append(found, anchor{c, i})
		}
	}
	return rising(found)
}

// several stands for a column where there is more than one.
const several = -1

// heads finds the first words of neighbouring columns, those that most
// passages skip left out, and where the pair stands.
func (t *table) heads() map[[2]int32]int {
	at := t.pairs[0]
	clear(at)
	before := -1
	for i := range t.columns {
		if 2*t.columns[i].held < t.aligned {
			continue
		}
		if before >= 0 {
			k := [2]int32{t.columns[before].words[0], t.columns[i].words[0]}
			if _, ok := at[k]; ok {
				at[k] = several
			} else {
				at[k] = before
			}
		}
		before = i
	}
	return at
}

// rising returns the longest chain of anchors, sorted by word, in which the
// columns rise too.
func rising(anchors []anchor) []anchor {
	var tails []int // chain length - 1 → its last anchor
	before := make([]int, len(anchors))
	for i, a := range anchors {
		n, _ := slices.BinarySearchFunc(tails, a.column, func(k, column int) int { return anchors[k].column - column })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) == 0 {
		return nil
	}
	chain := make([]anchor, len(tails))
	for k, i := len(tails)-1, tails[len(tails)-1]; k >= 0; k, i = k-1, before[i] {
		chain[k] = anchors[i]
	}
	return chain
}

// merge aligns words with columns by dynamic programming (Needleman & Wunsch
// 1970) near the diagonal, and appends the columns that result.
func (t *table) merge(out, columns []column, words []int32, passage int) ([]column, error) {
	steps, err := t.path(columns, words)
	if err != nil || (len(out)+len(steps))*t.passages > maxTable {
		return nil, cmp.Or(err, ErrTooLarge)
	}
	i, j := 0, 0
	for _, s := range steps {
		switch s {
		case stepBoth:
			c := columns[i]
			c.put(passage, words[j])
			out = append(out, c)
			i, j = i+1, j+1
		case stepColumn:
			out = append(out, columns[i])
			i++
		case stepWord:
			c := column{row: make([]int32, t.passages)}
			c.put(passage, words[j])
			out = append(out, c)
			j++
		}
	}
	return out, nil
}
