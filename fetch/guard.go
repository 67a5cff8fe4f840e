package fetch

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// guard keeps requests on the public internet. The zero value lets everything pass.
type guard struct {
	on bool
	// public says whether an address is on the public internet.
	public func(netip.Addr) bool
}

func newGuard(o Options) guard {
	return guard{on: !o.AllowPrivate, public: newPublic()}
}

// newPublic takes what is special from the registries of IANA, by way of the library. Beyond it, an IPv4 address within
// an IPv6 one is judged for itself where it comes from DNS64 (RFC 6052, 64:ff9b::/96), which is all there is on
// networks without IPv4. 6to4, Teredo and site-local NAT64 are refused whatever they hold.
func newPublic() func(netip.Addr) bool {
	g := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAnyNetwork())
	return func(ip netip.Addr) bool {
		ip = ip.Unmap()
		if ssrf.IPv6NAT64Prefix.Contains(ip) {
			b := ip.As16()
			ip = netip.AddrFrom4([4]byte(b[12:]))
		}
		return g.SafeAddr(ip.WithZone("")) == nil && ip.Zone() == ""
	}
}

const allowRemedy = "; if you trust it, allow private addresses (--allow-private)"

// address checks what can be told before a name is resolved.
func (g guard) address(u *url.URL) error {
	if !g.on {
		return nil
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil && !g.public(ip) {
		return failure(ErrPrivate, "%s is not on the public internet%s", host, allowRemedy)
	}
	if local(host) {
		return failure(ErrPrivate, "%q is a name of this machine or its network, not of the public internet%s", host, allowRemedy)
	}
	if port, err := strconv.Atoi(u.Port()); err == nil && port < 1024 && port != 80 && port != 443 {
		return failure(ErrPrivate, "port %d is not one of web servers: 80, 443 and those from 1024 on are%s", port, allowRemedy)
	}
	return nil
}

// local are names that no public DNS has: RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal.
func local(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	switch last {
	case "localhost", "local", "internal", "localdomain":
		return true
	}
	return strings.HasSuffix(host, ".home.arpa")
}

// dial is net.Dialer.Control: it sees the address that a connection really goes to.
func (g guard) dial(_, address string, _ syscall.RawConn) error {
	if !g.on {
		return nil
	}
	to, err := netip.ParseAddrPort(address)
	if err == nil && g.public(to.Addr()) {
		return nil
	}
	host, _, _ := net.SplitHostPort(address)
	return failure(ErrPrivate, "its name leads to %s, which is not on the public internet%s", host, allowRemedy)
}
