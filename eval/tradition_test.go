package eval

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNeighbourJoining: four texts in two pairs, by distances that fit a tree.
func TestNeighbourJoining(t *testing.T) {
	ids := []string{"A", "B", "C", "D"}
	tree := neighbourJoining(ids, [][]float64{
		{0, 2, 7, 8},
		{2, 0, 7, 8},
		{7, 7, 0, 5},
		{8, 8, 5, 0},
	})
	steps := tree.steps(ids)
	if steps[0][1] != 2 || steps[2][3] != 2 || steps[0][2] != 3 || steps[1][3] != 3 {
		t.Errorf("A and B, C and D should be pairs: %v", steps)
	}
}

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"the gate was shut at dusk", "the gate was shut at dusk", 0},
		{"the gate was shut at dusk", "the gate was shut by dusk", 2},
		{"", "at dusk", 2},
		{"they came down to the ford", "they came to the old ford", 2},
	} {
		if got := edits(strings.Fields(c.a), strings.Fields(c.b)); got != c.want {
			t.Errorf("%q to %q: %d edits, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestAgreement(t *testing.T) {
	chain := [][]int{{0, 1, 2}, {1, 0, 1}, {2, 1, 0}}
	other := [][]int{{0, 2, 1}, {2, 0, 1}, {1, 1, 0}}
	if got := agreement(chain, chain); got != 1 {
		t.Errorf("a tree agrees with itself: %v", got)
	}
	// From A the two trees tell it the other way round; from B and C one of them
	// has both as near: half each.
	if got := agreement(chain, other); math.Abs(got-0.5/3-0.5/3) > 1e-9 {
		t.Errorf("agreement is %v", got)
	}
}

// TestTradition measures a small chain of copies: A was copied by B, B by C and
// D, so that neighbour joining, which has all at the tips, cannot be all right.
func TestTradition(t *testing.T) {
	a := strings.Fields(`in the seventh winter of the long frost the ferryman of arlow bridge carried
no one over the water for the ice had closed and the people walked where they had rowed before and there came a
stranger in a grey coat who would not walk but sat on the bank and waited for the thaw and when they asked him what
he wanted on the other side he said that he had left a lantern burning there in the year when his brother was born
and that he meant to put it out before the oil was gone so the miller lent him a chair and the widow a blanket and
the children brought him bread until the ice broke in the last week of march and the ferryman took him across for
nothing and no light was seen on the far shore that night nor ever after though many looked for it from the bridge`)
	change := func(words []string, with string, at ...int) []string {
		out := append([]string(nil), words...)
		for _, i := range at {
			out[i] += with
		}
		return out
	}
	b := change(a, "e", 3, 17, 29, 41, 55, 68)
	c := change(b, "n", 8, 22, 36, 47, 90)
	d := change(b, "s", 11, 26, 62, 77, 101)
	e := change(d, "t", 5, 33, 81, 110)
	dir := t.TempDir()
	var lines strings.Builder
	for _, w := range []struct {
		id    string
		words []string
	}{{"A", a}, {"B", b}, {"C", c}, {"D", d}, {"E", e}} {
		line, _ := json.Marshal(map[string]string{"id": w.id, "text": strings.Join(w.words, " ")})
		lines.Write(line)
		lines.WriteByte('\n')
	}
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("arlow.jsonl", lines.String())
	write("arlow.gold.json", `{"name":"arlow","articles":[{"id":"A"},{"id":"B","parents":["A"]},{"id":"C","parents":["B"]},
		{"id":"D","parents":["B"]},{"id":"E","parents":["D"]}],"lost":[],"origins":1}`)
	figures, err := Tradition(t.Context(), dir, Models{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range figures {
		got[f.Name] = f.Value
	}
	if got["arlow.sign"] != 1 || got["sign"] != 1 {
		t.Errorf("the tree of five copies is found with %v", got)
	}
	if got["arlow.nj"] >= 1 || got["arlow.nj"] < 0.5 {
		t.Errorf("neighbour joining has %v", got["arlow.nj"])
	}
}
