package watch

import (
	"testing"
	"time"
)

// TestOwnBatchAfterKill: what a watch has written and not placed when its process ended is news in the next run, however
// old it is; what an import brought is not.
func TestOwnBatchAfterKill(t *testing.T) {
	for _, own := range []bool{false, true} {
		a := archive(t, t.TempDir())
		if told, _ := watchQuays(t, a, func(*Options) {}); told != 0 {
			t.Fatal("an empty archive has news")
		}
		all := quays(3, time.Now().AddDate(-1, 0, 0))
		var err error
		if own {
			o := Options{Archive: a}
			k := &keeper{w: &watcher{Options: o.withDefaults()}}
			_, err = k.add(t.Context(), all)
		} else {
			_, err = a.Add(t.Context(), all)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		if own {
			want = len(all)
		}
		if told, _ := watchQuays(t, a, func(*Options) {}); told != want {
			t.Errorf("own %v: told of %d, want %d", own, told, want)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
