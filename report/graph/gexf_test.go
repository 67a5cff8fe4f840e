package graph

import (
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/family"
)

// small is a lost source with two reports, one of which has a copy, and a report of its own.
func small() *family.Family {
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	r := &stemma.Result{
		Articles: []stemma.Article{
			{ID: "a", Outlet: "Larn Wire", Published: at.Add(9 * time.Hour), PublishedPrecision: stemma.PrecisionMinute},
			{ID: "b", Outlet: "Orlow Post", Published: at, PublishedPrecision: stemma.PrecisionMonth},
			{ID: "c", Outlet: "Orlow Post"},
			{ID: "d", Outlet: "Brede Today"},
		},
		Sources: []stemma.Source{{ID: "s", Name: "Selm Radio", Lost: true, Window: &stemma.Window{Before: at}}},
		Stories: []stemma.Story{{
			ID: "s1", Articles: []string{"a", "b", "c", "d"}, Sources: []string{"s"},
			Edges: []stemma.Edge{
				{Parent: "s", Child: "a", Primary: true, Support: 1},
				{Parent: "s", Child: "b", Primary: true, Support: 1},
				{Parent: "a", Child: "c", Primary: true},
			},
		}},
	}
	return family.New(family.NewIndex(r), &r.Stories[0], 0)
}

// TestPlaces: a parent stands over the middle of its children, and no two nodes in one place.
func TestPlaces(t *testing.T) {
	at, width := newTree(small(), 0).places(1000)
	want := []gexfPlace{{X: 1050}, {X: 1000, Y: -step}, {X: 1000, Y: -2 * step}, {X: 1100, Y: -step}, {X: 1200}}
	if !slices.Equal(at, want) || width != 4*step {
		t.Errorf("%v, %v wide", at, width)
	}
	if at, _ := newTree(&family.Family{Story: &stemma.Story{}}, 0).places(0); len(at) > 0 {
		t.Errorf("%v of nothing", at)
	}
}

// TestStarts: a node is there from when it can have come out, no more exactly than is known.
func TestStarts(t *testing.T) {
	var have []string
	for _, n := range newTree(small(), 0).nodes {
		have = append(have, n.start())
	}
	if want := []string{"", "2025-03-01T09:00:00Z", "", "2025-03-01", ""}; !slices.Equal(have, want) {
		t.Errorf("%q, want %q", have, want)
	}
}

// TestWeights: a viewer drops edges without weight.
func TestWeights(t *testing.T) {
	for _, e := range newTree(small(), 0).edges {
		if e.weight() <= 0 || e.Support > 0 && e.weight() != e.Support {
			t.Errorf("support %v, weight %v", e.Support, e.weight())
		}
	}
}
