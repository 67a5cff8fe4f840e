package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// TestPostgresKilled: a server that is killed in the middle of writing, again and again, loses nothing of what it has acknowledged, and
// has no half of a batch; the archive that was open goes on when it is there again, and what was not acknowledged can be
// done again.
func TestPostgresKilled(t *testing.T) {
	ctx := t.Context()
	server := pgtest.Start(t, pgtest.Options{Sync: true})
	a := create(t, server.Database(t))
	defer a.Close()
	if err := oneBatch(ctx, a, 0); err != nil { // however slow the machine is, something is acknowledged
		t.Fatal(err)
	}
	acknowledged, unsure := 1, 0
	for round := range max(2, kills/20) {
		killed := make(chan struct{})
		time.AfterFunc(time.Duration(100+70*(round%5))*time.Millisecond, func() { server.Kill(); close(killed) })
		for {
			err := oneBatch(ctx, a, acknowledged)
			if err == nil {
				acknowledged++
				continue
			}
			if !store.Passes(err) {
				t.Errorf("an error that is not said to pass: %v", err)
			}
			if errors.Is(err, store.ErrUnsure) {
				unsure++
			}
			break
		}
		<-killed
		server.Restart()
		held(ctx, t, a, acknowledged)
	}
	t.Logf("%d batches acknowledged, %d times it was not known", acknowledged, unsure)
	goesOn(t, a, acknowledged)
}

// oneBatch adds the n-th batch and places it. Done again, it changes nothing that was done.
func oneBatch(ctx context.Context, a *store.Archive, n int) error {
	batch := make([]stemma.Article, crashBatch)
	for i := range batch {
		batch[i] = crashArticle(n*crashBatch + i)
	}
	if _, err := a.Add(ctx, batch, store.Checkpoint{Input: "reports.jsonl", Place: fmt.Sprint(n + 1)}); err != nil {
		return err
	}
	arrivals, err := a.Unplaced(ctx, crashBatch)
	if err != nil || len(arrivals) == 0 {
		return err
	}
	p := store.Placement{Upto: arrivals[len(arrivals)-1].N, Update: store.Update{State: map[string][]byte{"upto": fmt.Append(nil, n+1)}}}
	for _, v := range arrivals {
		p.Placed = append(p.Placed, store.Placed{N: v.N, Article: v.Article.ID, Profile: []byte("profile")})
		p.Events = append(p.Events, store.StoryEvent{Kind: store.StoryFounded, Story: "s-" + v.Article.ID, Article: v.Article.ID})
	}
	err = a.Place(ctx, p)
	if errors.Is(err, store.ErrPlaced) {
		return nil
	}
	return err
}

// held holds an archive to what was acknowledged: so many batches, and at most the next one, whole, and placed or not.
func held(ctx context.Context, t *testing.T, a *store.Archive, acknowledged int) {
	t.Helper()
	n := counted(ctx, t, a)
	if n.Articles%crashBatch != 0 || n.Articles < acknowledged*crashBatch || n.Articles > (acknowledged+1)*crashBatch {
		t.Errorf("%d articles, and %d batches of %d were acknowledged", n.Articles, acknowledged, crashBatch)
	}
	if n.Stories+n.Unplaced != n.Articles || n.Unplaced%crashBatch != 0 {
		t.Errorf("half of a batch is placed: %+v", n)
	}
	if c, _, err := a.Checkpoint(ctx, "reports.jsonl"); err != nil || acknowledged > 0 && c.Place != fmt.Sprint(n.Articles/crashBatch) {
		t.Errorf("read up to %q, %v, and there are %d", c.Place, err, n.Articles/crashBatch)
	}
	if placed, ok, err := a.State(ctx, "upto"); err != nil || ok && string(placed) != fmt.Sprint(n.Stories/crashBatch) {
		t.Errorf("placed %q, %v, and there are %d", placed, err, n.Stories/crashBatch)
	}
}

// counted is what an archive has.
func counted(ctx context.Context, t *testing.T, a *store.Archive) store.Counts {
	t.Helper()
	n, err := a.Count(ctx)
	if err != nil { // the first that finds its connection gone says so
		n, err = a.Count(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}
