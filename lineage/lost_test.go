package lineage

import (
	"slices"
	"testing"
)

// A report that cites a lost source is none of its ancestors, even where the tree
// has hung it somewhere else.
func TestNoCitationRound(t *testing.T) {
	g, err := newGraph(t.Context(), write([]report{
		{"a", "Marsh Herald", "en", "06:00", "1 2 3 @Peatland_Agency 4 5 6"},
		{"b", "Kabar Rawa", "id", "09:00", "@Peatland_Agency 1 2 3"},
		{"c", "沼泽报", "zh", "10:00", "@Peatland_Agency 2 1 3"},
		{"d", "Fen Mirror", "en", "07:00", "1 2 3 7"},
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	l := &g.lost[0]
	l.children = []int{1, 2}
	g.settleTime(l)
	got := g.before(l, g.said(l))
	if slices.Sort(got); !slices.Equal(got, []int{3}) {
		t.Errorf("ancestors %v, want only d, which does not cite the source", got)
	}
}
