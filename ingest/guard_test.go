package ingest

import (
	"strings"
	"testing"

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
