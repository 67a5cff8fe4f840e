package search_test

import (
	"testing"

	"github.com/stemma-news/stemma/search"
)

// TestShortQueries: what has the word or the two words that were asked for comes before what is only near to them, in
// any script.
func TestShortQueries(t *testing.T) {
	_, s := archived(t, fire()...)
	for query, want := range map[string]string{
		"Lagerhalle": "de", "仓库": "zh", "倉庫": "ja", "창고": "ko", "причина": "ru", "सोमवार": "hi", "δώδεκα": "el",
		"склад вспыхнул": "ru", "terluka pada": "id", "傷し 因は": "ja",
	} {
		hits := find(t, s, query, search.Options{})
		if len(hits) == 0 || hits[0].Article != want {
			t.Errorf("%s: %v, want %s first", query, articles(hits), want)
		}
	}
}

// TestOneCharacter: one character finds the words that begin with it.
func TestOneCharacter(t *testing.T) {
	_, s := archived(t, fire()...)
	for query, want := range map[string]string{"仓": "zh", "\"仓\"": "zh", "窓": "", "倉": "ja"} {
		hits := find(t, s, query, search.Options{By: search.ByWords})
		if want == "" && len(hits) > 0 || want != "" && (len(hits) == 0 || hits[0].Article != want) {
			t.Errorf("%s: %v, want %s first", query, articles(hits), want)
		}
	}
}
