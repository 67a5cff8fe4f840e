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
	return run(ctx, []stemma.Article{a, b}, o, func(docs []*text.Document, parts []part) {
		for i := range parts {
			if s := parts[i].story; s != nil {
				s.Claims = between(docs, &parts[i])
			}
		}
	})
}

// between returns the claims of a part with the changes from the first of two
// documents to the second.
func between(docs []*text.Document, p *part) []stemma.Claim {
	for j := range p.story.Claims {
		p.story.Claims[j].Changes = nil
	}
	return claim.Compare(claim.Story{
		Docs: docs, Links: p.story.Links, Claims: p.story.Claims,
		Edges:        []stemma.Edge{{Parent: docs[0].Article.ID, Child: docs[1].Article.ID, Primary: true}},
		Attributions: p.attributions, Sources: p.sources,
	})
}
