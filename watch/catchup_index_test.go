package watch

import (
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

// TestCatchUpIndexesAnew: what another version of the program indexed is not found, which is
// said, and is found again when the archive has caught up.
func TestCatchUpIndexesAnew(t *testing.T) {
	ctx := t.Context()
	a, err := store.Create(ctx, filepath.Join(t.TempDir(), "archive"))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	report := stemma.Article{ID: "one", Outlet: "Selm Courier", Lang: "en", Title: "Fire at the harbour", Text: "A fire broke out at the harbour of Larsk. Nobody was hurt."}
	if _, err := a.Add(ctx, []stemma.Article{report}); err != nil {
		t.Fatal(err)
	}
	old := &store.IndexEntry{Made: "words-0", Lang: "en", Terms: []store.Term{{Text: "fire", Impact: 9}}}
	if err := a.Place(ctx, store.Placement{Upto: 1, Placed: []store.Placed{{N: 1, Article: "one", Index: old}}}); err != nil {
		t.Fatal(err)
	}
	s, err := search.New(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ stale, hits int }{{1, 0}, {0, 1}} {
		stale, err := s.Stale(ctx)
		if err != nil || stale != want.stale {
			t.Fatalf("%d stale (%v), want %d", stale, err, want.stale)
		}
		q, err := search.Parse("fire")
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.Find(ctx, q, search.Options{}); err != nil || len(r.Hits) != want.hits {
			t.Fatalf("%+v (%v), want %d hits", r, err, want.hits)
		}
		if _, err := CatchUp(ctx, a, CatchUpOptions{}); err != nil {
			t.Fatal(err)
		}
	}
}
