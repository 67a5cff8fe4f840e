package fetch

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// guard keeps requests where they may go: to the public internet, and with private to this machine and its network.
type guard struct {
	private bool
	// named says that private would be true if the address had not been named on the public internet.
	named bool
	// public says whether an address is on the public internet.
	public func(netip.Addr) bool
}

func newGuard(o Options) guard {
	return guard{private: o.AllowPrivate, public: newPublic()}
}

// outside is the guard of a way that has been on the public internet: what is named there does not lead into this
// machine and its network, whoever allows that. A page could ask with the rights of whoever reads it.
func (g guard) outside() guard { return guard{public: g.public, named: g.private} }

// check returns why nothing is fetched from an address; nil if it may be. name is how it is called.
func (g guard) check(ip netip.Addr, name string) error {
	ip = ip.Unmap()
	switch {
	case g.public(ip) && !isMetadata(ip):
		return nil
	case !isPrivate(ip):
		return failure(ErrPrivate, "%s is neither on the public internet nor an address of this network that has pages: check the address", name)
	case !g.private:
		return failure(ErrPrivate, "%s is not on the public internet%s", name, g.remedy())
	}
	return nil
}

// isPrivate tells the addresses of this machine and its network: loopback, private (RFC 1918, RFC 4193) and shared by a
// provider's customers (RFC 6598). Link-local ones are none, for the reason of isMetadata.
func isPrivate(ip netip.Addr) bool {
	shared := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64, 0, 0}), 10)
	return ip.Zone() == "" && !isMetadata(ip) && (ip.IsLoopback() || ip.IsPrivate() || shared.Contains(ip))
}

// isMetadata tells the addresses at which a cloud gives the keys of a machine to whoever asks, and a redirect can ask.
// Most of them are link-local, which nothing is fetched from; these are among the private ones, and one, which only the
// machines of its cloud reach, among the public ones. In an IPv6 address from DNS64 they are the same.
func isMetadata(ip netip.Addr) bool {
	if ssrf.IPv6NAT64Prefix.Contains(ip) {
		b := ip.As16()
		ip = netip.AddrFrom4([4]byte(b[12:]))
	}
	switch ip {
	case netip.AddrFrom4([4]byte{100, 100, 100, 200}), netip.AddrFrom4([4]byte{168, 63, 129, 16}),
		netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("fd20:ce::254"):
		return true
	}
	return false
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

// remedy is what to do where nothing is fetched.
func (g guard) remedy() string {
	if g.named {
		return ", and a page or list that is may not lead there: if you trust it, give its own address"
	}
	return "; if you trust it, allow private addresses (--allow-private)"
}

// address checks what can be told before a name is resolved.
func (g guard) address(u *url.URL) error {
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil {
		if err := g.check(ip, host); err != nil {
			return err
		}
	}
	if g.private {
		return nil
	}
	if local(host) {
		return failure(ErrPrivate, "%q is a name of this machine or its network, not of the public internet%s", host, g.remedy())
	}
	if port, err := strconv.Atoi(u.Port()); err == nil && port < 1024 && port != 80 && port != 443 {
		return failure(ErrPrivate, "port %d is not one of web servers: 80, 443 and those from 1024 on are%s", port, g.remedy())
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
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return failure(ErrPrivate, "its name leads to %s, which is no address of the internet: check the address", address)
	}
	return g.check(to.Addr(), "where its name leads ("+to.Addr().String()+")")
}
