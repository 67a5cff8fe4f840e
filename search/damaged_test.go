package search_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stemma-news/stemma/search"
)

// TestDamagedRecord: a report that cannot be read any more is no hit, neither by its words nor by what it means,
// and nobody who says a claim.
func TestDamagedRecord(t *testing.T) {
	a, s := archived(t, fire()...)
	if hits := articles(find(t, s, "fire Larsk", search.Options{})); !slices.Contains(hits, "en") {
		t.Fatalf("found %v", hits)
	}
	db, nothing := a.Database(), `'\x00'`
	if db == nil {
		var err error
		if db, err = sql.Open("sqlite", "file:"+filepath.Join(a.Dir(), "archive.db")); err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		nothing = "x'00'"
	}
	if _, err := db.ExecContext(t.Context(), "UPDATE revision SET record = "+nothing+" WHERE n = (SELECT latest FROM article WHERE id = 'en')"); err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"", search.ByWords, search.ByMeaning} {
		if hits := articles(find(t, s, "fire Larsk", search.Options{By: by})); slices.Contains(hits, "en") {
			t.Errorf("by %q: found %v", by, hits)
		}
	}
	if r, err := s.Claim(t.Context(), "The fire brigade counted 12 injured workers.", search.Options{}); err != nil || slices.Contains(r.First, "en") {
		t.Errorf("first said by %v, %v", r, err)
	}
}
