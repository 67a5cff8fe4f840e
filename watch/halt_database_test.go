package watch

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
	"github.com/stemma-news/stemma/store"
)

// TestTriedEnds: to try a database that says nothing has an end of its own, whatever the address says of silence; that passes, and what is
// ended by whoever stops the program is told from it.
func TestTriedEnds(t *testing.T) {
	t.Parallel()
	w, through := pgtest.NewWire(t, pgtest.Database(t))
	a := archive(t, through+"&answer_timeout=0s")
	defer a.Close()
	defer w.Mend() // before it is closed
	w.Stall()
	for _, c := range []struct {
		name     string
		stopped  time.Duration // when the program is
		within   time.Duration
		isUnsure bool
	}{
		{"it hangs", time.Hour, 200 * time.Millisecond, true},
		{"it is stopped", 200 * time.Millisecond, time.Hour, false},
	} {
		ctx, stop := context.WithTimeout(t.Context(), c.stopped)
		ended := make(chan error, 1)
		go func() { ended <- tried(ctx, a, c.within) }()
		select {
		case err := <-ended:
			if err == nil || errors.Is(err, store.ErrUnsure) != c.isUnsure || c.isUnsure && !store.Passes(err) {
				t.Errorf("%s: %v", c.name, err)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%s: to try it has no end", c.name)
			w.Mend()
			t.Log(<-ended)
		}
		stop()
	}
}
