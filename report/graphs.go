package report

import (
	"io"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/graph"
)

// DOT writes the stories' family trees for Graphviz. Edges with less support than
// minSupport are left out, here as in GraphML and GEXF.
func DOT(w io.Writer, r *stemma.Result, minSupport float64) error {
	return graph.DOT(w, families(r, minSupport))
}

// GraphML writes the stories' family trees for Gephi, yEd, Cytoscape and libraries of graphs.
func GraphML(w io.Writer, r *stemma.Result, minSupport float64) error {
	return graph.GraphML(w, families(r, minSupport))
}

// GEXF writes the stories' family trees for Gephi, with the times at which reports came out.
func GEXF(w io.Writer, r *stemma.Result, minSupport float64) error {
	return graph.GEXF(w, families(r, minSupport))
}
