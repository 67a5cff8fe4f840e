package batch

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFaultyArticles: an article, or a pair, that makes a step fail or panic is in the table bad with
// what is missing, and the others go on; a context that has ended is an error.
func TestFaultyArticles(t *testing.T) {
	a := article("a", 0, prose(1, 5))
	a.Input = "crawl.jsonl#7"
	var bad []Bad
	tell := func(r row) {
		var b Bad
		must(t, json.Unmarshal(r.Line, &b))
		bad = append(bad, b)
	}
	none := func([]byte, Holders) { t.Error("a key of what failed") }
	texts := &textKeysFn{keys: func(string, string) ([]keyed, uint32) { panic("no such shingle") }}
	heads := &storyKeysFn{} // without Setup it has no vectors
	pairs := &verifyFn{compare: func(_ context.Context, _, b Body, _ *Shared) ([]Link, Edge, error) {
		if b.ID == "odd" {
			return nil, Edge{}, errors.New("too odd\nby far")
		}
		return []Link{{A: "a", B: b.ID}}, Edge{A: "a", B: b.ID, Kind: EdgePassage}, nil
	}}
	var edges []Edge
	work := func(ctx context.Context) (errs [3]error) {
		halves := []Half{{Body: Body{ID: "odd"}}, {Body: Body{ID: "b"}}}
		errs[0] = texts.ProcessElement(ctx, a, none, tell)
		errs[1] = heads.ProcessElement(ctx, a, sizesOf{}.all(), none, tell)
		errs[2] = pairs.ProcessElement(ctx, []byte("a"), iterator([]Body{{ID: "a"}}), iterator(halves), func(Link) {}, func(e Edge) { edges = append(edges, e) }, tell)
		return errs
	}
	if errs := work(t.Context()); errs != [3]error{} {
		t.Error(errs)
	}
	if len(edges) != 1 || edges[0].B != "b" {
		t.Errorf("edges: %v, want that of the other pair", edges)
	}
	const report = "): please report it"
	want := []Bad{
		{Input: "crawl.jsonl#7", Problem: "its text is compared with no other: a fault in stemma (no such shingle" + report},
		{Input: "crawl.jsonl#7", Problem: "it is joined to no story by its names: a fault in stemma (runtime error: invalid memory address or nil pointer dereference" + report},
		{Input: "a and odd", Problem: "what they have in common is not looked for: a fault in stemma (too odd" + report},
	}
	if diff := cmp.Diff(want, bad); diff != "" {
		t.Error(diff)
	}
	bad = nil
	ended, end := context.WithCancel(t.Context())
	end()
	for i, err := range work(ended) {
		if err == nil {
			t.Errorf("step %d: work that was called off is told as a fault of the article", i)
		}
	}
	if len(bad) > 0 {
		t.Error(bad)
	}
}

// TestPartnerOfMany: an article that is a partner of very many is sent to them, and not their texts
// to it.
func TestPartnerOfMany(t *testing.T) {
	const many = 300
	lists := grouped[Partners]{}
	for i := range many {
		id := strings.Repeat("x", i)
		turnFn{}.ProcessElement(t.Context(), []byte(id), Partners{List: []Partner{{ID: "hub", Shared: Shared{N: 1}}}}, lists.emit)
	}
	halves := grouped[Half]{}
	for id, list := range lists {
		halvesFn{}.ProcessElement(t.Context(), []byte(id), iterator([]Body{{ID: id, Text: "text"}}), iterator(list), halves.emit)
	}
	if len(lists) != 1 || len(halves) != many {
		t.Fatalf("%d are sent, to %d", len(lists), len(halves))
	}
	for id, list := range halves {
		if len(list) != 1 || list[0].ID != "hub" {
			t.Errorf("%.3q gets %d texts", id, len(list))
		}
	}
}
