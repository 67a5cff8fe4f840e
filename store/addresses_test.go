package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestAtAddress: an article is found by every address that it had, in any form.
func TestAtAddress(t *testing.T) {
	ctx, a := t.Context(), create(t, t.TempDir())
	defer a.Close()
	batch := []stemma.Article{
		{ID: "one", URL: "https://www.quay.example/ferry/?utm_source=x", Text: "The ferry ran aground."},
		{ID: "home", URL: "https://quay.example/", Text: "The ferry is afloat."},
		{ID: "none", Text: "The ferry is late."},
		{ID: "two", URL: "https://quay.example/ferry", Text: "Another ferry."},
	}
	if _, err := a.Add(ctx, batch); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string][]string{
		"http://quay.example/ferry#top": {"one", "two"},
		"https://quay.example":          nil,
		"https://quay.example/tug":      nil,
		"":                              nil,
		"not an address":                nil,
	} {
		if have, err := a.AtAddress(ctx, address); err != nil || !slices.Equal(have, want) {
			t.Errorf("%s: %q, %v, want %q", address, have, err, want)
		}
	}
	for i := range 200 {
		batch = append(batch, stemma.Article{ID: fmt.Sprint(i), URL: "https://quay.example/news", Text: fmt.Sprintf("Report %d.", i)})
	}
	if _, err := a.Add(ctx, batch); err != nil {
		t.Fatal(err)
	}
	if have, err := a.AtAddress(ctx, "https://quay.example/news"); err != nil || len(have) != 64 || have[0] != "0" {
		t.Errorf("%d articles from %q on, %v", len(have), have[0], err)
	}
}
