// Package vector turns sentences of any language into unit vectors in one space, in which sentences that say the
// same lie close together.
//
// The built-in model is static: the subword units of a sentence (package feature) have rows in a table, their
// weighted sum, normalised, is the vector. There is no context and no word order in it: that is what a transformer
// adds and what makes it a thousand times slower. The table was trained on parallel sentences, and on single ones with
// a transformer's vectors, with a symmetric contrastive loss (package train; cf. Wieting et al. 2019, "Simple and Effective Paraphrastic Similarity from
// Parallel Translations", and fastText's subwords, Bojanowski et al. 2017). README.md has its provenance, licence
// and figures.
//
// What it does badly: very short sentences, negation, who did what to whom, words in no training text.
package vector

import (
	"context"
	_ "embed" // the table
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/stemma-news/stemma/vector/feature"
)

//go:embed table/static.bin
var file []byte

// The table is parsed once, by the first caller: a program that does not ask for it pays nothing.
var open = sync.OnceValues(func() (*Static, error) { return Parse(file) })

// Threshold is the cosine of the built-in model from which two sentences of different languages are more probably
// translations of each other than not, where as many are as are not; README.md says how often that is right.
const Threshold = 0.3

// Default returns the built-in model.
func Default() (*Static, error) {
	s, err := open()
	if err != nil {
		return nil, fmt.Errorf("built-in vectors: %w", err)
	}
	return s, nil
}

// batch is how many sentences a worker takes at a time: few enough to share the end of a short list, enough to
// make the taking free.
const batch = 64

// Vectors returns a unit vector for each sentence, or a zero vector where it has no unit that the table knows. The
// result does not depend on the number of cores: each vector is computed by one of them, in one order.
func (s *Static) Vectors(ctx context.Context, sentences []string) ([][]float32, error) {
	out := make([][]float32, len(sentences))
	all := make([]float32, len(sentences)*s.dim)
	var next atomic.Int64
	work := func() {
		w := s.worker()
		defer s.workers.Put(w)
		for ctx.Err() == nil {
			end := int(next.Add(batch))
			start := end - batch
			if start >= len(sentences) {
				return
			}
			for i := start; i < min(end, len(sentences)); i++ {
				out[i] = all[i*s.dim : (i+1)*s.dim : (i+1)*s.dim]
				w.vector(out[i], sentences[i])
			}
		}
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (len(sentences)+batch-1)/batch) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("vectors of %d sentences: %w", len(sentences), err)
	}
	return out, nil
}

// worker holds what one goroutine needs, and its cache of words. Half of the words of running text are among a few
// hundred: the sum of a word's rows is computed once in a while and added as one row after that.
type worker struct {
	table    *Static
	scan     feature.Scanner
	features []feature.Feature
	rows     []weighted
	warm     byte // of no use but to have rows fetched early
	cache    [cacheSize]cached
	sums     []float32
}

const (
	cacheSize = 2048
	cacheWord = 16 // longer words are rare, and not cached
)

type cached struct {
	word  [cacheWord]rune
	n     int8 // 0: empty
	known bool // some unit of the word has a row
}

func (s *Static) worker() *worker {
	if w, ok := s.workers.Get().(*worker); ok {
		return w
	}
	return &worker{table: s, sums: make([]float32, (cacheSize+1)*s.dim)}
}

// maxSentence is how many bytes of a sentence are read. What is longer is no sentence but a file without an end of
// line; its beginning stands for it, and a call stays soon cancelled.
const maxSentence = 1 << 16

func (w *worker) vector(dst []float32, sentence string) {
	w.scan.Reset(sentence[:min(len(sentence), maxSentence)])
	for {
		t, ok := w.scan.Next()
		if !ok {
			break
		}
		if sum := w.token(t); sum != nil {
			accumulate(dst, sum)
		}
	}
	Normalise(dst)
}

// token returns the sum of the rows of a token, or nil if it has none.
func (w *worker) token(t feature.Token) []float32 {
	if len(t.Runes) > cacheWord {
		sum := w.sums[cacheSize*w.table.dim:]
		if !w.sum(sum, t) {
			return nil
		}
		return sum
	}
	slot := slotOf(t.Runes)
	c, sum := &w.cache[slot], w.sums[slot*w.table.dim:(slot+1)*w.table.dim]
	if !c.is(t.Runes) {
		c.n = int8(copy(c.word[:], t.Runes))
		c.known = w.sum(sum, t)
	}
	if !c.known {
		return nil
	}
	return sum
}

// sum adds up the rows of a token. They are looked up first and read after that: lookups that do not wait for each
// other overlap, and the table lies in no cache.
func (w *worker) sum(sum []float32, t feature.Token) bool {
	w.features = w.scan.Append(w.features[:0], t)
	w.rows = w.rows[:0]
	for _, f := range w.features {
		if row := w.table.row(f.Bucket); row >= 0 {
			w.warm ^= w.table.values[row*w.table.stride]
			w.rows = append(w.rows, weighted{row, f.Weight * w.table.scale(row)})
		}
	}
	clear(sum)
	for _, r := range w.rows {
		w.table.add(sum, r.row, r.weight)
	}
	return len(w.rows) > 0
}

// weighted is a row with the factor of its values.
type weighted struct {
	row    int
	weight float32
}

func slotOf(word []rune) int {
	h := uint32(2166136261)
	for _, r := range word {
		h = (h ^ uint32(r)) * 16777619
	}
	return int((h ^ h>>15) % cacheSize)
}

func (c *cached) is(word []rune) bool { return slices.Equal(c.word[:c.n], word) }
