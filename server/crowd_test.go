package server

import (
	"net"
	"net/netip"
	"testing"
)

// knocks are connections that a listener takes, one after the other.
type knocks struct {
	net.Listener
	from chan string
}

func (k *knocks) Accept() (net.Conn, error) {
	from, ok := <-k.from
	if !ok {
		return nil, net.ErrClosed
	}
	here, _ := net.Pipe()
	return &knock{here, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(from))}, nil
}

type knock struct {
	net.Conn
	from net.Addr
}

func (k *knock) RemoteAddr() net.Addr { return k.from }

// TestCrowd: one address has so many connections and no more, and keeps nobody else out; who leaves makes room.
func TestCrowd(t *testing.T) {
	k := &knocks{from: make(chan string, 20)}
	c := newCrowd(k, 100, 2, netip.Addr.IsLoopback)
	let := func(all ...string) (in []net.Conn) {
		t.Helper()
		for _, from := range all {
			k.from <- from
		}
		k.from <- "127.0.0.1:1" // the last
		for {
			conn, err := c.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if conn.RemoteAddr().String() == "127.0.0.1:1" {
				return in
			}
			in = append(in, conn)
		}
	}
	first := let("192.0.2.1:1", "192.0.2.1:2", "192.0.2.1:3", "[::ffff:192.0.2.1]:4", "192.0.2.2:1", "127.0.0.2:1", "127.0.0.2:2", "127.0.0.2:3")
	if len(first) != 6 {
		t.Errorf("%d are let in", len(first))
	}
	if n := len(let("[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::3]:1", "[2001:db8:0:1::1]:1")); n != 3 {
		t.Errorf("of two networks %d are let in", n)
	}
	_, _ = first[0].Close(), first[0].Close() // as net/http does
	if n := len(let("192.0.2.1:5", "192.0.2.1:6")); n != 1 {
		t.Errorf("when one has left %d are let in", n)
	}
	if len(c.of) != 4 {
		t.Errorf("counted: %v", c.of)
	}
}
