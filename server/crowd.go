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
// places are taken it closes the connection of which nothing has come for longest, though it is its turn: of those that send their
// request a piece at a time, or that nobody uses any more, anybody can open as many as there are.
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
	idle   *list.List // of *visitor whose turn it is, the one that has been silent for longest in front
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
	c.unlist(v)
	c.open--
	if v.counted {
		if c.of[v.from]--; c.of[v.from] == 0 {
			delete(c.of, v.from)
		}
	}
	c.left.Broadcast()
}

// unlist takes a connection off those that may be closed; c.mu is held.
func (c *crowd) unlist(v *visitor) {
	if v.idle != nil {
		c.idle.Remove(v.idle)
		v.idle = nil
	}
}

// change changes what is known of a connection, and lists it anew, behind those that have been silent for longer, if it is its turn.
func (c *crowd) change(v *visitor, how func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if how(); v.gone {
		return
	}
	c.unlist(v)
	if v.silent() {
		v.idle = c.idle.PushBack(v)
		c.left.Broadcast()
	}
}

// note is told by net/http what becomes of a connection. One whose first request has not come as a whole asks for nothing yet.
func (c *crowd) note(conn net.Conn, state http.ConnState) {
	if v, is := visitorOf(conn); is && (state == http.StateActive || state == http.StateIdle) {
		c.change(v, func() { v.asks, v.left = state == http.StateActive, false })
	}
}

// visitorOf finds the connection that is counted within another.
func visitorOf(conn net.Conn) (*visitor, bool) {
	if t, is := conn.(interface{ NetConn() net.Conn }); is { // of TLS
		conn = t.NetConn()
	}
	v, is := conn.(*visitor)
	return v, is
}

// visitor is a connection that is counted until it is closed. The fields are the crowd's.
type visitor struct {
	net.Conn
	crowd   *crowd
	from    netip.Prefix
	counted bool
	idle    *list.Element // nil while it is answered
	gone    bool

	asks    bool // net/http has a request of it
	serving int  // handlers that answer it: of HTTP/2 there can be many
	waiting int  // of these, those that wait for more of a body
	left    bool // a handler of HTTP/1 left a body unread, which net/http waits for before it sends the answer
}

// silent says that all that the server could do for a connection waits for it to send more.
func (v *visitor) silent() bool { return !v.asks || v.left || v.waiting > 0 && v.waiting >= v.serving }

func (v *visitor) Close() error {
	v.crowd.mu.Lock()
	v.crowd.leave(v)
	v.crowd.mu.Unlock()
	return v.Conn.Close()
}
