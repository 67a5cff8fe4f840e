package lineage

import (
	"encoding/json"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestCoresMakeNoDifference: the rounds are the same ones however many of them
// are held at a time.
func TestCoresMakeNoDifference(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first string
	for _, cores := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(cores)
		tree, err := Infer(t.Context(), large(30), Options{Rounds: 41})
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(b)
		} else if diff := cmp.Diff(first, string(b)); diff != "" {
			t.Fatalf("on %d cores:\n%s", cores, diff)
		}
	}
}

// TestOrderMakesNoDifference: neither the tree nor the support hangs on which
// article was given first.
func TestOrderMakesNoDifference(t *testing.T) {
	for name, s := range map[string]Story{"a tree": large(30), "copies, which all tie": copies(12), "a ring": ring(12)} {
		want := edgesOf(t, s)
		slices.Reverse(s.Docs)
		slices.Reverse(s.Claims)
		if diff := cmp.Diff(want, edgesOf(t, s)); diff != "" {
			t.Errorf("%s, with the articles the other way round:\n%s", name, diff)
		}
	}
}

// edgesOf are the edges of a story with their support.
func edgesOf(t *testing.T, s Story) map[string]float64 {
	t.Helper()
	tree, err := Infer(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	edges := map[string]float64{}
	for _, e := range tree.Edges {
		edges[e.Parent+" → "+e.Child] = math.Round(e.Support*1e9) / 1e9
	}
	return edges
}

// TestPoisson: the units are drawn as often as the distribution of mean 1 says.
func TestPoisson(t *testing.T) {
	for quantile, want := range map[float64]float64{0.001: 0, 0.367: 0, 0.369: 1, 0.735: 1, 0.737: 2, 0.98: 3, 0.999999: 9} {
		if got := poisson(quantile); got != want {
			t.Errorf("at %v: %v, want %v", quantile, got, want)
		}
	}
	d, sum := draw{seed: 3}, 0.0
	const n = 100000
	for key := range uint64(n) {
		sum += poisson(d.uniform(key))
	}
	if mean := sum / n; math.Abs(mean-1) > 0.02 {
		t.Errorf("mean of %d draws is %.3f, want 1", n, mean)
	}
}

// TestOriginsPerRound: every round has a tree, and every tree has roots.
func TestOriginsPerRound(t *testing.T) {
	g, err := newGraph(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4"},
		{"b", "Kabar Rawa", "id", "09:00", "11 12 13 14"},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := g.bootstrap(t.Context(), Options{Rounds: 50}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{0, 0, 50}; !slices.Equal(v.origins, want) {
		t.Errorf("rounds by number of roots %v, want %v: the two have nothing in common", v.origins, want)
	}
}

// TestDirections: what tells which of two came first, and what does not.
func TestDirections(t *testing.T) {
	for _, x := range []struct {
		name      string
		reports   []report
		uncertain bool
	}{
		{"nothing", []report{
			{"a", "Marsh Herald", "en", "", "1 2 3 4 5 6"}, {"b", "Kabar Rawa", "id", "", "1 2 3 4 5 6"},
		}, true},
		{"hours", []report{
			{"a", "Marsh Herald", "en", "01:00", "1 2 3 4 5 6"}, {"b", "Kabar Rawa", "id", "09:00", "1 2 3 4 5 6"},
		}, false},
		{"a citation", []report{
			{"a", "Marsh Herald", "en", "", "1 2 3 4 5 6"}, {"b", "Kabar Rawa", "id", "", "@Marsh_Herald 1 2 3 4 5 6"},
		}, false},
		{"what others have too and one of the two lacks", []report{
			{"a", "Marsh Herald", "en", "", "1 2 3 4 5 6 7 8 9 10"},
			{"b", "Kabar Rawa", "id", "", "3 4 5"},
			{"c", "Болотный вестник", "ru", "", "@Marsh_Herald 1 2 6 7 8 9 10"},
			{"d", "沼泽报", "zh", "", "@Marsh_Herald 1 2 3 6 7 8 9"},
		}, false},
		{"one sentence more in one of an outlet's two editions", []report{
			{"a", "Marsh Herald", "en", "", "1 2 3 4 5 6 7"},
			{"b", "Marsh Herald", "id", "", "1 2 3 4 5 6"},
			{"c", "Болотный вестник", "ru", "", "@Marsh_Herald 1 2 7"},
		}, true},
	} {
		tree, err := Infer(t.Context(), write(x.reports, nil), Options{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(tree.Edges, func(e stemma.Edge) bool { return e.Parent+e.Child == "ab" || e.Parent+e.Child == "ba" })
		if i < 0 {
			t.Errorf("%s: no edge joins a and b: %s", x.name, family(tree))
		} else if e := tree.Edges[i]; e.DirectionUncertain != x.uncertain {
			t.Errorf("%s: %s → %s is uncertain: %v, want %v", x.name, e.Parent, e.Child, e.DirectionUncertain, x.uncertain)
		}
	}
}

// TestRoundsCostNoMemory: a round of the bootstrap works in the memory of the one
// before it.
func TestRoundsCostNoMemory(t *testing.T) {
	g, err := newGraph(t.Context(), large(60))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	seconds, err := g.seconds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := g.poll(0, seconds).ballot()
	b.hold(0, abreast)
	if allocs := testing.AllocsPerRun(5, func() { b.hold(4, 7) }); allocs > 2 {
		t.Errorf("a round allocates %.0f times", allocs)
	}
}
