package lineage

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma"
)

// seedsDir holds five reports of one story; it lies beside the repository.
const seedsDir = "../../shared/seeds"

// TestSeeds: five reports of a report that is lost, two of them one outlet's in
// two languages, of which one is dated to the day and the other to the month.
// Nothing tells which of the two was first, and so none is surely the other's.
func TestSeeds(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(seedsDir, "*.txt"))
	if len(files) == 0 {
		t.Skip("no seeds beside the repository")
	}
	var articles []stemma.Article
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, stemma.Article{ID: filepath.Base(f)[:3], Text: string(b)})
	}
	tree := trace(t, articles...)
	if tree.Origins != 1 {
		t.Errorf("%d origins, want 1", tree.Origins)
	}
	pair := 0
	for _, e := range tree.Edges {
		if e.Parent+e.Child != "000001" && e.Parent+e.Child != "001000" {
			continue
		}
		pair++
		if e.Kind != stemma.EdgeTranslation || !e.DirectionUncertain || e.Support > 0.8 {
			t.Errorf("%s→%s is a %s with support %.2f, direction uncertain: %v", e.Parent, e.Child, e.Kind, e.Support, e.DirectionUncertain)
		}
	}
	if pair != 1 {
		t.Errorf("%d edges between the two editions, want 1", pair)
	}
}
