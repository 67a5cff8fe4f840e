package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// when it was that the n-th invented article came out.
func when(n int) time.Time { return article(n).Published }

// placed is an arrival with a profile.
func placed(v store.Arrival) store.Placed {
	return store.Placed{N: v.N, Article: v.Article.ID, Profile: []byte(fmt.Sprintf("profile %d of %s", v.N, v.Article.ID))}
}

func place(ctx context.Context, t *testing.T, a Archive, p store.Placement) {
	t.Helper()
	if err := a.Place(ctx, p); err != nil {
		t.Fatal(err)
	}
}

// placeNext places the next arrivals by events, which name articles by their ids.
func placeNext(ctx context.Context, t *testing.T, a Archive, limit int, events ...store.StoryEvent) []store.Arrival {
	t.Helper()
	arrivals, err := a.Unplaced(ctx, limit)
	if err != nil {
		t.Fatal(err)
	}
	p := store.Placement{Events: events}
	for _, v := range arrivals {
		p.Placed, p.Upto = append(p.Placed, placed(v)), v.N
	}
	place(ctx, t, a, p)
	return arrivals
}

func founded(story, article string) store.StoryEvent {
	return store.StoryEvent{Kind: store.StoryFounded, Story: story, Article: article}
}

func joined(story, article string) store.StoryEvent {
	return store.StoryEvent{Kind: store.StoryJoined, Story: story, Article: article}
}

func moved(story, article, into string) store.StoryEvent {
	return store.StoryEvent{Kind: store.StoryMoved, Story: story, Article: article, Into: into}
}

func merged(story, into string) store.StoryEvent {
	return store.StoryEvent{Kind: store.StoryMerged, Story: story, Into: into}
}

func closed(story string) store.StoryEvent {
	return store.StoryEvent{Kind: store.StoryClosed, Story: story}
}

func listed(ctx context.Context, t *testing.T, a Archive, f store.StoryFilter) []store.Story {
	t.Helper()
	all, err := a.Stories(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].Changed.IsZero() {
			t.Errorf("%s has never changed", all[i].ID)
		}
		all[i].Changed = time.Time{}
	}
	return all
}

func idsOf(all []store.Story) []string {
	ids := []string{}
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	return ids
}

func memberIDs(ctx context.Context, t *testing.T, a Archive, story string) []string {
	t.Helper()
	var ids []string
	for article, err := range a.StoryArticles(ctx, story) {
		if err != nil {
			t.Fatal(err)
		}
		if of, ok, err := a.StoryOf(ctx, article.ID); err != nil || !ok || of == "" {
			t.Errorf("%s is in %q (%v, %v)", article.ID, of, ok, err)
		}
		ids = append(ids, article.ID)
	}
	return ids
}

func activeOf(ctx context.Context, t *testing.T, a Archive) []string {
	t.Helper()
	all := []string{}
	for v, err := range a.Active(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("profile %d of %s", v.N, v.Article); string(v.Profile) != want {
			t.Errorf("%s: profile %q, want %q", v.Article, v.Profile, want)
		}
		all = append(all, v.Story+"/"+v.Article)
	}
	return all
}

