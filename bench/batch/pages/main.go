// Command pages makes web archives of invented news pages, and writes beside them what is true of them: to run and to
// measure stemma batch on.
//
//	go run ./bench/batch/pages -n 20000 -seed 1 -o DIR
//
// Three pages in five tell events (package bench/invented): copies, near copies and translations of each other in eight
// languages. The others have copied passages in them, or none (package bench/reuse/copies): articles, paragraphs, sentences
// and clauses in seven scripts and spellings. Every other page ends with one and the same paragraph. A page is an article
// within what a site puts around it: navigation, headlines of other pages, notices, scripts. One page in a hundred comes
// twice, and one record in a hundred is bad (bad.go). The same seed gives the same bytes.
//
// DIR has the archives (news-00000.warc.gz and so on, in the order of capture), pages.jsonl (each page as it was written),
// gold.jsonl (what they share, as bench/reuse/score reads it once bench/batch/fit has put it on the articles that were
// read) and bad.jsonl (the bad records).
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

type options struct {
	n, files, days, weight, family int
	passages                       int
	seed                           uint64
	dir                            string
}

func main() {
	var o options
	flag.IntVar(&o.n, "n", 20_000, "number of pages")
	flag.IntVar(&o.files, "files", 16, "number of archives they are in")
	flag.IntVar(&o.days, "days", 10, "days in which they come out")
	flag.IntVar(&o.weight, "weight", 12, "kilobytes of scripts and styles of a page, on the average")
	flag.IntVar(&o.family, "family", 0, "how many print the text of the most printed article; 80 if not given, of fewer than 4,000 pages one in fifty")
	flag.IntVar(&o.passages, "passages", 40, "in a hundred pages, those with copied passages instead of events")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the random numbers")
	flag.StringVar(&o.dir, "o", "", "folder for it all")
	flag.Parse()
	if o.family == 0 {
		o.family = min(80, o.n/50)
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "pages:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if o.n < 250 || o.dir == "" || o.files < 1 || o.days < 1 || o.weight < 0 || o.passages < 0 || o.passages > 100 {
		return errors.New("needs -o DIR, -n of at least 250, and other numbers that make sense")
	}
	pages, gold, err := news(o)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o750); err != nil {
		return err
	}
	bad, err := writeArchives(o, pages)
	return errors.Join(err,
		toFile(filepath.Join(o.dir, "pages.jsonl"), func(w io.Writer) error { return writeLines(w, pages) }),
		toFile(filepath.Join(o.dir, "bad.jsonl"), func(w io.Writer) error { return writeLines(w, bad) }),
		toFile(filepath.Join(o.dir, "gold.jsonl"), func(w io.Writer) error { return gold.write(w, pages) }))
}

func toFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name) //nolint:gosec // the caller's own folder
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(write(w), w.Flush(), f.Close())
}

func writeLines[T any](w io.Writer, all []T) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range all {
		if err := e.Encode(&all[i]); err != nil {
			return err
		}
	}
	return nil
}

// firstDay is when the first page comes out.
var firstDay = time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)
