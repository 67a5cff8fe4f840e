package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// benchPlacement places the n-th batch of 500: half of the articles found stories, the others
// join one of the last 250, and one in 50 the first of all.
func benchPlacement(b *testing.B, a *store.Archive, n int) store.Placement {
	b.Helper()
	batch := make([]stemma.Article, 500)
	for i := range batch {
		k := n*len(batch) + i
		batch[i] = stemma.Article{
			ID: fmt.Sprintf("id-%d", k), URL: fmt.Sprintf("https://courier.example/%d", k), Outlet: fmt.Sprintf("Outlet %d", k*7%300), Lang: []string{"en", "ar", "zh"}[k%3],
			Title: "Ferry runs aground", Text: fmt.Sprint("Report ", k), Published: time.Unix(1_700_000_000+int64(k)*13, 0),
		}
	}
	if _, err := a.Add(b.Context(), batch); err != nil {
		b.Fatal(err)
	}
	some, err := a.Unplaced(b.Context(), len(batch))
	if err != nil {
		b.Fatal(err)
	}
	p := store.Placement{Upto: some[len(some)-1].N}
	for i, v := range some {
		k := (n*len(batch) + i) / 2
		e := store.StoryEvent{Kind: store.StoryFounded, Story: fmt.Sprint("story-", k), Article: v.Article.ID}
		if i%2 == 1 {
			e.Kind, e.Story = store.StoryJoined, fmt.Sprint("story-", max(0, k-i*i%250))
		}
		if i%100 == 99 {
			e.Story = "story-0"
		}
		p.Placed, p.Events = append(p.Placed, store.Placed{N: v.N, Article: v.Article.ID, Profile: make([]byte, 3000)}), append(p.Events, e)
	}
	return p
}

// BenchmarkPlace: batches of 500 articles with profiles of 3 kB, synced; what adds them is not
// counted.
func BenchmarkPlace(b *testing.B) {
	a := create(b, b.TempDir())
	defer a.Close()
	n := 0
	for b.Loop() {
		b.StopTimer()
		p := benchPlacement(b, a, n)
		n++
		b.StartTimer()
		if err := a.Place(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*500)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkStories lists the 20 that grew most in a day, of 10,000 stories of 3 days.
func BenchmarkStories(b *testing.B) {
	a := create(b, b.TempDir())
	defer a.Close()
	for n := range 40 {
		if err := a.Place(b.Context(), benchPlacement(b, a, n)); err != nil {
			b.Fatal(err)
		}
	}
	f := store.StoryFilter{Since: time.Unix(1_700_000_000+40*500*13, 0).AddDate(0, 0, -1), Limit: 20}
	for b.Loop() {
		if all, err := a.Stories(b.Context(), f); err != nil || len(all) != 20 {
			b.Fatal(len(all), err)
		}
	}
}
