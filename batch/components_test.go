package batch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// poolOf makes a pool of edges "a-b kind score", all of one day.
func poolOf(edges ...Edge) *pool {
	p := newPool()
	for i := range edges {
		p.tie(&edges[i])
	}
	return p
}

func edge(a, b string, kind EdgeKind, score float64) Edge {
	return Edge{A: a, B: b, Kind: kind, Score: score}
}

func namesOf(parts []component) (out [][]string) {
	for _, c := range parts {
		var ids []string
		for _, m := range c.Members {
			ids = append(ids, m.ID)
		}
		out = append(out, ids)
	}
	return out
}

func TestComponents(t *testing.T) {
	ties := []Edge{
		edge("a", "b", EdgePassage, 900), edge("b", "c", EdgeStory, .5), edge("c", "d", EdgeCopy, .9), edge("x", "y", EdgeCopy, .8),
	}
	for _, test := range []struct {
		name string
		size int
		want [][]string
		cut  int
	}{
		{"all that hangs together", 10, [][]string{{"a", "b", "c", "d"}, {"x", "y"}}, 0},
		{"copies before stories before passages", 3, [][]string{{"a"}, {"b", "c", "d"}, {"x", "y"}}, 1},
		{"room for two", 2, [][]string{{"a", "b"}, {"c", "d"}, {"x", "y"}}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			parts, of, cut := poolOf(ties...).components(test.size)
			if diff := cmp.Diff(test.want, namesOf(parts)); diff != "" || cut != test.cut {
				t.Errorf("cut %d, want %d; %s", cut, test.cut, diff)
			}
			for n, at := range of {
				if id := []string{"a", "b", "c", "d", "x", "y"}[n]; !slices.Contains(namesOf(parts)[at], id) {
					t.Errorf("%s is said to be in component %d", id, at)
				}
			}
		})
	}
}

// TestComponentsOfAnyOrder: whatever order edges come in, and with each as often as
// its bundle was tried, the components are the same, and none is too large.
func TestComponentsOfAnyOrder(t *testing.T) {
	const size = 12
	r := rand.New(rand.NewPCG(1, 2))
	var ties []Edge
	for range 600 {
		a, b := r.IntN(200), r.IntN(200)
		if a != b {
			ties = append(ties, edge(fmt.Sprint(min(a, b)), fmt.Sprint(max(a, b)), []EdgeKind{EdgeCopy, EdgeStory, EdgePassage}[r.IntN(3)], float64(r.IntN(5))))
		}
	}
	want, _, _ := poolOf(ties...).components(size)
	for range 5 {
		r.Shuffle(len(ties), func(i, j int) { ties[i], ties[j] = ties[j], ties[i] })
		got, _, _ := poolOf(ties...).components(size)
		if diff := cmp.Diff(namesOf(want), namesOf(got)); diff != "" {
			t.Fatal(diff)
		}
	}
	for _, c := range want {
		if len(c.Members) > size {
			t.Errorf("%d articles in one component", len(c.Members))
		}
	}
}

func TestWindows(t *testing.T) {
	for _, test := range []struct {
		day  Day
		want window
	}{{0, 0}, {2, 0}, {3, 1}, {-1, -1}, {-3, -1}, {-4, -2}, {Undated, undatedWindow}} {
		if got := windowOf(test.day, 3); got != test.want {
			t.Errorf("day %d is in window %d, want %d", test.day, got, test.want)
		}
	}
}

// TestStoriesAreInReach: what may be told as one story is in one window, or in two that follow each other; what is
// further apart need not be.
func TestStoriesAreInReach(t *testing.T) {
	apart := func(days int) (most window) {
		for d := Day(-20); d < 20; d++ {
			most = max(most, windowOf(d+Day(days), defaultWindow)-windowOf(d, defaultWindow))
		}
		return most
	}
	if most := apart(defaultStoryDays); most > 1 {
		t.Errorf("articles of one story are %d windows apart", most)
	}
	if apart(defaultDays) <= 1 {
		t.Error("the help of --window says that copies need not be in reach, and they are")
	}
}

// TestUndatedWindows: articles without a day are joined by the hundred thousands, each of them in one
// window that is none of days.
func TestUndatedWindows(t *testing.T) {
	few, many := Placing{Window: 3, Undated: 1000}, Placing{Window: 3, Undated: 5 * undatedEach / 2}
	windows := map[window]int{}
	for i := range 3000 {
		id := fmt.Sprint(i)
		if w := few.window(id, Undated); w != undatedWindow {
			t.Fatalf("of few: window %d", w)
		}
		w := many.window(id, Undated)
		if w.dated() || many.window(id, 5) != 1 {
			t.Fatalf("of many: windows %d and %d", w, many.window(id, 5))
		}
		windows[w]++
	}
	names := map[string]bool{}
	for w, n := range windows {
		if n < 800 {
			t.Errorf("%d articles in window %d", n, w)
		}
		names[blockName(w, 3, 0)] = true
	}
	if len(windows) != 3 || len(names) != 3 {
		t.Errorf("windows %v, blocks %v", windows, names)
	}
}

func parts(ids ...string) component {
	var c component
	for _, id := range ids {
		c.Members = append(c.Members, member{ID: id})
	}
	return c
}

// TestMeet: of a tie across a border, the odd end gets an offer, whichever half comes first.
func TestMeet(t *testing.T) {
	halves := []crossing{{Component: "odd", Odd: true, Kind: 1, Score: .5}, {Component: "even", Kind: 1, Score: .5}}
	for range 2 {
		slices.Reverse(halves)
		got, o, ok := meet(halves)
		if want := (offer{Host: "even", Kind: 1, Score: .5}); !ok || got != "odd" || o != want {
			t.Errorf("%q gets %+v, %v", got, o, ok)
		}
	}
	if _, _, ok := meet(halves[:1]); ok {
		t.Error("one half makes an offer")
	}
}

// TestAdmit: the surest guests are let in while there is room; the others stay what they are.
func TestAdmit(t *testing.T) {
	guests := []guest{
		{Component: parts("g1", "g2"), At: offer{Host: "h1", Kind: 1, Score: .9}},
		{Component: parts("c1"), At: offer{Host: "h1", Kind: 0, Score: .5}},
		{Component: parts("h1", "h2")},
		{Component: parts("p1"), At: offer{Host: "h1", Kind: 2, Score: 99}},
	}
	for size, want := range map[int][][]string{
		2: {{"h1", "h2"}, {"c1"}, {"g1", "g2"}, {"p1"}},
		4: {{"c1", "h1", "h2", "p1"}, {"g1", "g2"}},
		9: {{"c1", "g1", "g2", "h1", "h2", "p1"}},
	} {
		if diff := cmp.Diff(want, namesOf(admit("h1", slices.Clone(guests), size))); diff != "" {
			t.Errorf("room for %d: %s", size, diff)
		}
	}
}

// TestPack: components stay whole, blocks stay small, and names are those of days.
func TestPack(t *testing.T) {
	got := map[string]string{}
	pack(windowOf(18628, 3), 3, []component{parts("c"), parts("a", "b"), parts("d", "e", "f")}, 3, func(id, block string) { got[id] = block })
	const day = "2020-12-31/"
	want := map[string]string{
		"a": day + "000000", "b": day + "000000", "c": day + "000000",
		"d": day + "000001", "e": day + "000001", "f": day + "000001",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
