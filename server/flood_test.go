package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/watch"
)

// flooded serves a handler to so many connections at once, as Run does.
func flooded(t testing.TB, most int, h http.Handler) (address string) {
	t.Helper()
	plain, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := newCrowd(plain, most, maxOfAddress, netip.Addr.IsLoopback)
	ended := make(chan error, 1)
	stop := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background()) // cleanups come after the end of that of t
	go func() {
		ended <- Run(ctx, Serving{Listener: &door{c, c}, Handler: h, Log: slog.New(slog.DiscardHandler), Notify: watch.Notifier{}, Stopping: stop})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if c.open != 0 || c.idle.Len() != 0 || len(c.of) != 0 {
			t.Errorf("left: %d connections, %d idle", c.open, c.idle.Len())
		}
	})
	return plain.Addr().String()
}

// dial opens a connection that sends something and then nothing more.
func dial(t testing.TB, address, begin string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{Timeout: 20 * time.Second}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, err := io.WriteString(c, begin); err != nil && begin != "" {
		t.Fatal(err)
	}
	return c
}

// asked is what a connection is answered: its first line.
func asked(t testing.TB, c net.Conn, path string) string {
	t.Helper()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path)
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(line)
}

// TestFlood: those that open all connections that there are, and send a request a byte at a time or none at all, keep nobody out;
// who is being answered is never sent away for another.
func TestFlood(t *testing.T) {
	const most = 20
	entered, leave := make(chan struct{}, most), make(chan struct{})
	at := flooded(t, most, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			entered <- struct{}{}
			<-leave
		}
		_, _ = io.WriteString(w, "whole")
	}))
	slow := dial(t, at, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
	<-entered
	var first net.Conn
	for i := range 5 * most {
		c := dial(t, at, []string{"", "GET / HTTP/1.1\r\nHost: loc", "POST /x HTTP/1.1\r\nX-A: b\r\n"}[i%3])
		if first == nil {
			first = c
		}
	}
	if got := asked(t, dial(t, at, ""), "/"); got != "HTTP/1.1 200 OK" {
		t.Errorf("in the flood: %s", got)
	}
	_ = first.SetReadDeadline(time.Now().Add(20 * time.Second))
	if _, err := first.Read(make([]byte, 1)); err == nil || isTimeout(err) {
		t.Errorf("the first of the flood is still there: %v", err)
	}
	// All places are taken by who is being answered: the next waits until one of them has gone.
	for range most - 1 {
		dial(t, at, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
		<-entered
	}
	late := dial(t, at, "")
	answer := make(chan string, 1)
	go func() { answer <- asked(t, late, "/") }()
	select {
	case got := <-answer:
		t.Errorf("answered while all are busy: %s", got)
	case <-time.After(50 * time.Millisecond):
	}
	close(leave)
	if got := <-answer; got != "HTTP/1.1 200 OK" {
		t.Errorf("once there is room: %s", got)
	}
	_ = slow.SetReadDeadline(time.Now().Add(20 * time.Second))
	if line, err := bufio.NewReader(slow).ReadString('\n'); !strings.HasPrefix(line, "HTTP/1.1 200") {
		t.Errorf("who was being answered all the time: %q %v", line, err)
	}
}

// TestFloodOfBodies: nor do those keep anybody out that send the head of a request and little of its body, whether somebody reads
// it or refuses it unread. Who has sent theirs whole is answered.
func TestFloodOfBodies(t *testing.T) {
	const most = 4
	entered, leave := make(chan struct{}, most), make(chan struct{})
	at := flooded(t, most, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		switch r.URL.Path {
		case "/read":
			_, _ = io.Copy(io.Discard, r.Body)
		case "/whole":
			b, _ := io.ReadAll(r.Body)
			<-leave
			_, _ = w.Write(b)
		}
	}))
	post := func(path, rest string) net.Conn {
		t.Helper()
		c := dial(t, at, "POST "+path+" HTTP/1.1\r\nHost: localhost\r\n"+rest)
		select {
		case <-entered:
		case <-time.After(10 * time.Second):
			t.Fatalf("no place among bodies that do not come: %s, %q", path, rest)
		}
		return c
	}
	whole := post("/whole", "Connection: close\r\nContent-Length: 5\r\n\r\nwhole")
	for range 2 * most {
		post("/read", "Content-Length: 100\r\n\r\na")
		post("/refused", "Content-Length: 100\r\n\r\na")
		post("/read", "Transfer-Encoding: chunked\r\n\r\n3\r\na")
		post("/refused", "Transfer-Encoding: chunked\r\n\r\n3\r\na")
	}
	close(leave)
	_ = whole.SetReadDeadline(time.Now().Add(20 * time.Second))
	if b, err := io.ReadAll(whole); err != nil || !strings.HasSuffix(string(b), "whole") {
		t.Errorf("who was answered meanwhile: %q %v", b, err)
	}
}

func isTimeout(err error) bool {
	n, is := err.(net.Error) //nolint:errorlint // of a connection
	return is && n.Timeout()
}
