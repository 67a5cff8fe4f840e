package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/server/access"
)

// TestWhere: beyond this machine there must be tokens, and something that keeps them from being read on the way.
func TestWhere(t *testing.T) {
	none, err := access.OpenTokens(filepath.Join(t.TempDir(), access.TokensName), nil)
	if err != nil {
		t.Fatal(err)
	}
	some, err := access.OpenTokens(filepath.Join(t.TempDir(), access.TokensName), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := some.Add(t.Context(), "desk", access.Read, time.Time{}); err != nil {
		t.Fatal(err)
	}
	old, err := access.OpenTokens(filepath.Join(t.TempDir(), access.TokensName), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.Add(t.Context(), "desk", access.Read, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	proxy := []netip.Prefix{netip.MustParsePrefix("10.0.0.2/32")}
	for name, c := range map[string]struct {
		where Where
		here  bool
		want  string // "": may listen
	}{
		"here":                          {Where{Address: "127.0.0.1:8080", Tokens: none}, true, ""},
		"here by name":                  {Where{Address: "localhost:8080"}, true, ""},
		"here by IPv6":                  {Where{Address: "[::1]:8080"}, true, ""},
		"everywhere":                    {Where{Address: ":8080", Tokens: none}, false, "stemma token add"},
		"everywhere by number":          {Where{Address: "0.0.0.0:8080"}, false, "stemma token add"},
		"with tokens":                   {Where{Address: ":8080", Tokens: some}, false, "--tls-cert"},
		"with tokens and TLS":           {Where{Address: ":8080", Tokens: some, Cert: "a", Key: "b"}, false, ""},
		"with tokens and a proxy":       {Where{Address: ":8080", Tokens: some, Proxies: proxy}, false, ""},
		"with TLS":                      {Where{Address: ":8080", Tokens: none, Cert: "a", Key: "b"}, false, "stemma token add"},
		"with an old token":             {Where{Address: ":8080", Tokens: old, Cert: "a", Key: "b"}, false, "stemma token add"},
		"here with a proxy":             {Where{Address: "127.0.0.1:8080", Proxies: proxy}, false, "stemma token add"},
		"here with a proxy and tokens":  {Where{Address: "127.0.0.1:8080", Proxies: proxy, Tokens: some}, false, ""},
		"a name of somebody":            {Where{Address: "localhost.example:8080"}, false, "stemma token add"},
		"no address":                    {Where{Address: "8080"}, false, "HOST:PORT"},
		"a certificate without its key": {Where{Address: "127.0.0.1:8080", Cert: "a"}, true, "key"},
	} {
		if c.where.Here() != c.here {
			t.Errorf("%s: here: %v", name, !c.here)
		}
		switch err := c.where.Check(); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if _, err := c.where.Listen(t.Context()); c.want != "" && err == nil {
			t.Errorf("%s: it listens", name)
		}
	}
}

// writePair writes a certificate for this machine, as it was renewed.
func writePair(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		var b bytes.Buffer
		if err := errors.Join(pem.Encode(&b, block), os.WriteFile(name, b.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(serial) * time.Minute) // whatever the clock of the disk is like
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTLS: HTTP/2, no old versions, and a certificate that is renewed is taken up.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	w := Where{Address: "127.0.0.1:0", Cert: filepath.Join(dir, "c.pem"), Key: filepath.Join(dir, "k.pem")}
	if _, err := w.Listen(t.Context()); err == nil {
		t.Error("it listens without its certificate")
	}
	writePair(t, w.Cert, w.Key, 1)
	l, err := w.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if access.Secure(r) {
			_, _ = w.Write([]byte(r.Proto))
		}
	})}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true, DisableKeepAlives: true}}
	a, err := client.Get("https://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.Proto != "HTTP/2.0" || a.TLS.PeerCertificates[0].SerialNumber.Int64() != 1 {
		t.Errorf("%s, certificate %d", a.Proto, a.TLS.PeerCertificates[0].SerialNumber)
	}
	if c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}); err == nil {
		c.Close()
		t.Error("TLS 1.1 is spoken")
	}
}

func TestCertificateRenewed(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	writePair(t, cert, key, 1)
	c, err := openCertificate(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c.now = func() time.Time { return now }
	serial := func() int64 {
		now = now.Add(recheck)
		p, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return p.Leaf.SerialNumber.Int64()
	}
	writePair(t, cert, key, 2)
	if n := serial(); n != 2 {
		t.Errorf("after a renewal the certificate %d is shown", n)
	}
	writePair(t, cert, filepath.Join(dir, "other.pem"), 3) // the key comes later
	if n := serial(); n != 2 {
		t.Errorf("in the middle of a renewal the certificate %d is shown", n)
	}
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	if n := serial(); n != 2 {
		t.Errorf("without its file the certificate %d is shown", n)
	}
}
