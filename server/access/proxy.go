package access

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// origin is where a request comes from, as far as that can be believed.
type origin struct {
	address netip.Addr // of who asks
	host    string     // that was asked for
	secure  bool       // by TLS, up to us or up to the proxy
}

type originKey struct{}

// originOf returns where a request comes from.
func originOf(r *http.Request) origin {
	if o, ok := r.Context().Value(originKey{}).(origin); ok {
		return o
	}
	return origin{address: peer(r), host: r.Host, secure: r.TLS != nil}
}

// Address returns the address of who asks: that of the connection, or what a proxy says that is known.
func Address(r *http.Request) string { return originOf(r).address.String() }

// Secure says whether the request came by TLS.
func Secure(r *http.Request) bool { return originOf(r).secure }

// Behind reads what proxies say of requests, and believes only those in the networks.
func Behind(proxies []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, done := r.Context().Value(originKey{}).(origin); !done {
			o := resolve(r, proxies)
			r = r.WithContext(context.WithValue(r.Context(), originKey{}, o))
			r.Host = o.host // which the Origin of a page is held to
		}
		next.ServeHTTP(w, r)
	})
}

// resolve goes back along X-Forwarded-For as long as it is our proxies that tell: what stands before the first other address
// was written by whoever sent the request.
func resolve(r *http.Request, proxies []netip.Prefix) origin {
	o := origin{address: peer(r), host: r.Host, secure: r.TLS != nil}
	if !within(o.address, proxies) {
		return o
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && within(o.address, proxies); i-- {
		a, err := netip.ParseAddr(hostname(strings.TrimSpace(hops[i]))) // some proxies add the port
		if err != nil {
			break
		}
		o.address = a.Unmap().WithZone("")
	}
	if p := last(r, "X-Forwarded-Proto"); p != "" {
		o.secure = strings.EqualFold(p, "https")
	}
	if h := last(r, "X-Forwarded-Host"); h != "" {
		o.host = h
	}
	return o
}

// last is the value that the proxy nearest to us wrote.
func last(r *http.Request, name string) string {
	all := strings.Split(strings.Join(r.Header.Values(name), ","), ",")
	return strings.TrimSpace(all[len(all)-1])
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap().WithZone("")
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// forwarded says that a proxy has passed the request on.
func forwarded(r *http.Request) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip"} {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

// hostname is a host without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// loopbackName says whether a name stands for this machine whatever a server of names says (RFC 6761).
func loopbackName(name string) bool {
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(name)
	return err == nil && a.Unmap().IsLoopback()
}
