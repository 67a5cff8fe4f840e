package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	public := newPublic()
	for address, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "2606:4700:4700::1111": true, "::ffff:8.8.8.8": true, "64:ff9b::808:808": true,
		"172.15.0.1": true, "172.32.0.1": true, "100.128.0.1": true,
		"0.0.0.0": false, "0.1.2.3": false, "10.1.2.3": false, "100.64.0.1": false, "127.0.0.1": false, "127.9.9.9": false, "169.254.169.254": false,
		"172.16.0.1": false, "172.31.255.255": false, "192.0.0.1": false, "192.0.2.1": false, "192.168.1.1": false, "192.88.99.1": false,
		"198.18.0.1": false, "198.51.100.1": false, "203.0.113.1": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false,
		"64:ff9b::a9fe:a9fe": false, "64:ff9b:1::808:808": false, "2002:7f00:1::": false, "2002:808:808::1": false, "2001:0:7f00:1::1": false,
		"2001:db8::1": false, "fc00::1": false, "fd12::1": false, "fe80::1": false, "fec0::1": false, "ff02::1": false, "100::1": false,
		"fe80::1%eth0": false, "3fff::1": false, "5f00::1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public is %v", address, got)
		}
	}
}

// No spelling of an address gets past what is checked before anything is resolved or connected.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	for _, host := range []string{
		"127.0.0.1", "127.0.0.1.", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "[64:ff9b::7f00:1]",
		"[2002:7f00:1::]", "10.0.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[::]", "224.0.0.1", "255.255.255.255",
		"[fe80::1%25eth0]", "[fd00::1]", "168.63.129.16", "[64:ff9b::a83f:8110]", "localhost", "LOCALHOST", "localhost.", "desk.localhost", "printer.local", "metadata.google.internal",
		"router.home.arpa", "１２７.０.０.１", "127。0。0。1", "ⓛocalhost", "gazette.example@127.0.0.1", "gazette.example:80@127.0.0.1",
		"gazette.example:22", "gazette.example:25",
	} {
		fails(t, c, "http://"+host+"/latest/meta-data/", ErrPrivate)
	}
	for _, host := range []string{"127.0.0.1%2580", "127.0.0.1%00.gazette.example", "127.0.0.1\\@gazette.example", "127.0.0.1#@gazette.example"} {
		if r, err := c.Get(t.Context(), "http://"+host+"/"); err == nil {
			t.Errorf("%s: %v", host, r.URL)
		}
	}
}

// names is a DNS server. Each answer for a name is the next of its addresses, the last one for good.
type names struct {
	conn    net.PacketConn
	answers func(name string, n int) string
	asked   atomic.Int32
}

func newNames(t *testing.T, answers func(name string, n int) string) *names {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	s := &names{conn: conn, answers: answers}
	go s.serve()
	return s
}

func (s *names) serve() {
	buf := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
			continue
		}
		m.Response, m.Additionals = true, nil
		if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
			ip := s.answers(strings.TrimSuffix(q.Name.String(), "."), int(s.asked.Add(1)))
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET},
				Body:   &dnsmessage.AResource{A: netip.MustParseAddr(ip).As4()},
			}}
		}
		if out, err := m.Pack(); err == nil {
			_, _ = s.conn.WriteTo(out, from)
		}
	}
}

func (s *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", s.conn.LocalAddr().String())
	}}
}

// A name in the public DNS can lead to this machine.
func TestNamesThatLeadHome(t *testing.T) {
	t.Parallel()
	w := &web{}
	server := httptest.NewServer(w)
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	dns := newNames(t, func(string, int) string { return "127.0.0.1" })
	c := New(quick())
	c.direct.DialContext = (&net.Dialer{Resolver: dns.resolver(), Control: c.guard.dial}).DialContext
	fails(t, c, "http://inside.example:"+port+"/", ErrPrivate, "leads (127.0.0.1)", "--allow-private")
	if n := len(w.requests()); n != 0 {
		t.Errorf("%d requests came through", n)
	}
}

