package cluster

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// goldDir holds articles of known stories; it lies beside the repository.
const goldDir = "../../shared/eval/stories"

type goldSet struct {
	docs   []*text.Document
	vecs   [][][]float32
	titles [][]float32
	story  []string
}

func readGold(t testing.TB, name string) goldSet {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(goldDir, name+".jsonl"))
	if err != nil {
		t.Skip("no development set beside the repository")
	}
	tsv, err := os.ReadFile(filepath.Join(goldDir, name+".gold.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for line := range strings.Lines(string(tsv)) {
		id, story, _ := strings.Cut(strings.TrimSpace(line), "\t")
		of[id] = story
	}
	var set goldSet
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var x struct{ ID, Outlet, Lang, Title, Published, Text string }
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		a := stemma.Article{ID: x.ID, Outlet: x.Outlet, Lang: x.Lang, Title: x.Title, Text: x.Text}
		if when, err := time.Parse(time.RFC3339, x.Published); err == nil {
			a.Published, a.PublishedPrecision = when, stemma.PrecisionSecond
		}
		set.docs = append(set.docs, text.Read(a))
		set.story = append(set.story, of[x.ID])
	}
	set.vecs = vectorsOf(t, set.docs)
	set.titles = titlesOf(t, set.docs)
	return set
}

func vectorsOf(t testing.TB, docs []*text.Document) [][][]float32 {
	t.Helper()
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	vecs := make([][][]float32, len(docs))
	for i, d := range docs {
		sentences := make([]string, len(d.Sentences))
		for j := range d.Sentences {
			sentences[j] = d.Sentences[j].Text
		}
		if vecs[i], err = model.Vectors(t.Context(), sentences); err != nil {
			t.Fatal(err)
		}
	}
	return vecs
}

func titlesOf(t testing.TB, docs []*text.Document) [][]float32 {
	t.Helper()
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	titles := make([]string, len(docs))
	for i, d := range docs {
		titles[i] = Title(d)
	}
	vecs, err := model.Vectors(t.Context(), titles)
	if err != nil {
		t.Fatal(err)
	}
	return vecs
}

// bcubed is the F1 of Bagga & Baldwin 1998.
func bcubed(story []string, groups [][]int) (p, r, f float64) {
	size := map[string]int{}
	for _, s := range story {
		size[s]++
	}
	for _, g := range groups {
		in := map[string]int{}
		for _, i := range g {
			in[story[i]]++
		}
		for _, i := range g {
			common := float64(in[story[i]])
			p += common / float64(len(g)) / float64(len(story))
			r += common / float64(size[story[i]]) / float64(len(story))
		}
	}
	return p, r, 2 * p * r / (p + r)
}

// TestDevelopmentStories holds Group to what it reached when it was tuned.
func TestDevelopmentStories(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures how good it is; what runs at once in it does so in TestFewOfOneStory, too")
	}
	for _, set := range []struct {
		name  string
		floor float64
	}{{"full", 0.98}, {"half", 0.965}, {"lead", 0.955}} {
		g := readGold(t, set.name)
		groups, err := Group(t.Context(), g.docs, g.vecs, g.titles)
		if err != nil {
			t.Fatal(err)
		}
		p, r, f := bcubed(g.story, groups)
		t.Logf("%s: B3 precision %.4f recall %.4f F1 %.4f, %d groups", set.name, p, r, f, len(groups))
		if f < set.floor {
			t.Errorf("%s: B3-F1 is %.4f, below %.4f", set.name, f, set.floor)
		}
	}
}
