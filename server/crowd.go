package server

import (
	"net"
	"net/netip"
	"sync"
)

// maxOfAddress is how many connections one address beyond this machine may have open, which many people behind one router have
// in common. Without a bound one machine could take all that there are (maxConnections), and keep everybody else out.
const maxOfAddress = 512

// crowd is a listener that closes at once what one address has too many of.
type crowd struct {
	net.Listener
	most int
	// exempt says of whom there may be any number: this machine, and proxies, by which all come.
	exempt func(netip.Addr) bool

	mu   sync.Mutex
	open map[netip.Prefix]int
}

func newCrowd(l net.Listener, most int, exempt func(netip.Addr) bool) *crowd {
	return &crowd{Listener: l, most: most, exempt: exempt, open: map[netip.Prefix]int{}}
}

func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from, counted := c.from(conn)
		switch {
		case !counted:
			return conn, nil
		case c.enter(from):
			return &visitor{Conn: conn, leave: sync.OnceFunc(func() { c.leave(from) })}, nil
		}
		_ = conn.Close() // who has so many hears nothing that they do not know
	}
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

func (c *crowd) enter(from netip.Prefix) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[from] >= c.most {
		return false
	}
	c.open[from]++
	return true
}

func (c *crowd) leave(from netip.Prefix) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open[from]--; c.open[from] == 0 {
		delete(c.open, from)
	}
}

// visitor is a connection that is counted until it is closed.
type visitor struct {
	net.Conn
	leave func()
}

func (v *visitor) Close() error {
	v.leave()
	return v.Conn.Close()
}
