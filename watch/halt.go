package watch

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/store"
)

const (
	// firstHalt is how long to wait before it is tried for the first time whether the archive can be written to again;
	// each further time it is twice as long, up to maxHalt.
	firstHalt = 10 * time.Second
	maxHalt   = time.Minute
	// soundFor is for how long all must have gone well for the first pause to be short again.
	soundFor = 10 * time.Minute
	// haltTrial is how many bytes are written to try it: about as much as a batch.
	haltTrial = 256 << 10
	// trialFor is how long an archive may take to be tried: one that hangs is not yet well.
	trialFor = time.Minute
)

// haltState is what is written to see whether it can be, and dropped again.
const haltState = "watch/halt"

// halting is how a watch waits for an archive that cannot be written to.
type halting struct {
	first time.Duration // firstHalt if zero
	pause time.Duration
	well  time.Time // since when all goes well
}

// goOn watches until ctx ends or there is an error that will not pass. Where the archive cannot be written to for now, nothing is
// taken in till it can: feeds are not asked, webhooks get nothing, and all that was not written is forgotten, as after a kill. So
// feeds are asked again for what was on its way, and what is in the archive says what is still to be done.
func (w *watcher) goOn(ctx context.Context) error {
	h := halting{well: time.Now()}
	for {
		err := w.watch(ctx)
		if err == nil || w.Once || !store.Passes(err) || ctx.Err() != nil {
			return err
		}
		if err := w.halt(ctx, &h, err); err != nil {
			return err
		}
	}
}

// halt waits until the archive can be written to again.
func (w *watcher) halt(ctx context.Context, h *halting, why error) error {
	began := time.Now()
	w.Figures.halted.Store(1)
	w.Figures.halts.Add(1)
	defer w.Figures.halted.Store(0)
	w.Log.Error("archive", "problem", why, "remedy", "nothing is taken in until it can be written to again, which is tried every minute; what was taken in before is kept")
	if h.pause == 0 || began.Sub(h.well) > soundFor {
		h.pause = cmp.Or(h.first, firstHalt)
	}
	watchdog := w.watchdog()
	for ctx.Err() == nil {
		w.Notify.tell(alive, status("nothing is taken in, since the archive cannot be written to: "+why.Error()))
		if !waited(ctx, h.pause, watchdog, w.Notify) {
			break
		}
		h.pause = min(2*h.pause, maxHalt)
		if err := tried(ctx, w.Archive, trialFor); err == nil {
			w.Log.Info("archive", "note", "it can be written to again: feeds are asked for what came meanwhile", "halted", time.Since(began).Round(time.Second).String())
			h.well = time.Now()
			return nil
		} else if !store.Passes(err) {
			return err
		}
	}
	return ctx.Err()
}

// waited waits, and tells the service manager meanwhile that the program is there. It is false where ctx ends.
func waited(ctx context.Context, pause time.Duration, watchdog <-chan time.Time, n Notifier) bool {
	over := time.NewTimer(pause)
	defer over.Stop()
	for {
		select {
		case <-over.C:
			return true
		case <-watchdog:
			n.tell(alive)
		case <-ctx.Done():
			return false
		}
	}
}

// tried writes as much as a batch has, and drops it again.
func tried(ctx context.Context, a *store.Archive, within time.Duration) error {
	trial, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err := a.PutState(trial, haltState, make([]byte, haltTrial))
	if err == nil {
		err = a.PutState(trial, haltState, nil)
	}
	if err != nil && trial.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w (%w)", store.ErrUnsure, err) // which passes: it says nothing for now
	}
	return err
}
