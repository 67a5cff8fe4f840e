//go:build slow

package watch

import (
	"context"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/pgtest"
)

// TestDatabaseSilent: the database of a watch says nothing more, while its connections stay, for longer than it may be silent; the watch says
// that it is halted, and goes on when the database speaks again: nothing is lost, and each is told of once.
func TestDatabaseSilent(t *testing.T) {
	t.Parallel()
	at := pgtest.Database(t)
	a := archive(t, at)
	defer a.Close()
	p := newPress(t, 2, 3)
	w, through := pgtest.NewWire(t, at)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	work := p.work(as(t, through, "watch") + "&answer_timeout=2s")
	work.reload, work.figures = make(chan struct{}, 1), &Figures{}
	ended := make(chan error, 1)
	go func() {
		_, err := pressWatch(ctx, &work)
		ended <- err
	}()
	p.settledWithin(t, a, 3, time.Minute)
	w.Stall()
	p.report(5)
	work.reload <- struct{}{}
	becomes(t, "halted", work.figures.Halted)
	w.Mend()
	p.settledWithin(t, a, 5, 2*time.Minute)
	becomes(t, "well", func() bool { return !work.figures.Halted() })
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	p.behaved(t, 0)
}
