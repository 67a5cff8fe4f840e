package search

import (
	"context"
	"fmt"

	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// Claims are claims that new articles are held to as they come: Claim with an archive
// of one article. They may be used by many goroutines.
type Claims struct {
	indexer    *Indexer
	statements []*Statement
}

// ClaimMatch is a sentence of an article that says a claim, or says it otherwise.
type ClaimMatch struct {
	Claim    int // which of the claims
	Sentence int // which of the article's sentences, -1 its title
	Text     string
	Judgement
}

// less says that another passage says more of the claim, or as much and more surely. A headline says less than a sentence
// of the text that says as much: it leaves out who says so.
func (m *ClaimMatch) less(j *Judgement, title string, p *numbered) bool {
	if m.Relation != j.Relation {
		return rank(j.Relation) < rank(m.Relation)
	}
	if was, is := m.Sentence < 0 || m.Text == title, p.number < 0 || p.text == title; was != is {
		return was
	}
	return j.Score > m.Score
}

// NewClaims reads claims. An error names the one that is none.
func (x *Indexer) NewClaims(ctx context.Context, claims []string) (*Claims, error) {
	c := &Claims{indexer: x}
	for _, s := range claims {
		st, err := x.NewStatement(ctx, s, "")
		if err != nil {
			return nil, fmt.Errorf("claim %q: %w", s, err)
		}
		c.statements = append(c.statements, st)
	}
	return c, nil
}

// Match returns for each claim the sentence of an article that says most of it, if there is
// one that says, denies or changes it; what is only near is left out. Vectors are those of
// the article's sentences by the built-in model, where they are known, else nil.
func (c *Claims) Match(ctx context.Context, d *text.Document, vectors [][]float32) ([]ClaimMatch, error) {
	if len(c.statements) == 0 {
		return nil, nil
	}
	sentences, theirs, err := c.passages(ctx, d, vectors)
	if err != nil {
		return nil, err
	}
	var out []ClaimMatch
	for i, st := range c.statements {
		var best *ClaimMatch
		m := newMemory(st)
		for _, p := range sentences {
			v := theirs[p.number]
			alike := float64(vector.Dot(st.vector, v))
			if alike < aboutCosine && !st.wording.nearlyAll(d.Article.Lang, p.terms) {
				continue
			}
			j, ok := st.judge(m, d.Article, p.text, alike)
			if !ok || j.Relation == Near {
				continue
			}
			if best == nil || best.less(&j, d.Article.Title, &p) {
				best = &ClaimMatch{i, p.number, p.text, j}
			}
		}
		if best != nil {
			out = append(out, *best)
		}
	}
	return out, nil
}

// numbered is a sentence with its number, -1 for the title.
type numbered struct {
	number int
	text   string
	terms  []string
}

func (c *Claims) passages(ctx context.Context, d *text.Document, vectors [][]float32) ([]numbered, map[int][]float32, error) {
	var all []numbered
	theirs := map[int][]float32{}
	var missing []numbered
	take := func(n numbered, known bool) {
		if all = append(all, n); !known {
			missing = append(missing, n)
		}
	}
	for i := range d.Sentences[:min(len(d.Sentences), maxPassages)] {
		if s := &d.Sentences[i]; !s.Boilerplate && len(s.Words) >= fewest {
			known := i < len(vectors) && vectors[i] != nil
			if known {
				theirs[i] = vectors[i]
			}
			take(numbered{i, s.Text, c.indexer.termsOf(d.Article.Lang, s.Words)}, known)
		}
	}
	if d.Article.Title != "" {
		take(numbered{-1, d.Article.Title, c.indexer.termsOf(d.Article.Lang, text.Words(d.Article.Title))}, false)
	}
	texts := make([]string, len(missing))
	for i, n := range missing {
		texts[i] = n.text
	}
	more, err := c.indexer.model.Vectors(ctx, texts)
	if err != nil {
		return nil, nil, fmt.Errorf("compare %q to claims: %w", d.Article.ID, err)
	}
	for i, n := range missing {
		theirs[n.number] = more[i]
	}
	return all, theirs, nil
}
