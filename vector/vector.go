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
	tokens   []token
	features []feature.Feature     // of the tokens that are in no cache
	rows     []weighted            // of the features, as many
	warm     byte                  // of no use but to have rows fetched early
	cache    [cacheSize + 1]cached // the last for one token after the other that is too long
	sums     []float32
}

// token is one on its way: where its sum is, and if that is still to be made, of which features.
type token struct {
	slot, from, to int
	fresh          bool
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

// Sum returns what Vectors does for one text, but not scaled to length 1: the lengths of the sums of words are what each
// of them weighs in a sentence. Rare words have long ones, as the table was trained.
func (s *Static) Sum(text string) []float32 {
	w := s.worker()
	defer s.workers.Put(w)
	out := make([]float32, s.dim)
	w.add(out, text)
	return out
}

func (w *worker) vector(dst []float32, sentence string) {
	w.add(dst, sentence)
	Normalise(dst)
}

func (w *worker) add(dst []float32, sentence string) {
	w.scan.Reset(sentence[:min(len(sentence), maxSentence)])
	for w.gather() {
		w.look()
		for _, t := range w.tokens {
			if sum, known := w.sum(t); known {
				accumulate(dst, sum)
			}
		}
	}
}

// gathered is how many features are looked up together: a lookup waits for memory, since the table lies in no cache,
// and those that do not wait for each other overlap.
const gathered = 256

// gather reads tokens until there are so many, or features to look up. It reports false at the end of the text.
func (w *worker) gather() bool {
	w.tokens, w.features = w.tokens[:0], w.features[:0]
	for len(w.features) < gathered && len(w.tokens) < gathered {
		t, ok := w.scan.Next()
		if !ok {
			break
		}
		at := token{slot: cacheSize, from: len(w.features), fresh: true}
		if len(t.Runes) <= cacheWord {
			at.slot = slotOf(t.Runes)
			at.fresh = !w.cache[at.slot].hold(t.Runes)
		}
		if at.fresh {
			w.features = w.scan.Append(w.features, t)
		}
		at.to = len(w.features)
		w.tokens = append(w.tokens, at)
	}
	return len(w.tokens) > 0
}

// look finds the rows of the features.
func (w *worker) look() {
	w.rows = w.rows[:0]
	for _, f := range w.features {
		w.rows = append(w.rows, weighted{w.table.row(f.Bucket), f.Weight})
	}
	for i := range w.rows {
		if r := &w.rows[i]; r.row >= 0 {
			w.warm ^= w.table.values[r.row*w.table.stride]
			r.weight *= w.table.scale(r.row)
		}
	}
}

// sum returns the sum of the rows of a token, and whether it has any.
func (w *worker) sum(t token) (sum []float32, known bool) {
	sum = w.sums[t.slot*w.table.dim : (t.slot+1)*w.table.dim]
	c := &w.cache[t.slot]
	if !t.fresh {
		return sum, c.known
	}
	clear(sum)
	c.known = false
	for _, r := range w.rows[t.from:t.to] {
		if r.row >= 0 {
			c.known = true
			w.table.add(sum, r.row, r.weight)
		}
	}
	return sum, c.known
}

// weighted is a row, below zero if there is none, with the factor of its values.
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

// hold makes a place that of a word, and reports whether it was.
func (c *cached) hold(word []rune) bool {
	if slices.Equal(c.word[:c.n], word) {
		return true
	}
	c.n = int8(copy(c.word[:], word)) //nolint:gosec // an array of some runes
	return false
}
