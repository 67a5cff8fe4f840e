package claim_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
)

// TestSiblings compares what three reports make of one lost report: each with
// the one that came out before it and says most of the same.
func TestSiblings(t *testing.T) {
	docs := []*text.Document{
		document("late", "en", "The militants shelled the harbour of Velmar.", "Rescuers counted 41 dead."),
		document("early", "en", "The rebels shelled the harbour of Velmar.", "Rescuers counted 14 dead.", "A school was hit."),
		document("undated", "fr", "Une école a été touchée."),
	}
	docs[0].Article.Published = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	docs[1].Article.Published = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	links := []stemma.Link{
		join("early", 0, "late", 0, 0.95), join("early", 1, "late", 1, 0.95), join("early", 2, "undated", 0, 0.95),
	}
	story := claim.Story{Docs: docs, Links: links, Claims: claim.Join(docs, links)}
	for _, d := range docs {
		story.Edges = append(story.Edges, stemma.Edge{Parent: "src1", Child: d.Article.ID, Primary: true})
	}
	var got []string
	for _, c := range claim.Compare(story) {
		for _, ch := range c.Changes {
			if !ch.Sibling {
				t.Errorf("%s: %q → %q is not marked as of siblings", ch.Kind, ch.Before, ch.After)
			}
			got = append(got, ch.From+" "+ch.Before+" → "+ch.To+" "+ch.After)
		}
	}
	want := []string{"early rebels → late militants", "early 14 → late 41"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
