package search_test

import (
	"context"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

// TestManyAtOnce: more searches at a time than an archive has connections end, and find what
// one finds.
func TestManyAtOnce(t *testing.T) {
	a, s := archived(t, fire()...)
	inStory, cites := search.Options{Story: told(t, a)}, search.Options{Source: "Norlink"}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	q, err := search.Parse("fire at the harbour of Larsk")
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.Find(ctx, q, search.Options{})
	if err != nil || len(want.Hits) < 10 {
		t.Fatalf("%d hits, %v", len(want.Hits), err)
	}
	var wg sync.WaitGroup
	for range 4 * max(4, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			got, err := s.Find(ctx, q, search.Options{})
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("another result, or none: %v", err)
			}
			for range 10 {
				if some, err := s.Find(ctx, q, inStory); err != nil || len(some.Hits) != 1 {
					t.Errorf("in a story of one report: %v, %v", some, err)
					return
				}
			}
			if none, err := s.Find(ctx, q, cites); err != nil || len(none.Hits) > 0 {
				t.Errorf("of a source that nobody cites: %v, %v", none, err)
			}
			if _, err := s.Claim(ctx, "12 workers were injured in the fire at Larsk harbour.", search.Options{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// told places each report of an archive in a story of its own, and returns that of the first.
func told(t *testing.T, a *store.Archive) string {
	t.Helper()
	all, err := a.Unplaced(t.Context(), 100)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d to be placed: %v", len(all), err)
	}
	p := store.Placement{Upto: all[len(all)-1].N}
	for _, r := range all {
		p.Placed = append(p.Placed, store.Placed{N: r.N, Article: r.Article.ID, Profile: []byte{1}})
		p.Events = append(p.Events, store.StoryEvent{Kind: store.StoryFounded, Story: "story-" + r.Article.ID, Article: r.Article.ID})
	}
	if err := a.Place(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return "story-" + all[0].Article.ID
}

// TestCores: what is found does not depend on the number of cores.
func TestCores(t *testing.T) {
	_, s := archived(t, fire()...)
	q, err := search.Parse("injured workers at a harbour -orchestra")
	if err != nil {
		t.Fatal(err)
	}
	var want *search.Result
	var said *search.ClaimResult
	for _, cores := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(cores)
		got, err := s.Find(t.Context(), q, search.Options{})
		claim, err2 := s.Claim(t.Context(), "12 workers were injured in the fire at Larsk harbour.", search.Options{})
		runtime.GOMAXPROCS(before)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if want == nil {
			want, said = got, claim
		}
		if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(claim, said) {
			t.Errorf("with %d cores: %v and %v, want %v and %v", cores, got, claim, want, said)
		}
	}
}
