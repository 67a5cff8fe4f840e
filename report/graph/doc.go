// Package graph writes family trees for viewers of graphs: DOT for Graphviz, GEXF for
// Gephi, GraphML for Gephi, yEd, Cytoscape, igraph and networkx.
//
// All three are written from one list of nodes and edges (graph.go), with ids of our own
// making: what an article calls itself is never part of the syntax. Edges lead from the
// parent to the child. GraphML and GEXF have the same attributes (attributes.go).
package graph
