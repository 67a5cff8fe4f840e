package graph

import (
	"encoding/xml"
	"io"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// GEXF writes trees as one graph of GEXF 1.3, the format of Gephi. Reports have the
// beginning of their date as their start, so that the timeline shows the story as it
// spread; undated ones are there from the beginning. The tree is laid out from the top
// down, edges have the colours of the drawing (package drawing), lost sources are
// diamonds.
//
// The time format is "date", whose values may have a clock (specs/1.3, dynamics.xsd):
// Gephi reads them the same under "dateTime", of which other readers know nothing.
func GEXF(w io.Writer, families []*family.Family) error {
	doc := &gexf{
		NS: "http://gexf.net/1.3", Viz: "http://gexf.net/1.3/viz", XSI: xsi,
		Schema: "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd", Version: "1.3",
		Meta:  gexfMeta{"stemma", "Family tree of a news story: edges lead from parent to child"},
		Graph: gexfGraph{Mode: "dynamic", Default: "directed", TimeFormat: "date", Times: "interval"},
	}
	nodes, edges := ofNodes(), ofEdges()
	doc.Graph.Attributes = []gexfAttributes{declared("node", nodes), declared("edge", edges)}
	var left float64
	for _, t := range trees(families) {
		at, width := t.places(left)
		left += width
		for i, n := range t.nodes {
			doc.Graph.Nodes = append(doc.Graph.Nodes, gexfNodeOf(n, nodes, at[i]))
		}
		for _, e := range t.edges {
			doc.Graph.Edges = append(doc.Graph.Edges, gexfEdgeOf(e, edges))
		}
	}
	return writeXML(w, doc)
}

type gexf struct {
	XMLName xml.Name  `xml:"gexf"`
	NS      string    `xml:"xmlns,attr"`
	Viz     string    `xml:"xmlns:viz,attr"`
	XSI     string    `xml:"xmlns:xsi,attr"`
	Schema  string    `xml:"xsi:schemaLocation,attr"`
	Version string    `xml:"version,attr"`
	Meta    gexfMeta  `xml:"meta"`
	Graph   gexfGraph `xml:"graph"`
}

// gexfMeta has no date: the same trace is the same file.
type gexfMeta struct {
	Creator     string `xml:"creator"`
	Description string `xml:"description"`
}

type gexfGraph struct {
	Mode       string           `xml:"mode,attr"`
	Default    string           `xml:"defaultedgetype,attr"`
	TimeFormat string           `xml:"timeformat,attr"`
	Times      string           `xml:"timerepresentation,attr"`
	Attributes []gexfAttributes `xml:"attributes"`
	Nodes      []gexfNode       `xml:"nodes>node"`
	Edges      []gexfEdge       `xml:"edges>edge"`
}

type gexfAttributes struct {
	Class string          `xml:"class,attr"`
	All   []gexfAttribute `xml:"attribute"`
}

type gexfAttribute struct {
	ID    string `xml:"id,attr"`
	Title string `xml:"title,attr"`
	Type  string `xml:"type,attr"`
}

type gexfNode struct {
	ID       string      `xml:"id,attr"`
	Label    string      `xml:"label,attr"`
	Start    string      `xml:"start,attr,omitempty"`
	Values   []gexfValue `xml:"attvalues>attvalue"`
	Size     gexfLook    `xml:"viz:size"`
	Position gexfPlace   `xml:"viz:position"`
	Colour   gexfColour  `xml:"viz:color"`
	Shape    gexfLook    `xml:"viz:shape"`
}

type gexfEdge struct {
	ID     string      `xml:"id,attr"`
	Source string      `xml:"source,attr"`
	Target string      `xml:"target,attr"`
	Label  string      `xml:"label,attr"`
	Weight float64     `xml:"weight,attr"`
	Values []gexfValue `xml:"attvalues>attvalue"`
	Colour gexfColour  `xml:"viz:color"`
	Shape  gexfLook    `xml:"viz:shape"`
}

type gexfValue struct {
	For   string `xml:"for,attr"`
	Value string `xml:"value,attr"`
}

type gexfLook struct {
	Value string `xml:"value,attr"`
}

type gexfPlace struct {
	X float64 `xml:"x,attr"`
	Y float64 `xml:"y,attr"`
	Z float64 `xml:"z,attr"`
}

type gexfColour struct {
	R uint8 `xml:"r,attr"`
	G uint8 `xml:"g,attr"`
	B uint8 `xml:"b,attr"`
}

func declared[T any](class string, all []attribute[T]) gexfAttributes {
	out := gexfAttributes{Class: class}
	for _, a := range all {
		out.All = append(out.All, gexfAttribute{class + "_" + a.name, a.name, a.kind})
	}
	return out
}

func gexfValues[T any](lead string, all []attribute[T], of T) (out []gexfValue) {
	for _, a := range all {
		if v := a.of(of); v != "" {
			out = append(out, gexfValue{lead + a.name, inXML(v)})
		}
	}
	return out
}

func gexfNodeOf(n *node, all []attribute[*node], at gexfPlace) gexfNode {
	out := gexfNode{
		ID: n.id, Label: inXML(n.label), Start: n.start(), Values: gexfValues("node_", all, n),
		Size: gexfLook{"10"}, Position: at, Colour: gexfColour{75, 85, 99}, Shape: gexfLook{"disc"},
	}
	if n.Source != nil {
		out.Colour, out.Shape = gexfColour{170, 178, 189}, gexfLook{"diamond"}
	}
	if n.IsOrigin() {
		out.Size.Value = "16"
	}
	return out
}

func gexfEdgeOf(e *edge, all []attribute[*edge]) gexfEdge {
	out := gexfEdge{
		ID: e.id, Source: e.from.id, Target: e.to.id, Label: inXML(e.how), Weight: e.weight(),
		Values: gexfValues("edge_", all, e), Colour: gexfColour{75, 85, 99}, Shape: gexfLook{"solid"},
	}
	switch e.Kind {
	case stemma.EdgeRewrite:
		out.Colour = gexfColour{179, 71, 0}
	case stemma.EdgeTranslation:
		out.Colour = gexfColour{0, 95, 168}
	case stemma.EdgeCitation:
		out.Colour = gexfColour{0, 112, 77}
	}
	switch {
	case e.further:
		out.Shape.Value = "dashed"
	case e.Support < family.Weak:
		out.Shape.Value = "dotted"
	}
	return out
}

// start is from when on a node is there: "" where that is not known. Of a lost source it
// is the first moment at which it can have come out.
func (n *node) start() string {
	if n.Source != nil {
		return moment(n.after())
	}
	from, _ := n.Period()
	switch {
	case from.IsZero():
		return ""
	case family.HasClock(n.Article):
		return moment(from)
	}
	return from.Format(time.DateOnly)
}

// step is how far two nodes lie apart that are drawn side by side, or one below the other.
const step = 100

// places lays a tree out to the right of left: the leaves in the order of the tree,
// each parent over the middle of its children. It returns the width, too.
func (t *tree) places(left float64) ([]gexfPlace, float64) {
	at := make([]gexfPlace, len(t.nodes))
	number := make(map[*family.Member]int, len(t.nodes))
	up := make([]int, len(t.nodes)) // -1: none
	children := make([]float64, len(t.nodes))
	leaves := len(t.nodes)
	for i, n := range t.nodes { // parents come before their children
		number[n.Member], up[i] = i, -1
		if p, ok := number[t.Parent(n.Member)]; ok {
			up[i], at[i].Y = p, at[p].Y-step
			if children[p]++; children[p] == 1 {
				leaves--
			}
		}
	}
	next := left + float64(leaves)*step
	for i, p := range slices.Backward(up) {
		if children[i] > 0 {
			at[i].X /= children[i]
		} else {
			next -= step
			at[i].X = next
		}
		if p >= 0 {
			at[p].X += at[i].X
		}
	}
	return at, float64(leaves+1) * step
}
