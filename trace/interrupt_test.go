package trace_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// faltering is a context that ends when it has been asked so many times whether
// it has.
type faltering struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func falter(t *testing.T, after int64) *faltering {
	t.Helper()
	f := &faltering{}
	f.Context, f.cancel = context.WithCancel(t.Context())
	t.Cleanup(f.cancel)
	f.left.Store(after)
	return f
}

func (f *faltering) Err() error {
	if f.left.Add(-1) < 0 {
		f.cancel()
	}
	return f.Context.Err()
}

// asked is how often an update asks its context.
func asked(t *testing.T, s *trace.Story, articles []stemma.Article) int64 {
	t.Helper()
	const plenty = 1 << 40
	f := falter(t, plenty)
	if _, err := s.Update(f, articles); err != nil {
		t.Fatal(err)
	}
	return plenty - f.left.Load()
}

// TestStoryIsInterruptedAnywhere: wherever an update with new, revised and lost
// reports is cut off, it fails, nothing of it is left, and the next one is what it
// would be in a new story.
func TestStoryIsInterruptedAnywhere(t *testing.T) {
	articles := generated(t, 36, 1, 7)
	n := len(articles)
	first, grown := articles[:n-3], append([]stemma.Article{}, articles[1:n-1]...)
	grown[4].Text += " The ferry of Velmora sails again on Monday."
	grow := func() *trace.Story {
		s := trace.NewStory(trace.Options{})
		update(t, s, first)
		return s
	}
	times := asked(t, grow(), grown)
	if times < 100 {
		t.Fatalf("an update asks its context %d times: the test shows little", times)
	}
	want, wantNext := whole(t, grown), update(t, fresh(t, grown), articles)
	const cuts = 3
	for k := range int64(cuts) {
		s := grow()
		after := times * (2*k + 1) / (2 * cuts)
		if _, err := s.Update(falter(t, after), grown); !errors.Is(err, context.Canceled) {
			t.Fatalf("cut off after %d of %d: error %v, want context.Canceled", after, times, err)
		}
		sameResult(t, want, update(t, s, grown))
		sameResult(t, wantNext, update(t, s, articles))
	}
}

// fresh is a story that was traced once.
func fresh(t *testing.T, articles []stemma.Article) *trace.Story {
	t.Helper()
	s := trace.NewStory(trace.Options{})
	update(t, s, articles)
	return s
}

// TestResumingIsInterrupted: a story whose first update after a restart was cut off
// resumes at the next one.
func TestResumingIsInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	articles := generated(t, 112, 1, 50)
	first := stored(t, whole(t, articles[:len(articles)-4]), false)
	resume := func() *trace.Story { return trace.ResumeStory(first, trace.Options{}) }
	times := asked(t, resume(), articles)
	want := update(t, resume(), articles)
	if since := want.Stories[0].SinceWhole; since != 4 {
		t.Fatalf("SinceWhole is %d: not resumed", since)
	}
	for _, after := range []int64{times / 3, times - 1} {
		s := resume()
		if _, err := s.Update(falter(t, after), articles); !errors.Is(err, context.Canceled) {
			t.Fatalf("cut off after %d of %d: error %v, want context.Canceled", after, times, err)
		}
		sameResult(t, want, update(t, s, articles))
	}
}
