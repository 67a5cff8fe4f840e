package main

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

// TestTellUnindexed: a report that came twice is not told of as two.
func TestTellUnindexed(t *testing.T) {
	a, err := store.Create(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	s, err := search.New(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want string }{
		{"The ferry Alva ran aground.", "stemma: 1 report is not searched yet"},
		{"The ferry Alva ran aground. Nobody was hurt.", "stemma: up to 2 reports are not searched yet"},
	} {
		if _, err := a.Add(t.Context(), []stemma.Article{{ID: "ferry", Text: c.text}}); err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		cmd := newSearchCommand()
		cmd.SetContext(t.Context())
		cmd.SetErr(&said)
		if err := tellUnindexed(cmd, a, s); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(said.String(), c.want) {
			t.Errorf("%q, want %q", said.String(), c.want)
		}
	}
}
