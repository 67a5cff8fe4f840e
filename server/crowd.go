package server

import (
	"container/list"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// maxOfAddress is how many connections one address beyond this machine may have open, which many people behind one router have
// in common. Without a bound one machine could take all that there are (maxConnections), and keep everybody else out.
const maxOfAddress = 512

// crowd is a listener that bounds how many connections there are. It closes at once what one address has too many of. Where all
// places are taken it closes the connection that has asked for nothing for longest: of those that send their request a byte at a
// time, or that nobody uses any more, anybody can open as many as there are.
type crowd struct {
	net.Listener
	most, ofAddress int
	// exempt says which addresses may have any number of them: this machine, and proxies, by which all come.
	exempt func(netip.Addr) bool
	log    *slog.Logger

	mu     sync.Mutex
	left   *sync.Cond // somebody has left, or has nothing more to ask, or no more are taken
	of     map[netip.Prefix]int
	open   int
	idle   *list.List // of *visitor that ask for nothing, the one that has for longest in front
	closed bool
	told   time.Time
}

func newCrowd(l net.Listener, most, ofAddress int, exempt func(netip.Addr) bool) *crowd {
	c := &crowd{Listener: l, most: most, ofAddress: ofAddress, exempt: exempt, log: slog.New(slog.DiscardHandler), of: map[netip.Prefix]int{}, idle: list.New()}
	c.left = sync.NewCond(&c.mu)
	return c
}

func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if v := c.enter(conn); v != nil {
			return v, nil
		}
		_ = conn.Close() // who has so many hears nothing that they do not know
	}
}

// Close ends the taking of connections.
func (c *crowd) Close() error {
	c.mu.Lock()
	c.closed = true
	c.left.Broadcast()
	c.mu.Unlock()
	return c.Listener.Close()
}

// from is what counts as one address: of IPv6, one customer has a /64 at least.
func (c *crowd) from(conn net.Conn) (netip.Prefix, bool) {
	at, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return netip.Prefix{}, false
	}
	a := at.Addr().Unmap().WithZone("")
	if c.exempt(a) {
		return netip.Prefix{}, false
	}
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	return p, err == nil
}

// enter takes a connection in, and waits for a place where nobody can be sent away; nil for one of an address that has too many.
func (c *crowd) enter(conn net.Conn) *visitor {
	from, counted := c.from(conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	if counted && c.of[from] >= c.ofAddress {
		return nil
	}
	for c.open >= c.most && !c.closed {
		longest := c.idle.Front()
		if longest == nil {
			c.left.Wait()
			continue
		}
		c.tell()
		gone := longest.Value.(*visitor) //nolint:forcetypeassert // there is nothing else in it
		c.leave(gone)
		_ = gone.Conn.Close() // whoever is at its end may be gone, too
	}
	v := &visitor{Conn: conn, crowd: c, from: from, counted: counted}
	if counted {
		c.of[from]++
	}
	c.open++
	v.idle = c.idle.PushBack(v)
	return v
}

// tell says once in a while that there are too many.
func (c *crowd) tell() {
	const every = time.Minute
	if now := time.Now(); c.told.IsZero() || now.Sub(c.told) >= every {
		c.told = now
		c.log.Warn("all connections are taken: those that ask for nothing are closed", "connections", c.most)
	}
}

// leave gives a place back, once; c.mu is held.
func (c *crowd) leave(v *visitor) {
	if v.gone {
		return
	}
	v.gone = true
	c.asks(v)
	c.open--
	if v.counted {
		if c.of[v.from]--; c.of[v.from] == 0 {
			delete(c.of, v.from)
		}
	}
	c.left.Broadcast()
}

// asks notes that a connection asks for something; c.mu is held.
func (c *crowd) asks(v *visitor) {
	if v.idle != nil {
		c.idle.Remove(v.idle)
		v.idle = nil
	}
}

// note is told by net/http what becomes of a connection. One whose first request has not come as a whole asks for nothing yet.
func (c *crowd) note(conn net.Conn, state http.ConnState) {
	if t, is := conn.(interface{ NetConn() net.Conn }); is { // of TLS
		conn = t.NetConn()
	}
	v, is := conn.(*visitor)
	if !is {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case v.gone:
	case state == http.StateActive:
		c.asks(v)
	case state == http.StateIdle && v.idle == nil:
		v.idle = c.idle.PushBack(v)
		c.left.Broadcast()
	}
}

// visitor is a connection that is counted until it is closed. The fields are the crowd's.
type visitor struct {
	net.Conn
	crowd   *crowd
	from    netip.Prefix
	counted bool
	idle    *list.Element // nil while it asks for something
	gone    bool
}

func (v *visitor) Close() error {
	v.crowd.mu.Lock()
	v.crowd.leave(v)
	v.crowd.mu.Unlock()
	return v.Conn.Close()
}
