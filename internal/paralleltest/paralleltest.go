// Package paralleltest reads the parallel corpora that the weights of link and
// claim are fitted on, for tests that are run with -fit. The corpora are not
// part of the repository: vector/README.md says what they are and how they are
// prepared.
package paralleltest

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// folder is where the corpora lie, as a package's tests see it: LANG.tsv.zst
// with lines of source, English sentence and the language's.
const folder = "../../shared/parallel"

// Corpus holds sentences in the order of their documents.
type Corpus struct {
	Langs []string
	// Rows are sentences by language; all have English.
	Rows []map[string]string
}

// Read returns the corpora of the given sources, in the languages that keep
// wants; all where it is nil. The test skips where there are none.
func Read(t *testing.T, sources []string, keep func(lang string) bool) map[string]*Corpus {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.tsv.zst"))
	if err != nil || len(files) == 0 {
		t.Skip("the parallel sentences are not beside the repository")
	}
	out, at := map[string]*Corpus{}, map[string]map[string]int{}
	for _, s := range sources {
		out[s], at[s] = &Corpus{Langs: []string{"en"}}, map[string]int{}
	}
	for _, path := range files {
		lang, _, _ := strings.Cut(filepath.Base(path), ".")
		if keep != nil && !keep(lang) {
			continue
		}
		eachPair(t, path, func(source, english, other string) {
			if c := out[source]; c != nil {
				c.add(at[source], lang, english, other)
			}
		})
	}
	return out
}

// add enters a sentence and its translation; at is where each English sentence is.
func (c *Corpus) add(at map[string]int, lang, english, other string) {
	k, ok := at[english]
	if !ok {
		k = len(c.Rows)
		at[english] = k
		c.Rows = append(c.Rows, map[string]string{"en": english})
	}
	c.Rows[k][lang] = other
	if !slices.Contains(c.Langs, lang) {
		c.Langs = append(c.Langs, lang)
	}
}

func eachPair(t *testing.T, path string, do func(source, english, other string)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	in := bufio.NewScanner(z)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if part := strings.Split(in.Text(), "\t"); len(part) == 3 {
			do(part[0], part[1], part[2])
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
}
