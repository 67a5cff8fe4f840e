package lineage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/text"
)

func day(n int) time.Time   { return time.Date(2031, 5, n, 0, 0, 0, 0, time.UTC) }
func endOf(n int) time.Time { return day(n + 1).Add(-time.Second) }

// TestWindow: Friday is 9 May 2031, Saturday the 10th.
func TestWindow(t *testing.T) {
	const friday, saturday = "The Velmora news agency reported on Friday that the dam of Larn had failed.", "The Velmora news agency reported on Saturday that the dam of Larn had failed."
	const undated = "The Velmora news agency reported that the dam of Larn had failed."
	on := func(id, says string, at time.Time, p stemma.Precision) stemma.Article {
		return stemma.Article{ID: id, Outlet: "Outlet " + id, Lang: "en", Text: says, Published: at, PublishedPrecision: p}
	}
	updated := on("c", undated, day(9), stemma.PrecisionDay)
	updated.Updated = day(14)
	for _, x := range []struct {
		name     string
		articles []stemma.Article
		want     *stemma.Window
	}{
		{"before its first child, to the precision of that", []stemma.Article{
			on("a", undated, day(11), stemma.PrecisionDay), on("b", undated, day(12).Add(time.Hour), stemma.PrecisionSecond),
		}, &stemma.Window{Before: endOf(11), First: "a"}},
		{"a child that was updated counts from then, if there is another", []stemma.Article{
			updated, on("b", undated, day(12), stemma.PrecisionDay),
		}, &stemma.Window{Before: endOf(12), First: "b"}},
		{"on the day that both name", []stemma.Article{
			on("a", friday, day(10), stemma.PrecisionDay), on("b", friday, day(12), stemma.PrecisionDay),
		}, &stemma.Window{After: day(9), Before: endOf(9), First: "a", Said: []stemma.Passage{{Article: "a", Sentences: []int{0}}, {Article: "b", Sentences: []int{0}}}}},
		{"what most name counts, and all are kept", []stemma.Article{
			on("a", friday, day(11), stemma.PrecisionDay), on("b", saturday, day(12), stemma.PrecisionDay), on("c", friday, day(13), stemma.PrecisionDay),
		}, &stemma.Window{After: day(9), Before: endOf(9), First: "a", Said: []stemma.Passage{
			{Article: "a", Sentences: []int{0}}, {Article: "b", Sentences: []int{0}}, {Article: "c", Sentences: []int{0}},
		}}},
		{"one against one: either", []stemma.Article{
			on("a", friday, day(11), stemma.PrecisionDay), on("b", saturday, day(12), stemma.PrecisionDay),
		}, &stemma.Window{After: day(9), Before: endOf(10), First: "a", Said: []stemma.Passage{{Article: "a", Sentences: []int{0}}, {Article: "b", Sentences: []int{0}}}}},
		{"a weekday tells nothing where the report is undated", []stemma.Article{
			on("a", friday, time.Time{}, stemma.PrecisionNone), on("b", undated, day(12), stemma.PrecisionDay),
		}, &stemma.Window{Before: endOf(12), First: "b"}},
		{"nothing is known", []stemma.Article{
			on("a", friday, time.Time{}, stemma.PrecisionNone), on("b", undated, time.Time{}, stemma.PrecisionNone),
		}, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			var s Story
			for _, a := range x.articles {
				s.Docs = append(s.Docs, text.Read(a))
			}
			var err error
			if s.Attributions, s.Sources, err = attribution.Find(t.Context(), s.Docs, attribution.Options{}); err != nil {
				t.Fatal(err)
			}
			tree, err := Infer(t.Context(), s, Options{Rounds: -1})
			if err != nil {
				t.Fatal(err)
			}
			for _, source := range tree.Sources {
				if source.Lost {
					if diff := cmp.Diff(x.want, source.Window); diff != "" {
						t.Errorf("window of %s (-want +have)\n%s", source.Name, diff)
					}
					return
				}
			}
			t.Errorf("no lost source in %+v", tree)
		})
	}
}

// TestWindowOfChain: who a lost source cites was there before it, and what it
// derives from before that.
func TestWindowOfChain(t *testing.T) {
	s := write([]report{
		{"a", "Marsh Herald", "en", "08:00", "@Peatland_Agency 1 2 3 4"},
		{"b", "Kabar Rawa", "id", "08:10", "@Peatland_Agency 2 1 3 5"},
	}, map[string]string{"Peatland Agency": "an official"})
	tree, err := Infer(t.Context(), s, Options{Rounds: -1})
	if err != nil {
		t.Fatal(err)
	}
	windows := map[string]*stemma.Window{}
	for _, x := range tree.Sources {
		windows[x.Name] = x.Window
	}
	first := &stemma.Window{Before: time.Date(2031, 5, 6, 8, 0, 0, 0, time.UTC), First: "a"}
	if diff := cmp.Diff(map[string]*stemma.Window{"Peatland Agency": first, "an official": first}, windows); diff != "" {
		t.Errorf("windows (-want +have)\n%s", diff)
	}
}

// TestWindowOfCiters: a report that is only taken to derive from a source does not
// tell when it came out where others say that they do.
func TestWindowOfCiters(t *testing.T) {
	g := grown(t, write([]report{
		{"b", "Kabar Rawa", "id", "10:00", "@Peatland_Agency 1 2 3 4"},
		{"c", "Fen Mirror", "en", "11:00", "@Peatland_Agency 1 2 4 5"},
		{"d", "Marsh Herald", "en", "09:00", "1 2 3 4 5"},
	}, nil))
	for c := range 3 {
		g.parent[c] = 3
	}
	g.parent[3] = g.root()
	if w := g.windows()[0]; w.First != "b" || w.Before.Hour() != 10 {
		t.Errorf("window %+v, want it to end with the first who cites it", w)
	}
	g.parent[0], g.parent[1] = g.root(), g.root()
	if w := g.windows()[0]; w.First != "d" {
		t.Errorf("window %+v, want it to end with the only one there is", w)
	}
}
