package reader

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

// some are the first reports of stories.
func some(stories, reports int) (all []stemma.Article) {
	for s := range stories {
		for k := range reports {
			all = append(all, report(s, k))
		}
	}
	return all
}

// TestSearchFollows: what another process adds is found at once.
func TestSearchFollows(t *testing.T) {
	dir := t.TempDir()
	searchable(t, dir, some(3, 3)...)
	r := reading(t, dir, Options{})
	find := func(words string) int {
		t.Helper()
		found, err := r.Search(t.Context(), words, search.Options{By: search.ByWords})
		if err != nil {
			t.Fatal(err)
		}
		return len(found.Hits)
	}
	if find("granary") != 3 || find("theatre") != 0 {
		t.Fatalf("%d, %d", find("granary"), find("theatre"))
	}
	w := writer(t, dir)
	catchUp(t, w, report(5, 0), report(5, 1))
	if find("theatre") != 2 || find("granary") != 3 {
		t.Errorf("%d, %d", find("theatre"), find("granary"))
	}
	page := stories(t, r, StoryQuery{Words: "theatre flood"})
	if len(page.Stories) == 0 || page.Stories[0].Lead != "s5r0" {
		t.Errorf("%+v", page.Stories)
	}
	for words, want := range map[string]error{"granary story:none": nil} {
		if _, err := r.Search(t.Context(), words, search.Options{Story: "none"}); !errors.Is(err, ErrUnknown) {
			t.Errorf("%v, %v", err, want)
		}
	}
}

// TestStoriesByWords: the list has the stories that are found, in that order, and its pages go on where they were.
func TestStoriesByWords(t *testing.T) {
	dir := t.TempDir()
	searchable(t, dir, some(6, 3)...)
	r := reading(t, dir, Options{})
	q := StoryQuery{Words: "fire granary bridge ferry"}
	all := stories(t, r, q)
	if len(all.Stories) < 3 || all.Next != "" || all.Stories[0].Lead != "s1r0" {
		t.Fatalf("%+v", all)
	}
	q.Limit = 1
	var have []Story
	for range all.Stories {
		page := stories(t, r, q)
		have, q.Cursor = append(have, page.Stories...), page.Next
	}
	if names(have) != names(all.Stories) || q.Cursor != "" {
		t.Errorf("%q, want %q", names(have), names(all.Stories))
	}
	if none := stories(t, r, StoryQuery{Words: "zeppelin", StoryFilter: store.StoryFilter{MinArticles: 50}}); len(none.Stories) != 0 || none.Stories == nil {
		t.Errorf("%+v", none)
	}
	late := stories(t, r, StoryQuery{Words: "fire granary bridge ferry", StoryFilter: store.StoryFilter{Since: day(2, 0)}})
	for _, s := range late.Stories {
		if s.Last.Before(day(2, 0)) {
			t.Errorf("%+v", s)
		}
	}
}

// TestClaim: who says a sentence, from how many origins; the stories are traced for it, once.
func TestClaim(t *testing.T) {
	dir := t.TempDir()
	searchable(t, dir, some(2, 4)...)
	w := writer(t, dir) // so that no tree is kept there
	var jobs atomic.Int64
	r := reading(t, dir, Options{Jobs: counted(t, &jobs)})
	for range 3 {
		found, err := r.Claim(t.Context(), "In Breder a fire burned down the granary on Monday.", search.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Says) != 4 || found.Origins == nil || *found.Origins < 1 || len(found.Roots) != *found.Origins {
			t.Errorf("%d say it, origins %v, roots %+v", len(found.Says), found.Origins, found.Roots)
		}
	}
	if jobs.Load() != 1 {
		t.Errorf("%d stories were traced", jobs.Load())
	}
	if _, err := r.Claim(t.Context(), "Why?", search.Options{}); err == nil {
		t.Error("a question is a claim")
	}
	_ = w
}

