package graph

import (
	"encoding/xml"
	"io"

	"github.com/stemma-news/stemma/report/family"
)

// GraphML writes trees as one graph of GraphML 1.0: readers take the first graph of a
// file and no other. Label, weight, x and y are what Gephi reads as such.
func GraphML(w io.Writer, families []*family.Family) error { //nolint:revive // the name of the format
	doc := &graphML{
		NS: "http://graphml.graphdrawing.org/xmlns", XSI: xsi,
		Schema: "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
		Graph:  mlGraph{ID: "stemma", Default: "directed"},
	}
	nodes, edges := mlNodes(), mlEdges()
	for _, a := range nodes {
		doc.Keys = append(doc.Keys, mlKey{"node_" + a.name, "node", a.name, a.kind})
	}
	for _, a := range edges {
		doc.Keys = append(doc.Keys, mlKey{"edge_" + a.name, "edge", a.name, a.kind})
	}
	for _, t := range trees(families) {
		for _, n := range t.nodes {
			doc.Graph.Nodes = append(doc.Graph.Nodes, mlNode{n.id, mlData("node_", nodes, n)})
		}
		for _, e := range t.edges {
			doc.Graph.Edges = append(doc.Graph.Edges, mlEdge{e.id, e.from.id, e.to.id, mlData("edge_", edges, e)})
		}
	}
	return writeXML(w, doc)
}

const xsi = "http://www.w3.org/2001/XMLSchema-instance"

type graphML struct {
	XMLName xml.Name `xml:"graphml"`
	NS      string   `xml:"xmlns,attr"`
	XSI     string   `xml:"xmlns:xsi,attr"`
	Schema  string   `xml:"xsi:schemaLocation,attr"`
	Keys    []mlKey  `xml:"key"`
	Graph   mlGraph  `xml:"graph"`
}

type mlKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

type mlGraph struct {
	ID      string   `xml:"id,attr"`
	Default string   `xml:"edgedefault,attr"`
	Nodes   []mlNode `xml:"node"`
	Edges   []mlEdge `xml:"edge"`
}

type mlNode struct {
	ID   string    `xml:"id,attr"`
	Data []mlDatum `xml:"data"`
}

type mlEdge struct {
	ID     string    `xml:"id,attr"`
	Source string    `xml:"source,attr"`
	Target string    `xml:"target,attr"`
	Data   []mlDatum `xml:"data"`
}

type mlDatum struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

// mlNodes and mlEdges have what GEXF has a place of its own for.
func mlNodes() []attribute[*node] {
	return append([]attribute[*node]{{"label", words, func(n *node) string { return n.label }}}, ofNodes()...)
}

func mlEdges() []attribute[*edge] {
	return append([]attribute[*edge]{
		{"label", words, func(e *edge) string { return e.how }},
		{"weight", numbers, func(e *edge) string { return number(e.weight()) }},
	}, ofEdges()...)
}

func mlData[T any](lead string, all []attribute[T], of T) (out []mlDatum) {
	for _, a := range all {
		if v := a.of(of); v != "" {
			out = append(out, mlDatum{lead + a.name, inXML(v)})
		}
	}
	return out
}
