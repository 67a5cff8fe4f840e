package batch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// goldDir holds articles of known stories; it lies beside the repository.
const goldDir = "../../shared/eval/stories"

// readGold returns the articles of a development set, and of which story each is.
func readGold(t *testing.T, name string) (articles []stemma.Article, story map[string]string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(goldDir, name+".jsonl"))
	if err != nil {
		t.Skip("no development set beside the repository")
	}
	tsv, err := os.ReadFile(filepath.Join(goldDir, name+".gold.tsv"))
	must(t, err)
	story = map[string]string{}
	for line := range strings.Lines(string(tsv)) {
		id, s, _ := strings.Cut(strings.TrimSpace(line), "\t")
		story[id] = s
	}
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var x struct{ ID, Outlet, Lang, Title, Published, Text string }
		must(t, json.Unmarshal(sc.Bytes(), &x))
		a := stemma.Article{ID: x.ID, Outlet: x.Outlet, Lang: x.Lang, Title: x.Title, Text: x.Text}
		if when, err := time.Parse(time.RFC3339, x.Published); err == nil {
			a.Published, a.PublishedPrecision = when, stemma.PrecisionSecond
		}
		articles = append(articles, a)
	}
	return articles, story
}

// TestStoryCandidates: on the development stories in sixteen languages nearly all
// reports of a story hang together by edges, of which few lead to another story.
func TestStoryCandidates(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures how good it is")
	}
	articles, story := readGold(t, "full")
	o := Comparison{}
	heads := &storyKeysFn{Comparison: o}
	must(t, heads.Setup())
	chance := rand.New(rand.NewPCG(1, 1))
	among := sizesHere(articles, o.withDefaults().StoryDays, chance)
	for window := range among {
		among[window] = 1e6 // as in a crawl, where the others are of other stories
	}
	var keys sent
	for _, a := range articles {
		must(t, heads.ProcessElement(t.Context(), a, among.all(), keys.emit, func(row) { t.Error("an article is left out") }))
	}
	var r related
	joined := forest{}
	within, between := 0, 0
	for id, p := range partnersHere(t, keys, among, o, chance, &r) {
		storyEdgesFn{}.ProcessElement(t.Context(), []byte(id), p, func(e Edge) {
			if story[e.A] != story[e.B] {
				between++
				return
			}
			within++
			joined.join(e.A, e.B)
		})
	}
	of := map[string]map[string]int{}
	for _, a := range articles {
		if of[story[a.ID]] == nil {
			of[story[a.ID]] = map[string]int{}
		}
		of[story[a.ID]][joined.of(a.ID)]++
	}
	apart := 0
	for _, sizes := range of {
		all, most := 0, 0
		for _, n := range sizes {
			all, most = all+n, max(most, n)
		}
		apart += all - most
	}
	t.Logf("%d edges within stories, %d between them; %d of %d reports apart from their story", within, between, apart, len(articles))
	if apart > 8 || between > within/20 {
		t.Error("more than 8 reports apart, or more than one edge in 20 between stories")
	}
}

// forest joins what hangs together.
type forest map[string]string

func (p forest) of(x string) string {
	for p[x] != "" && p[x] != x {
		x = p[x]
	}
	return x
}

func (p forest) join(x, y string) { p[p.of(x)] = p.of(y) }
