package access

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

func bounded(t *testing.T, b Bounds, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	d := New(Options{Local: true})
	s := httptest.NewUnstartedServer(d.Wrap(d.Bounded(b, h)))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// get asks, and returns what is said before the answer; what follows is read until the test ends.
func get(t *testing.T, url string, header ...string) (int, http.Header, *bufio.Reader) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Body.Close() })
	return a.StatusCode, a.Header, bufio.NewReader(a.Body)
}

// TestBusy: what is more than is done at once is told to come again, and streams have places of their own.
func TestBusy(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	isStream := func(r *http.Request) bool { return r.URL.Path == "/events" }
	s := bounded(t, Bounds{Requests: 1, Streams: 1, Stream: isStream}, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			entered <- struct{}{}
			<-leave
		}
	})
	done := make(chan struct{})
	go func() { defer close(done); get(t, s.URL+"/slow") }()
	<-entered
	if code, h, _ := get(t, s.URL+"/"); code != http.StatusServiceUnavailable || h.Get("Retry-After") == "" {
		t.Errorf("when all places are taken: %d, %q", code, h.Get("Retry-After"))
	}
	if code, _, _ := get(t, s.URL+"/", "Accept", "text/event-stream"); code != http.StatusOK {
		t.Errorf("a stream: %d", code)
	}
	if code, _, _ := get(t, s.URL+"/events"); code != http.StatusOK {
		t.Errorf("a stream that does not say so: %d", code)
	}
	if code, _, _ := get(t, s.URL+"/healthz"); code != http.StatusOK {
		t.Errorf("whether it lives: %d", code)
	}
	close(leave)
	<-done
	if code, _, _ := get(t, s.URL+"/"); code != http.StatusOK {
		t.Errorf("afterwards: %d", code)
	}
}

// TestStream: a stream outlives the times of other requests, and ends when the server does.
func TestStream(t *testing.T) {
	stop, ended := make(chan struct{}), make(chan error, 1)
	more := make(chan struct{})
	s := bounded(t, Bounds{Stop: stop}, func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		for {
			select {
			case <-more:
				_, _ = io.WriteString(w, "data: x\n\n")
				_ = c.Flush()
			case <-r.Context().Done():
				ended <- context.Cause(r.Context())
				return
			}
		}
	})
	go func() { more <- struct{}{} }()
	_, _, lines := get(t, s.URL+"/events", "Accept", "text/event-stream")
	read := func() string {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		_, _ = lines.ReadString('\n')
		return line
	}
	read()
	time.Sleep(400 * time.Millisecond) // longer than other requests may take
	more <- struct{}{}
	if line := read(); line != "data: x\n" {
		t.Errorf("%q", line)
	}
	close(stop)
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestStreamUnread: who asks for a stream, and reads none of it, does not keep their place.
func TestStreamUnread(t *testing.T) {
	ended := make(chan error, 1)
	s := bounded(t, Bounds{take: 100 * time.Millisecond}, func(w http.ResponseWriter, _ *http.Request) {
		much := make([]byte, 1<<20)
		for {
			if _, err := w.Write(much); err != nil {
				ended <- err
				return
			}
		}
	})
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it is written to still") // and no more, as the connection is closed
	}
}

// TestStreamHTTP2: the time for a piece is over before the next one comes, and that ends no stream.
func TestStreamHTTP2(t *testing.T) {
	d := New(Options{Local: true})
	s := httptest.NewUnstartedServer(d.Wrap(d.Bounded(Bounds{take: 50 * time.Millisecond}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c := http.NewResponseController(w)
		for _, piece := range []string{"one ", "two"} {
			_ = c.SetWriteDeadline(time.Now().Add(50 * time.Millisecond)) // as some do themselves
			_, _ = io.WriteString(w, piece)
			_ = c.Flush()
			time.Sleep(150 * time.Millisecond)
		}
	}))))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	a, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if b, err := io.ReadAll(a.Body); err != nil || string(b) != "one two" || a.ProtoMajor != 2 {
		t.Errorf("%s: %q, %v", a.Proto, b, err)
	}
}

// TestStreamSlowBody: what is sent to a stream has a time, too, though a longer one than that of other requests.
func TestStreamSlowBody(t *testing.T) {
	at := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	for _, c := range []struct {
		body string
		want time.Duration
	}{{"", 0}, {"{}", uploadTime}} {
		r := httptest.NewRequest(http.MethodPost, "/mcp", strings.NewReader(c.body))
		_, _, end := stream(at, r, &Bounds{})
		end()
		if left := time.Until(at.read); at.read.IsZero() != (c.want == 0) || c.want > 0 && (left > c.want || left < c.want-time.Minute) {
			t.Errorf("%q may take until %v", c.body, at.read)
		}
	}
}

// deadlines notes by when the body must have been read.
type deadlines struct {
	*httptest.ResponseRecorder
	read time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error { d.read = t; return nil }

func TestBodies(t *testing.T) {
	limit := func(r *http.Request) int64 { return map[string]int64{"/trace": 1 << 10}[r.URL.Path] + 10 }
	d := New(Options{Local: true})
	h := d.Wrap(d.Bounded(Bounds{Body: limit}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	})))
	for _, c := range []struct {
		path string
		size int
		want int
	}{{"/", 10, 200}, {"/", 11, 413}, {"/trace", 1034, 200}, {"/trace", 1035, 413}} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost"+c.path, strings.NewReader(strings.Repeat("x", c.size)))
		r.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		status(t, c.path, w, c.want)
	}
}
