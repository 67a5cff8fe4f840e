package access

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// FuzzFormToken: whatever is sent, it arrives whole behind the door.
func FuzzFormToken(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "form_token=abc&note=x")
	f.Add("application/x-www-form-urlencoded; charset=utf-8", "form_token=%zz")
	f.Add("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\nabc\r\n--b--\r\n")
	f.Add("multipart/form-data; boundary=\"\"", "--")
	f.Add("multipart/form-data; boundary=b", "--b\r\n"+strings.Repeat("X: y\r\n", 1000))
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		token := formToken(r)
		b, err := io.ReadAll(r.Body)
		if err != nil || string(b) != body {
			t.Errorf("%q arrives as %q: %v", body, b, err)
		}
		if len(token) > formHead {
			t.Errorf("a token of %d bytes", len(token))
		}
	})
}

// FuzzLocalPath: after somebody logged in they are on this server.
func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/", "//evil.example", "/\\evil.example", "https://evil.example", "/a?b=c#d", "/..//evil.example", "\x00"} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "news.example", Path: "/login"}
	f.Fuzz(func(t *testing.T, s string) {
		to, err := base.Parse(localPath(s))
		if err != nil || to.Host != base.Host || to.Scheme != base.Scheme || strings.ContainsAny(localPath(s), "\r\n\\") {
			t.Errorf("%q leads to %v: %v", s, to, err)
		}
	})
}

// FuzzResolve: what is said of where a request comes from is believed of nobody but the proxy, and never breaks anything.
func FuzzResolve(f *testing.F) {
	f.Add("192.0.2.7, 10.0.0.2", "https", "news.example")
	f.Add("fe80::1%eth0, ::ffff:10.0.0.3", "http, https", "a, b")
	f.Add(",,,", "", "")
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, forwardedFor, proto, host string) {
		for _, from := range []string{"10.0.0.1:1", "192.0.2.1:1"} {
			r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
			r.RemoteAddr = from
			r.Header["X-Forwarded-For"], r.Header["X-Forwarded-Proto"], r.Header["X-Forwarded-Host"] = []string{forwardedFor}, []string{proto}, []string{host}
			o := resolve(r, proxies)
			if !o.address.IsValid() || o.address.Zone() != "" {
				t.Errorf("%q: from %v", forwardedFor, o.address)
			}
			if from[0] == '1' && from[1] == '9' && (o.address.String() != "192.0.2.1" || o.secure || o.host != "localhost") {
				t.Errorf("somebody else is believed: %+v", o)
			}
		}
	})
}
