package eval

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/lineage/truth"
	"github.com/stemma-news/stemma/text"
)

// heldOutFolder is where the held-out pairs lie, from the root of the
// repository, where measuring is done; they are not among the development
// sets, since the texts are the project's own.
const heldOutFolder = "claim/testdata/heldout"

// Changes measures what is said to have changed from parent to child. dir is
// Lineage's: number changes that were put into its stories, precision and
// recall for each level of editing, once along the tree that was found, as
// Lineage has them, and once more with the same claims and the true tree,
// which tells the mistakes of comparing from those of the tree. Then changes
// of every kind in the pairs of heldOutFolder, and how many pairs these are:
// none where the program does not run in the repository's root.
func Changes(ctx context.Context, dir string, m Models) ([]Figure, error) {
	var figures []Figure
	for _, level := range levels {
		var found, given treeScore
		err := eachTree(ctx, dir, level, m, func(gold *truth.Tree, r *stemma.Result) error {
			edges := presentEdges(gold)
			found.addNumbers(gold, edges, r)
			given.addNumbers(gold, edges, alongTruth(gold, r))
			return nil
		})
		if err != nil {
			return nil, err
		}
		figures = append(figures, found.numbers.figures(level+".numbers")...)
		figures = append(figures, given.numbers.figures(level+".numbers.true-tree")...)
	}
	heldOut, err := HeldOut(ctx, heldOutFolder, m)
	if errors.Is(err, fs.ErrNotExist) {
		return append(figures, Figure{"held-out." + countOfPairs, 0}), nil
	}
	return append(figures, heldOut...), err
}

// alongTruth returns the result with the changes that its claims show along
// the true edges.
func alongTruth(gold *truth.Tree, r *stemma.Result) *stemma.Result {
	docs := make([]*text.Document, len(r.Articles))
	for i, a := range r.Articles {
		docs[i] = text.Read(a)
	}
	var edges []stemma.Edge
	for _, a := range gold.Articles {
		for i, p := range a.Parents {
			edges = append(edges, stemma.Edge{Parent: p, Child: a.ID, Primary: i == 0, Support: 1})
		}
	}
	out := &stemma.Result{Articles: r.Articles}
	for _, s := range r.Stories {
		s.Claims = claim.Compare(claim.Story{
			Docs: docs, Links: s.Links, Claims: s.Claims, Edges: edges,
			Attributions: r.Attributions, Sources: r.Sources,
		})
		out.Stories = append(out.Stories, s)
	}
	return out
}

// HeldOut measures changes in the pairs of a report and a retelling of it in a
// folder (its README says in what form), with the edge between the two given.
// For the pairs to work with ("dev") and those for measuring only ("test"):
// precision, recall and F1 of all kinds together, and of the pairs in which
// nothing changed the share for which no change is reported (silent) and how
// many are reported for each (alarms-per-pair); for the latter also each kind.
func HeldOut(ctx context.Context, folder string, m Models) ([]Figure, error) {
	var figures []Figure
	pairs := 0
	for _, part := range []string{"dev", "test"} {
		paths, err := filepath.Glob(filepath.Join(folder, part+"-*.txt"))
		if err != nil {
			return nil, err
		}
		if len(paths) == 0 {
			return nil, fs.ErrNotExist
		}
		pairs += len(paths)
		score := newChangeScore()
		for _, path := range paths {
			pair, err := readHeldOut(path)
			if err != nil {
				return nil, err
			}
			if err := score.add(ctx, pair, m); err != nil {
				return nil, err
			}
		}
		figures = append(figures, score.figures("held-out."+part, part == "test")...)
	}
	return append(figures, Figure{"held-out." + countOfPairs, float64(pairs)}), nil
}
