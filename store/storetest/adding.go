package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

func testCheckpoints(ctx context.Context, t *testing.T, a Archive) {
	if c, ok, err := a.Checkpoint(ctx, "reports.jsonl"); ok || err != nil {
		t.Errorf("before: %+v, %v, %v", c, ok, err)
	}
	one := store.Checkpoint{Input: "reports.jsonl", Fingerprint: "a", Place: "17"}
	two := store.Checkpoint{Input: "Zürich/新聞 1.txt", Fingerprint: "b", Place: "end"}
	add(ctx, t, a, articles(3), one, two)
	one.Place = "19+3"
	add(ctx, t, a, nil, one)
	for _, want := range []store.Checkpoint{one, two} {
		if c, ok, err := a.Checkpoint(ctx, want.Input); c != want || !ok || err != nil {
			t.Errorf("have %+v, %v, %v, want %+v", c, ok, err, want)
		}
	}
	if n, err := a.Count(ctx); err != nil || n != (store.Counts{Articles: 3, Revisions: 3, Inputs: 2, Unplaced: 3}) {
		t.Errorf("%+v, %v", n, err)
	}
}

func testRefused(ctx context.Context, t *testing.T, a Archive) {
	batch := articles(4)
	batch[0].ID = ""
	batch[1].Published = time.Date(12025, 1, 1, 0, 0, 0, 0, time.UTC)
	batch[2].Extra = map[string]json.RawMessage{"broken": json.RawMessage(`{`)}
	added := add(ctx, t, a, batch)
	if added.New != 1 || len(added.Refused) != 3 {
		t.Fatalf("added %+v", added)
	}
	for i, r := range added.Refused {
		if r.Input != batch[i].Input || r.Problem == "" {
			t.Errorf("refused %+v, want it to name %s", r, batch[i].Input)
		}
	}
}

func testReadWhileAdding(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(600))
	n := 0
	for have, err := range a.Articles(ctx, store.Filter{}) {
		if n++; err != nil || have.ID != article(n).ID {
			t.Fatalf("article %d: %q, %v", n, have.ID, err)
		}
		if n%200 == 0 && n <= 600 {
			add(ctx, t, a, []stemma.Article{article(1000 + n)})
		}
		if n == 600 {
			break
		}
	}
	if n != 600 {
		t.Errorf("%d articles", n)
	}
}

func testCancelled(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(10))
	over, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := a.Add(over, articles(20)); err == nil {
		t.Error("added after the end")
	}
	for _, err := range a.Articles(over, store.Filter{}) {
		if err == nil {
			t.Error("read after the end")
		}
	}
	if n, err := a.Count(ctx); err != nil || n.Articles != 10 {
		t.Errorf("%+v, %v", n, err)
	}
}
