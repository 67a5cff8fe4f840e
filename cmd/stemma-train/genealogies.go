package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"strings"

	"github.com/stemma-news/stemma/lineage/genealogy"
)

// genealogies writes stories with a known family tree.
func genealogies(ctx context.Context, args []string, log io.Writer) error {
	f := flag.NewFlagSet("genealogies", flag.ContinueOnError)
	f.SetOutput(log)
	out := f.String("o", "", "folder to write NAME.jsonl and NAME.gold.json to")
	texts := f.String("texts", "", "folder of LANG.txt files that run line by line, with documents.txt (else the texts that come with the program)")
	kinds := f.String("kinds", strings.Join(genealogy.Kinds(), ",")+","+copied, "kinds of story, by commas")
	count := f.Int("n", 10, "stories of each of the kinds light, medium and heavy; of the others a quarter, of large ones a tenth")
	seed := f.Uint64("seed", 1, "of everything random")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *out == "" || f.NArg() > 0 {
		return errors.New("genealogies: give a folder to write to with -o")
	}
	corpus, err := corpusOf(*texts)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*out, 0o755); err != nil { //nolint:gosec // for everyone to read
		return err
	}
	for kind := range strings.SplitSeq(*kinds, ",") {
		stories := countOf(kind, *count)
		for i := range stories {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := writeStory(corpus, kind, i, *seed, *out); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(log, "%s: %d stories\n", kind, stories); err != nil {
			return err
		}
	}
	return nil
}

func corpusOf(dir string) (genealogy.Corpus, error) {
	if dir == "" {
		return genealogy.Own()
	}
	return genealogy.ReadParallel(dir)
}

// writeStory writes story i of a kind. Its seed hangs on both, so that more
// stories, or other kinds, leave it as it is.
func writeStory(c genealogy.Corpus, kind string, i int, seed uint64, dir string) error {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d %d", kind, i, seed)
	s, err := generate(c, kind, h.Sum64())
	if err != nil {
		return err
	}
	s.Tree.Name = fmt.Sprintf("%s-%03d", kind, i)
	return s.WriteFiles(dir)
}

// countOf is how many stories there are of a kind, at least one.
func countOf(kind string, n int) int {
	switch kind {
	case "light", "medium", "heavy":
		return n
	case "large":
		return max(1, n/10)
	}
	return max(1, n/4)
}

// copied is the kind of texts that are copied by hand.
const copied = "copied"

func generate(c genealogy.Corpus, kind string, seed uint64) (*genealogy.Story, error) {
	if kind == copied {
		return genealogy.Copy(c, genealogy.DrawCopying(seed), seed)
	}
	p, err := genealogy.Draw(kind, seed)
	if err != nil {
		return nil, err
	}
	return genealogy.Generate(c, p, seed)
}
