package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/webhook"
)

// leads makes the one that leads of an archive, with jobs that nobody takes.
func leads(t *testing.T, a *store.Archive, o Options) *leader {
	t.Helper()
	j, err := openJobs(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(j.stop)
	o.Archive = a
	w := &watcher{Options: o.withDefaults(), schedule: newSchedule(1), polled: make(chan found, 1), shared: true}
	tm := &team{watcher: w, jobs: j}
	workers := river.NewWorkers()
	if err := errors.Join(river.AddWorkerSafely(workers, &asker{t: tm}), river.AddWorkerSafely(workers, &drawer{t: tm})); err != nil {
		t.Fatal(err)
	}
	if err := j.start(t.Context(), "stemma_9", workers, map[string]int{"none": 1}, w.Log); err != nil { // so that none is taken
		t.Fatal(err)
	}
	k, err := newKeeper(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return &leader{team: tm, keeper: k}
}

// kept is all that an archive remembers by a name, and what waits for webhooks.
func kept(t *testing.T, a *store.Archive) string {
	t.Helper()
	var all strings.Builder
	for v, err := range a.States(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s: %x\n", v.Name, v.Value)
	}
	n, err := undelivered(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&all, n, "messages")
	return all.String()
}

// TestLeadLost: nothing lands of what is written by one that led, does not know that another leads by now, and goes on with what it has in
// memory.
func TestLeadLost(t *testing.T) {
	t.Parallel()
	at := pgtest.Database(t)
	a, b := archive(t, at), archive(t, at)
	defer a.Close()
	defer b.Close()
	lease, err := a.Lease(t.Context(), store.Placing)
	if err != nil {
		t.Fatal(err)
	}
	defer lease.Close()
	hook, err := webhook.New("http://127.0.0.1:9/desk", nil, "stemma")
	if err != nil {
		t.Fatal(err)
	}
	defer hook.Close()
	var log, told bytes.Buffer
	l := leads(t, a, Options{
		Lists: NewLists([]string{"https://herald.example/feed"}), Log: slog.New(slog.NewTextHandler(&log, nil)), Alerts: &told, Webhooks: []*webhook.Endpoint{hook},
		Rules: func() ([]alert.Rule, error) { return []alert.Rule{{Name: "any", Kind: alert.Reach, Articles: 1}}, nil },
	})
	k, ctx := l.keeper, t.Context()
	news := moulded(8)
	for i := range news {
		news[i].Published = time.Now().Add(-time.Hour)
	}
	if _, err := a.Add(ctx, news); err != nil {
		t.Fatal(err)
	}
	if err := k.resume(ctx); err != nil {
		t.Fatal(err)
	}
	due, err := a.Due(ctx, topicOf(hook), time.Now(), 1)
	if err != nil || len(due) != 1 || len(k.open.Stories) == 0 {
		t.Fatalf("%+v, %v, %+v", due, err, k.open)
	}
	// Another leads, and has read what there is.
	if _, err := b.Database().ExecContext(ctx, "UPDATE lease SET epoch = epoch + 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Add(ctx, []stemma.Article{{ID: "last", Lang: "en", Text: ferry}}); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-48 * time.Hour)
	if err := b.PutState(ctx, feedState+"gone", []byte(`{"address":"https://gone.example/feed"}`)); err != nil {
		t.Fatal(err)
	}
	before := kept(t, b)
	told.Reset()
	log.Reset()
	d := newDeliverer(a, l.Webhooks, l.Log)
	for what, write := range map[string]func() error{
		"a story that waits no longer": func() error { return k.settled(ctx, k.open.Stories[0], nil) },
		"reports that were judged":     func() error { return k.judge(ctx, nil) },
		"an alert": func() error {
			_, err := k.tell.give(ctx, []alert.Alert{{ID: "1", Rule: "late", Kind: alert.Reach}}, nil)
			return err
		},
		"the feeds":            func() error { return l.lists(ctx) },
		"lists read again":     func() error { return l.reread(ctx) },
		"what webhooks are":    func() error { return k.tell.unsent(ctx, l.Webhooks) },
		"a message not taken":  func() error { return d.lines[0].note(ctx, due[0], errors.New("no answer")) },
		"what is forgotten":    func() error { return k.tell.forget(ctx, time.Now()) },
		"feeds of before":      func() error { return l.forgetFeeds(ctx, time.Now()) },
		"the day's sweep":      func() error { s := sweeping{a, sweptState, old}; return s.daily(ctx, time.Now(), forgetNothing) },
		"stories":              func() error { return k.stories(ctx) },
		"faults":               func() error { k.placer.o.Again = true; return k.placer.retry(ctx) },
		"what is not indexed":  func() error { return k.placer.indexBatch(ctx, nil, []Failure{{Article: "last"}}, &Placed{}) },
		"a round":              func() error { return l.round(ctx) },
		"what came at a feed":  func() error { k.ends = []found{{source: &source{}, end: &outcome{}}}; return k.flush(ctx) },
		"hosts that fail":      func() error { return putLead(ctx, a, map[string][]byte{hostsState: nil}) },
		"what was there first": func() error { return forgetting(ctx, b, judgedState, func() error { return k.recallJudged(ctx) }) },
	} {
		if err := write(); !errors.Is(err, store.ErrLost) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if after := kept(t, b); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	if told.Len() > 0 || strings.Contains(log.String(), "msg=alert") {
		t.Errorf("told: %s\n%s", told.String(), log.String())
	}
}

func forgetNothing(context.Context, time.Time) error { return nil }

// forgetting does something while an archive has forgotten a value.
func forgetting(ctx context.Context, a *store.Archive, name string, do func() error) error {
	was, _, err := a.State(ctx, name)
	if err != nil {
		return err
	}
	if err := a.PutState(ctx, name, nil); err != nil {
		return err
	}
	return errors.Join(do(), a.PutState(ctx, name, was))
}

// TestInTurn: what comes after a step that fails is not begun.
func TestInTurn(t *testing.T) {
	done := 0
	step := func(err error) func(context.Context) error {
		return func(context.Context) error { done++; return err }
	}
	if err := inTurn(t.Context(), step(nil), step(store.ErrLost), step(nil)); !errors.Is(err, store.ErrLost) || done != 2 {
		t.Errorf("%v after %d steps", err, done)
	}
}
