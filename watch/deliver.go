package watch

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/webhook"
)

const (
	// deliverPause is how long to wait where nothing is due: messages of before, whose time comes.
	deliverPause = 30 * time.Second
	// atATime is how many messages are read from the outbox at a time.
	atATime = 32
)

// deliverer sends what the outbox has for webhooks, beside all else, to each on its own: one that is slow holds up nobody.
type deliverer struct {
	archive *store.Archive
	lines   []*line
	log     *slog.Logger
	now     func() time.Time
}

// line is what goes to one webhook. Its methods are for one goroutine.
type line struct {
	*deliverer
	hook *webhook.Endpoint
	wake chan struct{}
	down host // whether it did not answer
	// recalled says that down was read from the archive, for a process before this one may have been sent away.
	recalled bool
	// sent were taken by the webhook, which the archive could not be told: nothing else is sent before it is, or they would be
	// sent again.
	sent []int64
}

func newDeliverer(a *store.Archive, hooks []*webhook.Endpoint, log *slog.Logger) *deliverer {
	d := &deliverer{archive: a, log: log, now: time.Now}
	for _, h := range hooks {
		d.lines = append(d.lines, &line{deliverer: d, hook: h, wake: make(chan struct{}, 1)})
	}
	return d
}

// run sends until ctx ends; wake says that there is something new. What is being sent then is broken off when sending ends, too: a webhook
// may have taken it, and would get it again.
func (d *deliverer) run(ctx, sending context.Context, wake <-chan struct{}) {
	var all sync.WaitGroup
	defer all.Wait()
	for _, l := range d.lines {
		all.Go(func() { l.run(ctx, sending) })
	}
	for {
		select {
		case <-wake:
		case <-ctx.Done():
			return
		}
		for _, l := range d.lines {
			select {
			case l.wake <- struct{}{}:
			default: // it will be looked after at once
			}
		}
	}
}

// round sends once what is due.
func (d *deliverer) round(ctx context.Context) {
	var all sync.WaitGroup
	for _, l := range d.lines {
		all.Go(func() { l.round(ctx, ctx) })
	}
	all.Wait()
}

func (l *line) run(ctx, sending context.Context) {
	for ctx.Err() == nil {
		l.round(ctx, sending)
		t := time.NewTimer(deliverPause)
		select {
		case <-l.wake:
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// round sends what is due, unless the receiver is left alone.
func (l *line) round(ctx, sending context.Context) {
	err := l.recall(ctx)
	if now := l.now(); now.Before(l.down.until(now)) {
		return
	}
	if err == nil {
		err = l.send(ctx, sending)
	}
	if err != nil && ctx.Err() == nil {
		l.log.Error("webhook", "webhook", l.hook.Name(), "problem", err)
	}
	l.hook.Close()
}

// send sends what is due, until something is not taken: then the others would not be, either. Its error is that of the
// archive. What is being sent when ctx ends is still waited for, until sending ends, too.
func (l *line) send(ctx, sending context.Context) error {
	for {
		if err := l.noteSent(ctx); err != nil {
			return err
		}
		due, err := l.archive.Due(ctx, topicOf(l.hook), l.now(), atATime)
		if err != nil || len(due) == 0 {
			return err
		}
		for i, m := range due {
			err := l.hook.Send(sending, m.ID, m.Body)
			if err != nil && sending.Err() != nil {
				return sending.Err()
			}
			if l.isDown(err) {
				return l.noteDown(ctx, due[i:], err)
			}
			if err := l.note(ctx, m, err); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
}

// isDown notes whether the receiver is there.
func (l *line) isDown(err error) bool {
	refused, ok := errors.AsType[*webhook.Error](err)
	if !ok || refused.OfMessage() {
		l.down = host{}
		return false
	}
	l.down.Failures++
	l.down.Until = l.now().Add(jitter(doubled(deliverPause, l.down.Failures-1, maxDown), topicOf(l.hook), l.down.Failures))
	if refused.RetryAfter.After(l.down.Until) {
		l.down.Until = refused.RetryAfter
	}
	return true
}

// maxDown is the longest that a receiver is left alone that does not answer, if it does not ask for more.
const maxDown = time.Hour

const (
	// patience is how long a message waits for a receiver that does not answer.
	patience = 3*24*time.Hour + time.Hour
	// mostFailures is how often in a row it must have been asked in vain, too, before one is given up: hours, whatever the clock says.
	mostFailures = 10
)

// notThere begins the problem of a message for which nobody was there, unlike that of one that was refused.
const notThere = "not there: "

// recall reads until when the receiver is left alone, so that what is new does not overtake what waits for it.
func (l *line) recall(ctx context.Context) error {
	if l.recalled {
		return nil
	}
	const furthest = 25 * time.Hour // no receiver is left alone for longer
	waits, err := l.archive.Due(ctx, topicOf(l.hook), l.now().Add(furthest), atATime)
	if err != nil {
		return err
	}
	for _, m := range waits {
		if strings.HasPrefix(m.Problem, notThere) {
			l.down = host{Failures: m.Tries, Until: m.Next}
			break
		}
	}
	l.recalled = true
	return nil
}

// noteDown writes down that the receiver was not there for the first of the messages. The receiver as a whole is left alone, and is sent
// the lowest number first when it is back: had each message a pause of its own, those never tried would come before it. Those
// that have waited too long are given up.
func (l *line) noteDown(ctx context.Context, due []store.Message, err error) error {
	var failed []store.Failure
	for i, m := range due {
		switch refused, _ := errors.AsType[*webhook.Error](err); {
		case i == 0 && refused != nil && refused.Gone(), l.down.Failures >= mostFailures && l.now().Sub(m.Queued) > patience:
			failed = append(failed, store.Failure{N: m.N, Problem: err.Error()})
			l.log.Error("webhook", "webhook", l.hook.Name(), "alert", m.ID, "problem", err, "given_up", true)
		case i == 0:
			failed = append(failed, store.Failure{N: m.N, Problem: notThere + err.Error(), Next: l.down.Until})
			l.log.Warn("webhook", "webhook", l.hook.Name(), "alert", m.ID, "problem", err, "next", l.down.Until)
		}
	}
	return l.archive.Update(context.WithoutCancel(ctx), store.Update{Lead: true, Failed: failed})
}

// note writes down what became of a message where the receiver is there.
func (l *line) note(ctx context.Context, m store.Message, err error) error {
	if err == nil {
		l.log.Debug("webhook", "webhook", l.hook.Name(), "alert", m.ID)
		l.sent = append(l.sent, m.N)
		return l.noteSent(ctx)
	}
	next := webhook.Next(m.ID, m.Tries+1, l.now(), err)
	level, fields := slog.LevelWarn, []any{"webhook", l.hook.Name(), "alert", m.ID, "problem", err, "next", next}
	if next.IsZero() {
		level, fields = slog.LevelError, append(fields[:len(fields)-2], "given_up", true)
	}
	l.log.Log(ctx, level, "webhook", fields...)
	return l.archive.Update(context.WithoutCancel(ctx), store.Update{Lead: true, Failed: []store.Failure{{N: m.N, Problem: err.Error(), Next: next}}})
}

// noteSent writes down what was taken.
func (l *line) noteSent(ctx context.Context) error {
	if len(l.sent) == 0 {
		return nil
	}
	err := l.archive.Update(context.WithoutCancel(ctx), store.Update{Done: l.sent}) // whoever leads by now
	if err == nil {
		l.sent = nil
	}
	return err
}
