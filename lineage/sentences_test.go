package lineage

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// TestSentencesOfTwoClaims: what is left out is counted in sentences, each once,
// however many claims it is in; and a sentence of which a part is there is not
// left out.
func TestSentencesOfTwoClaims(t *testing.T) {
	s := Story{Docs: []*text.Document{
		text.Read(stemma.Article{ID: "a", Lang: "en", Text: "The lock closed.\nNobody was hurt.\nThe ferry of Arlow waited.\nIt rained at noon.\nThe mayor came and went."}),
		text.Read(stemma.Article{ID: "b", Lang: "en", Text: "The lock was closed.\nThe ferry of Arlow had to wait, and nobody was hurt."}),
	}}
	passages := func(a, b []int) stemma.Claim {
		c := stemma.Claim{Passages: []stemma.Passage{{Article: "a", Sentences: a}}}
		if b != nil {
			c.Passages = append(c.Passages, stemma.Passage{Article: "b", Sentences: b})
		}
		return c
	}
	s.Claims = []stemma.Claim{
		passages([]int{0}, []int{0}), passages([]int{1, 2}, []int{1}),
		passages([]int{2, 3}, nil), passages([]int{3, 4}, nil), passages([]int{4}, nil),
	}
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := g.leftOut(1, 0), []int{3, 4}; !slices.Equal(got, want) {
		t.Errorf("b leaves out the sentences %v of a, want %v", got, want)
	}
	if got := g.length(0); got != 5 {
		t.Errorf("a has %d sentences, want 5", got)
	}
	theirs, own := g.common(0, 1)
	if !slices.Equal(g.body(0, theirs), []int{0, 1, 2}) || !slices.Equal(g.body(1, own), []int{0, 1}) {
		t.Errorf("common are %v of a and %v of b", theirs, own)
	}
}

// TestWritesFractions: a number with a fraction is found in a text that has it,
// in whatever digits and whether it was read as a number or not.
func TestWritesFractions(t *testing.T) {
	for _, tt := range []struct {
		says   string
		number float64
		want   bool
	}{
		{"Prices rose by 12.5 percent.", 12.5, true},
		{"Die Preise stiegen um 12,5 Prozent.", 12.5, true},
		{"ارتفعت الأسعار بنسبة ١٢٫٥ بالمئة.", 12.5, true},
		{"Prices rose by 12.5 percent.", 13.5, false},
		{"Prices rose by 12 percent.", 12.5, false},
	} {
		g := worded(t, tt.says)
		o := g.read[0].byUnit[0]
		o.numbers = nil // as if none were read
		if got := g.writes(0, &o, tt.number); got != tt.want {
			t.Errorf("%q has %v: %v", tt.says, tt.number, got)
		}
	}
}
