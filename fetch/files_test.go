package fetch

import (
	"context"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
)

// Out of file descriptors, a client waits and asks again; what it says then is not held against the site.
func TestTooManyOpenFiles(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", text(page))}}
		o := quick()
		o.Tries = 3
		c := w.clientIn(t, o)
		connects := c.direct.DialContext
		var short atomic.Int32 // of files for so many tries
		short.Store(2)
		c.direct.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if short.Add(-1) >= 0 {
				return nil, &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("socket", syscall.EMFILE)}
			}
			return connects(ctx, network, address)
		}
		get(t, c, "http://gazette.example/")
		c.Close()
		c.sites.of = nil
		short.Store(3)
		fails(t, c, "http://gazette.example/", ErrConnection, "too many files", "ulimit -n")
		get(t, c, "http://gazette.example/")
	})
}
