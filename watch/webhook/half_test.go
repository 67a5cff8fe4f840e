package webhook_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stemma-news/stemma/watch/webhook"
)

// answers is a receiver that says something, byte by byte with a pause between them, and cuts the connection or keeps it.
func answers(t *testing.T, said, drips string) *webhook.Endpoint {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = conn.Write([]byte(said))
		drip(conn, drips)
	}))
	t.Cleanup(s.Close)
	e, err := webhook.New(s.URL, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	e.Within(300 * time.Millisecond)
	return e
}

// drip writes until nobody listens any more.
func drip(conn net.Conn, said string) {
	for said != "" {
		if _, err := conn.Write([]byte(said)); err != nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestHalfAnswers: a status that came whole counts, whatever becomes of the rest; what is less is no answer, and is so in bounded time.
func TestHalfAnswers(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
	for name, c := range map[string]struct {
		said, drips string
		taken       bool
	}{
		"cut after the headers":   {head, "", true},
		"cut in the body":         {head + "take", "", true},
		"the body drips":          {head, "x", true},
		"cut in the headers":      {"HTTP/1.1 200 OK\r\nContent-", "", false},
		"the headers drip":        {"HTTP/1.1 200 OK\r\nX: ", "x", false},
		"cut before it says much": {"HTTP", "", false},
		"nothing at all":          {"", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			err := answers(t, c.said, c.drips).Send(t.Context(), "one", []byte("{}"))
			refused, ok := errors.AsType[*webhook.Error](err)
			if (err == nil) != c.taken || !c.taken && (!ok || refused.OfMessage()) {
				t.Errorf("%v", err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}
