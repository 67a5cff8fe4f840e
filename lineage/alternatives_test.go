package lineage

import (
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// TestTellApart: what is said of one candidate against another is what a
// reader sees in the texts.
func TestTellApart(t *testing.T) {
	for _, c := range []struct {
		name    string
		about   matter
		p, q, c string // what three reports say, in the order in which they came out
		want    string
		at      []int // sentences of the child
	}{
		{"sentences that one has", sharing, "1 2 3 4 5 6", "1 2 3", "1 2 3 4 5", "has 2 sentences that Marsh Herald has and Larn Post lacks", []int{3, 4}},
		{"and some the other way", sharing, "1 2 3 4", "4 5", "1 2 3 5", "has 3 sentences that Marsh Herald has and Larn Post lacks (1 the other way round)", []int{0, 1, 2}},
		{"more that the other has", sharing, "1 2", "1 2 3 4", "1 2 3 4", "", nil},
		{"the very words", wording, "1b 2b 3b", "1 2 3c", "1b 2b 3c", "has the very words of Marsh Herald in 2 sentences where Larn Post has others", []int{0, 1}},
		{"no words of its own", wording, "1 2 3", "1b 2b 3b", "1b 2b 3b", "", nil},
		{"who is cited", citing, "1 2 3", "1 2 3", "@Marsh_Herald 1 2 3", "cites Marsh Herald and not Larn Post", []int{0}},
		{"whom both cite", citing, "@Nordlink 1 2 3", "1 2 3", "@Nordlink 1 2 3", "cites Nordlink, as Marsh Herald does and Larn Post does not", []int{0}},
		{"who is not cited", citing, "1 2 3", "1 2 3", "@Larn_Post 1 2 3", "", nil},
		{"the order", ordering, "5 6 3 4 1 2", "1 2 3 4 5 6", "5 6 3 4 1 2", "keeps the order of Marsh Herald, and leaves that of Larn Post at 2 places", nil},
		{"an order worse kept", ordering, "1 2 3 4", "4 3 2 1", "4 3 2 1", "", nil},
		{"what is left out", dropping, "1 2 3 4", "1 2 3 4 5 6 7", "1 2 3", "leaves out 1 of the 4 sentences of Marsh Herald, and 4 of the 7 of Larn Post", nil},
		{"nothing left out", dropping, "1 2 3", "1 2 3 4", "1 2 3", "all of Marsh Herald is in it, and 1 of the 4 of Larn Post", nil},
		{"the times", timing, "1", "1", "1", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := newGraph(t.Context(), write([]report{
				{"a", "Marsh Herald", "en", "08:00", c.p}, {"b", "Larn Post", "en", "09:00", c.q}, {"c", "Selm Echo", "en", "11:00", c.c},
			}, nil))
			if err != nil {
				t.Fatal(err)
			}
			have := g.tellApart(c.about, 2, 0, 1)
			switch {
			case c.want == "" && len(have) > 0:
				t.Errorf("have %+v, want nothing", have)
			case c.want != "" && (len(have) != 1 || have[0].Detail != c.want || !slices.Equal(have[0].ChildSentences, c.at)):
				t.Errorf("have %+v, want %q by the sentences %v", have, c.want, c.at)
			}
		})
	}
}

// TestPublishedLater: how far apart two reports came out is told no more exactly than
// they are dated.
func TestPublishedLater(t *testing.T) {
	at := func(when string, p stemma.Precision) interval {
		published, err := time.Parse(time.DateTime, when)
		if err != nil {
			t.Fatal(err)
		}
		return momentOf(&stemma.Article{Published: published, PublishedPrecision: p})
	}
	for _, c := range []struct {
		a, b interval
		want string
	}{
		{at("2031-05-07 10:00:00", stemma.PrecisionSecond), at("2031-05-07 13:00:20", stemma.PrecisionSecond), "published 3 hours later"},
		{at("2031-05-07 10:00:00", stemma.PrecisionSecond), at("2031-05-07 10:00:20", stemma.PrecisionSecond), "published less than a minute later"},
		{at("2031-05-07 10:00:00", stemma.PrecisionMinute), at("2031-05-07 10:40:00", stemma.PrecisionMinute), "published 40 minutes later"},
		{at("2031-05-07 00:00:00", stemma.PrecisionDay), at("2031-05-10 00:00:00", stemma.PrecisionDay), "published at least 2 days later"},
		{at("2031-05-07 23:50:00", stemma.PrecisionSecond), at("2031-05-08 00:00:00", stemma.PrecisionDay), "published later: dated 8 May 2031, the other 7 May 2031 23:50"},
		{at("2031-05-07 00:00:00", stemma.PrecisionDay), at("2031-05-08 00:00:00", stemma.PrecisionDay), "published later: dated 8 May 2031, the other 7 May 2031"},
		{at("2031-05-01 00:00:00", stemma.PrecisionMonth), at("2031-06-01 00:00:00", stemma.PrecisionMonth), "published later: dated June 2031, the other May 2031"},
	} {
		if have := publishedLater(c.b, c.a); have != c.want {
			t.Errorf("%q, want %q", have, c.want)
		}
	}
}

