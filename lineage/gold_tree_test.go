package lineage

import (
	"testing"

	"github.com/stemma-news/stemma/lineage/truth"
)

// TestGivenUnits holds what Infer makes of true links and citations to a
// floor: with few edits no one can tell all edges apart. TestFoundUnits does
// the same for what the steps before Infer find.
func TestGivenUnits(t *testing.T) { testGold(t, (*goldStory).given, [3]float64{0.8, 0.85, 0.88}) }

func TestFoundUnits(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures how good it is")
	}
	testGold(t, (*goldStory).found, [3]float64{0.78, 0.82, 0.86})
}

func testGold(t *testing.T, read func(*goldStory, testing.TB) Story, floors [3]float64) {
	for k, level := range []string{"light", "medium", "heavy"} {
		var x truth.Score
		for _, g := range readGold(t, level) {
			tree, err := Infer(t.Context(), read(g, t), Options{Rounds: -1})
			if err != nil {
				t.Fatal(err)
			}
			x.Add(g.Tree, g.result(tree))
		}
		t.Logf("%s: parent %.4f ancestors %.4f sign %.4f origins %d/%d second %v", level, x.Parent(), x.Ancestors.F1(), x.Sign(), x.Origins, x.Stories, x.Seconds)
		if x.Parent() < floors[k] {
			t.Errorf("%s: parent accuracy is %.4f, below %.4f", level, x.Parent(), floors[k])
		}
	}
}
