package truth

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// wire is the tree of a made-up story: a and b rest on an agency that is lost,
// c is from b, and d from c and a.
const wire = `{"name": "wire-1", "origins": 1, "articles": [
	{"id": "a", "parents": ["w"], "cites": "Fen Wire"}, {"id": "b", "parents": ["w"]},
	{"id": "c", "parents": ["b"], "number_changes": [{"before": "12", "after": "21"}], "units": [{"unit": 4, "start": 0, "end": 9}, {"unit": null, "start": 9, "end": 12}]},
	{"id": "d", "parents": ["c", "a"]}],
	"lost": [{"id": "w", "outlet": "Fen Wire", "parents": [], "children": ["a", "b"]}]}`

func read(t *testing.T, content string) (*Tree, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "story.gold.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return Read(path)
}

func TestRead(t *testing.T) {
	tree, err := read(t, wire)
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Articles) != 4 || tree.Articles[2].NumberChanges[0].After != "21" || *tree.Articles[2].Units[0].Unit != 4 || tree.Articles[2].Units[1].Unit != nil {
		t.Errorf("read %+v", tree)
	}
	for id, want := range map[string]string{"a": "w", "d": "c a", "w": "", "nobody": ""} {
		if got := strings.Join(tree.ParentsOf(id), " "); got != want {
			t.Errorf("parents of %s are %q, want %q", id, got, want)
		}
	}
	if !tree.IsLost("w") || tree.IsLost("a") {
		t.Error("w is lost, a is not")
	}
	if _, err := read(t, `{"articles": 1}`); err == nil || !strings.Contains(err.Error(), "story.gold.json") {
		t.Errorf("error %v, want one that names the file", err)
	}
}

// found makes a result of edges "parent>child" with support, the first of each
// child primary.
func found(origins int, support float64, edges ...string) *stemma.Result {
	s := stemma.Story{Articles: []string{"a", "b", "c", "d"}, Origins: origins}
	placed := map[string]bool{}
	for _, e := range edges {
		parent, child, _ := strings.Cut(e, ">")
		s.Edges = append(s.Edges, stemma.Edge{Parent: parent, Child: child, Primary: !placed[child], Support: support})
		placed[child] = true
	}
	return &stemma.Result{Stories: []stemma.Story{s}, Sources: []stemma.Source{{ID: "src1", Name: "Fen Wire"}, {ID: "src2", Name: "Herald", Article: "c"}}}
}

func TestScore(t *testing.T) {
	tests := []struct {
		name     string
		r        *stemma.Result
		parents  float64
		origins  int
		seconds  Counts
		ancestor float64
		sign     float64
	}{
		{"all right", found(1, 0.9, "src1>a", "src1>b", "b>c", "c>d", "a>d"), 4, 1, Counts{1, 0, 0}, 1, 1},
		{"a source that is an article", found(1, 0.9, "src1>a", "src1>b", "b>c", "src2>d"), 4, 1, Counts{0, 0, 1}, 6. / 7, 1},
		{"no parent for the children of a lost source", found(2, 0.9, "b>c", "c>d"), 3, 0, Counts{0, 0, 1}, 6. / 7, 1},
		{"an article for a lost source", found(1, 0.9, "src1>a", "a>b", "b>c", "c>d"), 3, 1, Counts{0, 0, 1}, 0.8, 1},
		{"nothing found", found(4, 0.9), 1, 0, Counts{0, 0, 1}, 0, 0.6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree, err := read(t, wire)
			if err != nil {
				t.Fatal(err)
			}
			var s Score
			s.Add(tree, tt.r)
			if s.Parents != tt.parents || s.Origins != tt.origins || s.Seconds != tt.seconds {
				t.Errorf("parents %v origins %d seconds %v, want %v %d %v", s.Parents, s.Origins, s.Seconds, tt.parents, tt.origins, tt.seconds)
			}
			if math.Abs(s.Ancestors.F1()-tt.ancestor) > 1e-9 {
				t.Errorf("ancestors %v %v, want %v", s.Ancestors, s.Ancestors.F1(), tt.ancestor)
			}
			if s.Sign() > tt.sign || tt.sign == 1 && s.Sign() < 0.8 {
				t.Errorf("sign %v, want %v", s.Sign(), tt.sign)
			}
			for _, c := range s.Forecasts {
				if c.Support != 0.9 {
					t.Errorf("forecasts %v", s.Forecasts)
				}
			}
		})
	}
}

func TestCalibration(t *testing.T) {
	var forecasts []Forecast
	for i := range 100 {
		forecasts = append(forecasts, Forecast{0.9, 0}, Forecast{0.3, 0})
		if i < 90 {
			forecasts[2*i].Right = 1
		}
	}
	if got := Calibration(forecasts); math.Abs(got-0.15) > 1e-9 {
		t.Errorf("calibration %v, want 0.15: nothing off at 0.9, and 0.3 at 0.3", got)
	}
	for k := range 50 {
		forecasts[2*k+1].Right = 0.2 // of those of 0.3
	}
	if got := Calibration(forecasts); math.Abs(got-0.1) > 1e-9 {
		t.Errorf("calibration %v, want 0.1: 0.2 at 0.3", got)
	}
	bins := Reliability(forecasts, 10)
	if len(bins) != 2 || bins[1].Edges != 100 || math.Abs(bins[1].Right-0.9) > 1e-9 {
		t.Errorf("bins %+v", bins)
	}
	if got := Brier([]Forecast{{0.5, 1}, {0.5, 0}}); got != 0.25 {
		t.Errorf("Brier score %v of tossed coins", got)
	}
	few, many := CalibrationByChance(forecasts[:10]), CalibrationByChance(forecasts)
	if few <= many || many > 0.05 {
		t.Errorf("by chance %v with ten edges and %v with two hundred", few, many)
	}
	if got := Calibration(nil); got != 0 {
		t.Errorf("calibration of nothing is %v", got)
	}
}

// TestJudged: of a tree that people know in part, what they did not judge counts neither as right nor as wrong.
func TestJudged(t *testing.T) {
	tree, err := read(t, strings.Replace(wire, `"origins": 1,`, `"origins": 1, "judged": ["b", "c"],`, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		edges []string
		want  float64
	}{
		{[]string{"x>a", "x>b", "b>c"}, 1},          // d is an origin, and a is no child that counts
		{[]string{"x>b", "a>c", "a>d", "b>a"}, 0.5}, // c is wrong
		{[]string{"a>b", "a>c"}, 0},
	} {
		s := &Score{}
		s.Add(tree, found(3, 0.9, c.edges...))
		if s.Parent() != c.want || s.Articles != 2 || s.Stories != 0 || s.Ancestors != (Counts{}) || s.Seconds != (Counts{}) || s.Sign() != 0 {
			t.Errorf("%v: %+v, want %v", c.edges, s, c.want)
		}
	}
}
