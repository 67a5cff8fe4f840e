package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// testOrder: what waits to be placed comes as if it had come in the order of its dates; articles are listed as they came.
func testOrder(ctx context.Context, t *testing.T, a Archive) {
	const n, from = 400, 150 // the days before come last
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	batch := articles(n)
	for i := range batch {
		batch[i].Published = time.Date(2020, 1, 1+(i+from)%n, 12, 0, 0, 0, time.UTC)
	}
	batch[7].Published = time.Time{} // is where the one before it is
	batch[8].Published = now.AddDate(0, 0, 1)
	add(ctx, t, a, batch)
	done, err := a.OrderByDate(ctx, store.OrderOptions{Room: 100, Now: now})
	if err != nil || done != (store.Ordered{Revisions: n, Dated: n - 2, Late: from}) {
		t.Errorf("%+v, %v", done, err)
	}
	var want, have, listed []string
	for i := range n {
		want = append(want, fmt.Sprint(i+1, " ", batch[(i+n-from)%n].ID))
	}
	arrivals, err := a.Unplaced(ctx, n)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range arrivals {
		have = append(have, fmt.Sprint(v.N, " ", v.Article.ID))
	}
	if !slices.Equal(have, want) {
		t.Errorf("arrivals are %v, want %v", have, want)
	}
	for v, err := range a.Articles(ctx, store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		listed = append(listed, v.ID)
	}
	if len(listed) != n || listed[0] != batch[0].ID {
		t.Errorf("articles are not listed as they came: %v", listed)
	}
	if done, err := a.OrderByDate(ctx, store.OrderOptions{Room: 100, Now: now}); err != nil || done.Revisions != 0 {
		t.Errorf("the second time: %+v, %v", done, err)
	}
}
