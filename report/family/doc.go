// Package family is a story as a reader meets it, whatever it is shown on: a forest
// of reports and lost sources in the order in which it is read, with a letter for
// each report; and what there is to say of it in words (the headline, how sure a
// place in the tree is, who cites whom, the claims side by side, what changed between
// two reports).
//
// It judges nothing and draws nothing. What it returns as text is clean (package
// display); names that run from right to left are in isolates.
package family
