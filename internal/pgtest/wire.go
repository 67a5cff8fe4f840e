//go:build unix

package pgtest

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Wire lies between processes and their database, and does to what the server says what a network or a machine does that fails:
// it holds it back (Stall), breaks it off (CutAfter, CutAt), lets it through slowly (Drip), or forgets a connection (Cut).
type Wire struct {
	net.Listener
	to string

	mu      sync.Mutex
	open    map[int]*carried // by the port that the server knows
	stalled chan struct{}    // closed when it is well again; nil while it is
	left    int              // bytes until a connection is broken off; less than 0 for never
	cutAt   string           // what a process says last by a connection
	drips   time.Duration
	ended   chan struct{}
	all     sync.WaitGroup
}

// carried is a connection by way of a wire.
type carried struct{ from, to net.Conn }

// NewWire lays a wire to a database, and returns its address by way of that. It goes with the test.
func NewWire(t testing.TB, address string) (*Wire, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{to: u.Host, open: map[int]*carried{}, left: -1, ended: make(chan struct{})}
	if w.Listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	u.Host = w.Addr().String()
	w.all.Go(w.serve)
	t.Cleanup(func() {
		_ = w.Close()
		close(w.ended)
		w.mu.Lock()
		for _, c := range w.open {
			c.from.Close()
			c.to.Close()
		}
		w.mu.Unlock()
		w.all.Wait()
	})
	return w, u.String()
}

// Stall holds back all that the server says from now on. Connections stay, and new ones are made.
func (w *Wire) Stall() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stalled == nil {
		w.stalled = make(chan struct{})
	}
}

// CutAfter breaks off, for both sides, the connection by which so many more bytes come from the server, in the middle of what it says.
func (w *Wire) CutAfter(bytes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left = bytes
}

// CutAt breaks off the connection by which one says a text next, in small or in capital letters: the server is told it and answers, and the
// process never hears what became of that.
func (w *Wire) CutAt(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cutAt = strings.ToLower(text)
}

// Drip lets 64 bytes of each connection through at a time, and each time waits before it.
func (w *Wire) Drip(each time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drips = each
}

// Mend has the wire be well again: what was held back comes through.
func (w *Wire) Mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stalled != nil {
		close(w.stalled)
	}
	w.stalled, w.left, w.drips, w.cutAt = nil, -1, 0, ""
}

// Cut ends the connection of a port so that the server sees it end, and the other side nothing: as a network does that forgets it, or a
// machine that sleeps.
func (w *Wire) Cut(port int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.open[port]; c != nil {
		delete(w.open, port)
		c.to.Close()
	}
}

func (w *Wire) serve() {
	for {
		from, err := w.Accept()
		if err != nil {
			return
		}
		w.all.Go(func() { w.carry(from) })
	}
}

// carry carries what is said to and fro until the side of the process ends.
func (w *Wire) carry(from net.Conn) {
	defer from.Close()
	to, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", w.to)
	if err != nil {
		return
	}
	defer to.Close()
	port := to.LocalAddr().(*net.TCPAddr).Port //nolint:forcetypeassert // it is of TCP
	w.mu.Lock()
	w.open[port] = &carried{from, to}
	w.mu.Unlock()
	said := make(chan struct{})
	var deaf atomic.Bool // the process hears no more
	w.all.Go(func() {
		defer close(said)
		w.say(from, to, &deaf)
		if w.forget(port) { // the server ended it, or it was broken off
			from.Close()
			to.Close()
		}
	})
	if w.ask(to, from, &deaf) {
		<-said // the server has done it, and both sides are closed
	}
	w.forget(port)
	to.Close()
	_, _ = io.Copy(io.Discard, from) // of a connection that was cut, till the process gives it up
	from.Close()
	<-said
}

// forget says whether a connection was known till now.
func (w *Wire) forget(port int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, known := w.open[port]
	delete(w.open, port)
	return known
}

// ask brings what the process says to the server; cut says that the connection was broken off at what it said last.
func (w *Wire) ask(to io.Writer, from io.Reader, deaf *atomic.Bool) (cut bool) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		if cut = w.isCutAt(b[:n]); cut {
			deaf.Store(true)
		}
		if _, failed := to.Write(b[:n]); err != nil || failed != nil || cut {
			return cut
		}
	}
}

func (w *Wire) isCutAt(said []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cutAt == "" || !bytes.Contains(bytes.ToLower(said), []byte(w.cutAt)) {
		return false
	}
	w.cutAt = ""
	return true
}

// say brings what the server says to the process, as the wire lets it, until it hears no more.
func (w *Wire) say(from io.Writer, to io.Reader, deaf *atomic.Bool) {
	b := make([]byte, 32<<10)
	for {
		n, err := to.Read(b)
		if deaf.Load() {
			return
		}
		for rest := b[:n]; len(rest) > 0; {
			some, whole := w.passes(len(rest))
			if _, err := from.Write(rest[:some]); err != nil || !whole {
				return
			}
			rest = rest[some:]
		}
		if err != nil {
			return
		}
	}
}

// passes waits until so many bytes, or some of them, may pass; whole is false where the connection breaks off behind them.
func (w *Wire) passes(n int) (some int, whole bool) {
	w.mu.Lock()
	stalled, drips := w.stalled, w.drips
	w.mu.Unlock()
	if stalled != nil {
		select {
		case <-stalled:
		case <-w.ended:
			return 0, false
		}
	}
	if drips > 0 {
		n = min(n, 64)
		select {
		case <-time.After(drips):
		case <-w.ended:
			return 0, false
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left < 0 {
		return n, true
	}
	if n < w.left {
		w.left -= n
		return n, true
	}
	some, w.left = w.left, -1
	return some, false
}
