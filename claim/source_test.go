package claim_test

import (
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
)

// TestSourceOfTheSentenceBefore compares two sources, which nobody found to be
// one, named in the same words before what they are quoted for.
func TestSourceOfTheSentenceBefore(t *testing.T) {
	said := []string{"The kiln at Orvane burned down, the fire brigade said.", "Some 140 workers were sent home."}
	docs := []*text.Document{document("a", "en", said...), document("b", "en", said...)}
	links := []stemma.Link{join("a", 0, "b", 0, 0.95), join("a", 1, "b", 1, 0.95)}
	story := claim.Story{
		Docs: docs, Links: links, Claims: claim.Join(docs, links),
		Edges:   []stemma.Edge{{Parent: "a", Child: "b", Primary: true}},
		Sources: []stemma.Source{{ID: "src1", Name: "fire brigade", Kind: stemma.SourceOrganisation}, {ID: "src2", Name: "fire brigade", Kind: stemma.SourceOrganisation}},
	}
	for i, id := range []string{"a", "b"} {
		story.Attributions = append(story.Attributions, stemma.Attribution{
			Article: id, Sentence: 0, Kind: stemma.AttributionIndirect, Certainty: stemma.CertaintyReported,
			Source:  stemma.Role{Span: stemma.Span{Start: 32, End: 48}, Source: story.Sources[i].ID},
			Cue:     stemma.Role{Span: stemma.Span{Start: 49, End: 53}},
			Content: stemma.Role{Span: stemma.Span{Start: 0, End: 87}},
		})
	}
	for _, c := range claim.Compare(story) {
		for _, ch := range c.Changes {
			t.Errorf("%s: %q → %q in the same words", ch.Kind, ch.Before, ch.After)
		}
	}
}
