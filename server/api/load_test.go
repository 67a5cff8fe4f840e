package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/server/access"
)

// TestLoad: what is large waits for room, and what is small does not. Room is given back, once.
func TestLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom()
		one, other := &load{room: r}, &load{room: r}
		if p := one.forBody(t.Context(), -1, takenAtOnce-10); p != nil {
			t.Fatal(p)
		}
		if p := other.forBody(t.Context(), light, takenAtOnce); p != nil {
			t.Errorf("a small one: %v", p)
		}
		if p := other.forBody(t.Context(), light+1, takenAtOnce); p == nil || p.Status != http.StatusServiceUnavailable {
			t.Errorf("%v", p)
		}
		if err := other.forAnswer(t.Context(), answersAtOnce*2); err != nil { // the largest has all
			t.Error(err)
		}
		late, cancel := context.WithCancel(t.Context())
		cancel()
		if err := one.forAnswer(late, light+1); err == nil {
			t.Error("there is no room for an answer")
		}
		one.bodyDone()
		one.done()
		other.done()
		again := &load{room: r}
		if p := again.forBody(t.Context(), takenAtOnce, takenAtOnce); p != nil {
			t.Error(p)
		}
		if err := again.forAnswer(t.Context(), answersAtOnce); err != nil {
			t.Error(err)
		}
		again.done()
		(*load)(nil).bodyDone()
	})
}

// TestBusyWithBodies: who sends a large body while others do is told to come again.
func TestBusyWithBodies(t *testing.T) {
	h, _ := build(bareSite(t).service)
	d, ok := h.(*door)
	if !ok {
		t.Fatalf("%T", h)
	}
	if err := d.room.bodies.Acquire(t.Context(), takenAtOnce); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(access.With(t.Context(), access.Identity{Name: "x", Scope: access.Read}), 20*time.Millisecond)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, Root+"/traces", strings.NewReader(strings.Repeat(" ", light+1)))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "problem-busy") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}
