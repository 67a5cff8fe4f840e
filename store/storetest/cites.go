package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// agency and ministry are sources as they are found in an article.
func agency() stemma.Source {
	return stemma.Source{ID: "src1", Name: "Hafenagentur", Aliases: []string{"Агентство «Порт»", "HAFENAGENTUR"}, Kind: stemma.SourceOutlet, CitedBy: []string{"id-2"}, Cites: []string{"src2"}}
}

func ministry() stemma.Source {
	return stemma.Source{ID: "src2", Name: "وزارة الموانئ", Aliases: []string{"Ministry of Ports"}, Kind: stemma.SourceOrganisation, CitedBy: []string{"id-2"}, Cites: []string{}}
}

// reading is what is found in an article of the sources that it cites, those without a name
// last.
func reading(n int64, id string, sources ...stemma.Source) store.Cites {
	c := store.Cites{Article: id, N: n, Sources: append(sources, stemma.Source{ID: "src9", Name: "an official", Aliases: []string{}, Kind: stemma.SourceUnnamed, CitedBy: []string{id}, Cites: []string{}})}
	for i := range c.Sources {
		c.Attributions = append(c.Attributions, stemma.Attribution{
			Article: id, Sentence: i, Kind: stemma.AttributionIndirect, Certainty: stemma.CertaintyReported,
			Source: stemma.Role{Span: stemma.Span{Start: i, End: i + 3}, Source: c.Sources[i].ID}, Cue: stemma.Role{Span: stemma.Span{Start: 5, End: 6}},
			Content: stemma.Role{Span: stemma.Span{Start: 7, End: 20}, Parts: [][2]int{{7, 9}, {12, 20}}},
		})
	}
	return c
}

func cited(ctx context.Context, t *testing.T, a Archive, source, story string, limit int, want ...string) {
	t.Helper()
	have, err := a.CitedBy(ctx, source, story, limit)
	if err != nil || !slices.Equal(have, want) {
		t.Errorf("%q (story %q): %q, %v, want %q", source, story, have, err, want)
	}
}

func testCites(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(3))
	placeNext(ctx, t, a, 10, founded("late", "id-3"), founded("early", "id-2"), joined("late", "id-1"))
	update(ctx, t, a, store.Update{Cites: []store.Cites{reading(2, "id-2", agency(), ministry()), reading(1, "id-1", agency()), reading(3, "id-3", agency(), ministry())}})
	update(ctx, t, a, store.Update{Cites: []store.Cites{reading(3, "id-3", agency())}})

	have, ok, err := a.Attributions(ctx, "id-2")
	if diff := cmp.Diff(store.Attributions{Article: article(2), Cites: reading(2, "id-2", agency(), ministry())}, have, cmpopts.EquateEmpty()); diff != "" || !ok || err != nil {
		t.Errorf("%v, %v (-want +have)\n%s", ok, err, diff)
	}
	cited(ctx, t, a, "Hafenagentur", "", 0, "id-1", "id-2", "id-3")
	cited(ctx, t, a, "агентство «порт»", "", 2, "id-1", "id-2")
	cited(ctx, t, a, "hafenagentur", "late", 0, "id-1", "id-3")
	cited(ctx, t, a, "hafenagentur", "late", 1, "id-1")
	cited(ctx, t, a, "MINISTRY of Ports", "", 0, "id-2")
	cited(ctx, t, a, "an official", "", 0)
	cited(ctx, t, a, "ministry", "", 0)
	names, err := a.CitedNames(ctx, "HAFEN", 5)
	if want := []store.CitedName{{Name: "Hafenagentur", Articles: 3}}; err != nil || !slices.Equal(names, want) {
		t.Errorf("%v, %v, want %v", names, err, want)
	}
	for source, want := range map[string][]string{"Ministry of Ports": {"early"}, "hafenagentur": {"late", "early"}, "nobody": {}} {
		if have := idsOf(listed(ctx, t, a, store.StoryFilter{Cites: source})); !slices.Equal(have, want) {
			t.Errorf("stories that cite %s: %q, want %q", source, have, want)
		}
	}
	if have := idsOf(listed(ctx, t, a, store.StoryFilter{Cites: "ministry of ports", Citing: []string{"id-1", "id-9"}})); !slices.Equal(have, []string{"late", "early"}) {
		t.Errorf("with another report that cites: %q", have)
	}
	if _, ok, err := a.Attributions(ctx, "no such article"); ok || err != nil {
		t.Errorf("of none: %v, %v", ok, err)
	}
}

// testCitesOfARevision: what was read of an earlier form points into its text.
func testCitesOfARevision(ctx context.Context, t *testing.T, a Archive) {
	first := article(1)
	add(ctx, t, a, []stemma.Article{first})
	placeNext(ctx, t, a, 1, founded("story", first.ID))
	update(ctx, t, a, store.Update{Cites: []store.Cites{reading(1, first.ID, agency())}})
	second := first
	second.Text = "The ferry Alva is afloat again, the harbour office of Larn said."
	add(ctx, t, a, []stemma.Article{second})
	for n, want := range []stemma.Article{first, second} {
		have, ok, err := a.Attributions(ctx, first.ID)
		if !ok || err != nil || have.N != int64(n+1) || have.Article.Text != want.Text {
			t.Errorf("arrival %d: %+v, %v, %v", n+1, have, ok, err)
		}
		update(ctx, t, a, store.Update{Cites: []store.Cites{reading(2, first.ID, agency())}})
	}
	for name, wrong := range map[string]store.Cites{"no such article": reading(1, "id-9"), "no such form": reading(3, first.ID), "a form of none": {Article: first.ID}} {
		if err := a.Update(ctx, store.Update{Cites: []store.Cites{wrong}}); err == nil {
			t.Errorf("%s was kept", name)
		}
	}
}

// testDivided: the sentences of an article can be others than those it came with, and it is
// the same article.
func testDivided(ctx context.Context, t *testing.T, a Archive) {
	first := article(1)
	first.Sentences = []stemma.Span{{Start: 0, End: 36}}
	add(ctx, t, a, []stemma.Article{first, article(2)})
	placeNext(ctx, t, a, 10, founded("story", "id-1"), joined("story", "id-2"))
	want := first
	want.Sentences = []stemma.Span{{Start: 0, End: 10}, {Start: 11, End: 36}}
	update(ctx, t, a, store.Update{Divided: []store.Divided{{N: 1, Sentences: want.Sentences}}})
	if have, _, err := a.Article(ctx, "id-1"); err != nil || !cmp.Equal(want, have) {
		t.Errorf("%v (-want +have)\n%s", err, cmp.Diff(want, have))
	}
	if again := add(ctx, t, a, []stemma.Article{first}); again.Known != 1 || again.Mended != 0 {
		t.Errorf("the same again: %+v", again)
	}
	if have, _, err := a.Article(ctx, "id-1"); err != nil || !cmp.Equal(want, have) {
		t.Errorf("after it came again: %v (-want +have)\n%s", err, cmp.Diff(want, have))
	}
	if err := a.Update(ctx, store.Update{Divided: []store.Divided{{N: 7}}}); err == nil {
		t.Error("the sentences of no article")
	}
}
