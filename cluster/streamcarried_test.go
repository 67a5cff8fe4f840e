package cluster

import (
	"slices"
	"strconv"
	"testing"
)

// carriedReports are those of towns, the English ones with a paragraph of an
// agency.
func carriedReports() []told {
	out := slices.Clone(towns)
	for i := range out {
		if out[i].lang == "en" {
			out[i].text += " " + agency
		}
	}
	return out
}

// TestStreamBackground: what is carried from story to story makes no story of
// them, also where a stream is restored on the way.
func TestStreamBackground(t *testing.T) {
	g := readTold(t, carriedReports())
	items := make([]Item, len(g.docs))
	for i, d := range g.docs {
		items[i] = Item{ID: strconv.Itoa(i), Profile: NewProfile(d, g.vecs[i], g.titles[i])}
	}
	items = inTime(items)
	stories := play(t, items)
	p, r, f := bcubed(g.story, stories.groups(numbers(len(items))))
	t.Logf("B3 precision %.3f recall %.3f F1 %.3f", p, r, f)
	if f < 0.85 {
		t.Errorf("B3-F1 is %.4f, below 0.85", f)
	}
	if got, restarts := interrupted(t, StreamOptions{}, items, 3); restarts == 0 || !slices.Equal(got, stories.events) {
		t.Errorf("other events with %d restarts", restarts)
	}
}
