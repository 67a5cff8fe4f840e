package cluster

import (
	"slices"
	"testing"
)

// TestStreamDevelopmentStories holds the stream, in order of time, to what it
// reached; TestDevelopmentStories has the batch.
func TestStreamDevelopmentStories(t *testing.T) {
	for _, set := range []struct {
		name  string
		floor float64
	}{{"full", 0.97}, {"half", 0.94}, {"lead", 0.94}} {
		g := readGold(t, set.name)
		var items []Item
		for i, d := range g.docs {
			items = append(items, Item{ID: d.Article.ID, Profile: NewProfile(d, g.vecs[i], g.titles[i])})
		}
		number := map[string]int{}
		for i, d := range g.docs {
			number[d.Article.ID] = i
		}
		stories := play(t, inTime(items))
		groups := stories.groups(number)
		p, r, f := bcubed(g.story, groups)
		t.Logf("%s: B3 precision %.4f recall %.4f F1 %.4f, %d stories", set.name, p, r, f, len(groups))
		if f < set.floor {
			t.Errorf("%s: B3-F1 is %.4f, below %.4f", set.name, f, set.floor)
		}
		if set.name != "lead" {
			continue // restarts take long
		}
		if got, _ := interrupted(t, StreamOptions{}, inTime(items), 20); !slices.Equal(got, stories.events) {
			t.Errorf("%s: other events with restarts", set.name)
		}
	}
}
