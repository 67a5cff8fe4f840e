package distrust_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/distrust"
)

// TestDevelopmentSets: nothing in the articles of the development sets and the seeds
// is distrusted, in nineteen languages. They lie beside the repository on some
// machines only.
func TestDevelopmentSets(t *testing.T) {
	const shared = "../../shared/"
	n := 0
	for _, pattern := range []string{"seeds/*.txt", "eval/lineage/*.jsonl", "eval/stories/full.jsonl"} {
		files, err := filepath.Glob(shared + pattern)
		if err != nil {
			t.Fatal(err)
		}
		left := articlesOfASet
		for _, file := range files {
			all := articlesOf(t, file)
			docs := read(all[:min(len(all), left)]...)
			n, left = n+len(docs), left-len(docs)
			for _, d := range distrust.Find(docs, nil) {
				t.Errorf("%s: %+v", file, d)
			}
		}
	}
	if n == 0 {
		t.Skip("there are no development sets here")
	}
	t.Logf("%d articles", n)
}

// articlesOf reads a file of articles, one a line, or one text.
func articlesOf(t *testing.T, file string) (all []stemma.Article) {
	t.Helper()
	if filepath.Ext(file) == ".txt" {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return []stemma.Article{{Text: string(b)}}
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var a stemma.Article
		var of struct{ ID, Outlet, URL, Lang, Text string }
		if err := json.Unmarshal(lines.Bytes(), &of); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		a.ID, a.Outlet, a.URL, a.Lang, a.Text = of.ID, of.Outlet, of.URL, of.Lang, of.Text
		all = append(all, a)
	}
	return all
}
