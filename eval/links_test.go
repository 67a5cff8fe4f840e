package eval

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
)

// TestLinkScore: two reports of three sentences of ten bytes share two units;
// one link is right, one joins a right and a wrong pair, one joins a unit with
// a line of none, and one two such lines.
func TestLinkScore(t *testing.T) {
	unit := func(n, at int) truth.Unit { return truth.Unit{Unit: &n, Start: 10 * at, End: 10*at + 10} }
	gold := &truth.Tree{Name: "quarry", Articles: []truth.Article{
		{ID: "a", Units: []truth.Unit{unit(1, 0), unit(2, 1), {Start: 20, End: 30}}},
		{ID: "b", Parents: []string{"a"}, Units: []truth.Unit{unit(1, 0), unit(7, 1), unit(2, 2), {Start: 30, End: 40}}},
	}}
	spans := []stemma.Span{{Start: 0, End: 10}, {Start: 10, End: 20}, {Start: 20, End: 30}, {Start: 30, End: 40}}
	result := func(links ...stemma.Link) *stemma.Result {
		return &stemma.Result{
			Articles: []stemma.Article{{ID: "a", Lang: "en", Sentences: spans[:3]}, {ID: "b", Lang: "de", Sentences: spans}},
			Stories:  []stemma.Story{{Links: links}},
		}
	}
	tests := map[string]struct {
		links []stemma.Link
		want  counts // along the edge
		ece   float64
	}{
		"none": {want: counts{missed: 2}},
		"right, from the child's side": {
			links: []stemma.Link{{A: "b", ASentences: []int{2}, B: "a", BSentences: []int{1}, Score: 0.9}},
			want:  counts{hit: 1, missed: 1}, ece: 0.1,
		},
		"one with two, the second wrong": {
			links: []stemma.Link{{A: "a", ASentences: []int{0}, B: "b", BSentences: []int{0, 1}, Score: 0.5}},
			want:  counts{hit: 1, extra: 1, missed: 1}, ece: 0,
		},
		"two lines of no unit": {
			links: []stemma.Link{{A: "a", ASentences: []int{2}, B: "b", BSentences: []int{3}, Score: 0.8}},
			want:  counts{extra: 1, missed: 2}, ece: 0,
		},
		"a unit with a line of none": {
			links: []stemma.Link{{A: "a", ASentences: []int{2}, B: "b", BSentences: []int{1}, Score: 0.8}},
			want:  counts{extra: 1, missed: 2}, ece: 0.8,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newLinkScore()
			s.add(gold, result(tt.links...))
			for _, sort := range []string{alongEdges, twoLanguages} {
				if diff := cmp.Diff(&tt.want, s.counts[sort], cmp.AllowUnexported(counts{})); diff != "" {
					t.Errorf("%s: %s", sort, diff)
				}
			}
			if diff := cmp.Diff(&counts{}, s.counts[oneLanguage], cmp.AllowUnexported(counts{})); diff != "" {
				t.Errorf("in one language: %s", diff)
			}
			if e := s.scores["all"].ece(); math.Abs(e-tt.ece) > 1e-9 {
				t.Errorf("calibration error %.3f, want %.3f", e, tt.ece)
			}
		})
	}
}

func TestReliability(t *testing.T) {
	var r reliability
	for k := range 10 {
		r.add(0.8, k < 8)
		r.add(1, k < 9)
	}
	want := []Figure{
		{"x.ece", 0.05},
		{"x.bin-80.score", 0.8},
		{"x.bin-80.right", 0.8},
		{"x.bin-80.pairs", 10},
		{"x.bin-90.score", 1},
		{"x.bin-90.right", 0.9},
		{"x.bin-90.pairs", 10},
	}
	if diff := cmp.Diff(want, r.figures("x"), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Error(diff)
	}
}
