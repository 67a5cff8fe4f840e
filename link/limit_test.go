package link

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
)

// after is a bound that is spent when it is asked for the n-th time and later.
func after(n int) *bound.Bound {
	var mu sync.Mutex
	return bound.New(func() bool {
		mu.Lock()
		defer mu.Unlock()
		n--
		return n <= 0
	})
}

// TestBound: a story of ten pairs is asked 20 times, for each pair in both passes. What a bound that counts leaves is the same on any
// number of cores, is noted, and is made up for the next time.
func TestBound(t *testing.T) {
	docs, vecs := madeStory(5, 12)
	whole, err := Find(t.Context(), docs, vecs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for asked, compared := range map[int]int{1: 0, 10: 0, 11: 0, 12: 1, 18: 7, 20: 9, 21: 10} {
		var first []stemma.Link
		for _, cores := range []int{1, 4} {
			before := runtime.GOMAXPROCS(cores)
			b, m := after(asked), &Memory{}
			links, err := m.Find(t.Context(), docs, vecs, Options{Bound: b})
			runtime.GOMAXPROCS(before)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = links
			} else if diff := cmp.Diff(first, links); diff != "" {
				t.Errorf("spent after %d: (-one core +four)\n%s", asked, diff)
			}
			var want []string
			if compared < 10 {
				want = []string{fmt.Sprintf("%d of 10 pairs of articles were not compared: the time for the story was over", 10-compared)}
			}
			if diff := cmp.Diff(want, details(b)); diff != "" {
				t.Errorf("spent after %d: what was left out (-want +have)\n%s", asked, diff)
			}
			if pairs := pairsOf(links); pairs > compared {
				t.Errorf("spent after %d: links between %d pairs, of which %d were compared", asked, pairs, compared)
			}
			if compared == 0 && len(links) == 0 || compared > 0 && len(links) > 0 {
				links, err = m.Find(t.Context(), docs, vecs, Options{})
				if diff := cmp.Diff(whole, links); err != nil || diff != "" {
					t.Errorf("spent after %d, and made up for: %v (-at once +have)\n%s", asked, err, diff)
				}
			}
		}
	}
}

func details(b *bound.Bound) (out []string) {
	for _, p := range b.Partial() {
		out = append(out, p.Detail)
	}
	return out
}

func pairsOf(links []stemma.Link) int {
	pairs := map[[2]string]bool{}
	for i := range links {
		pairs[[2]string{links[i].A, links[i].B}] = true
	}
	return len(pairs)
}

// TestWithin: the cheapest pairs are compared, whatever their order, and the
// others left.
func TestWithin(t *testing.T) {
	s := &story{articles: make([]article, 4)}
	for k, n := range []int{100, 2, 3, 200} {
		s.articles[k].sents = make([]sentence, n)
	}
	pairs := s.allPairs()
	for most, left := range map[int][][2]int{
		21_506: nil, 21_505: {{0, 3}}, 1506: {{0, 3}}, 1505: {{0, 3}, {2, 3}}, 5: {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}},
	} {
		taken, have := s.within(most, pairs)
		if !slices.Equal(left, have) || len(left)+len(taken) != len(pairs) {
			t.Errorf("for %d: left %v, want %v", most, have, left)
		}
		if !slices.IsSortedFunc(taken, byNumber) {
			t.Errorf("for %d: %v is in another order", most, taken)
		}
	}
}

// TestLongArticle: of an article with more sentences than are linked, the result
// says so, each time.
func TestLongArticle(t *testing.T) {
	docs, vecs := madeStory(2, maxSentences+200)
	m := new(Memory)
	for range 2 {
		b := bound.New(nil)
		if _, err := m.Find(t.Context(), docs, vecs, Options{Bound: b}); err != nil {
			t.Fatal(err)
		}
		want := []stemma.Partial{{
			Articles: []string{docs[0].Article.ID, docs[1].Article.ID}, Step: stemma.StepLinks,
			Detail: "of 2 long articles only the first 800 sentences were compared",
		}}
		if diff := cmp.Diff(want, b.Partial()); diff != "" {
			t.Errorf("what was left out (-want +have)\n%s", diff)
		}
	}
}

// TestEndsInsideAPair: the end of the context does not wait for two long articles.
func TestEndsInsideAPair(t *testing.T) {
	docs, vecs := madeStory(2, 100)
	s, err := newStory(t.Context(), docs, vecs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := &matcher{story: s, ended: ctx.Done()}
	if found := m.match(&s.articles[0], &s.articles[1]); found != nil || m.prob != nil || m.walker != nil {
		t.Errorf("%d links of a pair that nobody waits for, which was judged all the same", len(found))
	}
	if _, err := Find(ctx, docs, vecs, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}
