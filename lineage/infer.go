// Package lineage draws the family tree of a story: who derives from whom.
//
// It treats retellings as stemmatology treats hand-copied texts, and news as
// news (attributions and times are evidence too):
//
//  1. A claim is a unit, an article a sequence of units (reading.go), and what
//     it cites is read off the attributions (citation.go) and the names of
//     outlets in the text (lostmention.go). What is there twice counts once
//     (twin.go), two names of a lost source too (lostname.go), and a date for
//     what it can be relied on (moment.go).
//  2. Every pair of articles that could be parent and child is compared, and
//     so is every article with every lost source (lost.go) and with none at
//     all. The evidence is counted by features (feature.go, compare.go): what
//     the child has that the parent lacks and others have, what it drops, cuts
//     and moves, whose words and numbers it has, whom it cites, when both came
//     out. A text that has less than another mostly derives from it; weights
//     learnt from stories with a known tree say how much that and all else
//     counts (weights.go).
//  3. The best tree is a maximum spanning arborescence (package arborescence; Chu &
//     Liu 1965, Edmonds 1967). Families that have too much in common to be
//     independent are held together (origin.go). Further parents are added
//     where they explain what the first does not (second.go, mixed.go), and a
//     lost source that nobody cites where siblings share what their parent
//     cannot have given them (inferred.go; after Semstem, Roos & Zou 2011).
//     Of texts that were copied word for word the words decide (variantfamily.go).
//  4. Support is a bootstrap over the units (bootstrap.go; Felsenstein 1985).
//     Which of two came first is asked once more by turning the edge between
//     them around (direction.go).
//  5. Each edge is written down with what speaks for it (tree.go, evidence.go),
//     each article with what it has from which origin (descent.go), and each
//     lost source with when it must have come out (window.go).
//
// How often it is right stands in docs/BENCHMARKS.md, and what the weights were
// learnt from in README.md.
//
// What it does not do: further parents of a lost source, and telling apart
// translations by their wording (what a translator carries over from the
// language he translates from).
package lineage

import (
	"context"
	"errors"
	"fmt"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/text"
)

// Story is one story's evidence. The articles of Docs have ids, no two the same.
// Vectors run parallel to Docs and their sentences. Sources may hold sources of
// other stories, which are left alone.
type Story struct {
	Docs         []*text.Document
	Vectors      [][][]float32
	Links        []stemma.Link
	Claims       []stemma.Claim
	Attributions []stemma.Attribution
	Sources      []stemma.Source
	// Outlets is the reader's own table of outlets, or nil.
	Outlets *attribution.Outlets
}

// Options of Infer; the zero value is what stemma uses.
type Options struct {
	// Rounds of the bootstrap; 0 means DefaultRounds, below 0 means none.
	Rounds int
	// Seed of the bootstrap: the same seed, the same support.
	Seed uint64
	// Weights of the evidence; nil means those that ship with the program.
	Weights *Weights
	// Bound, if not nil, limits the work: what it leaves no time for is left out,
	// and noted there.
	Bound *bound.Bound
}

// DefaultRounds is how often the evidence is resampled unless Options say otherwise.
const DefaultRounds = 200

// Tree is the family tree of a story.
type Tree struct {
	// Edges are ordered by child as the articles are given, the primary edge
	// first, then those into lost sources.
	Edges []stemma.Edge
	// Sources are the sources given, with Lost and Article brought up to date
	// for those this story cites, and the inferred ones after them. Those that
	// turned out to be one are one.
	Sources []stemma.Source
	// Attributions are those given, with the ids of Sources.
	Attributions []stemma.Attribution
	// Origins is the number of roots.
	Origins int
	// Roots are the origins, OriginCounts how often there were how many, and
	// Descents what each article has from which of them.
	Roots        []stemma.Root
	OriginCounts []stemma.OriginCount
	Descents     []stemma.Descent
}

// ErrSameID says that two articles of a story have one id: nobody could tell
// whose edges are whose.
var ErrSameID = errors.New("two articles have the same id")

// Infer draws the family tree of one story. It fails when ctx ends, and with
// ErrSameID. What claims, links and attributions say of articles and sentences
// that are not there does not count.
func Infer(ctx context.Context, s Story, o Options) (Tree, error) {
	index := articleIndex(s.Docs)
	for i, d := range s.Docs {
		if index[d.Article.ID] != i {
			return Tree{}, fmt.Errorf("infer the lineage of %d articles: %w: %q", len(s.Docs), ErrSameID, d.Article.ID)
		}
	}
	if o.Rounds == 0 {
		o.Rounds = DefaultRounds
	}
	twins := findTwins(s.Docs, s.Claims)
	t, err := infer(ctx, twins.witnesses(s), o)
	if err != nil {
		return Tree{}, err
	}
	twins.hang(&t)
	return t, nil
}

func infer(ctx context.Context, s Story, o Options) (Tree, error) {
	g, err := newGraphWithin(ctx, s, o.Bound)
	if err != nil {
		return Tree{}, fmt.Errorf("infer the lineage of %d articles: %w", len(s.Docs), err)
	}
	if o.Weights != nil {
		g.weights = o.Weights.of
	}
	if err := g.grow(ctx); err != nil {
		return Tree{}, fmt.Errorf("infer the lineage of %d articles: %w", len(s.Docs), err)
	}
	seconds, err := g.seconds(ctx)
	if err != nil {
		return Tree{}, fmt.Errorf("infer the lineage of %d articles: %w", len(s.Docs), err)
	}
	votes, err := g.bootstrap(ctx, o, seconds)
	if err != nil {
		return Tree{}, fmt.Errorf("resample the evidence of %d articles: %w", len(s.Docs), err)
	}
	votes.suppose(g)
	t := g.tree(votes, seconds)
	t.Attributions = g.story.Attributions
	from := g.takeUp(seconds)
	from.divide(t.Edges)
	t.Descents = from.descents()
	return t, nil
}
