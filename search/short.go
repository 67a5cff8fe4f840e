package search

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma/store"
)

const (
	// shortQuery is how many words a short query has at the most, and shortTerms how many terms: of scripts without
	// spaces these are pairs of characters.
	shortQuery = 2
	shortTerms = 8
)

// short says that a query is of one or two words. Their vector means little: what is near to "海啸" are all kinds of
// disasters, and what has the word is what was asked for.
func (q *Query) short() bool {
	return len(strings.Fields(q.meant()))+len(q.Prefixes) <= shortQuery && len(q.words()) <= shortTerms
}

// holdersFirst puts those articles first that have all words of a short query, in the order that all have.
func holdersFirst(v *store.View, q *Query, scope store.Scope, all, words []found) error {
	holds := map[store.Doc]bool{}
	asked := q.words()
	if len(asked) == 1 { // all that words find have it
		for _, f := range words {
			holds[f.doc] = true
		}
	} else {
		scope.Must = append(slices.Clone(scope.Must), asked...)
		in, err := v.In(scope)
		if err != nil {
			return err
		}
		hits, err := v.Match(asked, in, fused)
		if err != nil {
			return err
		}
		for _, h := range hits {
			holds[h.Doc] = true
		}
	}
	slices.SortStableFunc(all, func(a, b found) int {
		switch {
		case holds[a.doc] == holds[b.doc]:
			return 0
		case holds[a.doc]:
			return -1
		}
		return 1
	})
	return nil
}
