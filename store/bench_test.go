package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// generated are articles of about 3 kB that compress as news does, by two to three.
func generated(from, n int) []stemma.Article {
	words := strings.Fields("the harbour master of Larn said on Monday that the ferry Alva ran aground off the coast with passengers aboard while a tug from Brede was under way nobody was hurt according to the port authority which denied a leak of solvent at the terminal")
	all := make([]stemma.Article, n)
	for i := range all {
		var b strings.Builder
		x := uint32(from+i)*2654435761 + 1 //nolint:gosec // any bits will do
		for b.Len() < 3000 {
			x = x*1664525 + 1013904223
			fmt.Fprintf(&b, "%s%d ", words[x>>16%uint32(len(words))], x>>20&0xfff>>(x>>8&15)) //nolint:gosec // short list
		}
		all[i] = stemma.Article{
			ID: fmt.Sprintf("a%08x", x), URL: fmt.Sprintf("https://courier.example/%d", from+i), Outlet: "Selm Courier",
			Title: fmt.Sprintf("Ferry runs aground %d", from+i), Lang: "en", Text: b.String(), Sentences: make([]stemma.Span, 25), Input: "reports.jsonl",
		}
	}
	return all
}

// BenchmarkAdd: batches of 500 articles of 3 kB, synced.
func BenchmarkAdd(b *testing.B) {
	a := create(b, b.TempDir())
	defer a.Close()
	batch := generated(0, 500)
	var n int
	for b.Loop() {
		for i := range batch {
			n++
			batch[i].ID = fmt.Sprintf("a%08x", uint32(n)*2654435761) //nolint:gosec // any bits will do
		}
		if _, err := a.Add(b.Context(), batch, store.Checkpoint{Input: "reports.jsonl", Place: fmt.Sprint(n)}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkArticles reads 5,000 articles in their order.
func BenchmarkArticles(b *testing.B) {
	a := create(b, b.TempDir())
	defer a.Close()
	for batch := range slices.Chunk(generated(0, 5000), 500) {
		if _, err := a.Add(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	var n int
	for b.Loop() {
		for _, err := range a.Articles(b.Context(), store.Filter{}) {
			if n++; err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}
