package lineage

import (
	"slices"
	"testing"
)

// TestSecondCited: a citation speaks for a further parent, less where the main
// parent derives from it: who copies a report may name that report's source.
func TestSecondCited(t *testing.T) {
	first := report{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"}
	for _, x := range []struct {
		name     string
		other    string // what the report says that is to be the further parent
		upstream float64
	}{
		{"of another origin", "11 12 13 14 15", 0},
		{"behind the main parent", "1 2 3 4 5 11 12", 1},
	} {
		b := report{"b", "Kabar Rawa", "id", "06:00", x.other}
		main := first
		if x.upstream > 0 {
			main.says = "@Kabar_Rawa " + main.says
		}
		g := grown(t, write([]report{main, b, {"c", "Fen Mirror", "en", "12:00", "@Kabar_Rawa 1 2 3 4 5 6 11 12"}}, nil))
		g.parent[2] = 0
		if x.upstream > 0 {
			g.parent[0] = 1
		}
		m, tl := g.newMixture(2, 0), tally{}
		if units := g.compareSecond(m, g.with(m, 1), &tl); len(units) != 2 {
			t.Errorf("%s: explains %d sentences, want 2", x.name, len(units))
		}
		if tl.whole[fSecondCites] != 1 || tl.whole[fSecondCitesUpstream] != x.upstream {
			t.Errorf("%s: cites %v, upstream %v, want 1, %v", x.name, tl.whole[fSecondCites], tl.whole[fSecondCitesUpstream], x.upstream)
		}
	}
}

// TestThirdParent: each parent after the second must show a little more.
func TestThirdParent(t *testing.T) {
	g := grown(t, write([]report{
		{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
		{"b", "Kabar Rawa", "id", "07:30", "11 12 13 14 15 16"},
		{"c", "沼泽报", "zh", "08:00", "21 22 23 24 25 26"},
		{"d", "Болотный вестник", "ru", "12:00", "1 2 3 4 5 11 12 13 14 21 22 23 24"},
	}, nil))
	m, tl := g.newMixture(3, 0), tally{}
	for n, q := range []int{1, 2} {
		next := g.with(m, q)
		g.compareSecond(m, next, &tl)
		if got := tl.whole[fSecondThird]; got != float64(n) {
			t.Errorf("parent %d: third %v, want %d", n+2, got, n)
		}
		m = next
	}
}

// TestSecondOfUpdated: what came out after a report may still be in it where the
// report was changed later.
func TestSecondOfUpdated(t *testing.T) {
	for _, updated := range []bool{true, false} {
		s := write([]report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "23:30", "11 12 13 14 15 16"},
			{"c", "Fen Mirror", "en", "08:00", "1 2 3 4 5 6 11 12 13 14"},
		}, nil)
		if c := &s.Docs[2].Article; updated {
			c.Updated = c.Published.AddDate(0, 0, 1)
		}
		g := grown(t, s)
		g.parent[1], g.parent[2] = g.root(), 0
		if got := slices.Contains(g.secondSuspects(g.newMixture(2, 0)), 1); got != updated {
			t.Errorf("updated %v: the later report may be a parent: %v", updated, got)
		}
	}
}

// TestLostFurtherParents: a lost source is named as a further parent where the child
// cites it. Where nobody does, the report that has the passages is named, if it may
// have come out before, and not surely; a lost source is never inferred for them.
func TestLostFurtherParents(t *testing.T) {
	herald := report{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6 7 8 9"}
	for _, x := range []struct {
		name   string
		others []report
		child  string
		want   string
	}{
		{
			"cited by all",
			[]report{{"b", "Kabar Rawa", "id", "08:00", "@Peatland_Agency 20 21 22 23 24"}, {"d", "Fen Mirror", "en", "08:10", "@Peatland_Agency 21 20 23 22 24"}},
			"@Marsh_Herald 1 2 3 4 5 6 7 8 @Peatland_Agency 20 21 22", "b<Peatland_Agency d<Peatland_Agency c<a c<<Peatland_Agency",
		},
		{
			"cited by nobody, and the other came out at the same time",
			[]report{{"b", "Kabar Rawa", "id", "12:00", "30 31 32 33 20 21 22 23"}},
			"1 2 3 4 5 6 7 8 21 22 23 24", "c<a c<<b",
		},
		{
			"cited by nobody, and the other came out later",
			[]report{{"b", "Kabar Rawa", "id", "19:00", "30 31 32 33 20 21 22 23"}},
			"1 2 3 4 5 6 7 8 21 22 23 24", "b<c c<a", // or b is an origin: the texts do not tell
		},
		{
			"one passage only",
			[]report{{"b", "Kabar Rawa", "id", "12:00", "30 31 32 33 20 21"}},
			"1 2 3 4 5 6 7 8 21 24", "c<a",
		},
	} {
		reports := append(append([]report{herald}, x.others...), report{"c", "Болотный вестник", "ru", "12:00", x.child})
		tree, err := Infer(t.Context(), write(reports, nil), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := family(tree); got != x.want {
			t.Errorf("%s: tree %q, want %q", x.name, got, x.want)
		}
		for _, e := range tree.Edges {
			if e.Child == "c" && e.Parent == "b" && e.Support > 0.8 {
				t.Errorf("%s: the other report gave the passages with support %.2f", x.name, e.Support)
			}
		}
	}
}
