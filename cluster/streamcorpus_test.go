package cluster

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// TestHolders holds that a stream knows who has a feature, and whether it is
// anyone's name, whatever came and went: features of one article, of some, and of
// more than are kept.
func TestHolders(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 6))
	s := NewStream(StreamOptions{})
	var active []*member
	for step := range 3000 {
		if len(active) > 0 && rng.IntN(3) == 0 || step > 1500 && rng.IntN(3) > 0 {
			if len(active) == 0 {
				break
			}
			at := rng.IntN(len(active))
			s.leave(active[at])
			active = slices.Delete(active, at, at+1)
		} else {
			p := &Profile{}
			for f := range uint32(60) {
				switch { // the first ones nearly all have, the last ones few
				case rng.IntN(1+int(f*f)) > 3:
				case f%3 == 0 && rng.IntN(20) > 0:
					p.words = append(p.words, count{feature: f, n: 1})
				default:
					p.names = append(p.names, count{feature: f, n: 1})
				}
			}
			active = append(active, s.enter(Item{ID: strconv.Itoa(step), Profile: p}))
		}
		if step%50 == 0 {
			checkHolders(t, s, active)
		}
	}
}

func checkHolders(t *testing.T, s *Stream, active []*member) {
	t.Helper()
	for f, spot := range s.corpus.spots {
		var want []int32
		named := false
		for _, m := range active {
			if at := slices.IndexFunc(m.features, func(h held) bool { return h.spot == spot }); at >= 0 {
				want, named = append(want, m.place), named || m.features[at].named
			}
		}
		have := s.corpus.counted[spot]
		telling := 0
		if named {
			telling = len(want)
		}
		if int(have.all) != len(want) || int(s.corpus.telling[spot]) != telling || have.feature != f {
			t.Fatalf("feature %d: %+v, telling %d, want %d holders and %d", f, have, s.corpus.telling[spot], len(want), telling)
		}
		if len(want) < 2 || len(want) > crowd {
			continue
		}
		got := slices.Sorted(slices.Values(s.holders(spot)))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("feature %d: places %v, want %v", f, got, want)
		}
	}
}

// TestLinesComeAndGo holds that ties are those of the lines that members have,
// also where more have been asked for theirs than are remembered.
func TestLinesComeAndGo(t *testing.T) {
	s := NewStream(StreamOptions{})
	var all []*member
	for i, item := range itemsOf(many(mostLines + 200)) {
		item.Arrival = int64(i + 1)
		all = append(all, s.enter(item))
	}
	for _, m := range all[:mostLines] {
		s.lines(m)
	}
	for i := range 5 * mostLines {
		a, b := s.widened[s.oldest], all[(i*37)%len(all)] // the first of all to be given up
		if a.Arrival > b.Arrival {
			a, b = b, a
		}
		got := s.tie(a, b)
		var x, y article
		x.lines, _ = wide(nil, a.Profile.lines)
		y.lines, _ = wide(nil, b.Profile.lines)
		x.hubs, y.hubs = s.hubs(nil, a), s.hubs(nil, b)
		if want := tie(&x, &y); got != want {
			t.Fatalf("members %s and %s are tied by %v, want %v", a.ID, b.ID, got, want)
		}
	}
	if n := len(s.widened); n != mostLines {
		t.Errorf("lines of %d members are remembered, want %d", n, mostLines)
	}
}
