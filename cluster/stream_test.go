package cluster

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
)

// outcome is what a stream said, and the stories that it gives.
type outcome struct {
	events []Event
	of     map[string]string // article → story
	into   map[string]string // story → what it is part of
	closed map[string]bool
}

func (x *outcome) take(t testing.TB, events []Event) {
	t.Helper()
	if x.of == nil {
		x.of, x.into, x.closed = map[string]string{}, map[string]string{}, map[string]bool{}
	}
	x.events = append(x.events, events...)
	for _, e := range events {
		if x.closed[e.Story] || x.closed[e.Into] {
			t.Fatalf("%+v: of a story that is closed", e)
		}
		switch e.Kind {
		case Founded:
			x.of[e.Article] = e.Story
		case Joined:
			if x.of[e.Article] != "" {
				t.Fatalf("%+v: it is in %s", e, x.story(e.Article))
			}
			x.of[e.Article] = e.Story
		case Moved:
			if have := x.story(e.Article); have != e.Story {
				t.Fatalf("%+v: it is in %s", e, have)
			}
			x.of[e.Article] = e.Into
		case Merged:
			x.into[e.Story] = e.Into
		case Closed:
			x.closed[e.Story] = true
		}
	}
}

func (x *outcome) story(article string) string {
	st := x.of[article]
	for x.into[st] != "" {
		st = x.into[st]
	}
	return st
}

// groups are the stories as numbers of articles, in order.
func (x *outcome) groups(number map[string]int) [][]int {
	by := map[string][]int{}
	for a := range x.of {
		by[x.story(a)] = append(by[x.story(a)], number[a])
	}
	groups := slices.Collect(maps.Values(by))
	for _, g := range groups {
		slices.Sort(g)
	}
	slices.SortFunc(groups, slices.Compare)
	return groups
}

// itemsOf are reports in the order given, called by their numbers.
func itemsOf(reports []report) []Item {
	docs, vecs := write(reports)
	items := make([]Item, len(docs))
	for i, d := range docs {
		items[i] = Item{ID: d.Article.ID, Arrival: int64(i + 1), Profile: NewProfile(d, vecs[i], nil)}
	}
	return items
}

func inTime(items []Item) []Item {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(a.Profile.from, b.Profile.from) })
	for i := range items {
		items[i].Arrival = int64(i + 1)
	}
	return items
}

func play(t testing.TB, items []Item) *outcome {
	t.Helper()
	return playIn(t, StreamOptions{}, items)
}

