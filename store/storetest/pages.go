package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// testPages: pages of a list, one behind the other, are the list, whatever it is sorted by; and what comes between two of
// them neither brings a story twice nor loses one that stays.
func testPages(ctx context.Context, t *testing.T, a Archive) {
	const stories = 12
	var batch []stemma.Article
	var events []store.StoryEvent
	for s := range stories {
		story := fmt.Sprintf("story-%02d", s)
		for k := range 1 + s%3 { // many are equal
			v := article(100*s + k)
			v.Published = when(s % 4)
			batch = append(batch, v)
			if k == 0 {
				events = append(events, founded(story, v.ID))
			} else {
				events = append(events, joined(story, v.ID))
			}
		}
	}
	add(ctx, t, a, batch)
	placeNext(ctx, t, a, 100, events...)
	for name, f := range map[string]store.StoryFilter{
		"growth": {Since: when(1)}, "all": {}, "size": {Sort: store.StorySize, Since: when(2)}, "recent": {Sort: store.StoryRecent, MinArticles: 2},
	} {
		if have, want := pages(ctx, t, a, f, nil), idsOf(listed(ctx, t, a, f)); !slices.Equal(have, want) {
			t.Errorf("%s: %q, want %q", name, have, want)
		}
	}
	only := store.StoryFilter{Only: []string{"story-11", "story-03", "story-99"}, Sort: store.StoryRecent}
	if have := strings.Join(idsOf(listed(ctx, t, a, only)), " "); have != "story-03 story-11" {
		t.Errorf("only some: %q", have)
	}
	if none := listed(ctx, t, a, store.StoryFilter{Only: []string{}}); len(none) > 0 {
		t.Errorf("only none: %q", idsOf(none))
	}
	// A story that comes first, and one that comes last, between pages.
	f := store.StoryFilter{Sort: store.StoryRecent}
	before, n := idsOf(listed(ctx, t, a, f)), 0
	have := pages(ctx, t, a, f, func() {
		n++
		first, last := article(5000+n), article(6000+n)
		first.Published, last.Published = when(20+n), when(0).AddDate(0, 0, -20-n)
		add(ctx, t, a, []stemma.Article{first, last})
		placeNext(ctx, t, a, 10, founded(fmt.Sprintf("first-%d", n), first.ID), founded(fmt.Sprintf("last-%d", n), last.ID))
	})
	known := slices.DeleteFunc(slices.Clone(have), func(id string) bool { return !strings.HasPrefix(id, "story-") })
	if !slices.Equal(known, before) {
		t.Errorf("%q, want %q", known, before)
	}
	if twice := len(slices.Compact(slices.Sorted(slices.Values(have)))); twice != len(have) || slices.Contains(have, "first-1") || !slices.Contains(have, "last-1") {
		t.Errorf("%q", have)
	}
}

// pages are the ids of a list that is read five at a time.
func pages(ctx context.Context, t *testing.T, a Archive, f store.StoryFilter, between func()) (ids []string) {
	t.Helper()
	const each = 5
	for f.Limit = each; ; {
		page := listed(ctx, t, a, f)
		if ids = append(ids, idsOf(page)...); len(page) < each || len(ids) > 100 {
			return ids
		}
		f.After = f.Place(&page[each-1])
		if between != nil && len(ids) < 4*each {
			between()
		}
	}
}

// testFind: a story is found by its id, the beginning of it, that of one that went into it, a report, or an address.
func testFind(ctx context.Context, t *testing.T, a Archive) {
	one, two, three, alone := article(1), article(2), article(3), article(4)
	one.ID = "Report-A"
	three.URL, alone.URL = "https://courier.example/moved", "https://courier.example/alone"
	add(ctx, t, a, []stemma.Article{one, two, three, alone})
	placeNext(ctx, t, a, 10, founded("s7kq2m", one.ID), founded("s7zz9x", two.ID), founded("s8aa1b", three.ID), merged("s8aa1b", "s7kq2m"))
	for what, want := range map[string][2]string{
		"s7kq2m": {"s7kq2m"}, "S7KQ2M": {"s7kq2m"}, "s7kq": {"s7kq2m"}, "s8aa1b": {"s7kq2m"},
		"Report-A": {"s7kq2m"}, one.URL: {"s7kq2m"}, "courier.example/2": {"s7zz9x"}, three.ID: {"s7kq2m"},
		alone.ID: {"", alone.ID}, alone.URL: {"", alone.ID}, "s7x": {}, "none": {}, "https://other.example/1": {}, "": {},
	} {
		if have, err := a.Find(ctx, what); err != nil || have.Story.ID != want[0] || have.Report != want[1] {
			t.Errorf("%q: %+v, %v, want %+v", what, have, err, want)
		}
	}
	again := article(5)
	again.URL, again.Outlet, again.Text, again.Title = one.URL, "Larn Herald", "Something else entirely was printed here later on.", "Another thing"
	add(ctx, t, a, []stemma.Article{again})
	placeNext(ctx, t, a, 10, founded("s9bb2c", again.ID))
	several := (*store.AddressError)(nil)
	if _, err := a.Find(ctx, one.URL); !errors.As(err, &several) || !slices.Equal(slices.Sorted(slices.Values(several.Stories)), []string{"s7kq2m", "s9bb2c"}) {
		t.Errorf("an address of two stories: %v", err)
	}
	founding := article(6)
	add(ctx, t, a, []stemma.Article{founding})
	placeNext(ctx, t, a, 10, founded("s7kqxx", founding.ID))
	prefix := (*store.AmbiguousError)(nil)
	if _, err := a.Find(ctx, "s7kq"); !errors.As(err, &prefix) || len(prefix.IDs) != 2 {
		t.Errorf("the beginning of two: %v", err)
	}
}

// testStoriesPlaced: which stories arrivals are in, for those who follow.
func testStoriesPlaced(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(4))
	look := func(after int64, limit int, want string, wantMore bool) int64 {
		t.Helper()
		ids, upto, more, err := a.StoriesPlaced(ctx, after, limit)
		if have := strings.Join(ids, " "); err != nil || have != want || more != wantMore {
			t.Errorf("behind %d: %q, %v, %v, want %q, %v", after, have, more, err, want, wantMore)
		}
		return upto
	}
	begin := look(0, 10, "", false) // nothing is placed
	placeNext(ctx, t, a, 3, founded("story-1", "id-1"), founded("story-2", "id-2"), joined("story-1", "id-3"))
	look(begin, 1, "story-1", true)
	upto := look(begin, 10, "story-1 story-2", false)
	look(upto, 10, "", false)
	placeNext(ctx, t, a, 3, joined("story-2", "id-4"), merged("story-2", "story-1"))
	look(upto, 10, "story-1", false)
	if heads, err := a.TraceHeads(ctx, []string{"story-1", "none"}); err != nil || len(heads) > 0 {
		t.Errorf("trees that there are not: %v, %v", heads, err)
	}
	update(ctx, t, a, store.Update{Traces: []store.Trace{{Story: "story-1", Version: 5, Key: "static"}}})
	heads, err := a.TraceHeads(ctx, []string{"story-2", "story-1"})
	if head := heads["story-1"]; err != nil || len(heads) != 1 || head.Version != 5 || head.Key != "static" {
		t.Errorf("%v, %v", heads, err)
	}
}
