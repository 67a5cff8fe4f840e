// Corpus makes a large collection of invented articles with known reuse in
// it, to measure programs that look for reuse.
//
//	go run ./bench/reuse/corpus -n 100000 -seed 1 -o articles.jsonl -gold gold.jsonl
//
// The words are invented, in seven scripts and spellings, with the frequencies
// of a natural language. Whole articles, paragraphs, sentences and clauses of
// some are copied into others with small edits; formulas stand at the end of
// many. The gold says for each pair what is shared, and where. The same seed
// gives the same bytes.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	n := flag.Int("n", 1000, "number of articles")
	seed := flag.Uint64("seed", 1, "seed of the random numbers")
	out := flag.String("o", "", "file for the articles, one JSON object a line")
	gold := flag.String("gold", "", "file for what they share")
	cjk := flag.Bool("cjk", false, "add an eighth language, written without spaces")
	check := flag.Bool("check", false, "report the longest run of words that two articles share by chance")
	flag.Parse()
	if err := run(newCorpus(*n, *seed, *cjk), *out, *gold, *check); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(c *corpus, out, gold string, check bool) error {
	if c.n < 100 || out == "" || gold == "" {
		return errors.New("needs -n of at least 100, -o FILE and -gold FILE")
	}
	if err := toFile(out, c.writeArticles); err != nil {
		return err
	}
	if err := toFile(gold, c.writeGold); err != nil {
		return err
	}
	if check {
		fmt.Fprintf(os.Stderr, "longest run of words shared by chance: %d\n", c.longestChanceRun())
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

// record is an article as programs read it.
type record struct {
	ID        string `json:"id"`
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
	Lang      string `json:"lang"`
	Text      string `json:"text"`
}

func (c *corpus) writeArticles(w io.Writer) error {
	enc := encoder(w)
	start := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range c.n {
		d, _ := c.article(i)
		rng := c.random(streamDate + uint64(i))
		published := start.Add(time.Duration(rng.IntN(365*24*60)) * time.Minute)
		r := record{
			articleID(i), fmt.Sprintf("outlet-%03d", rng.IntN(400)), published.Format(time.RFC3339), d.lang.tag, d.write().text,
		}
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func (c *corpus) writeGold(w io.Writer) error {
	enc := encoder(w)
	for _, g := range c.groups {
		if err := c.goldOf(g, enc); err != nil {
			return err
		}
	}
	for i := range c.n {
		d, _ := c.article(i)
		for _, m := range d.write().formulas {
			p := goldPair{A: articleID(i), Kind: formulaKind, Spans: []stretch{{A: span{m.start, m.end}}}}
			if err := enc.Encode(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}
