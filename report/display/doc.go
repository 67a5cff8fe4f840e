// Package display makes text that came from outside fit to be shown, and measures it.
//
// Everything an article or a feed supplied is hostile until cleaned: control
// characters, terminal escapes and bidirectional overrides are taken out,
// stacked combining marks are thinned, and text that runs from right to left
// is wrapped in Unicode isolates (UAX #9) so that it cannot reorder what
// stands beside it. Widths are columns of a terminal (UAX #11), text is cut
// between grapheme clusters only (UAX #29), and nothing depends on the locale
// of the machine.
package display
