// Package report renders a trace for people and for programs: Text for a
// terminal, Explain for why one report has its place in the tree, Diff for two
// articles side by side, HTML and Markdown with everything, Pages for a server, one for each
// line, claim and report, SVG for the drawing (package drawing), JSON for tools (the contract "stemma/trace/v1"), DOT, GraphML and GEXF for
// viewers of graphs (package graph), tables for spreadsheets (package table), and the
// claims in the words of schema.org (package schemaorg).
//
// All forms show one arrangement of a story (package family) with text that is
// clean (package display): the same result gives the same bytes everywhere.
//
// The package judges nothing. It shows what the steps before it found, with
// the doubt they attached to it: a line of the tree that is less than even is
// broken, marked with ? and followed by the next best parent, and Explain sets
// what speaks for the one beside what speaks for the other.
package report
