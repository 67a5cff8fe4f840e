package store_test

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// TestFacets: of which languages and outlets there are reports, and how an outlet is written.
func TestFacets(t *testing.T) {
	ctx := t.Context()
	a, err := store.Create(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Add(ctx, []stemma.Article{
		{ID: "a", Outlet: "Selm Courier", Lang: "en", Text: "One."},
		{ID: "b", Outlet: "SELM  Courier", Lang: "en-GB", Text: "Two."},
		{ID: "c", Outlet: "灯塔报", Lang: "zh-Hant", Text: "三。"},
		{ID: "d", Outlet: "Unplaced", Lang: "fr", Text: "Quatre."},
	}); err != nil {
		t.Fatal(err)
	}
	events := []store.StoryEvent{
		{Kind: store.StoryFounded, Story: "storyone", Article: "a"},
		{Kind: store.StoryJoined, Story: "storyone", Article: "b"},
		{Kind: store.StoryFounded, Story: "storytwo", Article: "c"},
	}
	if err := a.Place(ctx, store.Placement{Upto: 3, Events: events}); err != nil {
		t.Fatal(err)
	}
	langs, err := a.Languages(ctx)
	if want := []store.Counted{{Name: "en", Articles: 2}, {Name: "zh", Articles: 1}}; err != nil || !slices.Equal(langs, want) {
		t.Errorf("%v, %v", langs, err)
	}
	outlets, err := a.Outlets(ctx)
	if want := []store.Counted{{Name: "selm courier", Articles: 2}, {Name: "灯塔报", Articles: 1}}; err != nil || !slices.Equal(outlets, want) {
		t.Errorf("%v, %v", outlets, err)
	}
	for name, want := range map[string]string{"selm COURIER": "Selm Courier", "none": "none"} {
		if got, err := a.OutletName(ctx, name); err != nil || got != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
