package cluster

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// interrupted plays items and restores the stream from what an archive would
// have, about once in so many of them.
func interrupted(t testing.TB, o StreamOptions, items []Item, often int) (events []Event, restarts int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 1))
	s := NewStream(o)
	var have outcome
	for i, item := range items {
		if rng.IntN(often) == 0 {
			restarts++
			s = restore(t, o, s.AppendState(nil), items[:i], &have)
		}
		events, err := s.Add(t.Context(), []Item{item})
		if err != nil {
			t.Fatal(err)
		}
		have.take(t, events)
	}
	return have.events, restarts
}

func restore(t testing.TB, o StreamOptions, state []byte, items []Item, have *outcome) *Stream {
	t.Helper()
	s := NewStream(o)
	if err := s.RestoreState(state); err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		if item.Story = have.story(item.ID); have.closed[item.Story] {
			continue
		}
		b, err := item.Profile.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		item.Profile = new(Profile)
		if err := item.Profile.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		if err := s.Restore(item); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// messy makes stories that are hard to tell apart, large ones, and reports
// without date or with a wrong one.
func messy(n int) []report {
	rng := rand.New(rand.NewPCG(5, 5))
	reports := many(n)
	for i := range reports {
		r := &reports[i]
		r.noise = 0.1 + 0.25*rng.Float64()
		if rng.IntN(4) == 0 {
			r.topic, r.names = 3, append(r.names, "krtm skolb")
		}
		switch rng.IntN(20) {
		case 0:
			r.day = -1
		case 1:
			r.day += 9000
		}
	}
	for range 2 * mostMembers {
		reports = append(reports, report{topic: 7, noise: 0.15, day: float64(n)/20 + rng.Float64(), names: []string{"brsk"}})
	}
	return reports
}

// TestStreamRestarts holds that a stream that is restored goes on as if it had
// not been interrupted.
func TestStreamRestarts(t *testing.T) {
	small := StreamOptions{MostActive: 200}
	items := itemsOf(messy(300))
	want := playIn(t, small, items)
	seen := map[EventKind]int{}
	for _, e := range want.events {
		seen[e.Kind]++
	}
	for _, kind := range []EventKind{Founded, Joined, Closed} {
		if seen[kind] == 0 {
			t.Errorf("events %v: the test is too easy", seen)
		}
	}
	got, restarts := interrupted(t, small, items, 8)
	if diff := gocmp.Diff(want.events, got); diff != "" {
		t.Errorf("with %d restarts (-without +with)\n%s", restarts, diff)
	}
}

// moulded are reports of one mould, with names and numbers of their own, as of
// matches and quakes: stories grow beyond what is compared, merge and split.
func moulded(n int) []report {
	rng := rand.New(rand.NewPCG(7, 7))
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	reports := make([]report, n)
	for i := range reports {
		event := i / 4
		if i%3 == 0 {
			event = i % 2 // two that go beyond what is compared
		}
		e := rand.New(rand.NewPCG(uint64(event), 9)) //nolint:gosec // the event's own
		reports[i] = report{
			topic: e.IntN(3), noise: 0.3 * rng.Float64(), day: float64(e.IntN(20)) + rng.Float64(),
			names: []string{"n" + strconv.Itoa(e.IntN(12)), pick("selk", "marn", "quist")}, numbers: []float64{float64(100 + e.IntN(40))},
		}
	}
	return reports
}

// TestStreamRestartsOfLargeStories holds the same where members were retired,
// of stories that merge and split, and arrivals are not in the order in which
// they are added.
func TestStreamRestartsOfLargeStories(t *testing.T) {
	items := itemsOf(moulded(700))
	for batch := range slices.Chunk(items, 100) {
		slices.SortStableFunc(batch, func(a, b Item) int { return cmp.Compare(a.Profile.from, b.Profile.from) })
	}
	want := play(t, items)
	seen := map[EventKind]int{}
	for _, e := range want.events {
		seen[e.Kind]++
	}
	size := 0
	for _, g := range want.groups(numbers(len(items))) {
		size = max(size, len(g))
	}
	if seen[Merged] == 0 || seen[Moved] == 0 || size <= mostMembers {
		t.Errorf("events %v, the largest story of %d: the test is too easy", seen, size)
	}
	if got, restarts := interrupted(t, StreamOptions{}, items, 25); !slices.Equal(want.events, got) {
		t.Errorf("other events with %d restarts", restarts)
	}
}
