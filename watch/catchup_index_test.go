package watch

import (
	"database/sql"
	"path/filepath"
	"strings"
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

// TestFailedIndex: a report in a story that the program fails at when it is made ready for search is told of, once, and
// remembered; another version of the program makes it ready.
func TestFailedIndex(t *testing.T) {
	a := filled(t, 12)
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{Version: "1", batch: 4}); err != nil {
		t.Fatal(err)
	}
	if err := a.DropIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		version, told   string
		indexed, failed int
	}{
		{"2", "12 reports could not be read and are not searched, first r000: a fault of stemma itself", 0, 12},
		{"3", "", 12, 0},
		{"3", "", 0, 0},
	} {
		told := ""
		p, err := newPlacer(t.Context(), a, CatchUpOptions{Version: want.version, batch: 4, Warn: func(s string) { told += s }})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			p.vectors = nil // so that each reading panics
		}
		placed, err := p.catchUp(t.Context())
		if err != nil || placed.Indexed != want.indexed || !strings.HasPrefix(told, want.told) || want.told == "" && told != "" {
			t.Errorf("%d: %+v, %q, %v", i, placed, told, err)
		}
		if failed, err := Failures(t.Context(), a); err != nil || len(failed) != want.failed || want.failed > 0 && (failed[1].Article != "r001" || !failed[1].Unindexed) {
			t.Errorf("%d: %+v, %v", i, failed, err)
		}
	}
	among := []byte(`[{"article":"r003","problem":"x","version":"3","unindexed":true}]`)
	if err := a.PutState(t.Context(), failedState, among); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		version         string
		indexed, failed int
	}{{"3", 0, 1}, {"4", 12, 0}} {
		placed, err := CatchUp(t.Context(), a, CatchUpOptions{Version: want.version})
		failed, ferr := Failures(t.Context(), a)
		if err != nil || ferr != nil || placed.Indexed != want.indexed || len(failed) != want.failed {
			t.Errorf("one among others, version %s: %+v, %+v, %v, %v", want.version, placed, failed, err, ferr)
		}
	}
}

// TestDamagedIndex: those between others are told of, each once, and the others are made ready.
func TestDamagedIndex(t *testing.T) {
	dir := t.TempDir()
	a := archive(t, dir)
	defer a.Close()
	if _, err := a.Add(t.Context(), someReports(12)); err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := a.DropIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "UPDATE revision SET record = x'00' WHERE n IN (2, 4, 7, 12)"); err != nil {
		t.Fatal(err)
	}
	told := ""
	placed, err := CatchUp(t.Context(), a, CatchUpOptions{batch: 4, Warn: func(s string) { told += s }})
	if err != nil || placed.Indexed != 8 || !strings.HasPrefix(told, "4 reports could not be read and are not searched, first r001: ") {
		t.Errorf("%+v, %q, %v", placed, told, err)
	}
}

// TestNoSentences: where no sentences are found in an article that was kept with some, that is written, too.
func TestNoSentences(t *testing.T) {
	a := archive(t, t.TempDir())
	defer a.Close()
	if _, err := a.Add(t.Context(), []stemma.Article{{ID: "one", Title: "Notice", Sentences: []stemma.Span{{Start: 0, End: 0}}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := CatchUp(t.Context(), a, CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	if article, _, err := a.Article(t.Context(), "one"); err != nil || len(article.Sentences) != 0 {
		t.Errorf("%+v, %v", article.Sentences, err)
	}
}
