package trace

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestAssemble gives the sources of two stories ids of the whole result, in
// every place that names one.
func TestAssemble(t *testing.T) {
	told := func() part {
		return part{
			sources: []stemma.Source{{ID: "src1", Name: "Norlink", Cites: []string{"src2"}}, {ID: "src2"}},
			story: &stemma.Story{
				Edges:    []stemma.Edge{{Parent: "src1", Child: "a", Alternatives: []stemma.Alternative{{Parent: "src2"}, {Parent: "b"}}}},
				Roots:    []stemma.Root{{Origin: "src1", Alternatives: []stemma.Alternative{{Parent: "src2"}}}},
				Descents: []stemma.Descent{{Article: "a", From: []stemma.Share{{Origin: "src1"}, {Origin: "b"}}}},
			},
		}
	}
	r := assemble(nil, []part{told(), told()})
	second := r.Stories[1]
	var got []string
	for _, s := range r.Sources[2:] {
		got = append(append(got, s.ID), s.Cites...)
	}
	e := second.Edges[0]
	got = append(got, e.Parent, e.Child, e.Alternatives[0].Parent, e.Alternatives[1].Parent)
	root, from := second.Roots[0], second.Descents[0].From
	got = append(got, root.Origin, root.Alternatives[0].Parent, from[0].Origin, from[1].Origin)
	if got, want := strings.Join(got, ","), "src3,src4,src4,src3,a,src4,b,src3,src4,src3,b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
