package watch

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/webhook"
)

// away is a receiver that is not there for a while, with messages that wait for it.
type away struct {
	*deliverer
	hook   *webhook.Endpoint
	status int
	took   []string
}

func newAway(t *testing.T, queued time.Time) *away {
	t.Helper()
	w := &away{status: http.StatusServiceUnavailable}
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if w.status < 300 {
			w.took = append(w.took, r.Header.Get("Webhook-Id"))
		}
		rw.WriteHeader(w.status)
	}))
	t.Cleanup(s.Close)
	a := archive(t, t.TempDir())
	t.Cleanup(func() { _ = a.Close() })
	var err error
	if w.hook, err = webhook.New(s.URL, nil, "test"); err != nil {
		t.Fatal(err)
	}
	put := store.Update{}
	for _, id := range []string{"1", "2", "3"} {
		put.Outbox = append(put.Outbox, store.Message{Topic: topicOf(w.hook), ID: id, Body: []byte("{}"), Queued: queued})
	}
	if err := a.Update(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	w.begin(a)
	return w
}

// begin is what a process begins with.
func (w *away) begin(a *store.Archive) {
	w.deliverer = newDeliverer(a, []*webhook.Endpoint{w.hook}, slog.New(slog.DiscardHandler))
}

// ask lets the deliverer look after its messages every half minute, over some time. Some moments of it are those in which it begins anew.
func (w *away) ask(t *testing.T, from time.Time, d time.Duration, anew ...time.Duration) {
	t.Helper()
	for past := time.Duration(0); past <= d; past += deliverPause {
		if slices.Contains(anew, past) {
			w.begin(w.archive)
		}
		w.now = func() time.Time { return from.Add(past) }
		w.round(t.Context())
	}
}

// TestWebhookOrder: what came while a receiver was not there comes in order when it is back, soon, also to a process that begins anew.
func TestWebhookOrder(t *testing.T) {
	for _, gone := range []time.Duration{5 * time.Minute, 10 * time.Minute, 25 * time.Minute, time.Hour} {
		for name, anew := range map[string][]time.Duration{"one process": nil, "another": {gone / 5}} {
			t.Run(gone.String()+" "+name, func(t *testing.T) {
				w := newAway(t, noon)
				w.ask(t, noon, gone, anew...)
				w.status = http.StatusNoContent
				if anew != nil {
					w.begin(w.archive)
				}
				w.now = func() time.Time { return noon.Add(gone + time.Second) }
				w.round(t.Context())
				if len(w.took) != 0 {
					t.Errorf("%q come while it is left alone", w.took)
				}
				w.ask(t, noon.Add(gone), 2*gone)
				if !slices.Equal(w.took, []string{"1", "2", "3"}) {
					t.Errorf("it took %q", w.took)
				}
			})
		}
	}
}

// TestWebhookPatience: for three days all waits for a receiver; then it is given up, but by no clock that is wrong for a moment.
func TestWebhookPatience(t *testing.T) {
	waits := func(w *away) int {
		all, err := w.archive.Waiting(t.Context(), hookTopic)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, topic := range all {
			n += topic.Messages
		}
		return n
	}
	w := newAway(t, noon)
	w.ask(t, noon.AddDate(1, 0, 0), 10*time.Minute)
	if n := waits(w); n != 3 {
		t.Errorf("%d wait after ten minutes, in which the clock was a year ahead", n)
	}
	w.ask(t, noon, 72*time.Hour)
	if n := waits(w); n != 3 {
		t.Errorf("%d wait after three days", n)
	}
	w.ask(t, noon.Add(72*time.Hour), 4*time.Hour)
	if n := waits(w); n != 0 {
		t.Errorf("%d wait for ever", n)
	}
	if len(w.took) != 0 {
		t.Errorf("it took %q", w.took)
	}
}
