package storetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma/store"
)

func update(ctx context.Context, t *testing.T, a Archive, u store.Update) {
	t.Helper()
	if err := a.Update(ctx, u); err != nil {
		t.Fatal(err)
	}
}

func testState(ctx context.Context, t *testing.T, a Archive) {
	long := bytes.Repeat([]byte("memory of feeds\x00\xff"), 100_000)
	update(ctx, t, a, store.Update{State: map[string][]byte{"feed/1": long, "feed/2": {}, "feed/港口": []byte("x"), "rule": []byte("y"), "feed": []byte("z")}})
	update(ctx, t, a, store.Update{State: map[string][]byte{"feed/2": []byte("2"), "rule": nil, "no such": nil}})
	for name, want := range map[string]string{"feed/1": string(long), "feed/2": "2", "feed": "z"} {
		if have, ok, err := a.State(ctx, name); !ok || err != nil || string(have) != want {
			t.Errorf("%s: %d bytes, %v, %v, want %d", name, len(have), ok, err, len(want))
		}
	}
	if _, ok, err := a.State(ctx, "rule"); ok || err != nil {
		t.Errorf("taken away: %v, %v", ok, err)
	}
	var names []string
	for v, err := range a.States(ctx, "feed/") {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, v.Name)
	}
	if want := []string{"feed/1", "feed/2", "feed/港口"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

func testOutbox(ctx context.Context, t *testing.T, a Archive) {
	at := func(minute int) time.Time { return time.Date(2025, 3, 1, 12, minute, 0, 0, time.UTC) }
	due := func(topic string, minute int) string {
		t.Helper()
		all, err := a.Due(ctx, topic, at(minute), 3)
		if err != nil {
			t.Fatal(err)
		}
		var have []string
		for _, m := range all {
			have = append(have, fmt.Sprintf("%s %s %d%s", m.ID, m.Body, m.Tries, m.Problem))
		}
		return strings.Join(have, ", ")
	}
	number := func(id string) int64 {
		t.Helper()
		all, err := a.Due(ctx, "hook", at(59), 100)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(m store.Message) bool { return m.ID == id })
		if i < 0 {
			t.Fatalf("%s is not due", id)
		}
		return all[i].N
	}
	message := func(topic, id, body string, next time.Time) store.Message {
		return store.Message{Topic: topic, ID: id, Body: []byte(body), Queued: at(0), Next: next}
	}
	update(ctx, t, a, store.Update{Outbox: []store.Message{
		message("hook", "b", "one", time.Time{}), message("hook", "a", "two", at(5)), message("feed", "b", "three", time.Time{}), message("hook", "b", "again", time.Time{}),
	}})
	if have := due("hook", 0); have != "b one 0" {
		t.Errorf("due at once: %s", have)
	}
	for begins, want := range map[string][]store.Waiting{"h": {{Topic: "hook", Messages: 2, First: at(0)}}, "": {{Topic: "feed", Messages: 1, First: at(0)}, {Topic: "hook", Messages: 2, First: at(0)}}, "x": nil} {
		if have, err := a.Waiting(ctx, begins); err != nil || !slices.Equal(have, want) {
			t.Errorf("%q waits: %+v, %v", begins, have, err)
		}
	}
	if have := due("hook", 5); have != "b one 0, a two 0" {
		t.Errorf("due later: %s", have)
	}
	first, second := number("b"), number("a")
	update(ctx, t, a, store.Update{Done: []int64{second}, Failed: []store.Failure{{N: first, Problem: " refused", Next: at(7)}, {N: second, Problem: "is done", Next: at(0)}}})
	if have := due("hook", 6) + due("hook", 7); have != "b one 1 refused" {
		t.Errorf("after a failure: %s", have)
	}
	update(ctx, t, a, store.Update{
		Outbox: []store.Message{message("hook", "a", "again", time.Time{}), message("hook", "c", "four", time.Time{})},
		Failed: []store.Failure{{N: first, Problem: "for ever"}},
	})
	if have := due("hook", 59); have != "c four 0" || number("c") <= second {
		t.Errorf("given up, delivered, and new: %s", have)
	}
	if have, err := a.Waiting(ctx, "hook"); err != nil || len(have) != 1 || have[0].Messages != 1 {
		t.Errorf("waits after some were given up and delivered: %+v, %v", have, err)
	}
	if have := due("feed", 59); have != "b three 0" {
		t.Errorf("another topic: %s", have)
	}
}

