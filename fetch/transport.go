package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"
)

const (
	dialTimeout   = 15 * time.Second
	headerTimeout = 30 * time.Second
	// maxHeader is the size of the largest header: a hundred cookies, and some.
	maxHeader = 256 << 10
)

// setTransports makes the ways to the network. The one by proxies has no guard: what it connects to is the proxy, which
// may well be on this machine.
func (c *Client) setTransports() {
	c.direct = newTransport(&net.Dialer{Timeout: dialTimeout, Control: c.guard.dial})
	c.outside = c.direct
	if c.guard.private { // connections to this network that are kept open are none of a public page's
		c.outside = newTransport(&net.Dialer{Timeout: dialTimeout, Control: c.guard.outside().dial})
	}
	if c.options.Proxy {
		c.proxy = httpproxy.FromEnvironment().ProxyFunc()
		c.proxied = newTransport(&net.Dialer{Timeout: dialTimeout})
		c.proxied.Proxy = func(r *http.Request) (*url.URL, error) { return c.proxy(r.URL) }
	}
}

func newTransport(d *net.Dialer) *http.Transport {
	return &http.Transport{
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeader,
		MaxConnsPerHost:        1,
		MaxIdleConns:           64,
		IdleConnTimeout:        90 * time.Second,
		DisableCompression:     true, // unpacked here, under limits
	}
}

// transport is the way to an address.
func (c *Client) transport(u *url.URL, outside bool) *http.Transport {
	switch {
	case c.byProxy(u):
		return c.proxied
	case outside && c.guard.private:
		return c.outside
	}
	return c.direct
}

func (c *Client) byProxy(u *url.URL) bool {
	if c.proxy == nil {
		return false
	}
	via, err := c.proxy(u)
	return err != nil || via != nil
}

// guardFor is the guard of what was named on the public internet, or here.
func (c *Client) guardFor(outside bool) guard {
	if outside {
		return c.guard.outside()
	}
	return c.guard
}

// tracePrivate returns a context that tells where a request really goes: whether into this machine and its network. What
// a proxy connects to is told by the name alone.
func (c *Client) tracePrivate(ctx context.Context, u *url.URL) (traced context.Context, private func() bool) {
	var at atomic.Bool
	ip, err := netip.ParseAddr(u.Hostname())
	at.Store(err == nil && !c.guard.public(ip) || local(u.Hostname()))
	if c.byProxy(u) {
		return ctx, at.Load
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		if to, err := netip.ParseAddrPort(i.Conn.RemoteAddr().String()); err == nil {
			at.Store(!c.guard.public(to.Addr()))
		}
	}}), at.Load
}

// explain says what an error of the connection means.
func (w *watch) explain(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	cause, _ := errors.AsType[*Error](context.Cause(w.ctx))
	dns, isDNS := errors.AsType[*net.DNSError](err)
	dial, isOp := errors.AsType[*net.OpError](err)
	certificate, isCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case cause != nil:
		return cause
	case w.ctx.Err() != nil:
		return w.ctx.Err()
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE): // before a name is not found for it
		return failure(ErrFiles, "no connection can be made, for too many files and connections are open here at once: allow more (ulimit -n), or try again later")
	case isDNS && dns.IsNotFound:
		return failure(ErrConnection, "there is no host %s: check the address%s", dns.Name, proxyHint())
	case isDNS:
		return failure(ErrConnection, "the name %s cannot be looked up now (%s): try again later%s", dns.Name, dns.Err, proxyHint())
	case isCertificate:
		return failure(ErrConnection, "who the server is cannot be told (%s): open it in a browser, and if you trust it, save the page and give the file", plainCertificate(certificate.Err))
	case isOp && (dial.Op == "dial" || dial.Op == "proxyconnect"):
		return failure(ErrConnection, "cannot connect (%s): check the address, or try again later%s", plainDial(dial.Err), proxyHint())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return failure(ErrBroken, "the connection was cut before the answer was whole: try again later")
	case isTimeout(err):
		return failure(ErrSlow, "no answer in time: try again later")
	case strings.Contains(err.Error(), "response headers exceeded"):
		return failure(ErrBroken, "the header of its answer has more than %d KiB, which no page needs: open it in a browser, save the page and give the file", maxHeader>>10)
	case strings.Contains(err.Error(), "malformed"):
		return failure(ErrBroken, "no answer that can be read, or not from a server of pages: check the address")
	}
	return failure(ErrBroken, "no answer that can be read (%v): try again later", err)
}

// plainDial says why there is no connection.
func plainDial(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers at that port"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way to the host"
	case errors.Is(err, syscall.ECONNRESET):
		return "the host hangs up"
	case isTimeout(err):
		return "the host does not answer"
	}
	return err.Error()
}

// plainCertificate says what is wrong with a certificate.
func plainCertificate(err error) string {
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	_, isUnknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, isOther := errors.AsType[x509.HostnameError](err)
	switch {
	case isInvalid && invalid.Reason == x509.Expired:
		return "its certificate has run out, or is not valid yet"
	case isUnknown:
		return "nobody known here vouches for its certificate"
	case isOther:
		return "its certificate is that of another host"
	}
	return err.Error()
}

func isTimeout(err error) bool {
	t, ok := errors.AsType[net.Error](err)
	return ok && t.Timeout()
}

// proxyHint tells those who have a proxy that it is not used.
func proxyHint() string {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		if os.Getenv(name) != "" {
			return " (" + name + " is set; it is used with --proxy only)"
		}
	}
	return ""
}
