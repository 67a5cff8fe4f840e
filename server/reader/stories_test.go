package reader

import (
	"errors"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

func TestStories(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2, 5, 1, 3, 3)
	r := reading(t, dir, Options{})
	page := stories(t, r, StoryQuery{})
	if have := names(page.Stories); have != "01 04 03 00 02" || page.Next != "" || page.Schema != "stemma/stories/v1" || page.Unplaced != 0 {
		t.Errorf("%q, %+v", have, page)
	}
	for _, s := range page.Stories {
		if s.Origins != nil || s.Traced != 0 {
			t.Errorf("origins of a story that nobody has traced: %+v", s)
		}
	}
	one := tree(t, r, idOf(1))
	want := one.Result.Stories[0].Origins
	for _, r := range []*Reader{r, reading(t, dir, Options{})} { // who traced it, and who finds it in the archive
		s := stories(t, r, StoryQuery{StoryFilter: store.StoryFilter{Limit: 1}}).Stories[0]
		if s.ID != idOf(1) || s.Origins == nil || *s.Origins != want || s.Traced != 5 {
			t.Errorf("%+v, want %d origins of 5", s, want)
		}
	}
	more(t, dir, 1, 5, 7)
	if s := stories(t, r, StoryQuery{}).Stories[0]; s.Articles != 7 || s.Traced != 5 || s.Origins == nil {
		t.Errorf("a tree of before: %+v", s)
	}
	if s := stories(t, r, StoryQuery{Unmeasured: true}).Stories[0]; s.Origins != nil {
		t.Errorf("%+v", s)
	}
}

// TestPages: pages are read by cursors, which what comes meanwhile does not move.
func TestPages(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2, 5, 1, 3, 3, 4)
	r := reading(t, dir, Options{})
	since := day(0, 1)
	q := StoryQuery{StoryFilter: store.StoryFilter{Sort: store.StoryRecent, Since: since, Limit: 2}}
	first := stories(t, r, q)
	if have := names(first.Stories); have != "05 04" || first.Next == "" {
		t.Fatalf("%q, %q", have, first.Next)
	}
	more(t, dir, 6, 0, 2) // a story that comes before them
	next := q
	next.Cursor, next.Since = first.Next, since.Add(90*time.Hour) // an hour ago is later by now
	second := stories(t, r, next)
	if have := names(second.Stories); have != "03 02" || !second.Since.Equal(since) {
		t.Errorf("%q, since %v", have, second.Since)
	}
	next.Cursor = second.Next
	if third := stories(t, r, next); names(third.Stories) != "01 00" || third.Next != "" {
		t.Errorf("%q, %q", names(third.Stories), third.Next)
	}
	other := next
	other.Langs = []string{"en"}
	for name, q := range map[string]StoryQuery{
		"of another list": other, "without a time": {StoryFilter: store.StoryFilter{Sort: store.StoryRecent, Limit: 2}, Cursor: first.Next}, "no cursor": {Cursor: "e30"},
		"no base64": {Cursor: "!"}, "no JSON": {Cursor: "AAAA"},
	} {
		if _, err := r.Stories(t.Context(), q); !errors.Is(err, ErrCursor) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPagesSince: any time since when has a second page, also the one from which computers count, and those that they cannot.
func TestPagesSince(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 1, 1, 1)
	r := reading(t, dir, Options{})
	for _, since := range []string{"1970-01-01T00:00:00Z", "1500-01-01T00:00:00Z", "0000-01-01T00:00:00+23:59", "1969-12-31T23:59:58.5Z"} {
		at, err := time.Parse(time.RFC3339, since)
		if err != nil {
			t.Fatal(err)
		}
		q := StoryQuery{StoryFilter: store.StoryFilter{Since: at, Sort: store.StoryRecent, Limit: 2}}
		first := stories(t, r, q)
		if q.Cursor = first.Next; first.Next == "" {
			t.Fatalf("%s: no second page", since)
		}
		if second := stories(t, r, q); names(second.Stories) != "00" || !second.Since.Equal(at) || second.Stories[0].New != 1 {
			t.Errorf("%s: %+v", since, second)
		}
	}
}

// FuzzCursor: a cursor comes from outside.
func FuzzCursor(f *testing.F) {
	q := StoryQuery{}
	f.Add(q.cursor(&cursor{Place: store.StoryPlace{By: 3, Last: 1740000000, ID: "story01"}}))
	f.Add("e30")
	f.Fuzz(func(t *testing.T, s string) {
		q := StoryQuery{Cursor: s}
		c, err := q.begin()
		if err != nil {
			if !errors.Is(err, ErrCursor) {
				t.Errorf("%v", err)
			}
			return
		}
		if c.N < 0 {
			t.Errorf("%+v", c)
		}
	})
}

func TestStory(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2, 3)
	r := reading(t, dir, Options{})
	for what, want := range map[string]error{
		"story01": nil, "s1r2": nil, "https://outlet2.example/1/2": nil, "outlet2.example/1/2": nil, "STORY01": nil,
		"story": ErrSeveral, "stor": ErrSeveral, "none": ErrUnknown, "": ErrUnknown, "https://none.example/": ErrUnknown,
	} {
		s, err := r.Story(t.Context(), what)
		if !errors.Is(err, want) || err == nil && (s.ID != idOf(1) || s.Articles != 3 || s.Title == "") {
			t.Errorf("%q: %+v, %v, want %v", what, s, err, want)
		}
	}
	if a, err := r.Article(t.Context(), "s1r2"); err != nil || a.Text != report(1, 2).Text || len(a.Sentences) != 3 {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := r.Article(t.Context(), "none"); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
}

func TestFacets(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 7, 2)
	r := reading(t, dir, Options{})
	f, err := r.Facets(t.Context())
	if err != nil || len(f.Languages) != 1 || f.Languages[0] != (store.Counted{Name: "en", Articles: 9}) || len(f.Outlets) != 7 || f.Outlets[0] != (store.Counted{Name: "Outlet 0", Articles: 2}) {
		t.Errorf("%+v, %v", f, err)
	}
	more(t, dir, 0, 7, 9)
	if again, err := r.Facets(t.Context()); err != nil || again.Languages[0].Articles != 9 {
		t.Errorf("counted at each question: %+v, %v", again, err)
	}
}
