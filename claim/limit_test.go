package claim_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/claim"
)

// TestBound: claims that there is no time for have no changes, and the first ones
// have theirs.
func TestBound(t *testing.T) {
	docs, links := random(rand.New(rand.NewPCG(7, 8)))
	s := claim.Story{Docs: docs, Links: links, Claims: claim.Join(docs, links)}
	for i := 1; i < len(docs); i++ {
		s.Edges = append(s.Edges, stemma.Edge{Parent: docs[i-1].Article.ID, Child: docs[i].Article.ID, Primary: true})
	}
	whole := claim.Compare(s)
	changes := 0
	for asked := range whole {
		left := asked
		s.Bound = bound.New(func() bool { left--; return left < 0 })
		have := claim.Compare(s)
		for i := range have {
			n := len(have[i].Changes) // without those of links between claims and of the order, which come last
			if diff := cmp.Diff(whole[i].Changes[:n], have[i].Changes); diff != "" || i >= asked && n > 0 {
				t.Fatalf("spent after %d: %d changes of claim %d (-want +have)\n%s", asked, n, i, diff)
			}
			changes += n
		}
		want := []stemma.Partial{{
			Step: stemma.StepChanges, Detail: fmt.Sprintf("what changed was looked for in %d of %d claims: the time for the story was over", asked, len(whole)),
		}}
		if diff := cmp.Diff(want, s.Bound.Partial()); diff != "" {
			t.Fatalf("what was left out (-want +have)\n%s", diff)
		}
	}
	if changes == 0 {
		t.Error("no changes at all")
	}
}
