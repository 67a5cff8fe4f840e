package link

import (
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestPath joins, drops, inserts and moves sentences of a translated report
// and wants the links as they were made, in nearly all pairs of languages.
func TestPath(t *testing.T) {
	const strange = -1 // a sentence of another story
	for _, c := range []struct {
		name string
		b    [][]int // the columns of each sentence
		want string  // sentences of the whole report and of b
		some float64 // share of the pairs of languages that must be right
	}{
		{"as it is", [][]int{{0}, {1}, {2}, {3}, {4}}, "0:0 1:1 2:2 3:3 4:4", 0.95},
		{"first two joined", [][]int{{0, 1}, {2}, {3}, {4}}, "01:0 2:1 3:2 4:3", 0.85},
		{"last two joined", [][]int{{0}, {1}, {2}, {3, 4}}, "0:0 1:1 2:2 34:3", 0.85},
		{"three joined", [][]int{{0}, {1, 2, 3}, {4}}, "0:0 123:1 4:2", 0.7},
		{"one left out", [][]int{{0}, {1}, {3}, {4}}, "0:0 1:1 3:2 4:3", 0.9},
		{"one added", [][]int{{0}, {1}, {strange}, {2}, {3}, {4}}, "0:0 1:1 2:3 3:4 4:5", 0.9},
		{"last one moved to the front", [][]int{{4}, {0}, {1}, {2}, {3}}, "0:1 1:2 2:3 3:4 4:0", 0.9},
		{"two changed places", [][]int{{0}, {2}, {1}, {3}, {4}}, "0:0 1:2 2:1 3:3 4:4", 0.85},
	} {
		t.Run(c.name, func(t *testing.T) {
			right, all, wrong := 0, 0, ""
			for _, x := range []string{"en", "ru", "ar", "id"} {
				for _, y := range []string{"es", "de", "zh", "hi"} {
					lines := make([]string, len(c.b))
					for k, columns := range c.b {
						lines[k] = join(y, columns, strange)
					}
					have := pattern(find2(t, document("a", x, dam[x]), document("b", y, lines)))
					all++
					if have == c.want {
						right++
					} else {
						wrong += fmt.Sprintf("\n%s-%s %s", x, y, have)
					}
				}
			}
			if float64(right) < c.some*float64(all) {
				t.Errorf("%d of %d are %s, but%s", right, all, c.want, wrong)
			}
		})
	}
}

func join(lang string, columns []int, strange int) string {
	var parts []string
	for _, c := range columns {
		if c == strange {
			parts = append(parts, elsewhere[lang])
		} else {
			parts = append(parts, dam[lang][c])
		}
	}
	return strings.Join(parts, " ")
}

// elsewhere is a sentence of another story.
var elsewhere = map[string]string{
	"es": "El equipo local ganó el partido en la prórroga ante un estadio lleno.",
	"de": "Die Heimmannschaft gewann das Spiel in der Verlängerung vor vollem Haus.",
	"zh": "主队在满座的体育场中通过加时赛赢得了比赛。",
	"hi": "मेज़बान टीम ने खचाखच भरे स्टेडियम में अतिरिक्त समय में मैच जीत लिया।",
}

// pattern writes links as "01:0 2:1".
func pattern(links []stemma.Link) string {
	var out []string
	for _, l := range links {
		out = append(out, strings.Trim(strings.ReplaceAll(fmt.Sprint(l.ASentences, ":", l.BSentences), " ", ""), "[]"))
	}
	return strings.NewReplacer("[", "", "]", "").Replace(strings.Join(out, " "))
}

func TestChain(t *testing.T) {
	link := func(a, b int, score float64) match { return match{a: run{a, 1}, b: run{b, 1}, score: score} }
	for _, c := range []struct {
		name        string
		found, want []match
	}{
		{"nothing", nil, nil},
		{"one", []match{link(3, 0, 0.5)}, []match{link(3, 0, 0.5)}},
		{"in order", []match{link(0, 0, 0.9), link(2, 5, 0.6), link(1, 1, 0.7)}, []match{link(0, 0, 0.9), link(1, 1, 0.7), link(2, 5, 0.6)}},
		{"one moved", []match{link(0, 3, 0.9), link(1, 0, 0.6), link(2, 1, 0.6)}, []match{link(1, 0, 0.6), link(2, 1, 0.6)}},
		{"two changed places", []match{link(0, 1, 0.9), link(1, 0, 0.6)}, []match{link(0, 1, 0.9)}},
	} {
		if diff := gocmp.Diff(c.want, chain(c.found), gocmp.AllowUnexported(match{}, run{})); diff != "" {
			t.Errorf("%s: (-want +have)\n%s", c.name, diff)
		}
	}
}

func TestEndOf(t *testing.T) {
	for text, want := range map[string]end{
		"The dam broke.":          endsSentence,
		"“Has the dam broken?”":   endsSentence,
		"大坝决堤了。":                  endsSentence,
		"बांध टूट गया।":           endsSentence,
		"هل انكسر السد؟ )":        endsSentence,
		"The dam broke ;":         endsClause,
		"Der Damm brach,":         endsClause,
		"قالت السلطات،":           endsClause,
		"大坝决堤了，":                  endsClause,
		"Flood in the Orvel vale": endsOpen,
		"":                        endsOpen,
	} {
		if have := endOf(text); have != want {
			t.Errorf("endOf(%q) = %d, want %d", text, have, want)
		}
	}
}

// TestNewGaps counts the gaps that leaving out a run makes, between its
// neighbours on the path.
func TestNewGaps(t *testing.T) {
	for _, c := range []struct {
		before, r, after run
		want             float64
	}{
		{run{0, 2}, run{2, 1}, run{3, 1}, 1},  // none is beside it
		{run{0, 1}, run{2, 1}, run{3, 1}, 0},  // the one before it grows
		{run{0, 1}, run{2, 1}, run{4, 1}, -1}, // two become one
	} {
		if have := newGaps(c.before, c.r, c.after); have != c.want {
			t.Errorf("newGaps(%v, %v, %v) = %v, want %v", c.before, c.r, c.after, have, c.want)
		}
	}
}

// TestBounds wants the way of a path to hold all links of its chain and
// both corners, and to be no wider than it need be.
func TestBounds(t *testing.T) {
	w := &walker{ground: ground{matcher: &matcher{
		na: 100, nb: 120, a: &article{sents: make([]sentence, 100)}, b: &article{sents: make([]sentence, 120)},
		sureA: make([]int32, 100), dices: make([]float64, 100*120), logit: make([]float32, 100*120),
	}}}
	w.bound([]match{{a: run{20, 1}, b: run{40, 1}}, {a: run{60, 1}, b: run{80, 1}}, {a: run{61, 1}, b: run{81, 1}}})
	for _, c := range []struct{ i, j int }{{0, 0}, {20, 40}, {60, 80}, {100, 120}, {10, 20}} {
		if !w.within(c.i, c.j) {
			t.Errorf("(%d, %d) is outside", c.i, c.j)
		}
	}
	for _, c := range []struct{ i, j int }{{14, 60}, {40, 30}, {67, 70}, {40, 100}, {100, 70}} {
		if w.within(c.i, c.j) {
			t.Errorf("(%d, %d) is inside", c.i, c.j)
		}
	}
}
