package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma"
)

// Addresses are those of the latest revisions, however many there are.
func TestAddresses(t *testing.T) {
	a := create(t, filepath.Join(t.TempDir(), "archive"))
	defer a.Close()
	const n = 4100 // more than are read at a time
	batch := make([]stemma.Article, n)
	for i := range batch {
		batch[i] = stemma.Article{ID: fmt.Sprint(i), URL: fmt.Sprintf("https://quay.example/%d", i), Text: "The ferry ran aground."}
	}
	batch[7].URL = ""
	if _, err := a.Add(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	i := 0
	for address, err := range a.Addresses(t.Context()) {
		if i == 7 {
			i++
		}
		if err != nil || address != batch[i].URL {
			t.Fatalf("%d: %q, %v", i, address, err)
		}
		i++
	}
	if i != n {
		t.Errorf("%d addresses, want %d", i, n)
	}
}
