package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// testOutboxClock: what failed while the clock stood in 2090 is due when it is back; what was put off for a day is not.
func testOutboxClock(ctx context.Context, t *testing.T, a Archive) {
	now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	update(ctx, t, a, store.Update{Outbox: []store.Message{{Topic: "clock", ID: "far", Queued: now}, {Topic: "clock", ID: "near", Queued: now}}})
	due := func(at time.Time) ([]store.Message, string) {
		all, err := a.Due(ctx, "clock", at, 9)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, m := range all {
			ids = append(ids, m.ID)
		}
		return all, strings.Join(ids, " ")
	}
	all, _ := due(now)
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	ahead := now.AddDate(65, 0, 0)
	update(ctx, t, a, store.Update{Failed: []store.Failure{
		{N: all[0].N, Problem: "no", Next: ahead.Add(time.Hour)}, {N: all[1].N, Problem: "no", Next: now.Add(24 * time.Hour)},
	}})
	for at, want := range map[time.Time]string{now: "far", now.Add(25 * time.Hour): "far near", ahead: "near", ahead.Add(2 * time.Hour): "far near"} {
		if _, have := due(at); have != want {
			t.Errorf("at %v %q is due, want %q", at, have, want)
		}
	}
}
