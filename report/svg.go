package report

import (
	"io"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/drawing"
	"github.com/stemma-news/stemma/report/family"
)

// SVG writes the stories' family trees along time as one drawing that stands by itself. Edges
// with less support than minSupport are left out.
func SVG(w io.Writer, r *stemma.Result, minSupport float64) error {
	return drawing.SVG(w, families(r, minSupport), drawing.Options{Alone: true})
}

// families arranges every story of a result.
func families(r *stemma.Result, minSupport float64) []*family.Family {
	x := family.NewIndex(r)
	out := make([]*family.Family, len(r.Stories))
	for i := range r.Stories {
		out[i] = family.New(x, &r.Stories[i], minSupport)
	}
	return out
}
