package search_test

import (
	"fmt"
	"testing"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestInPostgres: an archive in a database is searched as one in a folder is, and finds the same.
func TestInPostgres(t *testing.T) {
	at, n := pgtest.Database(t), 0
	inFolder := kept
	kept = func(testing.TB) string {
		n++
		return fmt.Sprintf("%s&search_path=s%d", at, n)
	}
	defer func() { kept = inFolder }()
	for name, test := range map[string]func(*testing.T){
		"words": TestWords, "meaning": TestMeaning, "operators": TestOperators, "exclusion by meaning": TestExclusionByMeaning, "filters": TestFilters,
		"short queries": TestShortQueries, "one character": TestOneCharacter, "hostile queries": TestHostileQueries, "hostile claims": TestHostileClaims,
		"many at once": TestManyAtOnce, "cores": TestCores, "a damaged record": TestDamagedRecord, "told": TestTold,
		"claim": TestClaim, "claim across languages": TestClaimAcrossLanguages, "claim in context": TestClaimInContext, "origins of a claim": TestClaimOrigins,
		"the sentence of a claim": TestClaimShowsTheSentence, "copies of other days": TestCopiesOfOtherDays,
		"claim in a longer sentence": TestClaimInLongerSentence, "saved as searched": TestSavedAsSearched, "hedged first": TestHedgedFirst,
	} {
		if !testing.Short() || name == "many at once" { // short tests look for races, which the others have none of their own
			t.Run(name, test)
		}
	}
}
