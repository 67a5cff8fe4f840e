package reader

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// TestVersion: it changes with what lists show, and else it is the same, and the same page is made once.
func TestVersion(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3)
	w := writer(t, dir)
	r := reading(t, dir, Options{})
	last := ""
	look := func(changed bool, reports int) {
		t.Helper()
		v, err := r.Version(t.Context())
		if err != nil || (v != last) != changed {
			t.Errorf("%s, was %s, %v", v, last, err)
		}
		last = v
		for range 2 {
			if s := stories(t, r, StoryQuery{}).Stories[0]; s.Articles != reports {
				t.Errorf("%d reports, want %d", s.Articles, reports)
			}
			if one := tree(t, r, "s0r1"); one.Story.Articles != reports || len(one.Result.Articles) != reports {
				t.Errorf("%d reports, %d in the tree, want %d", one.Story.Articles, len(one.Result.Articles), reports)
			}
		}
	}
	look(true, 3)
	look(true, 3) // it was traced meanwhile
	look(false, 3)
	put(t, w, 0, 3, 5)
	look(true, 5)
	look(true, 5)
	look(false, 5)
	a, b := stories(t, r, StoryQuery{}), stories(t, r, StoryQuery{})
	if a.Stories[0].Title = "mine"; b.Stories[0].Title == "mine" {
		t.Error("what one changes another sees")
	}
	since := day(0, 0).Add(time.Nanosecond)
	if p := stories(t, r, StoryQuery{StoryFilter: store.StoryFilter{Since: since}}); !p.Since.Equal(since) || p.Stories[0].New != 4 {
		t.Errorf("%v, %d new", p.Since, p.Stories[0].New)
	}
	if p := stories(t, r, StoryQuery{StoryFilter: store.StoryFilter{Since: day(0, 0)}}); p.Stories[0].New != 5 {
		t.Errorf("%d new", p.Stories[0].New)
	}
}

// TestAhead: small stories that a list shows, and nobody has traced, are traced when there is nothing else to do.
func TestAhead(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 3, 1, 4, quickReports+1)
	var jobs atomic.Int64
	r := quick(reading(t, dir, Options{Ahead: true, Jobs: counted(t, &jobs)}))
	events := r.Follow(t.Context(), 0)
	for _, s := range stories(t, r, StoryQuery{}).Stories {
		if s.Origins != nil {
			t.Errorf("%+v", s)
		}
	}
	for range 2 {
		if e := next(t, events); e.Kind != TreeTraced || e.Story.ID != idOf(0) && e.Story.ID != idOf(2) {
			t.Errorf("%+v", e)
		}
	}
	for _, s := range stories(t, r, StoryQuery{}).Stories {
		if (s.Origins != nil) != (s.Articles == 3 || s.Articles == 4) {
			t.Errorf("%+v", s)
		}
	}
	if jobs.Load() != 2 {
		t.Errorf("%d were traced", jobs.Load())
	}
}
