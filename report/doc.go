// Package report renders a trace for people and for programs: Text for a
// terminal, Explain for why one report has its place in the tree, Diff for two
// articles side by side, JSON for tools (the contract "stemma/trace/v1") and
// DOT for graph viewers.
//
// Everything an article or a feed supplied is hostile until cleaned: control
// characters, terminal escapes and bidirectional overrides are taken out,
// stacked combining marks are thinned, and text that runs from right to left
// is wrapped in Unicode isolates (UAX #9) so that it cannot reorder what
// stands beside it. Widths are columns of a terminal (UAX #11), text is cut
// between grapheme clusters only (UAX #29), and nothing depends on the locale
// of the machine: the same result gives the same bytes everywhere.
//
// The package judges nothing. It shows what the steps before it found, with
// the doubt they attached to it: a line of the tree that is less than even is
// broken, marked with ? and followed by the next best parent, and Explain sets
// what speaks for the one beside what speaks for the other.
package report
