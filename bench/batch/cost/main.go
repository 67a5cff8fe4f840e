// Command cost says what stemma batch takes on a whole web archive: core-hours by step, what is shuffled, memory, and the
// hours of a cluster, from what was measured on some ten thousand pages (measured.json, see bench/batch/steps) and from what
// is known of the archive (archives.go).
//
//	go run ./bench/batch/cost -doc docs/SCALE.md   # renew the tables in the document
//	go run ./bench/batch/cost                      # print them
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
)

// Between these lines the document has the tables.
const (
	begin = "<!-- what bench/batch/cost prints -->\n"
	end   = "<!-- its end -->\n"
)

func main() {
	in := flag.String("measured", "bench/batch/cost/measured.json", "what was measured")
	doc := flag.String("doc", "", "the document whose tables are to be renewed")
	flag.Parse()
	if err := run(*in, *doc); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run(in, doc string) error {
	m, err := readMeasured(in)
	if err != nil {
		return err
	}
	if doc == "" {
		_, err := os.Stdout.WriteString(m.tables())
		return err
	}
	old, err := os.ReadFile(doc) //nolint:gosec // the caller's own file
	if err != nil {
		return err
	}
	renewed, err := renew(old, m.tables())
	if err != nil {
		return fmt.Errorf("%s: %w", doc, err)
	}
	return os.WriteFile(doc, renewed, 0o644) //nolint:gosec // for everyone to read
}

func readMeasured(name string) (m measured, err error) {
	b, err := os.ReadFile(name) //nolint:gosec // the caller's own file
	if err != nil {
		return m, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("%s: %w", name, err)
	}
	if err := m.check(); err != nil {
		return m, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// renew puts tables between the lines of the document that hold them.
func renew(doc []byte, tables string) ([]byte, error) {
	head, rest, ok := bytes.Cut(doc, []byte(begin))
	_, tail, ok2 := bytes.Cut(rest, []byte(end))
	if !ok || !ok2 {
		return nil, errors.New("it has no lines between which the tables stand")
	}
	return bytes.Join([][]byte{head, []byte(begin), []byte(tables), []byte(end), tail}, nil), nil
}
