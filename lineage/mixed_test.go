package lineage

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

func TestFurtherParents(t *testing.T) {
	for _, x := range []struct {
		name    string
		reports []report
		want    string
	}{
		{"three reports one after the other", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "07:30", "11 12 13 14 15 16"},
			{"c", "沼泽报", "zh", "08:00", "21 22 23 24 25 26"},
			{"d", "Болотный вестник", "ru", "12:00", "@Marsh_Herald 1 2 3 4 5 @Kabar_Rawa 11 12 13 14 @沼泽报 21 22 23 24"},
		}, "d<a d<<b d<<c"},
		{"an agency that is not here, after the report that is", []report{
			{"a", "Marsh Herald", "en", "11:00", "1 2 3 4 5 6 7 8 9"},
			{"b", "Kabar Rawa", "id", "08:00", "@Peatland_Agency 11 12 13 14 15"},
			{"c", "Болотный вестник", "ru", "08:10", "@Peatland_Agency 12 11 14 13 15"},
			{"d", "Fen Mirror", "en", "13:00", "@Marsh_Herald 1 2 3 4 5 6 7 8 @Peatland_Agency 11 12 13"},
		}, "b<Peatland_Agency c<Peatland_Agency d<a d<<Peatland_Agency"},
		{"one report alone has it all", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6 7 8"},
			{"b", "Kabar Rawa", "id", "08:00", "1 2 3 4"},
			{"c", "Болотный вестник", "ru", "09:00", "5 6 7 8"},
			{"d", "Fen Mirror", "en", "12:00", "1 2 3 4 5 6 7"},
		}, "b<a c<a d<a"},
		{"one sentence in the middle is no second parent", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
			{"b", "Kabar Rawa", "id", "07:10", "11 12 13 14 15 16"},
			{"d", "Fen Mirror", "en", "12:00", "1 2 3 12 4 5 6"},
		}, "d<a"},
		{"what others took from the mixture", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
			{"d", "Fen Mirror", "en", "08:00", "1 2 3 4 11 12 13"},
			{"b", "Kabar Rawa", "id", "19:00", "@Fen_Mirror 11 12 13 1 2"},
		}, "d<a b<d"},
		{"a report and what it was made from, which says more", []report{
			{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6 7 8 9"},
			{"b", "Kabar Rawa", "id", "08:00", "1 2 30 31 3 32"},
			{"d", "Болотный вестник", "ru", "12:00", "@Kabar_Rawa 1 2 30 31 3 32 @Marsh_Herald 6 7 8 9"},
		}, "b<a d<a d<<b"},
	} {
		t.Run(x.name, func(t *testing.T) {
			tree, err := Infer(t.Context(), write(x.reports, nil), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := family(tree); got != x.want {
				t.Errorf("tree %q, want %q", got, x.want)
			}
			for _, e := range tree.Edges {
				if !e.Primary && (e.Support <= 0 || e.Support > 1 || len(e.Evidence) == 0) {
					t.Errorf("further parent %+v: no evidence or impossible support", e)
				}
			}
		})
	}
}

// TestDivided: the edges of an article with several parents share out its
// sentences; those of an article with one parent say nothing.
func TestDivided(t *testing.T) {
	tree, err := Infer(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "07:00", "1 2 3 4 5 6"},
		{"b", "Kabar Rawa", "id", "07:30", "11 12 13 14 15 16"},
		{"c", "Fen Mirror", "en", "09:00", "1 2 4 5"},
		{"d", "Болотный вестник", "ru", "12:00", "40 1 2 3 4 5 @Kabar_Rawa 11 12 13 14 41"},
	}, nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]int{}
	for _, e := range tree.Edges {
		got[e.Child+"<"+e.Parent] = e.Sentences
	}
	want := map[string][]int{"c<a": nil, "d<a": {1, 2, 3, 4, 5}, "d<b": {7, 8, 9, 10}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sentences by edge (-want +have)\n%s", diff)
	}
}

