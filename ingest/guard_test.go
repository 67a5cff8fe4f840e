package ingest

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestFaults: where the program itself fails, the input is named and the others
// are read.
func TestFaults(t *testing.T) {
	articles, problems := readAll(t, map[string]string{
		"a.txt": "one", "b.txt": "poison", "d.txt": "three",
		"c.jsonl": `{"text":"two"}` + "\n" + `{"text":"poison"}` + "\n" + `{"text":"two and a half"}`,
	}, Options{Prepare: func(a *stemma.Article) {
		if a.Text == "poison" {
			panic("no such index")
		}
	}})
	if diff := cmp.Diff([]string{"a.txt: one", "c.jsonl#1: two", "c.jsonl#3: two and a half", "d.txt: three"}, articles); diff != "" {
		t.Error(diff)
	}
	if len(problems) != 2 || !strings.HasPrefix(problems[0], "b.txt: a fault of stemma itself (no such index)") || !strings.HasPrefix(problems[1], "c.jsonl#2: a fault") {
		t.Errorf("%q", problems)
	}
}

// faulty is a file system in which reading some files is a fault of the program.
type faulty struct{ fstest.MapFS }

func (f faulty) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	if err == nil && strings.Contains(name, "faulty") {
		return faultyFile{file}, nil
	}
	return file, err
}

type faultyFile struct{ fs.File }

func (faultyFile) Read([]byte) (int, error) { panic("no such index") }

// TestFaultsOfRecognition are those before it is known what a file is.
func TestFaultsOfRecognition(t *testing.T) {
	m := faulty{files(map[string]string{"a.txt": "one", "b-faulty.txt": "two", "c.txt": "three"})}
	b, err := ReadFS(t.Context(), m, ".", Options{})
	if err != nil {
		t.Fatal(err)
	}
	articles, problems := list(b)
	if diff := cmp.Diff([]string{"a.txt: one", "c.txt: three"}, articles); diff != "" {
		t.Error(diff)
	}
	checkProblem(t, problems, "a fault of stemma itself (no such index)")
}
