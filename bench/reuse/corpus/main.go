// Corpus makes a large collection of invented articles with known reuse in
// it, to measure programs that look for reuse.
//
//	go run ./bench/reuse/corpus -n 100000 -seed 1 -o articles.jsonl -gold gold.jsonl
//
// Package copies says what is in it.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/stemma-news/stemma/bench/reuse/copies"
)

func main() {
	n := flag.Int("n", 1000, "number of articles")
	seed := flag.Uint64("seed", 1, "seed of the random numbers")
	out := flag.String("o", "", "file for the articles, one JSON object a line")
	gold := flag.String("gold", "", "file for what they share")
	cjk := flag.Bool("cjk", false, "add an eighth language, written without spaces")
	check := flag.Bool("check", false, "report the longest run of words that two articles share by chance")
	flag.Parse()
	if err := run(*n, copies.Options{Seed: *seed, CJK: *cjk}, *out, *gold, *check); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(n int, o copies.Options, out, gold string, check bool) error {
	if n < 100 || out == "" || gold == "" {
		return errors.New("needs -n of at least 100, -o FILE and -gold FILE")
	}
	c := copies.New(n, o)
	if err := toFile(out, c.WriteArticles); err != nil {
		return err
	}
	if err := toFile(gold, c.WriteGold); err != nil {
		return err
	}
	if check {
		fmt.Fprintf(os.Stderr, "longest run of words shared by chance: %d\n", c.LongestChanceRun())
	}
	return nil
}

func toFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush(), f.Close())
}
