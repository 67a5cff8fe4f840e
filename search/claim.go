package search

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

const (
	// claimed is how many passages near to a claim are looked at.
	claimed = 400
	// maxNear is how many of those are looked at that can only be near.
	maxNear  = 40
	maxClaim = 2000 // bytes
)

// ErrClaim says that a text is no claim that can be looked for.
var ErrClaim = errors.New("give one sentence, of at least three words and at most 2,000 bytes")

// Statement is a claim to which sentences are compared.
type Statement struct {
	Text   string
	doc    *text.Document
	vector []float32
	values values
}

// NewStatement reads a claim. Its language is read from it where none is given.
func (x *Indexer) NewStatement(ctx context.Context, claim, lang string) (*Statement, error) {
	claim = strings.Join(strings.Fields(strings.ToValidUTF8(claim, "")), " ")
	if len(claim) > maxClaim || len(text.Words(claim)) < fewest {
		return nil, ErrClaim
	}
	vectors, err := x.model.Vectors(ctx, []string{claim})
	if err != nil {
		return nil, err
	}
	if isZero(vectors[0]) {
		return nil, ErrClaim
	}
	s := &Statement{Text: claim, doc: readOne(stemma.Article{ID: "claim", Lang: lang}, claim), vector: vectors[0]}
	s.values = valuesOf(s.doc)
	return s, nil
}

// readOne reads a sentence by itself.
func readOne(a stemma.Article, sentence string) *text.Document {
	d := text.Read(stemma.Article{ID: a.ID, Lang: a.Lang, Published: a.Published, PublishedPrecision: a.PublishedPrecision, Text: sentence})
	for i := range d.Sentences {
		d.Sentences[i].Boilerplate, d.Sentences[i].Title = false, false
	}
	d.Article.Boilerplate = nil
	return d
}

// judged is a passage with what was found of it.
type judged struct {
	found
	Judgement
	text string
	span stemma.Span
	of   *judged // the first of its copies
}

// Claim finds out who says a claim.
func (s *Searcher) Claim(ctx context.Context, claim string, o Options) (*ClaimResult, error) {
	st, err := s.indexer.NewStatement(ctx, claim, "")
	if err != nil {
		return nil, err
	}
	v, err := s.index.View(ctx, s.indexer.made)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	scope, err := s.scope(ctx, o)
	if err != nil {
		return nil, err
	}
	in, err := v.In(scope)
	if err != nil {
		return nil, err
	}
	near, err := s.near(ctx, v, st.Text, in, claimed)
	if err != nil {
		return nil, err
	}
	all, err := s.judge(ctx, st, near)
	if err != nil {
		return nil, err
	}
	r, err := s.claimResult(ctx, st, all)
	if err != nil {
		return nil, err
	}
	r.More = len(near) == claimed && near[len(near)-1].alike >= leastCosine(nearFrom)
	return r, nil
}

// judge compares passages to a claim. Of an article the passage counts that says most: the one
// that says the claim, else one that differs from it, else what is nearest.
func (s *Searcher) judge(ctx context.Context, st *Statement, near []found) ([]judged, error) {
	all := passagesOf(near)
	if err := judgeAll(ctx, st, all); err != nil {
		return nil, err
	}
	best := map[store.Doc]int{}
	var out []judged
	for _, p := range all {
		p.Judgement = p.of.Judgement
		if p.Relation == "" {
			continue
		}
		if i, ok := best[p.doc]; !ok {
			best[p.doc] = len(out)
			out = append(out, p)
		} else if rank(p.Relation) < rank(out[i].Relation) {
			out[i] = p
		}
	}
	return out, nil
}

// passagesOf are the passages that may say a claim, and the nearest of those that can only
// be about it. Copies point at the first of them.
func passagesOf(near []found) []judged {
	type key struct{ lang, title, text string }
	first := map[key]*judged{}
	var all []judged
	only := 0
	for _, f := range near {
		sentence, span := sentence(&f.article, f.passage)
		if sentence == "" || f.alike < leastCosine(nearFrom) {
			continue
		}
		if f.alike < leastCosine(differsFrom) {
			if only++; only > maxNear {
				break // what follows is farther away
			}
		}
		p := judged{found: f, text: sentence, span: span}
		k := key{f.article.Lang, f.article.Title, sentence}
		if first[k] == nil {
			first[k] = &judged{found: f, text: sentence}
		}
		p.of = first[k]
		all = append(all, p)
	}
	return all
}

// judgeAll judges the first of all copies, on all cores.
func judgeAll(ctx context.Context, st *Statement, all []judged) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	seen := map[*judged]bool{}
	for i := range all {
		p := all[i].of
		if seen[p] {
			continue
		}
		seen[p] = true
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			p.Judgement, _ = st.Judge(p.article, p.text, p.vector)
			return nil
		})
	}
	return g.Wait()
}

func rank(r Relation) int { return slices.Index([]Relation{Says, Denies, Differs, Near}, r) }
