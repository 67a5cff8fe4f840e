package lineage_test

import (
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
	"github.com/stemma-news/stemma/lineage/genealogy"
	"github.com/stemma-news/stemma/lineage/truth"
	"github.com/stemma-news/stemma/text"
)

// TestTradition: of texts copied by hand, with nothing but their words to go
// by, the tree is mostly found. Neighbour joining agrees with the same trees in
// three comparisons of four (stemma eval tradition).
func TestTradition(t *testing.T) {
	corpus, err := genealogy.Own()
	if err != nil {
		t.Fatal(err)
	}
	var score truth.Score
	for seed := uint64(1); seed <= 8; seed++ {
		copied, err := genealogy.Copy(corpus, genealogy.DrawCopying(seed), seed)
		if err != nil {
			t.Fatal(err)
		}
		var s lineage.Story
		for _, a := range copied.Articles {
			s.Docs = append(s.Docs, text.Read(stemma.Article{ID: a.ID, Text: a.Text, Lang: a.Lang, PublishedPrecision: stemma.PrecisionNone}))
		}
		tree, err := lineage.Infer(t.Context(), s, lineage.Options{Rounds: -1})
		if err != nil {
			t.Fatal(err)
		}
		if tree.Origins != 1 {
			t.Errorf("seed %d: %d origins of one text", seed, tree.Origins)
		}
		var ids []string
		for _, a := range copied.Articles {
			ids = append(ids, a.ID)
		}
		score.Add(&copied.Tree, &stemma.Result{
			Sources: tree.Sources,
			Stories: []stemma.Story{{Articles: ids, Origins: tree.Origins, Edges: tree.Edges}},
		})
	}
	t.Logf("sign %.3f parent %.3f", score.Sign(), score.Parent())
	if score.Sign() < 0.85 {
		t.Errorf("sign agreement is %.3f", score.Sign())
	}
}

// TestTraditionOrder: the order in which witnesses are given makes no difference.
func TestTraditionOrder(t *testing.T) {
	corpus, err := genealogy.Own()
	if err != nil {
		t.Fatal(err)
	}
	copied, err := genealogy.Copy(corpus, genealogy.DrawCopying(3), 3)
	if err != nil {
		t.Fatal(err)
	}
	parents := func(turned bool) map[string]string {
		var s lineage.Story
		for i := range copied.Articles {
			a := copied.Articles[i]
			if turned {
				a = copied.Articles[len(copied.Articles)-1-i]
			}
			s.Docs = append(s.Docs, text.Read(stemma.Article{ID: a.ID, Text: a.Text, Lang: a.Lang, PublishedPrecision: stemma.PrecisionNone}))
		}
		tree, err := lineage.Infer(t.Context(), s, lineage.Options{Rounds: -1})
		if err != nil {
			t.Fatal(err)
		}
		lost := map[string]bool{}
		for _, x := range tree.Sources {
			lost[x.ID] = x.Inferred
		}
		out := map[string]string{}
		for _, e := range tree.Edges {
			if e.Primary && !lost[e.Child] {
				out[e.Child] = e.Parent
				if lost[e.Parent] {
					out[e.Child] = "a lost text"
				}
			}
		}
		return out
	}
	first, second := parents(false), parents(true)
	for child, p := range first {
		if second[child] != p {
			t.Errorf("%s derives from %s, and from %q when the order is turned", child, p, second[child])
		}
	}
}
