package lineage_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/cluster"
	"github.com/stemma-news/stemma/internal/hostile"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/reuse"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// stage is a step on articles that may be meant to make it slow.
type stage struct {
	name string
	run  func(ctx context.Context) error
}

// path is all steps on some articles, in their order: each goes on from what those
// before it left in the story.
func path(articles []stemma.Article) []stage {
	s, tree, near := lineage.Story{}, lineage.Tree{}, new(vector.Static)
	return []stage{
		{"read", func(context.Context) error {
			habits := text.LearnHabits(articles)
			for _, a := range articles {
				s.Docs = append(s.Docs, habits.Read(a))
			}
			return nil
		}},
		{"vectors", func(ctx context.Context) (err error) {
			if near, err = vector.Default(); err == nil {
				s.Vectors, err = vectorsOf(ctx, near, s.Docs)
			}
			return err
		}},
		{"stories", func(ctx context.Context) error {
			_, err := cluster.Group(ctx, s.Docs, s.Vectors, make([][]float32, len(s.Docs)))
			return err
		}},
		{"attributions", func(ctx context.Context) (err error) {
			s.Attributions, s.Sources, err = attribution.Find(ctx, s.Docs, attribution.Options{})
			return err
		}},
		{"links", func(ctx context.Context) (err error) {
			s.Links, err = link.Find(ctx, s.Docs, s.Vectors, link.Options{})
			return err
		}},
		{"claims", func(context.Context) error {
			s.Claims = claim.Join(s.Docs, s.Links)
			return nil
		}},
		{"tree", func(ctx context.Context) (err error) {
			tree, err = lineage.Infer(ctx, s, lineage.Options{})
			return err
		}},
		{"changes", func(context.Context) error {
			claim.Compare(claim.Story{Docs: s.Docs, Links: s.Links, Claims: s.Claims, Edges: tree.Edges, Attributions: tree.Attributions, Sources: tree.Sources})
			return nil
		}},
		{"reuse", func(ctx context.Context) error {
			var texts []reuse.Text
			for i := range articles {
				texts = append(texts, reuse.Text{ID: articles[i].ID, Series: articles[i].Outlet, Text: articles[i].Text})
			}
			_, err := reuse.Find(ctx, texts, reuse.Options{Groups: true})
			return err
		}},
	}
}

// vectorsOf returns the vectors of all sentences, as package trace has them: one
// for all that are in the same words.
func vectorsOf(ctx context.Context, model *vector.Static, docs []*text.Document) ([][][]float32, error) {
	known, out := map[string][]float32{}, make([][][]float32, len(docs))
	for i, d := range docs {
		out[i] = make([][]float32, len(d.Sentences))
		for j := range d.Sentences {
			s := d.Sentences[j].Text
			if known[s] == nil {
				v, err := model.Vectors(ctx, []string{s})
				if err != nil {
					return nil, err
				}
				known[s] = v[0]
			}
			out[i][j] = known[s]
		}
	}
	return out, nil
}

// TestHostileArticles takes every attack, a small one of each, through all steps:
// nothing fails, whatever is in them. TestWorstCases measures them.
func TestHostileArticles(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
	for _, x := range hostile.Attacks() {
		n := 2000
		if x.Many {
			n = 12
		}
		t.Run(x.Name, func(t *testing.T) {
			for _, lang := range []string{"", "en"} {
				articles := x.Articles(n)
				for i := range articles {
					articles[i].Lang = lang
				}
				for _, s := range path(articles) {
					if err := s.run(t.Context()); err != nil {
						t.Fatal(fmt.Errorf("%s: %w", s.name, err))
					}
				}
			}
		})
	}
}
