package lineage

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Passages in one language that say the same are laid under each other word by
// word, as an editor collates manuscripts: one after the other is aligned with
// the table made so far (progressive alignment, Hogeweg & Hesper 1984; with the
// whole table and not its first text, Lee, Grasso & Sharlow 2002), so that the
// order of the articles does not matter.

const (
	// longestPassage is how many words of a passage are collated.
	longestPassage = 20000
	// maxTable is how many cells, columns times witnesses, a table may have.
	maxTable = 1 << 25
)

// noWord is the reading of a passage that has nothing in a column.
const noWord int32 = 0

// column is one place of the table.
type column struct {
	row   []int32 // witness → word, noWord where it has none
	words []int32 // the different words, the first aligned first
	held  int     // how many witnesses have a word
}

func (c *column) put(witness int, word int32) {
	c.row[witness] = word
	c.held++
	if !slices.Contains(c.words, word) {
		c.words = append(c.words, word)
	}
}

// errTooLarge says that passages are too many, or too long and too different, to
// be collated in the time there is.
var errTooLarge = errors.New("too much text to collate")

// table is a collation that grows by one witness after the other.
type table struct {
	witnesses int
	aligned   int
	columns   []column
	words     *wordbook
	effort    *effort
}

// align lays the passages, words by their numbers, under each other. Equal
// passages should be given once. The columns come in the order of the text. It
// fails with errTooLarge where that takes more than the effort, and when the
// context ends.
func align(ctx context.Context, passages [][]int32, words *wordbook, most int) ([]column, error) {
	t := table{witnesses: len(passages), words: words, effort: &effort{ctx: ctx, left: most}}
	for _, w := range readingOrder(passages, words) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := t.add(w, passages[w][:min(len(passages[w]), longestPassage)]); err != nil {
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
		return errTooLarge
	case e.since > lookEvery:
		e.since = 0
		return e.ctx.Err()
	}
	return nil
}

// readingOrder is the order in which passages are aligned: first the one whose
// words most others have, then what shares most with it.
func readingOrder(passages [][]int32, words *wordbook) []int {
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
		return cmp.Or(worth[b]-worth[a], len(passages[b])-len(passages[a]), words.compare(passages[a], passages[b]))
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

// add aligns one more witness with the table.
func (t *table) add(witness int, words []int32) error {
	var next []column
	var err error
	col, word := 0, 0
	for _, a := range append(t.anchors(words), anchor{len(t.columns), len(words)}) {
		if next, err = t.merge(next, t.columns[col:a.column], words[word:a.word], witness); err != nil {
			return err
		}
		if a.column < len(t.columns) {
			c := t.columns[a.column]
			c.put(witness, words[a.word])
			next = append(next, c)
		}
		col, word = a.column+1, a.word+1
	}
	t.columns = next
	t.aligned++
	return nil
}

// anchor is a word that surely stands in a column.
type anchor struct{ column, word int }

// anchors finds pairs of words in a row that come once in the table and once
// in the passage, and keeps the longest chain of them (patience diff). What
// lies between two of them is little.
func (t *table) anchors(words []int32) []anchor {
	at := t.heads()
	seen := map[[2]int32]int{}
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
// witnesses skip left out, and where the pair stands.
func (t *table) heads() map[[2]int32]int {
	at := map[[2]int32]int{}
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
func (t *table) merge(out, columns []column, words []int32, witness int) ([]column, error) {
	steps, err := t.path(columns, words)
	if err != nil || (len(out)+len(steps))*t.witnesses > maxTable {
		return nil, cmp.Or(err, errTooLarge)
	}
	i, j := 0, 0
	for _, s := range steps {
		switch s {
		case stepBoth:
			c := columns[i]
			c.put(witness, words[j])
			out = append(out, c)
			i, j = i+1, j+1
		case stepColumn:
			out = append(out, columns[i])
			i++
		case stepWord:
			c := column{row: make([]int32, t.witnesses)}
			c.put(witness, words[j])
			out = append(out, c)
			j++
		}
	}
	return out, nil
}
