// Command found writes the links of a run of stemma batch as bench/reuse/score reads them, and holds its stories against the
// events that the pages tell.
//
//	go run ./bench/batch/found -links OUT -o found.jsonl -pages DIR/pages.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/stemma-news/stemma/bench/batch/outcome"
)

func main() {
	dir := flag.String("links", "", "what stemma batch wrote")
	out := flag.String("o", "", "file for the passages")
	pages := flag.String("pages", "", "the pages as they were written, to judge the stories by")
	flag.Parse()
	n, err := run(*dir, *out)
	var s outcome.Agreement
	if err == nil && *pages != "" {
		s, err = outcome.Judge(*dir, *pages)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "found:", err)
		os.Exit(1)
	}
	fmt.Fprintf(os.Stderr, "%d passages\n", n)
	if *pages != "" {
		fmt.Fprintln(os.Stderr, s)
	}
}

// link is a row of stemma batch's table of links. Those of another kind are the tree's.
type link struct {
	Kind   string `json:"kind"`
	A      string `json:"a"`
	B      string `json:"b"`
	AStart int    `json:"a_start"`
	AEnd   int    `json:"a_end"`
	BStart int    `json:"b_start"`
	BEnd   int    `json:"b_end"`
}

// span is a range of bytes.
type span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type stretch struct {
	A span `json:"a"`
	B span `json:"b"`
}

// passages are what two articles share.
type passages struct {
	A     string    `json:"a"`
	B     string    `json:"b"`
	Spans []stretch `json:"spans"`
}

func run(dir, out string) (n int, err error) {
	f, err := os.Create(out) //nolint:gosec // the caller's own file
	if err != nil {
		return 0, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
	e := json.NewEncoder(w)
	each := func(l link) error {
		if l.Kind != "passage" {
			return nil
		}
		n++
		return e.Encode(passages{l.A, l.B, []stretch{{span{l.AStart, l.AEnd}, span{l.BStart, l.BEnd}}}})
	}
	err = outcome.Table(filepath.Join(dir, "links"), each)
	return n, err
}