func testTraces(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(3))
	one := store.Trace{Story: "story-1", Version: 1, Key: "static", Result: bytes.Repeat([]byte("tree "), 1000), Work: []byte{0, 1, 2}}
	placed, err := a.Unplaced(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	place(ctx, t, a, store.Placement{Upto: placed[1].N, Events: []store.StoryEvent{founded("story-1", "id-1"), founded("story-2", "id-2")}, Update: store.Update{Traces: []store.Trace{one}}})
	same := func(want store.Trace) {
		t.Helper()
		have, ok, err := a.Trace(ctx, "story-1")
		if diff := cmp.Diff(want, have, cmpopts.EquateEmpty()); diff != "" || !ok || err != nil {
			t.Errorf("%v, %v (-want +have)\n%s", ok, err, diff)
		}
		if head, ok, err := a.TraceHead(ctx, have.Story); head.Version != want.Version || head.Key != want.Key || !ok || err != nil {
			t.Errorf("%+v, %v, %v, want version %d", head, ok, err, want.Version)
		}
	}
	same(one)
	one.Version, one.Result, one.Work = 2, []byte("another tree"), nil
	update(ctx, t, a, store.Update{Traces: []store.Trace{one}})
	same(one)
	if _, ok, err := a.Trace(ctx, "story-2"); ok || err != nil {
		t.Errorf("of none: %v, %v", ok, err)
	}
	if _, ok, err := a.TraceHead(ctx, "story-2"); ok || err != nil {
		t.Errorf("the version of none: %v, %v", ok, err)
	}
	two := store.Trace{Story: "story-2", Version: 7, Result: []byte("of two")}
	update(ctx, t, a, store.Update{Traces: []store.Trace{two}})
	place(ctx, t, a, store.Placement{Events: []store.StoryEvent{merged("story-1", "story-2")}})
	same(two)
	if s, _, err := a.Story(ctx, "story-1"); err != nil || s.Version == two.Version {
		t.Errorf("%+v, %v", s, err)
	}
}

// testPut: what is put by itself is as if it were put with others.
func testPut(ctx context.Context, t *testing.T, a Archive) {
	add(ctx, t, a, articles(1))
	placeNext(ctx, t, a, 1, founded("story", "id-1"))
	want := store.Trace{Story: "story", Version: 1, Key: "static", Result: []byte("tree"), Work: []byte{}}
	for _, err := range []error{a.PutState(ctx, "one", []byte("1")), a.PutState(ctx, "two", nil), a.PutTrace(ctx, want)} {
		if err != nil {
			t.Error(err)
		}
	}
	if have, ok, err := a.State(ctx, "one"); string(have) != "1" || !ok || err != nil {
		t.Errorf("%q, %v, %v", have, ok, err)
	}
	if have, ok, err := a.Trace(ctx, "story"); !cmp.Equal(have, want, cmpopts.EquateEmpty()) || !ok || err != nil {
		t.Errorf("%+v, %v, %v", have, ok, err)
	}
	if err := a.PutTrace(ctx, store.Trace{Story: "no such story"}); err == nil {
		t.Error("the tree of no story")
	}
	if a.Dir() == "" {
		t.Error("nobody can tell where it is")
	}
}

// testCompact: what is needed stays, and what was imported.
func testCompact(ctx context.Context, t *testing.T, a Archive) {
	testRandomStories(ctx, t, a)
	now := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	update(ctx, t, a, store.Update{
		Cites:  []store.Cites{reading(2, "id-2", agency())},
		State:  map[string][]byte{"feed": {1}},
		Outbox: []store.Message{{Topic: "hook", ID: "waits", Queued: now}, {Topic: "hook", ID: "long ago", Queued: now.AddDate(0, -2, 0)}},
		Done:   []int64{2},
	})
	articles, stories, active := all(ctx, t, a, store.Filter{}), listed(ctx, t, a, store.StoryFilter{}), activeOf(ctx, t, a)
	if _, err := a.Compact(ctx, store.CompactOptions{Now: now}); err != nil {
		t.Fatal(err)
	}
	for name, diff := range map[string]string{
		"articles": cmp.Diff(articles, all(ctx, t, a, store.Filter{})), "stories": cmp.Diff(stories, listed(ctx, t, a, store.StoryFilter{})),
		"what open stories are compared by": cmp.Diff(active, activeOf(ctx, t, a)),
	} {
		if diff != "" {
			t.Errorf("%s (-want +have)\n%s", name, diff)
		}
	}
	cited(ctx, t, a, agency().Name, "", 0, "id-2")
	if due, err := a.Due(ctx, "hook", now, 9); err != nil || len(due) != 1 || due[0].ID != "waits" {
		t.Errorf("%+v, %v", due, err)
	}
	stream := streamOf(ctx, t, a)
	if done, err := a.Compact(ctx, store.CompactOptions{Now: now}); err != nil || len(done.Dropped) > 0 || !bytes.Equal(stream, streamOf(ctx, t, a)) {
		t.Errorf("again: %+v, %v", done, err)
	}
}
