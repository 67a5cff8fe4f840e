// Stemma-train makes the models that stemma ships with: the table of sentence vectors (vector/README.md) and the
// English attribution model (attribution/tagger/README.md).
//
//	stemma-train prepare -hold TESTS,… -o FOLDER PAIRS…    merge parallel text, without what is held out for tests
//	stemma-train fit -data FOLDER [-teacher FOLDER] -o BIG  train a table on it
//	stemma-train quantise -bits 2 -o SMALL BIG             write a table with other bits
//	stemma-train attribution -examples FILE -text FILES     train the attribution model
//	stemma-train genealogies -o FOLDER                      make stories with a known family tree
//	stemma-train lineage -o WEIGHTS FOLDERS                 learn from them what evidence weighs
//	stemma-train language -text FOLDER                      train the model that tells languages apart
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/stemma-news/stemma/vector"
	"github.com/stemma-news/stemma/vector/train"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "stemma-train:", err)
		os.Exit(1)
	}
}

// run takes the name of a step and its flags. What is to be read by people goes to log.
func run(ctx context.Context, args []string, log io.Writer) error {
	steps := map[string]func(context.Context, []string, io.Writer) error{
		"prepare": prepare, "fit": fit, "quantise": quantise, "attribution": learnAttribution, "genealogies": genealogies, "lineage": learnLineage, "language": learnLanguages,
	}
	if len(args) > 0 && steps[args[0]] != nil {
		return steps[args[0]](ctx, args[1:], log)
	}
	return errors.New("give a step: prepare, fit, quantise, attribution, genealogies, lineage or language (each tells its flags with -help)")
}

func prepare(ctx context.Context, args []string, log io.Writer) error {
	f := flag.NewFlagSet("prepare", flag.ContinueOnError)
	f.SetOutput(log)
	hold := f.String("hold", "", "files and folders, by commas, whose lines must not be trained on")
	out := f.String("o", "", "folder to write LANG.tsv.zst files to")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *out == "" || *hold == "" || f.NArg() == 0 {
		return errors.New("prepare: give the held-out text with -hold, a folder to write to with -o, and folders of pairs")
	}
	if err := os.MkdirAll(*out, 0o755); err != nil { //nolint:gosec // text for everyone to read
		return err
	}
	done, err := train.Prepare(ctx, f.Args(), strings.Split(*hold, ","), *out)
	if err != nil {
		return err
	}
	for _, p := range done {
		_, err := fmt.Fprintf(log, "%s: %d pairs, %d of them sentences; left out: %d held, %d twice, %d unlikely\n",
			p.Lang, p.Kept, p.Sentences, p.Held, p.Twice, p.Unlikely)
		if err != nil {
			return err
		}
	}
	return nil
}

func fit(ctx context.Context, args []string, log io.Writer) error {
	o := train.Defaults()
	o.Log = log
	f := flag.NewFlagSet("fit", flag.ContinueOnError)
	f.SetOutput(log)
	out := f.String("o", "static.bin", "table to write")
	bits := f.Int("bits", 8, "bits per value: 2 or 8")
	f.StringVar(&o.Dir, "data", "", "folder of LANG.tsv.zst files: source, English, other language, by tabs")
	f.StringVar(&o.Teacher, "teacher", "", "folder of texts with a teacher's vectors: LANG.sent.tsv with LANG.sent.f32, LANG.word.tsv with LANG.word.f32")
	f.IntVar(&o.Rows, "rows", o.Rows, "rows of the table")
	f.IntVar(&o.Batches, "batches", o.Batches, "steps of training")
	f.IntVar(&o.Batch, "batch", o.Batch, "pairs of a step")
	f.Float64Var(&o.Temperature, "temperature", o.Temperature, "what cosines are divided by")
	f.Float64Var(&o.Rate, "rate", o.Rate, "learning rate at the beginning")
	f.Float64Var(&o.Smoothing, "smoothing", o.Smoothing, "exponent of a language's size in how often it is drawn")
	f.Float64Var(&o.Sentences, "sentences", o.Sentences, "share of steps on sentences")
	f.Float64Var(&o.Pivoted, "pivoted", o.Pivoted, "share of steps on pairs without English")
	f.Float64Var(&o.Taught, "taught", o.Taught, "share of steps on texts with a teacher's vectors")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "of everything random")
	if err := f.Parse(args); err != nil {
		return err
	}
	if o.Dir == "" {
		return errors.New("fit: give the folder of the training text with -data")
	}
	rows, err := train.Run(ctx, o)
	if err != nil {
		return err
	}
	return write(*out, rows, *bits)
}

func quantise(_ context.Context, args []string, log io.Writer) error {
	f := flag.NewFlagSet("quantise", flag.ContinueOnError)
	f.SetOutput(log)
	out := f.String("o", "static.bin", "table to write")
	bits := f.Int("bits", 2, "bits per value: 2 or 8")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return errors.New("quantise: give one table")
	}
	file, err := os.ReadFile(f.Arg(0))
	if err != nil {
		return err
	}
	s, err := vector.Parse(file)
	if err == nil {
		err = s.Verify()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.Arg(0), err)
	}
	return write(*out, s.Rows(), *bits)
}

func write(path string, rows []vector.Row, bits int) error {
	var b bytes.Buffer
	if err := vector.Encode(&b, rows, bits); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644) //nolint:gosec // a table is for everyone to read
}
