// Package table writes a trace as tables for a spreadsheet: articles, sources, edges,
// claims (a row for each report that makes one), changes and attributions, each as CSV
// (RFC 4180) with a row of names, in UTF-8 with the byte order mark by which spreadsheets
// know it. They come one by one, in a folder, or in a zip.
//
// The tables have all that the JSON has but for the texts, whose sentences stand where they
// show something; ids are those of the JSON, letters those of the tree. Sentences are
// counted from 1, as they are on a page. What an article says cannot become a formula (see
// Inert).
package table
