// Package train makes the table of package vector from parallel text.
//
// Rows are fitted so that the two sides of a pair lie close together and far from the other pairs of a batch:
// symmetric InfoNCE (van den Oord et al. 2018; for sentence pairs, Yang et al. 2019) over cosines, with row-wise
// Adagrad. Batches mix languages, hold sentences or dictionary entries but not both, and some pair two languages
// other than English through an English side that they share: without these, pairs such as Indonesian and Arabic
// meet only by way of English. Others place texts of one language where a teacher's vectors of them lie (teacher.go).
//
// Given the same files and options, the result is the same on any number of cores (of machines with the same
// kernels, see kernel_simd.go).
package train

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/stemma-news/stemma/vector"
)

// Options are what a run depends on beside the files. Start from Defaults.
type Options struct {
	Dir         string    // folder of LANG.tsv.zst: source, English, other
	Rows        int       // rows of the table
	Batches     int       // of Batch pairs each
	Batch       int       // a multiple of 32
	Temperature float64   // what cosines are divided by
	Rate        float64   // of learning, falls linearly to 2%
	Smoothing   float64   // exponent of a language's size in how often it is drawn
	Sentences   float64   // share of batches that hold sentences, the others hold entries
	Pivoted     float64   // share of batches that leave English out
	Teacher     string    // folder of texts with a teacher's vectors, see readTaught; none if empty
	Taught      float64   // share of batches that hold such texts
	Seed        uint64    // of everything random
	Log         io.Writer // progress, nil for none
}

// Defaults are the options of the table in the repository. Few batches are pivoted: on 3,000 batches, a fifth of them
// measured worse than none, on pairs without English too (0.43 against 0.47), as they are few and say little of news.
// Twice as large batches find 2 to 6 points more in as many pairs.
func Defaults() Options {
	return Options{
		Rows: 940_000, Batches: 28_000, Batch: 1024, Temperature: 0.12, Rate: 0.05, Smoothing: 0.6,
		Sentences: 0.85, Pivoted: 0.06, Taught: 0.12, Seed: 1,
	}
}

// Run trains a table.
func Run(ctx context.Context, o Options) ([]vector.Row, error) {
	if o.Batch%32 != 0 || o.Batch <= 0 || o.Rows <= 0 || o.Rows > rowMask {
		return nil, fmt.Errorf("train: batches of %d pairs, %d rows: give a multiple of 32, and 1 to %d rows", o.Batch, o.Rows, rowMask)
	}
	fs, err := files(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	var said []string
	if o.Teacher != "" {
		if said, err = taughtFiles(o.Teacher); err != nil {
			return nil, fmt.Errorf("train: teacher: %w", err)
		}
	}
	all := textsOf(fs, said)
	vocab, err := choose(ctx, all, o.Rows)
	if err != nil {
		return nil, fmt.Errorf("train: vocabulary: %w", err)
	}
	o.logf("vocabulary: %d rows from %d languages\n", len(vocab.buckets), len(all))
	langs := make([]*language, len(fs))
	err = each(ctx, len(fs), func(i int) (err error) {
		langs[i], err = encode(ctx, fs[i], vocab)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("train: corpus: %w", err)
	}
	batches, err := newSampler(o, langs)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	m := newModel(o, len(vocab.buckets))
	if len(said) > 0 {
		told, err := lectures(ctx, said, vocab)
		if err != nil {
			return nil, fmt.Errorf("train: teacher: %w", err)
		}
		m.lens = newProjection(o.Seed, told)
		batches.attend(told)
	}
	if err := m.train(ctx, o, batches); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	rows := make([]vector.Row, len(vocab.buckets))
	for i, b := range vocab.buckets {
		rows[i] = vector.Row{Bucket: b, Vector: m.rows[i][:]}
	}
	return rows, nil
}

func (o Options) logf(format string, args ...any) {
	if o.Log != nil {
		_, _ = fmt.Fprintf(o.Log, format, args...) // progress only
	}
}

// each calls do for 0 to n-1, in this order of beginning, on all cores.
func each(ctx context.Context, n int, do func(i int) error) error {
	var next atomic.Int64
	errs := make([]error, n)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if errs[i] = ctx.Err(); errs[i] == nil {
					errs[i] = do(i)
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// newModel begins with small random rows.
func newModel(o Options, rows int) *model {
	m := &model{rows: make([]vec, rows), energy: make([]float32, rows)}
	rng := rand.New(rand.NewPCG(o.Seed, 0))
	for i := range m.rows {
		for j := range m.rows[i] {
			m.rows[i][j] = (rng.Float32() - 0.5) * 0.1
		}
	}
	return m
}
