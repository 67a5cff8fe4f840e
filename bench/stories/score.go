package main

import (
	"fmt"
	"hash"
	"hash/fnv"
	"strconv"

	"github.com/stemma-news/stemma/cluster"
)

// tally keeps the story of each report, as numbers: a million reports are a few
// megabytes.
type tally struct {
	of     []int32 // report → number of its story
	number map[string]int32
	into   []int32 // story → what it is part of, itself if of none

	happened hash.Hash64 // of all events
}

func newTally(n int) *tally {
	return &tally{of: make([]int32, n), number: map[string]int32{}, happened: fnv.New64a()}
}

// take applies events.
func (t *tally) take(events []cluster.Event) {
	for _, e := range events {
		fmt.Fprintln(t.happened, e)
		switch e.Kind {
		case cluster.Founded:
			t.number[e.Story] = int32(len(t.into))
			t.into = append(t.into, int32(len(t.into)))
			t.put(e.Article, e.Story)
		case cluster.Joined:
			t.put(e.Article, e.Story)
		case cluster.Moved:
			t.put(e.Article, e.Into)
		case cluster.Merged:
			t.into[t.number[e.Story]] = t.number[e.Into]
			delete(t.number, e.Story)
		case cluster.Closed:
			delete(t.number, e.Story)
		}
	}
}

func (t *tally) put(article, story string) {
	if n, err := strconv.Atoi(article); err == nil {
		t.of[n] = t.number[story]
	}
}

func (t *tally) story(report int) int32 {
	st := t.of[report]
	for t.into[st] != st {
		st = t.into[st]
	}
	return st
}

// bcubed are precision and recall (Bagga & Baldwin 1998) of groups, given by
// the group of each report, and how many were found for each true one.
func bcubed(gold, found []int32) (precision, recall, groups float64) {
	both, inGold, inFound := map[[2]int32]int{}, map[int32]int{}, map[int32]int{}
	for i, f := range found {
		both[[2]int32{f, gold[i]}]++
		inFound[f]++
		inGold[gold[i]]++
	}
	for k, c := range both {
		precision += float64(c) * float64(c) / float64(inFound[k[0]])
		recall += float64(c) * float64(c) / float64(inGold[k[1]])
	}
	n := float64(len(found))
	return precision / n, recall / n, float64(len(inFound)) / float64(len(inGold))
}
