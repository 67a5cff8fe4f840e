// Command cost says what stemma batch takes on a whole web archive: core-hours by step, what is shuffled, memory, and the
// hours of a cluster, from what was measured on some ten thousand pages (measured.json, see bench/batch/steps) and from what
// is known of the archive (archives.go).
//
//	go run ./bench/batch/cost                                      # print the tables
//	go run ./bench/batch/cost -doc docs/SCALE.md                   # renew them in the document
//	go run ./bench/batch/cost -doc docs/SCALE.md A.json B.json …   # with the runs that bench/batch/steps printed
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
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
	if err := run(*in, *doc, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run(in, doc string, runs []string) error {
	var m measured
	err := readJSON(in, &m)
	if err == nil && len(runs) > 0 {
		err = m.take(in, runs) // whatever the old ones were
	} else if err == nil {
		err = m.check()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
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

// take replaces the runs by others, in what was measured and in its file.
func (m *measured) take(file string, runs []string) error {
	m.Runs = make([]trial, len(runs))
	for i, name := range runs {
		if err := readJSON(name, &m.Runs[i]); err != nil {
			return err
		}
	}
	slices.SortFunc(m.Runs, func(x, y trial) int { return cmp.Compare(x.density(), y.density()) })
	if err := m.check(); err != nil {
		return err
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(b, '\n'), 0o644) //nolint:gosec // for everyone to read
}

func readJSON(name string, v any) error {
	b, err := os.ReadFile(name) //nolint:gosec // the caller's own file
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
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
