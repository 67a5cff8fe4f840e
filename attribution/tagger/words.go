package tagger

import (
	"cmp"
	"context"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/vector"
)

const (
	contextWords = 1500 // the most frequent words, which tell what a word is like
	wordDims     = 80
	iterations   = 6
)

// offsets are the places around a word that are looked at: near ones, since the
// classes are to be those of grammar rather than of topics.
var offsets = [...]int{-2, -1, 1, 2}

// Words makes vectors of the most frequent words of a text: the leading singular
// vectors (Halko et al. 2011) of the positive pointwise mutual information
// between words and their neighbours (Levy and Goldberg 2014).
func Words(ctx context.Context, sentences iter.Seq[string]) ([]WordVector, error) {
	ids, names := map[string]int32{}, []string{""}
	flat := []int32{0} // 0 parts sentences
	for s := range sentences {
		for _, t := range tokenise(s, nil, &classes{}) {
			w := strings.ToLower(s[t.Start:t.End])
			if t.shape == digitShape {
				w = "0"
			}
			id, ok := ids[w]
			if !ok {
				id = int32(len(names))
				ids[w] = id
				names = append(names, w)
			}
			flat = append(flat, id)
		}
		flat = append(flat, 0)
	}
	ranks, words := byFrequency(flat, names)
	m := information(flat, ranks, len(words))
	return m.vectors(ctx, words)
}

// byFrequency ranks words, most frequent first, and returns those kept.
func byFrequency(flat []int32, names []string) (ranks []int32, words []string) {
	count := make([]int, len(names))
	for _, id := range flat {
		count[id]++
	}
	order := make([]int32, 0, len(names))
	for id := 1; id < len(names); id++ {
		order = append(order, int32(id))
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(count[b], count[a]) })
	ranks = make([]int32, len(names))
	for i := range ranks {
		ranks[i] = -1
	}
	for r, id := range order[:min(len(order), classedWords)] {
		ranks[id] = int32(r)
		words = append(words, names[id])
	}
	return ranks, words
}

// matrix is sparse: rows are words, columns their neighbours at each offset.
type matrix struct {
	rows, columns int
	starts        []int // of each row in cells
	cells         []cell
}

type cell struct {
	column int32
	value  float32
}

// information counts neighbours and weighs them.
func information(flat, ranks []int32, words int) *matrix {
	const kinds = contextWords + 2 // any other word, no word
	kind := func(i int) int {
		switch {
		case i < 0 || i >= len(flat) || flat[i] == 0:
			return contextWords + 1
		case ranks[flat[i]] < 0 || ranks[flat[i]] >= contextWords:
			return contextWords
		}
		return int(ranks[flat[i]])
	}
	m := &matrix{rows: words, columns: kinds * len(offsets)}
	var keys []uint64
	for i, id := range flat {
		if id == 0 || ranks[id] < 0 {
			continue
		}
		for k, o := range offsets {
			keys = append(keys, uint64(ranks[id])<<32|uint64(k*kinds+kind(i+o)))
		}
	}
	slices.Sort(keys)
	rows, columns := make([]float64, m.rows), make([]float64, m.columns)
	for _, k := range keys {
		rows[k>>32]++
		columns[uint32(k)]++
	}
	m.starts = make([]int, 1, words+1)
	for i := 0; i < len(keys); {
		from := i
		for i < len(keys) && keys[i] == keys[from] {
			i++
		}
		row, column := int(keys[from]>>32), int(uint32(keys[from]))
		for len(m.starts) <= row {
			m.starts = append(m.starts, len(m.cells))
		}
		if v := math.Log(float64(i-from) * float64(len(keys)) / (rows[row] * columns[column])); v > 0 {
			m.cells = append(m.cells, cell{int32(column), float32(v)})
		}
	}
	for len(m.starts) <= words {
		m.starts = append(m.starts, len(m.cells))
	}
	return m
}

// vectors finds the leading singular vectors by orthogonal iteration, scaled by
// the roots of the singular values.
func (m *matrix) vectors(ctx context.Context, words []string) ([]WordVector, error) {
	random := rand.New(rand.NewPCG(1, 0))
	right := dense(m.columns)
	for _, row := range right {
		for d := range row {
			row[d] = float32(random.NormFloat64())
		}
	}
	left := dense(m.rows)
	var values []float64
	for range iterations {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m.times(right, left)
		orthonormalise(left)
		m.transposedTimes(left, right)
		values = lengths(right)
	}
	out := make([]WordVector, len(words))
	for i, w := range words {
		for d := range left[i] {
			left[i][d] *= float32(math.Sqrt(values[d]))
		}
		out[i] = WordVector{Word: w, Vector: left[i]}
	}
	return out, nil
}

func dense(rows int) [][]float32 {
	out := make([][]float32, rows)
	for i := range out {
		out[i] = make([]float32, wordDims)
	}
	return out
}

func (m *matrix) times(x, out [][]float32) {
	for i := range out {
		clear(out[i])
		for _, c := range m.cells[m.starts[i]:m.starts[i+1]] {
			addTo(out[i], x[c.column], c.value)
		}
	}
}

func (m *matrix) transposedTimes(x, out [][]float32) {
	for i := range out {
		clear(out[i])
	}
	for i := range x {
		for _, c := range m.cells[m.starts[i]:m.starts[i+1]] {
			addTo(out[c.column], x[i], c.value)
		}
	}
}

// orthonormalise makes the columns orthonormal (modified Gram-Schmidt).
func orthonormalise(x [][]float32) {
	columns := make([][]float32, wordDims)
	for d := range columns {
		columns[d] = make([]float32, len(x))
		for i := range x {
			columns[d][i] = x[i][d]
		}
		for _, e := range columns[:d] {
			addTo(columns[d], e, -vector.Dot(columns[d], e))
		}
		vector.Normalise(columns[d])
	}
	for d, c := range columns {
		for i := range x {
			x[i][d] = c[i]
		}
	}
}

// lengths are those of the columns.
func lengths(x [][]float32) []float64 {
	out := make([]float64, wordDims)
	for _, row := range x {
		for d, v := range row {
			out[d] += float64(v) * float64(v)
		}
	}
	for d := range out {
		out[d] = math.Sqrt(out[d])
	}
	return out
}
