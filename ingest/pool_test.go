package ingest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPagesWait has the pages of lists that lists name wait to be fetched while
// the first of them cannot be had, and gives all of them in order in the end.
func TestPagesWait(t *testing.T) {
	const lists, pages, page = 24, 28, 1 << 20
	ctx := t.Context()
	stall := make(chan struct{})
	root := newQueue(newCrew(), maxHeld)
	root.comes()
	list := func(i int) func(*queue) {
		return func(q *queue) {
			for j := range pages {
				q.aside(ctx, func(q *queue) {
					if i == 0 && j == 0 {
						<-stall
					}
					q.pages.got(q, page)
					q.put(ctx, page, out{where: fmt.Sprint(i, j)})
				})
			}
		}
	}
	used := func() int64 {
		root.pages.mu.Lock()
		defer root.pages.mu.Unlock()
		return root.pages.used
	}
	most := int64(0)
	go func() {
		defer close(stall)
		for deadline := time.Now().Add(5 * time.Second); most < maxFetched/2 && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			most = used()
		}
		time.Sleep(100 * time.Millisecond)
		most = used()
	}()
	var want, got []string
	for batch := range root.run(ctx, func(q *queue) {
		for i := range lists {
			q.aside(ctx, list(i))
		}
	}) {
		for _, o := range batch {
			got = append(got, o.where)
		}
	}
	for i := range lists {
		for j := range pages {
			want = append(want, fmt.Sprint(i, j))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if bound := int64(maxFetched + maxFetched/pageGuess*page); most < maxFetched/2 || most > bound {
		t.Errorf("%d MiB wait, of at most %d", most>>20, bound>>20)
	}
	if left := used(); left != 0 {
		t.Errorf("%d bytes are not given back", left)
	}
}

// TestLargePagesWait: pages that turn out large are not all kept until their
// turn, and the first in the order always is.
func TestLargePagesWait(t *testing.T) {
	const large = 32 << 20
	crew := newCrew()
	crew.pages.freed = make(chan struct{})
	first := newQueue(crew, innerHeld)
	var kept []*queue
	for range maxLarge/large + 3 {
		q := newQueue(crew, innerHeld)
		if crew.pages.keep(q, large) == nil {
			kept = append(kept, q)
		}
	}
	if len(kept) != maxLarge/large {
		t.Errorf("%d pages of %d MiB are kept", len(kept), large>>20)
	}
	if crew.pages.keep(newQueue(crew, innerHeld), pageGuess) != nil {
		t.Error("a page of the usual size is not kept")
	}
	first.comes()
	if crew.pages.keep(first, large) != nil {
		t.Error("the first in the order is not kept")
	}
	waiting := make(chan error)
	go func() { waiting <- crew.pages.room(t.Context(), newQueue(crew, innerHeld), large) }()
	select {
	case err := <-waiting:
		t.Fatalf("there is room at once: %v", err)
	default:
	}
	for _, q := range kept[:3] {
		crew.pages.end(q)
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
}
