package pages_test

import (
	"bytes"
	"testing"

	"github.com/stemma-news/stemma/internal/pages"
)

// What is read is held to what SQLite reads in package sqlitefile: with SQLite in it, this test's program would be too slow to fuzz.

// FuzzFile reads any file: it comes to an end, and gives no row twice from one place. The seeds are files that SQLite wrote, and a log.
func FuzzFile(f *testing.F) {
	f.Fuzz(func(t *testing.T, b, log []byte) {
		x := pages.Open(bytes.NewReader(b), int64(len(b)), bytes.NewReader(log), int64(len(log)), 512)
		seen := map[[2]int]bool{}
		row := func(r pages.Row) bool {
			at := [2]int{int(r.Page), r.Cell}
			if seen[at] {
				t.Errorf("twice from %v", at)
			}
			seen[at] = true
			if again, err := x.Again(r.Page, r.Cell); err != nil || len(again.Values) != len(r.Values) {
				t.Errorf("%v again: %v", at, err)
			}
			return true
		}
		w := x.Begin()
		tables, _ := w.Tables()
		roots := map[uint32]bool{1: true}
		for _, table := range tables {
			if !roots[table.Root] {
				roots[table.Root] = true
				w.Tree(table.Root, row)
			}
		}
		w.Orphans(row)
	})
}
