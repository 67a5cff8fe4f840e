package batch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestRelateOnPrism: a runner, with coders, bundles and keys brought together as it
// sees fit, finds what the same steps find one after the other.
func TestRelateOnPrism(t *testing.T) {
	var articles []stemma.Article
	var in bytes.Buffer
	for i := range 48 {
		a := article(fmt.Sprintf("a%02d", i), i%12, prose(i/3, 3)+" "+prose(500+i, i%3)+" "+prose(77, 1))
		articles = append(articles, a)
		line, err := json.Marshal(a)
		must(t, err)
		in.Write(append(line, '\n'))
	}
	o := Comparison{Members: 8, Partners: 4}
	out := filepath.Join(t.TempDir(), "out")
	r := run(t, Options{Inputs: []string{inputOf(t, in.String())}, Out: out, Comparison: o})
	type row struct {
		A, B  string
		Kind  string
		Start int `json:"a_start"`
		Words int
		Score float64
	}
	var got, want []row
	for _, line := range linesOf(t, out, r.Manifest, "links") {
		var x row
		must(t, json.Unmarshal([]byte(line), &x))
		if x.Kind == string(EdgePassage) {
			got = append(got, x)
		}
	}
	here := relateHere(t, articles, o, 1)
	for _, l := range here.Links {
		want = append(want, row{A: l.A, B: l.B, Kind: string(EdgePassage), Start: l.ASpan.Start, Words: l.Words, Score: l.Score})
	}
	byText := func(a, b row) int { return bytes.Compare(fmt.Append(nil, a), fmt.Append(nil, b)) }
	slices.SortFunc(got, byText)
	slices.SortFunc(want, byText)
	if diff := cmp.Diff(want, got); len(want) < 30 || diff != "" {
		t.Errorf("%d links: %s", len(want), diff)
	}
	if n := r.Counters[Stories]["links"]; n != int64(len(want)) {
		t.Errorf("%d links are counted, and there are %d", n, len(want))
	}
	if len(here.Formulas) == 0 || len(linesOf(t, out, r.Manifest, "formulas")) != len(here.Formulas) {
		t.Errorf("%d formulas", len(here.Formulas))
	}
}
