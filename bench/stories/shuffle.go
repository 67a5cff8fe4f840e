package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"

	"github.com/stemma-news/stemma/cluster"
)

// shuffles measures how little the order within the hour says: the articles of
// each hour come in ten orders, and the stories of one are held against those of
// each other, by B-cubed F1.
func shuffles(ctx context.Context, w *writer, moments []moment, orders int, out io.Writer) error {
	items := make([]cluster.Item, len(moments))
	for i, m := range moments {
		items[i] = w.report(i, m)
	}
	found := make([][]int32, orders)
	for k := range found {
		t, err := playShuffled(ctx, items, moments, rand.New(rand.NewPCG(uint64(k), 3)))
		if err != nil {
			return err
		}
		for i := range items {
			found[k] = append(found[k], t.story(i))
		}
	}
	sum, pairs := 0.0, 0.0
	for i, a := range found {
		for _, b := range found[:i] {
			p, r, _ := bcubed(a, b)
			sum += 2 * p * r / (p + r)
			pairs++
		}
	}
	_, err := fmt.Fprintf(out, "\nthe stories of %d articles in %d orders within the hour: B-cubed F1 of one against another %.4f\n", len(items), orders, sum/pairs)
	return err
}

// playShuffled streams the articles, those of each hour in a random order.
func playShuffled(ctx context.Context, items []cluster.Item, moments []moment, rng *rand.Rand) (*tally, error) {
	order := rng.Perm(len(items))
	slices.SortStableFunc(order, func(a, b int) int { return int(moments[a].at/3600 - moments[b].at/3600) })
	s := cluster.NewStream(cluster.StreamOptions{})
	t := newTally(len(items))
	for n, i := range order {
		item := items[i]
		item.Arrival = int64(n + 1)
		events, err := s.Add(ctx, []cluster.Item{item})
		if err != nil {
			return nil, err
		}
		t.take(events)
	}
	return t, nil
}
