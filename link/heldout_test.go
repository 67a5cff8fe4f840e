package link

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
)

var heldOut = flag.Bool("heldout", false, "measure links on pairs of texts that nothing was fitted on")

// TestHeldOut measures strict F1 of links as runs of sentences.
func TestHeldOut(t *testing.T) {
	if !*heldOut {
		t.Skip("run with -heldout")
	}
	names := []string{"gnome-docs", "debian-handbook", "python-docs", "jungyeul-news"}
	corpora := readCorpora(t, names)
	for _, c := range []struct {
		corpus string
		langs  []string
	}{
		{"gnome-docs", []string{"de", "fr"}},
		{"gnome-docs", []string{"id", "en"}},
		{"gnome-docs", []string{"ru", "en"}},
		{"python-docs", []string{"pl", "id"}},
		{"debian-handbook", []string{"zh", "en"}},
		{"debian-handbook", []string{"ar", "en"}},
		{"jungyeul-news", []string{"ko", "en"}},
	} {
		for name, h := range map[string]manner{
			"book": {split: 0.2, join: 0.15},
			"news": {drop: 0.25, strange: 0.1, split: 0.05, join: 0.05, move: 0.05, edit: 0.1},
		} {
			r := rand.New(rand.NewPCG(99, 1))
			var got rate
			for n := range 40 {
				b := corpora[c.corpus].translate(r, fmt.Sprint(n), 40, h, c.langs)
				if b == nil {
					continue
				}
				links, err := Find(t.Context(), b.docs, vectorsOf(t, b.docs), Options{})
				if err != nil {
					t.Fatal(err)
				}
				found := map[[4]int]bool{}
				for _, l := range links {
					i, j := l.ASentences, l.BSentences
					found[[4]int{i[0], j[0], len(i), len(j)}] = true
				}
				gold := map[[4]int]bool{}
				for _, x := range b.beads() {
					gold[[4]int{x[0].at, x[1].at, x[0].n, x[1].n}] = true
				}
				got.add(found, gold)
			}
			t.Logf("%-14s %v %s: %s", c.corpus, c.langs, name, got)
		}
	}
}
