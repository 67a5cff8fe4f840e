package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/stemma-news/stemma"
)

// levels are how heavily the retellings of a development story are edited.
var levels = []string{"light", "medium", "heavy"}

// Lineage measures family trees against stories with a known tree, for each
// level of editing. dir holds LEVEL-NN.jsonl and LEVEL-NN.gold.json.
func Lineage(ctx context.Context, dir string, m Models) ([]Figure, error) {
	var figures []Figure
	for _, level := range levels {
		score := &treeScore{}
		err := eachTree(ctx, dir, level, m, func(gold *goldTree, r *stemma.Result) error {
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

// goldTree is a story's known tree.
type goldTree struct {
	Name     string        `json:"name"`
	Articles []goldArticle `json:"articles"`
	Lost     []goldLost    `json:"lost"`
	Origins  int           `json:"origins"`
}

type goldArticle struct {
	ID            string   `json:"id"`
	Parents       []string `json:"parents"`
	NumberChanges []struct {
		Before string `json:"before"`
		After  string `json:"after"`
	} `json:"number_changes"`
	Units []goldUnit `json:"units"`
}

// goldUnit is a passage; passages of two articles with one unit number say
// the same. Unit is nil for text of the article's own.
type goldUnit struct {
	Unit  *int `json:"unit"`
	Start int  `json:"start"`
	End   int  `json:"end"`
}

type goldLost struct {
	ID       string   `json:"id"`
	Parents  []string `json:"parents"`
	Children []string `json:"children"`
}

func readTree(path string) (*goldTree, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	g := &goldTree{}
	if err := json.Unmarshal(b, g); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return g, nil
}

// isLost reports whether id is one of the tree's lost sources.
func (g *goldTree) isLost(id string) bool {
	for _, l := range g.Lost {
		if l.ID == id {
			return true
		}
	}
	return false
}

// family returns the gold tree in the form in which predictions come.
func (g *goldTree) family() *family {
	f := newFamily()
	for _, a := range g.Articles {
		f.articles = append(f.articles, a.ID)
		for _, p := range a.Parents {
			if g.isLost(p) {
				p = lostPrefix + p
			}
			f.parents[a.ID] = append(f.parents[a.ID], p)
		}
	}
	for _, l := range g.Lost {
		f.parents[lostPrefix+l.ID] = l.Parents[:min(1, len(l.Parents))]
	}
	f.origins = g.Origins
	return f
}