// TestWhileOthersWrite: many read while another process fills the archive, puts trees into it and compacts it.
func TestWhileOthersWrite(t *testing.T) {
	dir := t.TempDir()
	searchable(t, dir, some(3, 2)...)
	r := quick(reading(t, dir, Options{}))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	each := func(do func() error) {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := do(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	events := r.Follow(t.Context(), 0)
	each(func() error {
		page, err := r.Stories(t.Context(), StoryQuery{StoryFilter: store.StoryFilter{Limit: 2}})
		if err == nil && len(page.Stories) > 0 {
			_, err = r.Tree(t.Context(), page.Stories[0].ID)
		}
		return err
	})
	each(func() error {
		_, err := r.Tree(t.Context(), "s1r0")
		return err
	})
	each(func() error {
		_, err := r.Search(t.Context(), "granary fire", search.Options{})
		return err
	})
	each(func() error {
		_, err := r.Facets(t.Context())
		return err
	})
	for k := 2; k < 4; k++ {
		w := writer(t, dir)
		catchUp(t, w, report(0, k), report(1, k), report(3, k))
		if _, err := w.Compact(t.Context(), store.CompactOptions{}); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
	next(t, events)
	close(stop)
	readers.Wait()
	if one := tree(t, r, "s1r0"); one.Stale || one.Story.Articles != 4 || len(one.Result.Articles) != 4 {
		t.Errorf("%+v", one)
	}
}

// BenchmarkStories measures a page of 50 stories of 48 and of 10,000, the first time and again: a tree each of ten reports.
func BenchmarkStories(b *testing.B) {
	for name, n := range map[string]int{"of 48": 48, "of 10000": 10_000} {
		b.Run(name, func(b *testing.B) {
			dir := b.TempDir()
			many(b, dir, n)
			for _, cold := range []bool{true, false} {
				b.Run(map[bool]string{true: "first", false: "again"}[cold], func(b *testing.B) {
					r := reading(b, dir, Options{})
					q := StoryQuery{StoryFilter: store.StoryFilter{Sort: store.StoryRecent, Limit: 50}}
					stories(b, r, q)
					for b.Loop() {
						r.recent.put("", "", nil) // as if something had changed
						if cold {
							r.sums.clear()
						}
						stories(b, r, q)
					}
				})
			}
		})
	}
}

// BenchmarkTree measures the tree of a story of ten reports: from memory, and decoded.
func BenchmarkTree(b *testing.B) {
	dir := b.TempDir()
	many(b, dir, 1)
	for _, cold := range []bool{true, false} {
		b.Run(map[bool]string{true: "uncached", false: "cached"}[cold], func(b *testing.B) {
			r := reading(b, dir, Options{})
			tree(b, r, idOf(0))
			b.ReportAllocs()
			for b.Loop() {
				if cold {
					r.trees.clear()
					r.recent.put("", "", nil)
				}
				tree(b, r, idOf(0))
			}
		})
	}
}

// many makes an archive of so many stories with the same tree: that of ten reports.
func many(b *testing.B, dir string, n int) {
	b.Helper()
	w, err := store.Create(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	put(b, w, 0, 0, 10)
	r := reading(b, dir, Options{})
	tree(b, r, idOf(0))
	k := r.trees.get(idOf(0))
	t, err := traceOf(b, r, k.story)
	if err != nil {
		b.Fatal(err)
	}
	var batch []stemma.Article
	var events []store.StoryEvent
	u := store.Update{Traces: []store.Trace{t}}
	for s := 1; s < n; s++ {
		for k := range 2 {
			a := report(s, k)
			a.Published = time.Date(2020, 1, 1, 0, s, 0, 0, time.UTC)
			batch = append(batch, a)
			kind := store.StoryJoined
			if k == 0 {
				kind = store.StoryFounded
			}
			events = append(events, store.StoryEvent{Kind: kind, Story: idOf(s), Article: a.ID})
		}
		t.Story, t.Version = idOf(s), 2
		u.Traces = append(u.Traces, t)
	}
	if len(batch) == 0 {
		if err := w.Update(b.Context(), u); err != nil {
			b.Fatal(err)
		}
		return
	}
	if _, err := w.Add(b.Context(), batch); err != nil {
		b.Fatal(err)
	}
	_, last, err := w.Position(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Place(b.Context(), store.Placement{Upto: last, Events: events, Update: u}); err != nil {
		b.Fatal(err)
	}
}

// traceOf is the tree of a story as an archive keeps it.
func traceOf(b *testing.B, r *Reader, id string) (store.Trace, error) {
	b.Helper()
	h, done, err := r.use(b.Context())
	if err != nil {
		return store.Trace{}, err
	}
	defer done()
	made, err := h.trace(b.Context(), r, id, nil)
	return *made, err
}
