package eval

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
)

// TestChangeScores logs, for the pairs to work with, how many changes of each
// kind are right, within a language and between two, beside the mean score
// that they were given: what the scores that are set by hand are set by.
func TestChangeScores(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", heldOutFolder, "dev-*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pairs: %v", err)
	}
	type tally struct{ all, right, score float64 }
	kinds := map[string]*tally{}
	for _, path := range files {
		p, err := readHeldOut(path)
		if err != nil {
			t.Fatal(err)
		}
		found, sentences, err := p.changes(t.Context(), Models{})
		if err != nil {
			t.Fatal(err)
		}
		relation := "cross"
		if p.sides[0].Lang == p.sides[1].Lang {
			relation = "same"
		}
		for _, c := range found {
			if !slices.Contains(changeKinds, c.Kind) {
				continue
			}
			key := fmt.Sprintf("%-5s %s", relation, c.Kind)
			if kinds[key] == nil {
				kinds[key] = &tally{}
			}
			k := kinds[key]
			k.all, k.score = k.all+1, k.score+c.Score
			if slices.ContainsFunc(p.marks, func(m mark) bool { return p.shows(m, c, sentences) }) {
				k.right++
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(kinds)) {
		k := kinds[key]
		t.Logf("%-18s %3.0f changes, claimed %.2f right %.2f", key, k.all, k.score/k.all, k.right/k.all)
		if k.right < k.all*0.5 {
			t.Errorf("%s: most of what is reported is wrong", key)
		}
	}
}
