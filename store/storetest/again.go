package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// testReoffer: of what was dealt with, that of which nothing was made comes again when it is asked for,
// behind all that has come; the rest does not.
func testReoffer(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(5))
	made := func(ids ...string) {
		t.Helper()
		arrivals, err := a.Unplaced(ctx, 100)
		if err != nil || len(arrivals) == 0 {
			t.Fatal(arrivals, err)
		}
		p := store.Placement{Upto: arrivals[len(arrivals)-1].N}
		for _, v := range arrivals {
			for _, id := range ids {
				if v.Article.ID == id {
					p.Placed, p.Events = append(p.Placed, placed(v)), append(p.Events, founded("story-"+id, id))
				}
			}
		}
		place(ctx, t, a, p)
	}
	position := func(placed, last int64) {
		t.Helper()
		if p, l, err := a.Position(ctx); err != nil || p != placed || l != last {
			t.Errorf("placed up to %d of %d (%v), want %d of %d", p, l, err, placed, last)
		}
	}
	made("id-1", "id-4")
	position(5, 5)
	update(ctx, t, a, store.Update{Cites: []store.Cites{reading(2, "id-2", agency())}}) // by a later program
	if n, err := a.Reoffer(ctx, []string{"id-2", "id-4", "no such"}); err != nil || n != 1 {
		t.Errorf("%d come again, %v", n, err)
	}
	position(5, 6)
	if c, ok, err := a.Attributions(ctx, "id-2"); !ok || err != nil || c.N != 6 {
		t.Errorf("whom it cites: %+v, %v, %v", c, ok, err)
	}
	if faults, err := a.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("check: %q, %v", faults, err)
	}
	if n, err := a.Reoffer(ctx, []string{"id-2"}); err != nil || n != 0 {
		t.Errorf("what is still to come, came again: %d, %v", n, err)
	}
	made("id-2")
	position(6, 6)
	if n, err := a.Reoffer(ctx, nil); err != nil || n != 2 {
		t.Errorf("%d come again, %v", n, err)
	}
	var have strings.Builder
	for _, since := range []int64{0, 4, 6} {
		all, err := a.PlacedSince(ctx, since, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range all {
			fmt.Fprintf(&have, "%d %s %s, ", v.N, v.Article.ID, v.Story)
		}
		have.WriteString("| ")
	}
	if want := "1 id-1 story-id-1, 4 id-4 story-id-4, | 6 id-2 story-id-2, | | "; have.String() != want {
		t.Errorf("placed since: %s, want %s", have.String(), want)
	}
	made("id-3", "id-5")
	position(8, 8)
}

// testForget: what was delivered, or given up, is forgotten by age, and what waits is not.
func testForget(ctx context.Context, t *testing.T, a Archive) {
	at := func(day int) time.Time { return time.Date(2025, 3, day, 12, 0, 0, 0, time.UTC) }
	var all []store.Message
	for i, id := range []string{"done", "given up", "waits", "done later"} {
		all = append(all, store.Message{Topic: "hook", ID: id, Body: []byte("x"), Queued: at(1 + i/3)})
	}
	update(ctx, t, a, store.Update{Outbox: all})
	due, err := a.Due(ctx, "hook", at(3), 10)
	if err != nil || len(due) != 4 {
		t.Fatal(due, err)
	}
	update(ctx, t, a, store.Update{Done: []int64{due[0].N, due[3].N}, Failed: []store.Failure{{N: due[1].N}}})
	for _, want := range []int{2, 0} {
		if n, err := a.Forget(ctx, at(2)); err != nil || n != want {
			t.Errorf("%d are forgotten, want %d (%v)", n, want, err)
		}
	}
	update(ctx, t, a, store.Update{Outbox: all})
	due, err = a.Due(ctx, "hook", at(3), 10)
	if err != nil || len(due) != 3 {
		t.Errorf("%v, %v: what is not forgotten is not taken again", due, err)
	}
}

// testAhead: what comes behind a batch is what Unplaced gives when that is placed.
func testAhead(ctx context.Context, t *testing.T, a Archive) {
	batch := articles(5)
	again := batch[0]
	again.Text += " It is afloat again."
	add(ctx, t, a, append(batch, again))
	ids := func(some []store.Arrival, err error) string {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		var have []string
		for _, v := range some {
			have = append(have, fmt.Sprint(v.N, v.Article.ID))
		}
		return strings.Join(have, " ")
	}
	ahead := ids(a.UnplacedAfter(ctx, 3, 2))
	placeNext(ctx, t, a, 2, founded("two", "id-2"), founded("three", "id-3"))
	if have := ids(a.Unplaced(ctx, 2)); have != ahead || have != "4id-4 5id-5" {
		t.Errorf("%q, ahead %q", have, ahead)
	}
	if have := ids(a.UnplacedAfter(ctx, 6, 9)); have != "" {
		t.Errorf("behind all: %q", have)
	}
}
