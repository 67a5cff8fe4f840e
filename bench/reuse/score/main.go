// Score measures what a program found in a corpus of bench/reuse/corpus.
//
//	go run ./bench/reuse/score -gold gold.jsonl -found found.jsonl
//
// found.jsonl has one JSON object a line: "a" and "b", the articles' ids, and
// "spans", a list of {"a":{"start","end"},"b":{"start","end"}} in bytes of
// the text. Without spans the whole articles are meant.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	gold := flag.String("gold", "", "the corpus's gold")
	found := flag.String("found", "", "what a program found")
	row := flag.String("row", "", "print one row of a Markdown table that starts with this text")
	bytes := flag.Bool("bytes", false, "with -row, two cells more: the share of the gold's bytes that are found, and of those found that are the gold's")
	wrong := flag.Int("false", 0, "print so many passages that are not in the gold")
	missed := flag.Int("missed", 0, "print so many pairs of the gold that are not found")
	flag.Parse()
	if err := run(*gold, *found, *row, *bytes, *wrong, *missed, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(1)
	}
}

func run(gold, found, row string, bytes bool, wrong, missed int, w io.Writer) error {
	g, err := readFile(gold, readGold)
	if err != nil {
		return err
	}
	f, err := readFile(found, readFound)
	if err != nil {
		return err
	}
	r := score(g, f)
	if row != "" && bytes {
		fmt.Fprintf(w, "%s | %s | %.3f | %.3f |\n", row, r.row(), r.caught(), r.justified())
		return nil
	}
	if row != "" {
		fmt.Fprintf(w, "%s | %s |\n", row, r.row())
		return nil
	}
	r.print(w)
	return errors.Join(printSome(w, "false", r.wrong, wrong), printSome(w, "missed", r.missed, missed))
}

func printSome[T any](w io.Writer, what string, all []T, most int) error {
	for _, x := range all[:min(most, len(all))] {
		b, err := json.Marshal(x)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s %s\n", what, b)
	}
	return nil
}

func readFile[T any](name string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	f, err := os.Open(name)
	if err != nil {
		return none, err
	}
	defer f.Close()
	t, err := read(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return none, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}
