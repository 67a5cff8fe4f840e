package access

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"
)

// TestAnswerUnread: a trace may take long to be found. Once there is an answer who asked has the time of all others to read it, and
// not what is left of the trace's.
func TestAnswerUnread(t *testing.T) {
	ended := make(chan error, 1)
	d := New(Options{Local: true, Heavy: func(*http.Request) bool { return true }})
	s := httptest.NewServer(d.Wrap(d.Bounded(Bounds{read: 100 * time.Millisecond}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(200 * time.Millisecond) // longer than reading may take
		much := make([]byte, 1<<20)
		for {
			if _, err := w.Write(much); err != nil {
				ended <- err
				return
			}
		}
	}))))
	defer s.Close()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	begun := make([]byte, 1)
	if _, err := c.Read(begun); err != nil {
		t.Errorf("it is not answered: %v", err)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it is written to still")
	}
}

// TestTimeToAnswer: what is asked for has a time in which it is found, and a trace a longer one.
func TestTimeToAnswer(t *testing.T) {
	for path, want := range map[string]time.Duration{"/": answerTime, "/trace": heavyTime} {
		d := New(Options{Local: true, Heavy: func(r *http.Request) bool { return r.URL.Path == "/trace" }})
		var left time.Duration
		h := d.Bounded(Bounds{}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if at, has := r.Context().Deadline(); has {
				left = time.Until(at)
			}
		}))
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if left > want || left < want-10*time.Second {
			t.Errorf("%s: %v", path, left)
		}
	}
}
