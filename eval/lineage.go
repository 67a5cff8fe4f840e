package eval

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
)

// levels are how heavily the retellings of a development story are edited.
var levels = []string{"light", "medium", "heavy"}

// Lineage measures family trees against stories with a known tree, for each
// level of editing. dir holds LEVEL-NN.jsonl and LEVEL-NN.gold.json. Gold data
// of other names, as stemma verdicts export makes it ("reviewed-1"), is measured
// beside the levels or without them.
func Lineage(ctx context.Context, dir string, m Models) ([]Figure, error) {
	var figures []Figure
	all, err := levelsIn(dir)
	if err != nil {
		return nil, err
	}
	for _, level := range all {
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

// levelsIn returns the levels that a folder has gold data of: those of the development stories, all of them if any, and
// then others by name.
func levelsIn(dir string) ([]string, error) {
	golds, err := filepath.Glob(filepath.Join(dir, "*-*.gold.json"))
	if err != nil {
		return nil, err
	}
	var own, others []string
	for _, path := range golds {
		name := filepath.Base(path)
		switch level := name[:strings.LastIndexByte(name, '-')]; {
		case slices.Contains(levels, level):
			own = levels
		case !slices.Contains(others, level):
			others = append(others, level)
		}
	}
	if len(own)+len(others) == 0 {
		own = levels // what is missing is told by their names
	}
	slices.Sort(others)
	return slices.Concat(own, others), nil
}
