package cluster

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"
)

// TestWrongDates holds that a date of 1970 or 2090 neither closes stories nor
// holds them open.
func TestWrongDates(t *testing.T) {
	reports := many(100)
	far := report{topic: 4, noise: 0.1, day: 2, names: []string{"n4krt4", "brt"}, numbers: []float64{104}}
	reports = slices.Insert(reports, 45, far, far, far)
	items := itemsOf(reports)
	for i, date := range []int64{0, 3800000000, 1} { // 1970, 2090, 1970
		items[45+i].Profile.from, items[45+i].Profile.to = date, date
	}
	have := play(t, items)
	for _, id := range []string{"44", "45", "46", "47", "48"} {
		if have.story(id) != have.story("40") {
			t.Errorf("article %s is not in the story of article 40", id)
		}
	}
	s := NewStream(StreamOptions{})
	if _, err := s.Add(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	closed := s.Advance(time.Unix(items[len(items)-1].Profile.to+(forgottenDays+1)*day, 0))
	if _, open := s.Size(); open != 0 || len(closed) == 0 {
		t.Errorf("%d stories are open long after the last report, %d were closed", open, len(closed))
	}
}

// TestFoundLate: in a stream that runs live, a report that is found weeks after
// it was published is in the story that was told then, as long as there is room.
func TestFoundLate(t *testing.T) {
	items := itemsOf(many(200)) // over ten days
	at := func(day int64) time.Time { return time.Unix(items[0].Profile.from+day*24*60*60, 0) }
	for _, x := range []struct {
		days, most int
		found      bool
	}{{40, 0, true}, {40, 100, false}, {forgottenDays + 20, 0, false}} {
		var have outcome
		s := NewStream(StreamOptions{MostActive: x.most})
		add := func(items []Item) {
			events, err := s.Add(t.Context(), items)
			if err != nil {
				t.Fatal(err)
			}
			have.take(t, events)
		}
		late := 45 // of the fifth story
		add(slices.Concat(items[:late], items[late+1:]))
		have.take(t, s.Advance(at(int64(x.days))))
		news := itemsOf([]report{{topic: 9, noise: 0.1, day: float64(x.days), names: []string{"brnk"}}, {topic: 8, noise: 0.1, day: float64(x.days), names: []string{"tlst"}}})
		for i := range news {
			news[i].ID, news[i].Arrival = "new"+strconv.Itoa(i), int64(300+i)
		}
		add(news)
		item := items[late]
		item.Arrival = 400
		add([]Item{item})
		if found := have.story(item.ID) == have.story(items[late+1].ID); found != x.found {
			t.Errorf("after %d days, with room for %d: it is in its story: %v, want %v", x.days, x.most, found, x.found)
		}
	}
}

// TestBulkInAnyOrder holds that an archive that is read in any order, and in
// parts, gives the stories of one in order of time.
func TestBulkInAnyOrder(t *testing.T) {
	reports := many(600) // over 30 days
	items := itemsOf(reports)
	want := play(t, items).groups(numbers(len(reports)))
	rng := rand.New(rand.NewPCG(2, 2))
	rng.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	label := make([]string, len(reports))
	for g, group := range want {
		for _, i := range group {
			label[i] = strconv.Itoa(g)
		}
	}
	half := len(items) / 2
	for name, order := range map[string][]Item{
		"any order": items, "two halves": append(inTime(items[:half]), inTime(items[half:])...),
	} {
		for i := range order {
			order[i].Arrival = int64(i + 1)
		}
		if _, _, f := bcubed(label, play(t, order).groups(numbers(len(reports)))); f < 0.98 {
			t.Errorf("B-cubed F1 of %s against that of time is %.3f", name, f)
		}
	}
}

// TestClockIsTheMiddle holds the clock to the middle of the latest dates, in
// whatever order they come.
func TestClockIsTheMiddle(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	var c clock
	var dates []int64
	for range 5 * recentDates {
		at := int64(earliest + rng.IntN(40)*day)
		c.saw(&Profile{dated: true, from: at, to: at})
		dates = append(dates, at)
		latest := slices.Sorted(slices.Values(dates[max(0, len(dates)-recentDates):]))
		if want := latest[len(latest)/2]; c.now != want {
			t.Fatalf("after %d dates it is %d, want %d", len(dates), c.now, want)
		}
	}
}