// TestFollow: the way through a child changes parents where that costs less
// than what the parent at hand lacks, and not for what both have.
func TestFollow(t *testing.T) {
	for _, x := range []struct{ first, second, want string }{
		{"++++--", "---+++", "000011"}, // the sentence both have stays with the first
		{"+++---", "++++++", "111111"}, // the second alone does
		{"++-+++", "--+---", "001000"}, // there and back for one sentence
		{"++.+++", "--+---", "000000"}, // that nobody else has: the child's own
		{"------", "------", "000000"},
		{"-", "+", "1"},
	} {
		strands := []strand{strandFrom(x.first), strandFrom(x.second)}
		var got strings.Builder
		for _, s := range follow(strands) {
			got.WriteString(strconv.Itoa(s))
		}
		if got.String() != x.want {
			t.Errorf("%s and %s: way %s, want %s", x.first, x.second, got.String(), x.want)
		}
	}
	if way := follow([]strand{newStrand(0, 0)}); way != nil {
		t.Errorf("way through nothing: %v", way)
	}
}

// strandFrom draws a strand: + has the sentence, - lacks it though others have
// it, . lacks what nobody else has.
func strandFrom(s string) strand {
	x := newStrand(0, len(s))
	for k, r := range s {
		switch r {
		case '+':
			x.at[k] = k
		case '-':
			x.at[k], x.cost[k] = absent, -lackCost
		default:
			x.at[k] = absent
		}
	}
	return x
}

// TestMixturesAddUp: whatever is mixed with whatever, no sentence is from two
// parents, and what an article has from origins and of its own adds up.
func TestMixturesAddUp(t *testing.T) {
	for seed := range uint64(20) {
		s := write(randomMixtures(seed), nil)
		tree, err := Infer(t.Context(), s, Options{Rounds: 4})
		if err != nil {
			t.Fatal(err)
		}
		taken := map[string][]int{}
		for _, e := range tree.Edges {
			for _, j := range e.Sentences {
				if slices.Contains(taken[e.Child], j) {
					t.Errorf("seed %d: sentence %d of %s is from two parents", seed, j, e.Child)
				}
				taken[e.Child] = append(taken[e.Child], j)
			}
		}
		if len(tree.Descents) != len(s.Docs) {
			t.Fatalf("seed %d: %d descents of %d articles", seed, len(tree.Descents), len(s.Docs))
		}
		if from := cycle(tree.Edges); from != "" {
			t.Errorf("seed %d: %s derives from itself", seed, from)
		}
		for _, d := range tree.Descents {
			if sum := d.Own + sharesOf(d); math.Abs(sum-1) > 1e-9 {
				t.Errorf("seed %d: %s: shares add up to %g", seed, d.Article, sum)
			}
		}
	}
}

// cycle returns a node that is among its own ancestors, "" if there is none.
func cycle(edges []stemma.Edge) string {
	parents := map[string][]string{}
	for _, e := range edges {
		parents[e.Child] = append(parents[e.Child], e.Parent)
	}
	var climbs func(from, to string, steps int) bool
	climbs = func(from, to string, steps int) bool {
		return steps > 0 && slices.ContainsFunc(parents[from], func(p string) bool { return p == to || climbs(p, to, steps-1) })
	}
	for _, e := range edges {
		if climbs(e.Child, e.Child, 12) {
			return e.Child
		}
	}
	return ""
}

func sharesOf(d stemma.Descent) float64 {
	sum := 0.0
	for _, s := range d.From {
		sum += s.Share
	}
	return sum
}

// randomMixtures are reports of stretches from one another, dated or not, that
// name a source now and then.
func randomMixtures(seed uint64) []report {
	rng := rand.New(rand.NewPCG(seed, 1))
	var reports []report
	for i := range 9 {
		var says []string
		for k := range rng.IntN(8) {
			says = append(says, strconv.Itoa(100*i+k))
		}
		for range rng.IntN(4) {
			if i == 0 {
				break
			}
			from := strings.Fields(reports[rng.IntN(i)].says)
			cut := rng.IntN(len(from) + 1)
			says = append(says, from[cut:min(len(from), cut+5)]...)
		}
		if rng.IntN(3) == 0 {
			says = append(says, "@Outlet_"+strconv.Itoa(rng.IntN(12)))
		}
		at := ""
		if rng.IntN(3) > 0 {
			at = "0" + strconv.Itoa(rng.IntN(9)) + ":00"
		}
		reports = append(reports, report{
			"r" + strconv.Itoa(i), "Outlet " + strconv.Itoa(i), []string{"en", "ja"}[i%2], at, strings.Join(says, " "),
		})
	}
	return reports
}
