package report

import (
	"io"
	"maps"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/drawing"
	"github.com/stemma-news/stemma/report/family"
	"github.com/stemma-news/stemma/review"
)

// SVG writes the stories' family trees along time as one drawing that stands by itself. Edges
// with less support than minSupport are left out.
func SVG(w io.Writer, r *stemma.Result, minSupport float64) error {
	return SVGReviewed(w, r, minSupport, nil)
}

// SVGReviewed is SVG with what reviewers say of the result beside it; nil is nothing.
func SVGReviewed(w io.Writer, r *stemma.Result, minSupport float64, reviewed *review.Reviewed) error {
	all := families(r, minSupport)
	if len(reviewed.All()) == 0 {
		return drawing.SVG(w, all, drawing.Options{Alone: true})
	}
	judged := judgedTree{reviewed, map[string]*family.Member{}}
	for _, f := range all {
		maps.Copy(judged.byID, f.ByID)
	}
	return drawing.SVG(w, all, drawing.Options{Alone: true, State: judged.state, Redirects: judged.redirects})
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