func testStories(ctx context.Context, t *testing.T, a Archive) {
	batch := articles(4)
	batch[1].Outlet, batch[1].Lang = "SELM  courier", "en-GB"
	batch[2].Outlet, batch[2].Lang = "", "zh-Hant"
	batch[3].Lang, batch[3].Published = "und", time.Time{}
	add(ctx, t, a, batch)
	before := time.Now().Add(-time.Minute)
	placeNext(ctx, t, a, 10, founded("harbour", "id-1"), joined("harbour", "id-2"), joined("harbour", "id-3"), founded("undated", "id-4"))
	have := listed(ctx, t, a, store.StoryFilter{})
	if len(have) != 2 || have[1].First.Before(before) || !have[1].First.Equal(have[1].Last) {
		t.Fatalf("%+v", have)
	}
	have[1].First, have[1].Last = time.Time{}, time.Time{}
	want := []store.Story{
		{ID: "harbour", Version: 3, Title: batch[0].Title, Lang: "en", Lead: "id-1", Articles: 3, Outlets: 2, Langs: 2, First: when(1), Last: when(3), Dated: true, New: 3},
		{ID: "undated", Version: 1, Title: batch[3].Title, Lang: "und", Lead: "id-4", Articles: 1, Outlets: 1, Langs: 0, New: 1},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	if n, err := a.Count(ctx); err != nil || n.Stories != 2 || n.Unplaced != 0 {
		t.Errorf("%+v, %v", n, err)
	}
	if ids := memberIDs(ctx, t, a, "harb"); !slices.Equal(ids, []string{"id-1", "id-2", "id-3"}) {
		t.Errorf("%q", ids)
	}
	for _, none := range []string{"", "har", "nothing", "harbours"} {
		if s, ok, err := a.Story(ctx, none); ok || err != nil {
			t.Errorf("%q is %+v, %v", none, s, err)
		}
	}
	if _, ok, err := a.StoryOf(ctx, "no such article"); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

// testEvents: one story after the other goes through all that can happen to it.
func testEvents(ctx context.Context, t *testing.T, a Archive) {
	batch := articles(6)
	batch[3].Outlet, batch[4].Lang = "Larn Herald", "ga"
	add(ctx, t, a, batch)
	placeNext(ctx, t, a, 10,
		founded("s-one", "id-1"), joined("s-one", "id-2"), founded("s-two", "id-3"), joined("s-two", "id-4"), founded("s-three", "id-5"), joined("s-one", "id-6"),
		moved("s-one", "id-1", "s-three"))
	step := func(name string, want []store.Story, active []string, events ...store.StoryEvent) {
		t.Helper()
		if len(events) > 0 {
			place(ctx, t, a, store.Placement{Events: events})
		}
		have := listed(ctx, t, a, store.StoryFilter{Sort: store.StorySize})
		if diff := cmp.Diff(want, have, cmpopts.IgnoreFields(store.Story{}, "Title", "Lang", "New")); diff != "" {
			t.Errorf("%s (-want +have)\n%s", name, diff)
		}
		if diff := cmp.Diff(active, activeOf(ctx, t, a)); diff != "" {
			t.Errorf("%s: active (-want +have)\n%s", name, diff)
		}
	}
	one := store.Story{ID: "s-one", Version: 4, Lead: "id-2", Articles: 2, Outlets: 1, Langs: 1, First: when(2), Last: when(6), Dated: true}
	two := store.Story{ID: "s-two", Version: 2, Lead: "id-3", Articles: 2, Outlets: 2, Langs: 1, First: when(3), Last: when(4), Dated: true}
	three := store.Story{ID: "s-three", Version: 2, Lead: "id-5", Articles: 2, Outlets: 1, Langs: 2, First: when(1), Last: when(5), Dated: true}
	step("first", []store.Story{one, three, two}, []string{"s-three/id-1", "s-one/id-2", "s-two/id-3", "s-two/id-4", "s-three/id-5", "s-one/id-6"})

	two.Closed = true
	step("closed", []store.Story{one, three, two}, []string{"s-three/id-1", "s-one/id-2", "s-three/id-5", "s-one/id-6"}, closed("s-two"))

	three.Version, three.Articles, three.Outlets, three.Last = 3, 4, 1, when(6)
	step("merged", []store.Story{three, two}, []string{"s-three/id-1", "s-three/id-2", "s-three/id-5", "s-three/id-6"}, merged("s-one", "s-three"))
	if s, ok, err := a.Story(ctx, "s-one"); !ok || err != nil || s.ID != "s-three" {
		t.Errorf("a redirect leads to %+v, %v", s, err)
	}

	two.Version, two.Articles, two.Outlets, two.Langs, two.First, two.Last, two.Closed = 3, 6, 2, 2, when(1), when(6), false
	step("merged again, and open again", []store.Story{two}, []string{"s-two/id-1", "s-two/id-2", "s-two/id-5", "s-two/id-6"}, merged("s-three", "s-two"))
	for _, id := range []string{"s-one", "s-three", "s-two"} {
		if s, ok, err := a.Story(ctx, id); !ok || err != nil || s.ID != "s-two" {
			t.Errorf("%s leads to %+v, %v", id, s, err)
		}
	}

	two.Version, two.Articles, two.Langs, two.Last = 5, 4, 1, when(4)
	four := store.Story{ID: "s-four", Version: 2, Lead: "id-5", Articles: 2, Outlets: 1, Langs: 2, First: when(5), Last: when(6), Dated: true}
	step("split", []store.Story{two, four}, []string{"s-two/id-1", "s-two/id-2", "s-four/id-5", "s-four/id-6"}, founded("s-four", "id-5"), moved("s-one", "id-6", "s-four"))

	two.Version, two.Articles, two.Outlets, two.Langs, two.First, two.Last = 6, 6, 2, 2, when(1), when(6)
	two.Version++
	step("all moved away", []store.Story{two}, []string{"s-two/id-1", "s-two/id-2", "s-two/id-5", "s-two/id-6"}, moved("s-four", "id-6", "s-two"), moved("s-four", "id-5", "s-two"))
	if s, ok, err := a.Story(ctx, "s-four"); !ok || err != nil || s.Articles != 0 || s.Lead != "" {
		t.Errorf("a story without articles: %+v, %v, %v", s, ok, err)
	}
}

func testUnplaced(ctx context.Context, t *testing.T, a Archive) {
	batch := articles(5)
	again := batch[1]
	again.Text += " It is afloat again."
	again.Lang, again.Outlet = "ga", "Larn Herald"
	add(ctx, t, a, append(batch, again))
	var have []string
	for {
		some := placeNextAlone(ctx, t, a, 2)
		if len(some) == 0 {
			break
		}
		for _, v := range some {
			have = append(have, fmt.Sprintf("%d %s %v", v.N, v.Article.ID, v.Revised))
			if time.Since(v.Added) > time.Hour || v.Article.Text == "" {
				t.Errorf("%+v", v)
			}
		}
	}
	if diff := cmp.Diff([]string{"1 id-1 false", "3 id-3 false", "4 id-4 false", "5 id-5 false", "6 id-2 true"}, have); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	// A revision of one that is in a story changes it, without an event.
	third := again
	third.Text, third.Published, third.Outlet = "Another text.", when(9), "Selm Courier"
	add(ctx, t, a, []stemma.Article{third})
	place(ctx, t, a, store.Placement{Events: []store.StoryEvent{closed("s-id-2")}})
	some := placeNext(ctx, t, a, 10)
	if len(some) != 1 || some[0].Story != "s-id-2" || !some[0].Revised {
		t.Fatalf("%+v", some)
	}
	s, _, err := a.Story(ctx, "s-id-2")
	want := store.Story{ID: "s-id-2", Version: 2, Title: third.Title, Lang: "ga", Lead: "id-2", Articles: 1, Outlets: 1, Langs: 1, First: some[0].Article.Published, Last: some[0].Article.Published, Dated: true, New: 1, Closed: true, Changed: s.Changed}
	if diff := cmp.Diff(want, s); diff != "" || err != nil {
		t.Errorf("%v (-want +have)\n%s", err, diff)
	}
	if active := activeOf(ctx, t, a); slices.Contains(active, "s-id-2/id-2") || len(active) != 4 {
		t.Errorf("active: %q", active)
	}
}

// placeNextAlone gives each arrival a story of its own.
func placeNextAlone(ctx context.Context, t *testing.T, a Archive, limit int) []store.Arrival {
	t.Helper()
	arrivals, err := a.Unplaced(ctx, limit)
	if err != nil {
		t.Fatal(err)
	}
	if len(arrivals) > 0 {
		p := store.Placement{}
		for _, v := range arrivals {
			p.Placed, p.Upto = append(p.Placed, placed(v)), v.N
			p.Events = append(p.Events, founded("s-"+v.Article.ID, v.Article.ID))
		}
		place(ctx, t, a, p)
	}
	return arrivals
}

// testPlaceErrors: what is wrong changes nothing.
func testPlaceErrors(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(3))
	arrivals := placeNext(ctx, t, a, 2, founded("one", "id-1"), founded("two", "id-2"))
	before := listed(ctx, t, a, store.StoryFilter{})
	last := arrivals[1].N
	for name, p := range map[string]store.Placement{
		"placed already":   {Upto: last},
		"not there yet":    {Upto: last + 7},
		"no such story":    {Upto: last + 1, Events: []store.StoryEvent{joined("three", "id-3")}},
		"no such article":  {Upto: last + 1, Events: []store.StoryEvent{joined("two", "id-3"), joined("one", "id-9")}},
		"founded twice":    {Upto: last + 1, Events: []store.StoryEvent{founded("one", "id-3")}},
		"no id":            {Upto: last + 1, Events: []store.StoryEvent{founded("", "id-3")}},
		"into itself":      {Upto: last + 1, Events: []store.StoryEvent{joined("one", "id-3"), merged("one", "one")}},
		"no such event":    {Upto: last + 1, Events: []store.StoryEvent{{Kind: "renamed", Story: "one"}}},
		"another's number": {Upto: last + 1, Placed: []store.Placed{{N: last, Article: "id-3"}}},
		"a tree of none":   {Upto: last + 1, Update: store.Update{Traces: []store.Trace{{Story: "nine"}}}},
		"cites of none":    {Upto: last + 1, Update: store.Update{Cites: []store.Cites{{Article: "id-9"}}}},
	} {
		err := a.Place(ctx, p)
		if err == nil || errors.Is(err, store.ErrPlaced) != (name == "placed already") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if diff := cmp.Diff(before, listed(ctx, t, a, store.StoryFilter{})); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	if n, err := a.Count(ctx); err != nil || n.Unplaced != 1 {
		t.Errorf("%+v, %v", n, err)
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if err := a.Place(over, store.Placement{Upto: last + 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// testReadWhilePlacing: readers see each placement whole or not at all.
func testReadWhilePlacing(ctx context.Context, t *testing.T, a Archive) {
	const each, times = 10, 30
	add(ctx, t, a, articles(each*times))
	done := make(chan error, 1)
	go func() { done <- placePieces(ctx, a, each) }()
	for looks, ended := 0, false; !ended || looks < 2; looks++ {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			ended = true
		default:
		}
		all, err := a.Stories(ctx, store.StoryFilter{})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, s := range all {
			sum += s.Articles
		}
		if sum%each != 0 || ended && sum != each*times {
			t.Errorf("%d articles are in stories", sum)
		}
		if len(activeOf(ctx, t, a)) < sum {
			t.Errorf("fewer than %d are active", sum)
		}
	}
}

// placePieces places all, in the first arrival's story of each piece.
func placePieces(ctx context.Context, a Archive, each int) error {
	for {
		some, err := a.Unplaced(ctx, each)
		if err != nil || len(some) == 0 {
			return err
		}
		p := store.Placement{Upto: some[len(some)-1].N, Events: []store.StoryEvent{founded("of-"+some[0].Article.ID, some[0].Article.ID)}}
		for i, v := range some {
			p.Placed = append(p.Placed, placed(v))
			if i > 0 {
				p.Events = append(p.Events, joined("of-"+some[0].Article.ID, v.Article.ID))
			}
		}
		if err := a.Place(ctx, p); err != nil {
			return err
		}
	}
}

// testUndated: what has no date is of when it came, but not in a story of old reports; and what
// has no title is named by what there is.
func testUndated(ctx context.Context, t *testing.T, a Archive) {
	today := time.Now().UTC().Truncate(time.Hour)
	batch := articles(7)
	for _, i := range []int{0, 3, 5, 6} {
		batch[i].Published = time.Time{}
	}
	batch[2].Published, batch[6].Published = today.AddDate(0, 0, -2), today.AddDate(0, 1, 0)
	for i := range batch {
		if batch[i].Lang = "tr"; i != 1 {
			batch[i].Title, batch[i].Lang = "", "id"
		}
	}
	batch[5].Text = "  " + strings.Repeat("渡轮搁浅", 30) + "\nX"
	add(ctx, t, a, batch)
	placeNext(ctx, t, a, 10, founded("old", "id-1"), joined("old", "id-2"), founded("live", "id-3"), joined("live", "id-4"), joined("old", "id-5"), founded("none", "id-6"), joined("none", "id-7"))
	for id, want := range map[string]struct {
		first, last time.Time
		title, lang string
	}{
		"old":  {when(2), when(5), batch[1].Title, "tr"},
		"live": {batch[2].Published, batch[2].Published, batch[2].Text, "id"},
		"none": {today, today, strings.Repeat("渡轮搁浅", 20) + "…", "id"},
	} {
		s, _, err := a.Story(ctx, id)
		if s.Dated != (id != "none") {
			t.Errorf("%s: dated %v", id, s.Dated)
		}
		if err != nil || s.First.Sub(want.first).Abs() > 2*time.Hour || s.Last.Sub(want.last).Abs() > 2*time.Hour || s.Title != want.title || s.Lang != want.lang {
			t.Errorf("%s: %+v, %v, want %+v", id, s, err, want)
		}
	}
	if have := idsOf(listed(ctx, t, a, store.StoryFilter{Since: today.Add(-time.Hour), Sort: store.StorySize})); len(have) != 2 || slices.Contains(have, "old") {
		t.Errorf("of today: %q", have)
	}
}
