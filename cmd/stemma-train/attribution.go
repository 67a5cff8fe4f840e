package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution/tagger"
	"github.com/stemma-news/stemma/text"
)

// learnAttribution trains the model of package tagger.
func learnAttribution(ctx context.Context, args []string, log io.Writer) error {
	f := flag.NewFlagSet("attribution", flag.ContinueOnError)
	f.SetOutput(log)
	examples := f.String("examples", "", "JSONL with text and attributions (source, cue, content as lists of byte spans)")
	words := f.String("text", "", "files of English text, a sentence a line, by commas, to make word classes from")
	skip := f.Int("skip", 0, "leave out the first examples, to measure on them")
	out := f.String("o", "model.bin", "model to write")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *examples == "" || *words == "" {
		return errors.New("attribution: give -examples and -text")
	}
	vectors, err := readWords(ctx, strings.Split(*words, ","))
	if err != nil {
		return err
	}
	all, err := readExamples(*examples)
	if err != nil {
		return err
	}
	file, err := tagger.Train(ctx, vectors, all[min(*skip, len(all)):])
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(log, "%d examples, %d words: %d bytes\n", len(all), len(vectors), len(file)); err != nil {
		return err
	}
	return os.WriteFile(*out, file, 0o644) //nolint:gosec // for everyone to read
}

// maxLine bounds a line of a training file in bytes.
const maxLine = 16 << 20

// eachLine calls yield with every line of a file.
func eachLine(path string, yield func(line []byte) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, maxLine)
	for n := 1; sc.Scan(); n++ {
		if err := yield(sc.Bytes()); err != nil {
			return fmt.Errorf("%s: line %d: %w", path, n, err)
		}
	}
	return sc.Err()
}

func readExamples(path string) ([]tagger.Example, error) {
	var out []tagger.Example
	err := eachLine(path, func(line []byte) error {
		var in struct {
			Text         string
			Attributions []struct{ Source, Cue, Content [][2]int }
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return err
		}
		d := text.Read(stemma.Article{Text: in.Text, Lang: "en"})
		x := tagger.Example{Text: d.Article.Text, Sentences: d.Article.Sentences}
		for _, a := range in.Attributions {
			x.Gold = append(x.Gold, tagger.Gold{Source: spans(a.Source), Cue: spans(a.Cue), Content: spans(a.Content)})
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

func spans(pairs [][2]int) []stemma.Span {
	out := make([]stemma.Span, len(pairs))
	for i, p := range pairs {
		out[i] = stemma.Span{Start: p[0], End: p[1]}
	}
	return out
}

// readWords makes word vectors of files of text.
func readWords(ctx context.Context, paths []string) ([]tagger.WordVector, error) {
	var failed error
	sentences := func(yield func(string) bool) {
		for _, path := range paths {
			err := eachLine(path, func(line []byte) error {
				if !yield(string(line)) {
					return io.EOF
				}
				return nil
			})
			if err != nil {
				failed = err
				return
			}
		}
	}
	out, err := tagger.Words(ctx, sentences)
	return out, cmp.Or(failed, err)
}
