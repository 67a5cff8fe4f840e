package lineage

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// worded is a story of reports that say one thing each, in these words.
func worded(t *testing.T, says ...string) *graph {
	t.Helper()
	var s Story
	outlets := []string{"Marsh Herald", "Larn Post", "Selm Echo", "Brede Blatt"}
	c := stemma.Claim{ID: "c1"}
	for i, w := range says {
		id := string(rune('a' + i))
		s.Docs = append(s.Docs, text.Read(stemma.Article{ID: id, Outlet: outlets[i], Lang: "en", Text: w}))
		c.Passages = append(c.Passages, stemma.Passage{Article: id, Sentences: []int{0}})
	}
	s.Claims = []stemma.Claim{c}
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestWordsTellParentsApart: the words themselves are quoted, those that a
// report has from one of two, and those that only one of them has.
func TestWordsTellParentsApart(t *testing.T) {
	const kiln = "The old glass kiln at Orvane burned down on Monday night after a storm, the fire brigade said."
	for _, c := range []struct {
		name    string
		p, q, c string
		want    []string
	}{
		{
			"words in common", "The old glass kiln at Orvane burned to the ground on Monday.", "Fire destroyed a furnace in Orvane early this week.",
			"On Monday the glass kiln of Orvane burned.",
			[]string{"has “Monday”, “burned”, “glass” and 3 more words, as Marsh Herald does and Larn Post does not"},
		},
		{
			"slips of one of them", kiln, "The old glas kiln at Orvan burnt down on Monday night after a storm, the fire brigade said.", kiln,
			[]string{
				"has none of the 3 words that only Larn Post has: “glas”, “orvan”, “burnt”",
				"has the very words of Marsh Herald in 1 sentence where Larn Post has others",
			},
		},
		{"nothing in common", "Sheep graze on the dyke.", kiln, kiln, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var have []string
			for _, e := range worded(t, c.p, c.q, c.c).differInWording(2, 0, 1) {
				have = append(have, e.Detail)
				if !slices.Equal(e.ChildSentences, []int{0}) {
					t.Errorf("%s: by the sentences %v", e.Detail, e.ChildSentences)
				}
			}
			if !slices.Equal(have, c.want) {
				t.Errorf("have %q, want %q", have, c.want)
			}
		})
	}
}

// TestLanguagesTellParentsApart: words of one's own language are no
// translation's.
func TestLanguagesTellParentsApart(t *testing.T) {
	g, err := newGraph(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3"},
		{"b", "Kabar Rawa", "id", "09:00", "1 2 3"},
		{"c", "Selm Echo", "en", "11:00", "1 2 3"},
		{"d", "Larn Post", "en", "11:00", "1b 2b"},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range map[int]string{
		2: "has the very words of Marsh Herald in 3 sentences; Kabar Rawa is in another language",
		3: "is in the language of Marsh Herald; Kabar Rawa is in another",
	} {
		if have := g.differInWording(c, 0, 1); len(have) != 1 || have[0].Detail != want {
			t.Errorf("%+v, want %q", have, want)
		}
	}
}

// TestUnknownSourcesAreNumbered: from the root on, where there are several.
func TestUnknownSourcesAreNumbered(t *testing.T) {
	g := &graph{read: make([]reading, 2)}
	for i := range 3 {
		g.lost = append(g.lost, lostSource{source: i})
		g.story.Sources = append(g.story.Sources, stemma.Source{Name: "an unknown source", Inferred: true})
	}
	// a < 3 < 2 (the root of all), b < 2; nothing derives from 4.
	g.parent = []int{3, 2, 5, 2, 5, 5}
	g.numberUnknown(g.used())
	for i, want := range []string{"unknown source 1", "unknown source 2", "an unknown source"} {
		if have := g.story.Sources[i].Name; have != want {
			t.Errorf("source %d is %q, want %q", i, have, want)
		}
	}
	g.story.Sources[1].Name, g.parent = "an unknown source", []int{3, 3, 5, 5, 5, 5}
	if g.numberUnknown(g.used()); g.story.Sources[1].Name != "an unknown source" {
		t.Errorf("the only one is %q", g.story.Sources[1].Name)
	}
}
