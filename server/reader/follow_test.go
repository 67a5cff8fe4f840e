package reader

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// quick has it looked for what is new all the time.
func quick(r *Reader) *Reader {
	r.events.every = time.Millisecond
	return r
}

// looked waits until those who follow are told of what comes from now on.
func looked(t *testing.T, r *Reader) {
	t.Helper()
	for range 5000 {
		r.events.mu.Lock()
		placed := r.events.placed
		r.events.mu.Unlock()
		if placed >= 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("nobody looks")
}

func next(t *testing.T, events <-chan Event) Event {
	t.Helper()
	select {
	case e, more := <-events:
		if !more {
			t.Fatal("no more events")
		}
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("no event")
	}
	return Event{}
}

// TestFollow: those who follow are told of stories that come and grow, and of their trees; who lost the connection goes on
// where he was.
func TestFollow(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2)
	w := writer(t, dir)
	r := quick(reading(t, dir, Options{}))
	ctx, leave := context.WithCancel(t.Context())
	one, two := r.Follow(ctx, 0), r.Follow(t.Context(), 0)
	if n := r.Figures().Followers; n != 2 {
		t.Errorf("%d follow", n)
	}
	looked(t, r)
	put(t, w, 1, 0, 3)
	var first Event
	for _, events := range []<-chan Event{one, two} {
		first = next(t, events)
		if first.Kind != StoryChanged || first.Story.ID != idOf(1) || first.Story.Articles != 3 {
			t.Errorf("%+v", first)
		}
	}
	tree(t, r, idOf(1))
	traced := next(t, one)
	if traced.Kind != TreeTraced || traced.N != first.N+1 || traced.Story.Origins == nil {
		t.Errorf("%+v", traced)
	}
	leave()
	for range one {
	}
	put(t, w, 0, 2, 3)
	for range 2 { // the other one was not held up
		traced = next(t, two)
	}
	if traced.Kind != StoryChanged || traced.Story.ID != idOf(0) {
		t.Errorf("%+v", traced)
	}
	// Of a tree that the one who writes has traced.
	if err := w.PutTrace(t.Context(), store.Trace{Story: idOf(0), Version: 3, Key: "1|static", Result: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if e := next(t, two); e.Kind != TreeTraced || e.Story.ID != idOf(0) {
		t.Errorf("%+v", e)
	}
	again := r.Follow(t.Context(), first.N) // he has missed three
	for i := range 3 {
		if e := next(t, again); e.N != first.N+int64(i)+1 {
			t.Errorf("%+v", e)
		}
	}
}

// TestFollowLater: what came while nobody followed is told only to those who followed before.
func TestFollowLater(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 2)
	w := writer(t, dir)
	r := quick(reading(t, dir, Options{}))
	ctx, leave := context.WithCancel(t.Context())
	events := r.Follow(ctx, 0)
	looked(t, r)
	put(t, w, 1, 0, 1)
	last := next(t, events)
	leave()
	for range events {
	}
	put(t, w, 2, 0, 1)
	if e := next(t, r.Follow(t.Context(), last.N)); e.Story.ID != idOf(2) || e.N <= last.N {
		t.Errorf("%+v", e)
	}
}

// TestSlowFollower: one who does not read holds nobody up, and has the last events when he does.
func TestSlowFollower(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, 1)
	r := reading(t, dir, Options{})
	slow := r.Follow(t.Context(), 0)
	for i := range 5 * maxEvents {
		r.events.add(StoryChanged, Story{ID: fmt.Sprint(i)})
	}
	r.events.mu.Lock()
	kept, last := len(r.events.last), r.events.n
	r.events.mu.Unlock()
	if kept > 2*maxEvents {
		t.Errorf("%d events are remembered", kept)
	}
	n, before := 0, int64(0)
	for e := range slow {
		if e.N <= before {
			t.Fatalf("%d behind %d", e.N, before)
		}
		if before, n = e.N, n+1; e.N == last {
			break
		}
	}
	if n < maxEvents {
		t.Errorf("%d events", n)
	}
}
