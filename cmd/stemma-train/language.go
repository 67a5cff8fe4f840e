package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/stemma-news/stemma/langid"
)

// learnLanguages trains the model of package langid.
func learnLanguages(ctx context.Context, args []string, log io.Writer) error {
	f := flag.NewFlagSet("language", flag.ContinueOnError)
	f.SetOutput(log)
	var o langid.LearnOptions
	dir := f.String("text", "", "folder of TAG.txt files, a line of text each line, TAG being the language's in BCP 47")
	out := f.String("o", "model.bin", "model to write")
	f.IntVar(&o.Bits, "bits", 0, "logarithm of the number of buckets of the largest group (default 16)")
	f.IntVar(&o.Lines, "lines", 0, "lines drawn of each language in an epoch (default 15000)")
	f.IntVar(&o.Epochs, "epochs", 0, "epochs (default 6)")
	f.Float64Var(&o.Rate, "rate", 0, "learning rate at the beginning (default 0.5)")
	f.Float64Var(&o.Decay, "decay", 0, "share of a weight that is taken from it whenever its bucket is seen")
	f.Uint64Var(&o.Seed, "seed", 1, "of everything random")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("language: give the folder of the training text with -text")
	}
	text, err := readLanguages(*dir)
	if err != nil {
		return err
	}
	file, err := langid.Learn(ctx, text, o)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(log, "%d languages: %d bytes\n", len(text), len(file)); err != nil {
		return err
	}
	return os.WriteFile(*out, file, 0o644) //nolint:gosec // for everyone to read
}

// readLanguages returns the lines of each TAG.txt of a folder by tag.
func readLanguages(dir string) (map[string][]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	text := map[string][]string{}
	for _, path := range files {
		tag := strings.TrimSuffix(filepath.Base(path), ".txt")
		err := eachLine(path, func(line []byte) error {
			text[tag] = append(text[tag], string(line))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return text, nil
}
