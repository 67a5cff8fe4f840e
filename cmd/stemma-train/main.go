// Stemma-train makes the table of sentence vectors that stemma ships with; vector/README.md says how.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/stemma-news/stemma/vector"
	"github.com/stemma-news/stemma/vector/train"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "stemma-train:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}

func run(ctx context.Context) error {
	o := train.Defaults()
	o.Log = os.Stderr
	flag.StringVar(&o.Dir, "data", "", "folder of LANG.tsv.zst files: source, English, other language, by tabs")
	out := flag.String("o", "static.bin", "table to write")
	from := flag.String("from", "", "table to write again with other bits, instead of training one")
	bits := flag.Int("bits", 2, "bits per value: 2, 4 or 8")
	flag.IntVar(&o.Rows, "rows", o.Rows, "rows of the table")
	flag.IntVar(&o.Batches, "batches", o.Batches, "steps of training")
	flag.IntVar(&o.Batch, "batch", o.Batch, "pairs of a step")
	flag.Float64Var(&o.Temperature, "temperature", o.Temperature, "what cosines are divided by")
	flag.Float64Var(&o.Rate, "rate", o.Rate, "learning rate at the beginning")
	flag.Float64Var(&o.Smoothing, "smoothing", o.Smoothing, "exponent of a language's size in how often it is drawn")
	flag.Float64Var(&o.Sentences, "sentences", o.Sentences, "share of steps on sentences")
	flag.Float64Var(&o.Pivoted, "pivoted", o.Pivoted, "share of steps on pairs without English")
	flag.Uint64Var(&o.Seed, "seed", o.Seed, "of everything random")
	flag.Parse()
	if *from == "" && o.Dir == "" {
		return errors.New("give the folder of the training text with -data, or a table with -from (-help lists all flags)")
	}
	rows, err := rowsFrom(ctx, *from, o)
	if err != nil {
		return err
	}
	return write(*out, rows, *bits)
}

// rowsFrom reads the rows of a table, or trains them where none is given.
func rowsFrom(ctx context.Context, table string, o train.Options) ([]vector.Row, error) {
	if table == "" {
		return train.Run(ctx, o)
	}
	file, err := os.ReadFile(table)
	if err != nil {
		return nil, err
	}
	s, err := vector.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", table, err)
	}
	return s.Rows(), s.Verify()
}

func write(path string, rows []vector.Row, bits int) error {
	var b bytes.Buffer
	if err := vector.Encode(&b, rows, bits); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644) //nolint:gosec // a table is for everyone to read
}