// Numbers that some programs and resolvers read as addresses of this machine.
func TestNumbersThatLeadHome(t *testing.T) {
	t.Parallel()
	w := &web{}
	server := httptest.NewServer(w)
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	dns := newNames(t, func(string, int) string { return "127.0.0.1" })
	c := New(quick())
	c.direct.DialContext = (&net.Dialer{Resolver: dns.resolver(), Control: c.guard.dial}).DialContext
	for _, host := range []string{"2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.1", "0", "127.0.0.1.nip.example"} {
		if r, err := c.Get(t.Context(), "http://"+host+":"+port+"/"); err == nil || len(w.requests()) > 0 {
			t.Errorf("%s: %v, %v", host, r, w.requests())
		}
	}
}

// A name leads to a public address when it is looked up first, and home the next time.
func TestNamesThatChange(t *testing.T) {
	t.Parallel()
	w := &web{}
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("this machine has no 127.0.0.2")
	}
	outside := httptest.NewUnstartedServer(w)
	outside.Listener = listener
	outside.Start()
	defer outside.Close()
	host := "rebind.example:" + portOf(listener)
	w.hosts = map[string]http.HandlerFunc{host: text(page)}
	var home atomic.Bool
	dns := newNames(t, func(string, int) string {
		if home.Load() {
			return "127.0.0.1"
		}
		return "127.0.0.2"
	})
	c := New(quick())
	c.guard.public = func(ip netip.Addr) bool { return ip == netip.MustParseAddr("127.0.0.2") }
	c.direct.DialContext = (&net.Dialer{Resolver: dns.resolver(), Control: c.guard.dial}).DialContext
	get(t, c, "http://"+host+"/1")
	c.Close()
	home.Store(true)
	fails(t, c, "http://"+host+"/2", ErrPrivate, "leads (127.0.0.1)")
	if got := w.requests(); len(got) != 1 {
		t.Error(got)
	}
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func TestAllowPrivate(t *testing.T) {
	t.Parallel()
	w := &web{}
	server := httptest.NewServer(w)
	host := server.Listener.Addr().String()
	w.hosts = map[string]http.HandlerFunc{host: text(page)}
	o := quick()
	o.AllowPrivate = true
	c := New(o)
	defer server.Close()
	defer c.Close()
	get(t, c, server.URL+"/")
	fails(t, New(quick()), server.URL+"/", ErrPrivate)
}

// Who allows the own network does not mean the places where clouds keep their keys: a redirect could lead there.
func TestWhatIsNeverAllowed(t *testing.T) {
	t.Parallel()
	g := newGuard(Options{AllowPrivate: true})
	for address, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.0.0.1": true, "192.168.0.1": true, "fd12::1": true, "100.64.0.1": true, "8.8.8.8": true, "::ffff:10.0.0.1": true,
		"169.254.169.254": false, "::ffff:169.254.169.254": false, "64:ff9b::a9fe:a9fe": false, "fe80::1": false, "fd00:ec2::254": false,
		"100.100.100.200": false, "192.0.0.192": false, "0.0.0.0": false, "::": false, "224.0.0.1": false, "ff02::1": false, "255.255.255.255": false,
		"fe80::1%eth0": false, "168.63.129.16": false, "::ffff:168.63.129.16": false, "64:ff9b::a83f:8110": false, "fd20:ce::254": false, "64:ff9b::6464:64c8": false,
		"168.63.129.17": true, "fd20:ce::1": true,
	} {
		ip := netip.MustParseAddr(address)
		if err := g.dial("tcp", netip.AddrPortFrom(ip, 80).String(), nil); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
	o := quick()
	o.AllowPrivate = true
	w := &web{hosts: map[string]http.HandlerFunc{"short.example": to("http://169.254.169.254/latest/meta-data/")}}
	fails(t, w.client(t, o), "http://short.example/", ErrPrivate, "169.254.169.254")
	if n := len(w.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestNoHost(t *testing.T) {
	t.Parallel()
	o := quick()
	o.AllowPrivate = true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	faster(t, 3*time.Second)
	fails(t, New(o), "http://"+l.Addr().String()+"/", ErrConnection, "cannot connect")
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(text(page))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	o := quick()
	o.AllowPrivate = true
	c := New(o)
	defer c.Close()
	fails(t, c, server.URL+"/", ErrConnection, "who the server is cannot be told")
	c = New(o)
	defer c.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	c.direct.TLSClientConfig = &tls.Config{RootCAs: roots}
	if r := get(t, c, server.URL+"/"); string(r.Body) != page {
		t.Errorf("%+v", r)
	}
}
