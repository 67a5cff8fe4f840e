package watch

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// TestLargeStoriesRest: a large story that took long keeps the other large ones waiting for twice as long, itself for twenty
// times, and small ones not at all.
func TestLargeStoriesRest(t *testing.T) {
	trees := &Trees{most: MaxTraced, traced: map[string]traced{}}
	large, other, small := store.Story{ID: "large", Articles: 150, Version: 150}, store.Story{ID: "other", Articles: 150, Version: 150}, store.Story{ID: "small", Articles: 20, Version: 20}
	trees.did(&large, 10*time.Second)
	trees.did(&small, time.Hour)
	large.Version++
	for _, tt := range []struct {
		of    *store.Story
		after time.Duration
		want  bool
	}{{&small, 0, true}, {&other, 10 * time.Second, false}, {&other, 21 * time.Second, true}, {&large, 21 * time.Second, false}, {&large, 201 * time.Second, true}} {
		if have := trees.due(tt.of, time.Now().Add(tt.after)); have != tt.want {
			t.Errorf("%s after %v: %v", tt.of.ID, tt.after, have)
		}
	}
}
