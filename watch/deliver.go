package watch

import (
	"context"
	"errors"
	"log/slog"
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

// deliverer sends what the outbox has for webhooks, beside all else.
type deliverer struct {
	archive *store.Archive
	hooks   []*webhook.Endpoint
	log     *slog.Logger
	wake    <-chan struct{}
	now     func() time.Time
	down    map[string]host // receivers that did not answer, by topic
}

func newDeliverer(a *store.Archive, hooks []*webhook.Endpoint, log *slog.Logger, wake <-chan struct{}) *deliverer {
	return &deliverer{archive: a, hooks: hooks, log: log, wake: wake, now: time.Now, down: map[string]host{}}
}

// run sends until ctx ends.
func (d *deliverer) run(ctx context.Context) {
	if len(d.hooks) == 0 {
		return
	}
	for ctx.Err() == nil {
		d.round(ctx)
		t := time.NewTimer(deliverPause)
		select {
		case <-d.wake:
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// round sends what is due to each webhook that is not left alone.
func (d *deliverer) round(ctx context.Context) {
	for _, h := range d.hooks {
		if d.now().Before(d.down[topicOf(h)].Until) {
			continue
		}
		if err := d.send(ctx, h); err != nil && ctx.Err() == nil {
			d.log.Error("webhook", "webhook", h.Name(), "problem", err)
		}
		h.Close()
	}
}

// send sends what is due to one, until something is not taken: then the others would not be, either. Its error is that of
// the archive.
func (d *deliverer) send(ctx context.Context, h *webhook.Endpoint) error {
	for {
		due, err := d.archive.Due(ctx, topicOf(h), d.now(), atATime)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, m := range due {
			err := h.Send(ctx, m.ID, m.Body)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err := d.note(ctx, h, m, err); err != nil {
				return err
			}
			if d.isDown(h, err) {
				return nil
			}
		}
	}
}

// isDown notes whether a receiver is there.
func (d *deliverer) isDown(h *webhook.Endpoint, err error) bool {
	topic := topicOf(h)
	refused, ok := errors.AsType[*webhook.Error](err)
	if !ok || refused.OfMessage() {
		delete(d.down, topic)
		return false
	}
	is := d.down[topic]
	is.Failures++
	is.Until = d.now().Add(jitter(doubled(deliverPause, is.Failures-1, maxDown), topic, is.Failures))
	if refused.RetryAfter.After(is.Until) {
		is.Until = refused.RetryAfter
	}
	d.down[topic] = is
	return true
}

// maxDown is the longest that a receiver is left alone that does not answer, if it does not ask for more.
const maxDown = time.Hour

// note writes down what became of a message.
func (d *deliverer) note(ctx context.Context, h *webhook.Endpoint, m store.Message, err error) error {
	if err == nil {
		d.log.Debug("webhook", "webhook", h.Name(), "alert", m.ID)
		return d.archive.Update(context.WithoutCancel(ctx), store.Update{Done: []int64{m.N}})
	}
	next := webhook.Next(m.ID, m.Tries+1, d.now(), err)
	level, fields := slog.LevelWarn, []any{"webhook", h.Name(), "alert", m.ID, "problem", err, "next", next}
	if next.IsZero() {
		level, fields = slog.LevelError, append(fields[:len(fields)-2], "given_up", true)
	}
	d.log.Log(ctx, level, "webhook", fields...)
	return d.archive.Update(context.WithoutCancel(ctx), store.Update{Failed: []store.Failure{{N: m.N, Problem: err.Error(), Next: next}}})
}
