package trace

import (
	"context"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
)

// Compare traces two articles as one story, and reads the changes from the first to the second, whichever of them the
// tree has as the parent. The articles of the result are the two, in this order; the second gets another id where both
// have one.
func Compare(ctx context.Context, a, b stemma.Article, o Options) (*stemma.Result, error) {
	if b.ID == a.ID {
		b.ID += "-2"
	}
	o.OneStory = true
	result, err := Run(ctx, []stemma.Article{a, b}, o)
	if err != nil {
		return nil, err
	}
	docs := []*text.Document{text.Read(result.Articles[0]), text.Read(result.Articles[1])}
	for i := range result.Stories {
		s := &result.Stories[i]
		for j := range s.Claims {
			s.Claims[j].Changes = nil
		}
		s.Claims = claim.Compare(claim.Story{
			Docs: docs, Links: s.Links, Claims: s.Claims, Edges: []stemma.Edge{{Parent: a.ID, Child: b.ID, Primary: true}},
			Attributions: result.Attributions, Sources: result.Sources,
		})
	}
	return result, nil
}
