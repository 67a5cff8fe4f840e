package lineage

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A report that cites a lost source is none of its ancestors, even where the tree
// has hung it somewhere else.
func TestNoCitationRound(t *testing.T) {
	g, err := newGraph(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "06:00", "1 2 3 @Peatland_Agency 4 5 6"},
		{"b", "Kabar Rawa", "id", "09:00", "@Peatland_Agency 1 2 3"},
		{"c", "沼泽报", "zh", "10:00", "@Peatland_Agency 2 1 3"},
		{"d", "Fen Mirror", "en", "07:00", "1 2 3 7"},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	l := &g.lost[0]
	l.children = []int{1, 2}
	g.settleTime(l)
	got := g.before(l, g.said(l))
	if slices.Sort(got); !slices.Equal(got, []int{3}) {
		t.Errorf("ancestors %v, want only d, which does not cite the source", got)
	}
}

// What stands above a lost source came down through it: a child that has it has
// it from the source, though no other child does.
func TestTextFromAbove(t *testing.T) {
	g, err := newGraph(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "06:00", "1 2 3 4 5 6 7 8"},
		{"b", "Kabar Rawa", "id", "09:00", "@Peatland_Agency 1 2 3 20 21"},
		{"c", "沼泽报", "zh", "10:00", "5 6 7 20 21"},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	l := &g.lost[0]
	l.children = []int{1, 2}
	for _, x := range []struct{ above, missed int }{{g.root(), 3}, {0, 0}} {
		g.parent = []int{g.root(), 3, 3, x.above, g.root()}
		g.settleTime(l)
		var tl tally
		if !g.compareLost(2, l, g.said(l), &tl) {
			t.Fatal("c is no candidate")
		}
		missed := 0
		for _, term := range tl.terms {
			if term.feature == fLostMiss {
				missed++
			}
		}
		if missed != x.missed {
			t.Errorf("below %d: c has %d sentences that the source lacks, want %d", x.above, missed, x.missed)
		}
	}
}

// Two agencies that reports cite side by side are two origins: that each is behind
// reports which have two sentences in common makes neither the other's source.
func TestTwoAgencies(t *testing.T) {
	for _, x := range []struct {
		name    string
		reports []report
		want    []string
	}{
		{"one report cites both", []report{
			{"a", "Quay Mail", "en", "10:00", "@Velmora_Agency 0 1 2 3"},
			{"b", "La Plume", "fr", "11:00", "@Velmora_Agency 1 2 3"},
			{"c", "صوت الساحل", "ar", "12:00", "@Velmora_Agency 1 2 4 3"},
			{"d", "Hafenkurier", "de", "13:00", "@Orbin_News 0 1"},
			{"e", "Маяк", "ru", "14:00", "@Orbin_News 0 1 @Velmora_Agency"},
		}, []string{"d<Orbin_News"}},
		{"the first of them has more than both tell of the event", []report{
			{"a", "Quay Mail", "en", "10:00", "@Velmora_Agency 1 2 3 5 6 7"},
			{"b", "灯塔报", "zh", "11:00", "@Velmora_Agency 1 2 3 5 6"},
			{"c", "Hafenkurier", "de", "13:00", "@Orbin_News 4 8 9 1 2 3 5"},
			{"d", "Fener", "tr", "14:00", "@Orbin_News 4 8 9 1 2 3 5"},
		}, []string{"a<Velmora_Agency", "c<Orbin_News"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			tree, err := Infer(t.Context(), write(x.reports, nil), Options{Rounds: -1})
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Fields(family(tree))
			for _, edge := range x.want {
				if !slices.Contains(got, edge) {
					t.Errorf("tree %v lacks %s", got, edge)
				}
			}
			if tree.Origins != 2 {
				t.Errorf("%d origins, want the two agencies: %v", tree.Origins, got)
			}
		})
	}
}

// What came out after the first report that rests on a lost source is none of the
// source's ancestors, whatever it has of its text.
func TestAncestorsAreEarlier(t *testing.T) {
	g, err := newGraph(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "06:00", "1 2 3 7"},
		{"b", "Kabar Rawa", "id", "09:00", "@Peatland_Agency 1 2 3"},
		{"c", "沼泽报", "zh", "10:00", "@Peatland_Agency 2 1 3"},
		{"d", "Болотный вестник", "ru", "09:30", "1 2 3 8"},
		{"e", "Fen Mirror", "en", "", "1 2 3 9"},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	l := &g.lost[0]
	g.settleTime(l)
	got := g.before(l, g.said(l))
	if slices.Sort(got); !slices.Equal(got, []int{0, 4}) {
		t.Errorf("ancestors %v, want the earlier and the undated report", got)
	}
}

// Where every report credits an agency of its own, no article has more lost sources
// to choose from than articles, and its own is one of them.
func TestManyLostSources(t *testing.T) {
	var reports []report
	for i := range 2 * maxParents {
		n := strconv.Itoa(i)
		reports = append(reports, report{"r" + n, "Outlet " + n, "en", "", "@Agency_" + n + " 1 2 3 4 5"})
	}
	g, err := newGraph(t.Context(), write(reports, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.weighArticles(t.Context()); err != nil {
		t.Fatal(err)
	}
	g.weighLost()
	for c := range g.read {
		lost, own := 0, false
		for _, k := range g.pairs[c] {
			if k.from >= len(g.read) && k.from < g.root() {
				lost++
				own = own || g.lost[k.from-len(g.read)].source == g.cite.byArticle[c][0].source
			}
		}
		if lost > maxParents || !own {
			t.Fatalf("article %d has %d lost sources to choose from, its own among them: %v", c, lost, own)
		}
	}
}
