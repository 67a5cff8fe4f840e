// Package drawing draws a story's family tree along time, as SVG.
//
// Every report has a row of its own, so that names never collide however many
// there are, and stands where it came out: time runs from left to right, as in
// a phylogenetic time tree. What derives from a report stands below it, reached
// by an elbow, and at least some pixels to its right, if both came out within moments.
// Since news comes in bursts with nights between them, a long time
// in which nothing came out is cut short, with a mark that says how long
// it was; every stretch between two such marks has one scale.
//
// Verbatim copies beyond the first few, and copies of which the texts cannot tell
// which copied which, are one row (package family decides), so that an agency
// report with three hundred copies stays a tree.
package drawing