func playIn(t testing.TB, o StreamOptions, items []Item) *outcome {
	t.Helper()
	var out outcome
	s := NewStream(o)
	events, err := s.Add(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	out.take(t, events)
	return &out
}

// numbers are those of articles that are called by them.
func numbers(n int) map[string]int {
	out := map[string]int{}
	for i := range n {
		out[strconv.Itoa(i)] = i
	}
	return out
}

func TestStream(t *testing.T) {
	for _, x := range []struct {
		name    string
		reports []report
		want    [][]int
	}{
		{"one", []report{{day: 1}}, [][]int{{0}}},
		{"two stories", []report{
			{topic: 1, noise: 0.05, day: 1}, {topic: 2, noise: 0.05, day: 1}, {topic: 1, noise: 0.05, day: 1.1}, {topic: 2, noise: 0.05, day: 1.2},
		}, [][]int{{0, 2}, {1, 3}}},
		{"one event again after weeks is another story", []report{
			{topic: 1, noise: 0.05, day: 1}, {topic: 1, noise: 0.05, day: 1.5}, {topic: 1, noise: 0.05, day: 20},
		}, [][]int{{0, 1}, {2}}},
		{"rare names bring two together", []report{
			{topic: 1, noise: 0.05, names: []string{"port selm", "mirela tosk"}, numbers: []float64{617}, day: -1},
			{topic: 2, noise: 0.05, names: []string{"mirelah tuskk", "port selm"}, numbers: []float64{617}, day: -1},
			{topic: 3, noise: 0.05, names: []string{"port", "judith halm", "gerda brunk", "otto kranz"}, day: -1},
		}, [][]int{{0, 1}, {2}}},
		{"in a script without capitals, too", []report{
			{topic: 1, noise: 0.05, names: []string{"lundmar norlink", "kestrel", "valmora"}, numbers: []float64{617}, day: -1},
			{topic: 2, noise: 0.05, says: []string{"محطة", "لوندمار", "نورلينك", "كيستريل", "فالمورا"}, numbers: []float64{617}, day: -1},
			{topic: 3, noise: 0.05, says: []string{"محطة"}, day: -1},
		}, [][]int{{0, 1}, {2}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got := play(t, itemsOf(x.reports)).groups(numbers(len(x.reports)))
			if diff := gocmp.Diff(x.want, got); diff != "" {
				t.Errorf("stories (-want +have)\n%s", diff)
			}
		})
	}
}

// TestStreamAsBatch holds that the stream finds what the batch finds, where the
// batch finds what is there.
func TestStreamAsBatch(t *testing.T) {
	reports := many(400)
	docs, vecs := write(reports)
	want, err := Group(t.Context(), docs, vecs, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := play(t, itemsOf(reports)).groups(numbers(len(reports)))
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("stories (-batch +stream)\n%s", diff)
	}
}

// TestStreamInAnyOrder holds that the order of a day makes no difference where
// stories are plain, and none of batches.
func TestStreamInAnyOrder(t *testing.T) {
	items := itemsOf(many(300))
	want := play(t, items)
	rng := rand.New(rand.NewPCG(1, 1))
	for range 3 {
		shuffled := slices.Clone(items)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		slices.SortStableFunc(shuffled, func(a, b Item) int { return cmp.Compare(a.Profile.from/day, b.Profile.from/day) })
		for i := range shuffled {
			shuffled[i].Arrival = int64(i + 1)
		}
		if diff := gocmp.Diff(want.groups(numbers(300)), play(t, shuffled).groups(numbers(300))); diff != "" {
			t.Errorf("another order of the day:\n%s", diff)
		}
	}
	s := NewStream(StreamOptions{})
	var cut outcome
	for batch := range slices.Chunk(items, 7) {
		events, err := s.Add(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		cut.take(t, events)
	}
	if diff := gocmp.Diff(want.events, cut.events); diff != "" {
		t.Errorf("cut into batches:\n%s", diff)
	}
}

// TestRevisedAway holds that a story whose only report turns out to be of
// another leads there, and does no harm.
func TestRevisedAway(t *testing.T) {
	items := itemsOf([]report{
		{topic: 1, noise: 0.05, day: 1},
		{topic: 2, noise: 0.05, day: 1},
		{topic: 3, noise: 0.05, day: 1},
		{topic: 1, noise: 0.05, day: 1.1},
		{topic: 1, noise: 0.05, day: 1.2},
	})
	s := NewStream(StreamOptions{})
	var have outcome
	add := func(item Item) {
		events, err := s.Add(t.Context(), []Item{item})
		if err != nil {
			t.Fatal(err)
		}
		have.take(t, events)
	}
	for _, item := range items[:3] {
		add(item)
	}
	for i, id := range []string{"1", "2"} {
		was, again := have.story(id), items[3+i]
		again.ID, again.Story, again.Arrival = id, was, int64(10+i)
		add(again)
		if have.into[was] != have.story("0") || s.stories[was] != nil {
			t.Errorf("story %s leads to %q, want %q", was, have.into[was], have.story("0"))
		}
	}
	have.take(t, s.Advance(time.Unix(items[0].Profile.to+(forgottenDays+1)*day, 0)))
	if n, open := s.Size(); n > 0 || open > 0 {
		t.Errorf("%d articles of %d stories are active after two months", n, open)
	}
}

// TestStreamMerges holds that two stories become one when an article shows that
// they are, and that the older keeps its name.
func TestStreamMerges(t *testing.T) {
	s := NewStream(StreamOptions{})
	items := itemsOf(many(60))
	var have outcome
	add := func(items ...Item) {
		events, err := s.Add(t.Context(), items)
		if err != nil {
			t.Fatal(err)
		}
		have.take(t, events)
	}
	add(items[:40]...)
	// An archive that knows better, or another version of the measure, has a
	// story in two halves.
	old := s.byID["30"].story
	half := s.found(s.byID["31"])
	for _, id := range []string{"33", "35", "37"} {
		s.move(s.byID[id], half)
	}
	have.take(t, s.events[len(s.events)-4:])
	docs, vecs := write([]report{{topic: 3, noise: 0.1, day: 1.6, names: []string{"n3krt3", "brt"}, numbers: []float64{103}}})
	add(Item{ID: "late", Arrival: 99, Profile: NewProfile(docs[0], vecs[0], nil)})
	if have.into[half.id] != old.id {
		t.Errorf("the half of story %s is not part of it: %v", old.id, have.events[len(have.events)-3:])
	}
	if have.story("late") != old.id {
		t.Errorf("the article is in %s, want %s", have.story("late"), old.id)
	}
}

func TestRevision(t *testing.T) {
	reports := many(40)
	items := itemsOf(reports)
	s := NewStream(StreamOptions{})
	var have outcome
	events, err := s.Add(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	have.take(t, events)
	again := items[31]
	again.Arrival, again.Story = 41, have.story("31")
	if events, err = s.Add(t.Context(), []Item{again}); err != nil || len(events) > 0 {
		t.Errorf("the same again: %v, %v", events, err)
	}
	other := items[11] // its text is another's by now
	other.ID, other.Arrival, other.Story = "31", 42, have.story("31")
	if events, err = s.Add(t.Context(), []Item{other}); err != nil {
		t.Fatal(err)
	}
	have.take(t, events)
	if have.story("31") != have.story("11") {
		t.Errorf("the article is in %s, want that of its new text", have.story("31"))
	}
	gone := Item{ID: "of a closed story", Arrival: 43, Story: "s0", Profile: items[0].Profile}
	if events, err = s.Add(t.Context(), []Item{gone}); err != nil || len(events) > 0 {
		t.Errorf("a revision in a closed story: %v, %v", events, err)
	}
}

// TestMostActive holds that the memory of a stream is bounded, and that of
// what one story adds to it.
func TestMostActive(t *testing.T) {
	s := NewStream(StreamOptions{MostActive: 100})
	for _, item := range itemsOf(messy(400)) {
		if _, err := s.Add(t.Context(), []Item{item}); err != nil {
			t.Fatal(err)
		}
		if n, _ := s.Size(); n > 101 {
			t.Fatalf("%d articles are active, want 100 at most", n)
		}
	}
	for _, st := range s.stories {
		if len(st.members) > mostMembers {
			t.Errorf("%d members are compared with, want %d at most", len(st.members), mostMembers)
		}
	}
}

func TestStreamErrors(t *testing.T) {
	items := itemsOf(many(3))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewStream(StreamOptions{}).Add(ctx, items); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	for name, err := range map[string]error{
		"no profile": func() error { _, err := NewStream(StreamOptions{}).Add(t.Context(), []Item{{ID: "x"}}); return err }(),
		"no story":   NewStream(StreamOptions{}).Restore(items[0]),
		"version 9":  NewStream(StreamOptions{}).RestoreState([]byte{9}),
		"too early":  NewStream(StreamOptions{}).RestoreState(NewStream(StreamOptions{}).AppendState(nil)[:4]),
	} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v, want one that says %q", err, name)
		}
	}
}

func FuzzState(f *testing.F) {
	s := NewStream(StreamOptions{})
	items := itemsOf(many(30))
	if _, err := s.Add(f.Context(), items); err != nil {
		f.Fatal(err)
	}
	f.Add(s.AppendState(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := NewStream(StreamOptions{})
		if s.RestoreState(b) != nil {
			return
		}
		if _, err := s.Add(t.Context(), items); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkStream(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		items := itemsOf(many(n))
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := NewStream(StreamOptions{}).Add(b.Context(), items); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}

func BenchmarkNewProfile(b *testing.B) {
	g := readGold(b, "full")
	for i := 0; b.Loop(); i++ {
		k := i % len(g.docs)
		NewProfile(g.docs[k], g.vecs[k], g.titles[k])
	}
}
