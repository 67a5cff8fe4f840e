package eval

import (
	"context"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
)

// levels are how heavily the retellings of a development story are edited.
var levels = []string{"light", "medium", "heavy"}

// Lineage measures family trees against stories with a known tree, for each
// level of editing. dir holds LEVEL-NN.jsonl and LEVEL-NN.gold.json.
func Lineage(ctx context.Context, dir string, m Models) ([]Figure, error) {
	var figures []Figure
	for _, level := range levels {
		score := &treeScore{}
		err := eachTree(ctx, dir, level, m, func(gold *truth.Tree, r *stemma.Result) error {
			score.add(gold, r)
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, f := range score.figures() {
			figures = append(figures, Figure{level + "." + f.Name, f.Value})
		}
	}
	return figures, nil
}
