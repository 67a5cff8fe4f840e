package fetch

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A proxy is used only by those who say so: it would resolve names where nothing here sees it.
func TestProxies(t *testing.T) {
	asked := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, "by way of the proxy: "+r.URL.String())
	}))
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "http_proxy"} {
		t.Setenv(name, proxy.URL)
	}
	t.Setenv("REQUEST_METHOD", "")
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": text(page)}}
	if r := get(t, w.client(t, quick()), "http://gazette.example/"); string(r.Body) != page || asked != 0 {
		t.Errorf("%q, the proxy was asked %d times", r.Body, asked)
	}
	o := quick()
	o.Proxy = true
	c := w.client(t, o)
	if r := get(t, c, "http://gazette.example/1"); string(r.Body) != "by way of the proxy: http://gazette.example/1" {
		t.Errorf("%q", r.Body)
	}
	asked = 0
	for _, address := range []string{"http://169.254.169.254/", "http://localhost/", "http://[::1]/"} {
		fails(t, c, address, ErrPrivate)
	}
	if asked != 0 {
		t.Errorf("the proxy was asked %d times", asked)
	}
}
