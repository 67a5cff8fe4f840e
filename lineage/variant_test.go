package lineage

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestReadVariants: case and punctuation are no variants, and an article says
// what it says once.
func TestReadVariants(t *testing.T) {
	for _, tt := range []struct {
		name   string
		says   []string
		places int
	}{
		{"case and commas", []string{"The ferry, they say, left at dawn.", "the ferry they say left at dawn"}, 0},
		{"another word", []string{"The ferry left the quay at dawn.", "The ferry left the quay at noon.", "The ferry left the quay at dawn."}, 1},
		{"another wording", []string{"The ferry left the quay at dawn.", "At first light a boat put out."}, 0},
	} {
		places := 0
		for _, list := range storyOf(t, tt.says...).variants.units {
			for k := range list {
				places += len(list[k].Places)
			}
		}
		if places != tt.places {
			t.Errorf("%s: %d places, want %d", tt.name, places, tt.places)
		}
	}
}

// TestReadAlone: only these two read “…”.
func TestReadAlone(t *testing.T) {
	g := storyOf(t,
		"The ferryman of Arlow bridge carried no one over the water for the ice had closed.",
		"The ferryman of Arlow bridge carried nobody over the water for the frost had closed.",
		"The ferryman of Arlow bridge carried nobody over the water for the frost had come.",
		"The ferryman of Arlow bridge carried no one over the water for the ice had closed at last.",
	)
	got := g.readAlone([]int{1, 2})
	if got.places == 0 || !slices.Contains(got.quoted, "frost") {
		t.Errorf("the second and third alone read “frost”: %+v", got)
	}
	if got := g.readAlone([]int{0, 2}); got.places != 0 {
		t.Errorf("the first and third have nothing of their own: %+v", got)
	}
	e := g.evidenceOfWords(1, 2)
	if len(e) != 1 || !strings.Contains(e[0].Detail, "“frost”") || !strings.Contains(e[0].Detail, "only these two") {
		t.Errorf("evidence: %+v", e)
	}
}

func storyOf(t *testing.T, texts ...string) *graph {
	t.Helper()
	var s Story
	claim := stemma.Claim{}
	for i, x := range texts {
		a := stemma.Article{ID: fmt.Sprint("a", i), Text: x, Lang: "en", PublishedPrecision: stemma.PrecisionNone}
		s.Docs = append(s.Docs, text.Read(a))
		claim.Passages = append(claim.Passages, stemma.Passage{Article: a.ID, Sentences: []int{0}})
	}
	s.Claims = []stemma.Claim{claim}
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
