package fetch

import (
	"context"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// inBubble runs a test in which time passes only when all wait: pauses of hours take none, and each has its real length.
// Its webs are reached by pipes in memory (webIn), for a bubble sees nothing of the network.
func inBubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

// pipes are the connections to a web in memory.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.waiting:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.waiting <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// clientIn is client for a test in a bubble.
func (w *web) clientIn(t *testing.T, o Options) *Client {
	t.Helper()
	p := &pipes{waiting: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: w} //nolint:gosec // nobody slow reaches it
	go func() { _ = server.Serve(p) }()
	c := New(o)
	c.direct.DialContext = p.dial
	t.Cleanup(func() {
		c.Close()
		server.Close()
		time.Sleep(time.Hour) // who still answers wakes up, and finds that nobody listens
	})
	return c
}
