package server

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/watch"
)

// TestRun: what is under way is answered to its end, streams end, and the service manager is told.
func TestRun(t *testing.T) {
	heard, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(t.TempDir(), "n"), Net: "unixgram"})
	if err != nil {
		t.Skip(err)
	}
	defer heard.Close()
	t.Setenv("NOTIFY_SOCKET", heard.LocalAddr().String())
	said := func() string {
		b := make([]byte, 200)
		n, err := heard.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
	entered, leave, stopping := make(chan struct{}, 2), make(chan struct{}), make(chan struct{})
	d := access.New(access.Options{Local: true})
	h := d.Wrap(d.Bounded(access.Bounds{Stop: stopping}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" {
			_, _ = io.WriteString(w, "data: x\n\n")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return
		}
		entered <- struct{}{}
		<-leave
		_, _ = io.WriteString(w, "whole")
	})))
	l, err := (&Where{Address: "127.0.0.1:0"}).Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Serving{Listener: l, Handler: h, Log: slog.New(slog.DiscardHandler), Notify: watch.NewNotifier(), Stopping: stopping})
	}()
	if s := said(); !strings.HasPrefix(s, "READY=1\nSTATUS=serving at 127.0.0.1:") {
		t.Errorf("told %q", s)
	}
	url := "http://" + l.Addr().String()
	stream, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream.Header.Set("Accept", "text/event-stream")
	events, err := http.DefaultClient.Do(stream)
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	lines := bufio.NewReader(events.Body)
	if _, err := lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	answered := make(chan string, 1)
	go func() {
		a, err := http.Get(url + "/slow") //nolint:noctx // it ends by itself
		if err != nil {
			answered <- err.Error()
			return
		}
		defer a.Body.Close()
		b, _ := io.ReadAll(a.Body)
		answered <- string(b)
	}()
	<-entered
	end()
	if s := said(); s != "STOPPING=1" {
		t.Errorf("told %q", s)
	}
	if _, err := io.ReadAll(lines); err != nil {
		t.Errorf("the stream: %v", err)
	}
	select {
	case err := <-ended:
		t.Fatalf("it has ended, with a request under way: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(leave)
	if s := <-answered; s != "whole" {
		t.Errorf("what was under way: %q", s)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