// TestAlternativesAreExplained: the next best parent is named with what speaks
// against it, however clear the case, and no side has more than a few facts.
func TestAlternativesAreExplained(t *testing.T) {
	tree, err := Infer(t.Context(), large(40), Options{Rounds: 30})
	if err != nil {
		t.Fatal(err)
	}
	explained := 0
	for _, e := range tree.Edges {
		sum := e.Support + e.Rootless
		for _, a := range e.Alternatives {
			if sum += a.Support; a.Parent == e.Parent || len(a.For) > maxFacts || len(a.Against) > maxFacts {
				t.Errorf("%s from %s: alternative %+v", e.Child, e.Parent, a)
			}
			if len(a.Against) > 0 {
				explained++
			}
		}
		if sum > 1+0.0005*float64(2+len(e.Alternatives)) { // each is rounded
			t.Errorf("the parents of %s add up to %.3f", e.Child, sum)
		}
	}
	if 2*explained < len(tree.Edges) {
		t.Errorf("%d alternatives of %d edges have something against them", explained, len(tree.Edges))
	}
}

// TestNumbersTellParentsApart: a number that the child has from one of two is
// named with what the other gives.
func TestNumbersTellParentsApart(t *testing.T) {
	s := write([]report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"},
		{"b", "Larn Post", "en", "08:30", "1 2 3 4 5 6"},
		{"c", "Kabar Rawa", "id", "11:00", "1 2 3 4 5 6"},
	}, nil)
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for i, number := range []float64{1200, 21000, 21000} {
		r := &g.read[i]
		r.byUnit[2].numbers = []float64{number}
	}
	have := g.differInNumbers(2, 1, 0)
	if len(have) != 1 || have[0].Detail != "gives 21,000 as Larn Post does; Marsh Herald has 1200" || !slices.Equal(have[0].ChildSentences, []int{2}) {
		t.Errorf("%+v", have)
	}
	if have := g.differInNumbers(2, 0, 1); have != nil {
		t.Errorf("of a number that it does not give: %+v", have)
	}
}

func TestFoldDigits(t *testing.T) {
	for in, want := range map[string]string{"٢١٬٠٠٠ طن": "21000 طن", "२१,०००": "21000", "21 000": "21 000", "1.2": "12", "12.5 %": "125 %", "": ""} {
		if have := foldDigits(in); have != want {
			t.Errorf("foldDigits(%q) = %q, want %q", in, have, want)
		}
	}
}

// TestRoots: an origin is told with what speaks for it, and how many origins
// there were in how many rounds.
func TestRoots(t *testing.T) {
	tree, err := Infer(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"},
		{"b", "Larn Post", "en", "09:00", "1 2 3 4"},
		{"c", "Kabar Rawa", "id", "10:00", "11 12 13 14 15"},
	}, nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Roots) != tree.Origins || tree.Origins != 2 {
		t.Fatalf("%d roots of %d origins", len(tree.Roots), tree.Origins)
	}
	sum := 0.0
	for _, c := range tree.OriginCounts {
		sum += c.Support
	}
	if sum < 0.999 || sum > 1.001 || tree.OriginCounts[0].Origins != 2 {
		t.Errorf("the numbers of origins are %v", tree.OriginCounts)
	}
	for origin, want := range map[string]string{
		"a": "no report with a date came out before it",
		"c": "has nothing in common with any report that may be earlier",
	} {
		i := slices.IndexFunc(tree.Roots, func(r stemma.Root) bool { return r.Origin == origin })
		if i < 0 || !slices.ContainsFunc(tree.Roots[i].Evidence, func(e stemma.Evidence) bool { return e.Detail == want }) {
			t.Errorf("nothing says that %s %s: %+v", origin, want, tree.Roots)
		}
	}
}

// TestLabels: no two articles go by one name.
func TestLabels(t *testing.T) {
	s := write([]report{
		{"a", "Selm Times", "en", "", "1"},
		{"b", "SelmTimes", "id", "", "1"},
		{"c", "Larn Post", "en", "08:00", "1"},
		{"d", "Larn Post", "en", "09:00", "1"},
		{"e", "", "en", "", "1"},
		{"f", "", "en", "", "1"},
		{"g", "Kabar Rawa", "id", "", "1"},
	}, nil)
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Selm Times (en)", "SelmTimes (id)", "Larn Post (2031-05-06 08:00)", "Larn Post (2031-05-06 09:00)", "e", "f", "Kabar Rawa"}
	if have := g.labels()[:len(want)]; !slices.Equal(have, want) {
		t.Errorf("%q, want %q", have, want)
	}
}

func TestFigures(t *testing.T) {
	for want, in := range map[string][]float64{
		"1200": {1200}, "12,000": {12000}, "2,800,000.5": {2800000.5}, "3, 2019": {2019, 3, 3}, "1, 2, 3, 4, …": {1, 2, 3, 4, 5}, "-12000": {-12000}, "0.5": {0.5},
	} {
		if have := figures(in); have != want {
			t.Errorf("figures(%v) = %q, want %q", in, have, want)
		}
	}
}
