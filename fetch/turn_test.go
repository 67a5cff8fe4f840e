package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

// TestTurn: each request, that for robots.txt, too, has the turn at its host, and gives it back with the pause behind it. One that
// does not get the turn is not sent.
func TestTurn(t *testing.T) {
	t.Parallel()
	inside := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if inside != 1 {
			t.Errorf("%s: %d have the turn", r.URL, inside)
		}
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	var pauses []time.Duration
	var refused error
	c := New(Options{AllowPrivate: true, Delay: 50 * time.Millisecond, Tries: 1, Turn: func(_ context.Context, host string) (func(time.Time), error) {
		if host != u.Hostname() {
			t.Error("the turn at", host)
		}
		inside++
		return func(until time.Time) {
			inside--
			pauses = append(pauses, time.Until(until))
		}, refused
	}})
	defer c.Close()
	if _, err := c.Get(t.Context(), s.URL+"/a"); err != nil {
		t.Fatal(err)
	}
	if len(pauses) != 2 || pauses[0] > 0 || pauses[1] <= 0 || pauses[1] > 50*time.Millisecond {
		t.Errorf("pauses after robots.txt and a page: %v", pauses)
	}
	refused = errors.New("cut off")
	if _, err := c.Get(t.Context(), s.URL+"/b"); !errors.Is(err, refused) {
		t.Error(err)
	}
}
