package trace

import (
	"context"
	"fmt"
	"maps"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// counterpart is the cosine of the finding model from which a sentence may say
// the same as another. Of the links that multilingual-e5-small finds on its own
// in the development stories, 0.996 join sentences that pass (0.98 from 0.35,
// 0.92 from 0.45). What a judge is spared are above all the articles that share
// a story with no other, and what a report tells alone.
const counterpart = 0.25

func (o Options) model() (Vectorizer, error) {
	if o.Vectors != nil {
		return o.Vectors, nil
	}
	m, err := vector.Default()
	if err != nil {
		return nil, fmt.Errorf("open the built-in vectors: %w", err)
	}
	return m, nil
}

// vectorNames says which models a result rests on.
func (o Options) vectorNames(model Vectorizer) string {
	if o.Judge != nil {
		return model.Name() + "+" + o.Judge.Name()
	}
	return model.Name()
}

func everySentence(int, int) bool { return true }

// vectors returns, for each document, one vector for each sentence; those that
// are not wanted have none. A sentence that several say in the same words has
// one vector, and the model is not asked for those of sentences that are known.
func vectors(ctx context.Context, model Vectorizer, docs []*text.Document, wanted func(doc, sentence int) bool, known map[string][]float32) ([][][]float32, error) {
	var sentences []string
	of := maps.Clone(known)
	if of == nil {
		of = map[string][]float32{}
	}
	for i, d := range docs {
		for j := range d.Sentences {
			s := d.Sentences[j].Text
			if _, ok := of[s]; !ok && wanted(i, j) {
				of[s] = nil
				sentences = append(sentences, s)
			}
		}
	}
	if len(sentences) > 0 {
		flat, err := model.Vectors(ctx, sentences)
		if err != nil {
			return nil, fmt.Errorf("sentence vectors: %w", err)
		}
		if len(flat) != len(sentences) {
			return nil, fmt.Errorf("sentence vectors: %s gave %d for %d sentences", model.Name(), len(flat), len(sentences))
		}
		for k, s := range sentences {
			of[s] = flat[k]
		}
	}
	vecs := make([][][]float32, len(docs))
	for i, d := range docs {
		vecs[i] = make([][]float32, len(d.Sentences))
		for j := range d.Sentences {
			if wanted(i, j) {
				vecs[i][j] = of[d.Sentences[j].Text]
			}
		}
	}
	return vecs, nil
}

// headlines returns, for each document, the vector of its title where its text
// does not have it.
func headlines(ctx context.Context, model Vectorizer, docs []*text.Document) ([][]float32, error) {
	var titles []string
	var of []int
	for i, d := range docs {
		if t := cluster.Title(d); t != "" {
			titles, of = append(titles, t), append(of, i)
		}
	}
	vecs := make([][]float32, len(docs))
	if len(titles) == 0 {
		return vecs, nil
	}
	flat, err := model.Vectors(ctx, titles)
	if err != nil {
		return nil, fmt.Errorf("vectors of titles: %w", err)
	}
	if len(flat) != len(titles) {
		return nil, fmt.Errorf("vectors of titles: %s gave %d for %d titles", model.Name(), len(flat), len(titles))
	}
	for k, i := range of {
		vecs[i] = flat[k]
	}
	return vecs, nil
}

// judge returns the stronger model's vectors of the sentences that may have a
// counterpart in another article of their story, by the vectors there are.
// The others have none, and are compared by what is written alike: vectors of
// two models do not meet.
func judge(ctx context.Context, model Vectorizer, docs []*text.Document, groups [][]int, vecs [][][]float32) ([][][]float32, error) {
	found := make([][]bool, len(docs))
	for i, d := range docs {
		found[i] = make([]bool, len(d.Sentences))
	}
	err := each(ctx, len(groups), func(ctx context.Context, g int) error {
		for n, a := range groups[g] {
			for _, b := range groups[g][n+1:] {
				if err := ctx.Err(); err != nil {
					return err
				}
				counterparts(found[a], found[b], docs[a], docs[b], vecs[a], vecs[b])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return vectors(ctx, model, docs, func(doc, sentence int) bool { return found[doc][sentence] }, nil)
}

// judge computes the judge's vectors of the sentences that may have a counterpart
// and had none before: those of the articles that are new, and of others that
// only they have to do with.
func (s *Story) judge(ctx context.Context, articles []stemma.Article, fresh []int) error {
	docs := s.docs(articles)
	found, isNew := make([][]bool, len(docs)), make([]bool, len(docs))
	for _, i := range fresh {
		isNew[i] = true
	}
	near := make([][][]float32, len(docs))
	for i, d := range docs {
		r := s.known[d.Article.ID]
		found[i], near[i] = make([]bool, len(d.Sentences)), r.near
		for j := range r.vecs {
			found[i][j] = !isNew[i] && r.vecs[j] != nil
		}
	}
	for _, i := range fresh {
		for k := range docs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if k != i {
				counterparts(found[i], found[k], docs[i], docs[k], near[i], near[k])
			}
		}
	}
	vecs, err := vectors(ctx, s.options.Judge, docs, func(doc, j int) bool {
		return found[doc][j] && (isNew[doc] || s.known[docs[doc].Article.ID].vecs[j] == nil)
	}, nil)
	if err != nil {
		return err
	}
	for i, d := range docs {
		r := s.known[d.Article.ID]
		if isNew[i] {
			r.vecs = vecs[i]
			continue
		}
		for j, v := range vecs[i] {
			if v != nil {
				r.vecs[j] = v
			}
		}
	}
	return nil
}

// counterparts marks the sentences of a and b that are near each other. What
// is marked on both sides is not compared again: in a large story nearly all
// soon are.
func counterparts(inA, inB []bool, a, b *text.Document, vecsA, vecsB [][]float32) {
	for i := range vecsA {
		if !a.Sentences[i].IsBody() {
			continue
		}
		for j := range vecsB {
			if (!inA[i] || !inB[j]) && b.Sentences[j].IsBody() && vector.Dot(vecsA[i], vecsB[j]) >= counterpart {
				inA[i], inB[j] = true, true
			}
		}
	}
}
