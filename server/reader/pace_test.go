package reader

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// TestPace: large stories that grow by the minute take a third of the time at the most, one of them a twentieth, and small
// ones wait for nothing.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Reader{}
		tree := func(id string, n int) (*store.Story, *kept) {
			return &store.Story{ID: id, Articles: n + 1, Version: int64(n + 1)}, &kept{story: id, version: int64(n), result: &stemma.Result{Articles: make([]stemma.Article, n)}, since: time.Now()}
		}
		due := func(id string, n int, want bool) {
			t.Helper()
			if st, old := tree(id, n); r.due(st, old) != want {
				t.Errorf("%s of %d reports: want %v", id, n, want)
			}
		}
		due("large", 150, true)
		r.pace.note("large", 150, 12*time.Second)
		due("large", 150, false)
		due("other", 150, false)
		due("small", 20, true)
		time.Sleep(25 * time.Second)
		due("other", 150, true)
		st, old := tree("large", 150)
		time.Sleep(4 * time.Minute)
		if !r.due(st, old) {
			t.Error("it has rested long enough")
		}
		if r.pace.note("small", 20, time.Minute); len(r.pace.took) != 1 {
			t.Error("small stories are not paced")
		}
	})
}
