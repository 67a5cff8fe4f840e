package fetch

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// twoNetworks are the public internet, which 127.0.0.2 stands for, and this machine.
func twoNetworks(t *testing.T) (public, home *web, there, here string, c *Client) {
	t.Helper()
	public, home = &web{}, &web{}
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("this machine has no 127.0.0.2")
	}
	outside := httptest.NewUnstartedServer(public)
	outside.Listener = listener
	outside.Start()
	t.Cleanup(outside.Close)
	inside := httptest.NewServer(home)
	t.Cleanup(inside.Close)
	there, here = listener.Addr().String(), inside.Listener.Addr().String()
	public.hosts, home.hosts = map[string]http.HandlerFunc{}, map[string]http.HandlerFunc{here: text(page)}
	c = New(Options{Delay: -1, AllowPrivate: true, Tries: 1})
	c.guard.public = func(ip netip.Addr) bool { return ip == netip.MustParseAddr("127.0.0.2") }
	c.setTransports()
	t.Cleanup(c.Close)
	return public, home, there, here, c
}

// Who allows private addresses allows those that he gives, and not those that a page of the public internet leads to.
func TestPublicPagesDoNotLeadHome(t *testing.T) {
	t.Parallel()
	public, home, there, here, c := twoNetworks(t)
	public.hosts[there] = func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/away":
			fmt.Fprint(w, page)
		default:
			http.Redirect(w, r, "http://"+here+r.URL.Path, http.StatusFound)
		}
	}
	home.hosts[here] = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/out" {
			http.Redirect(w, r, "http://"+there+"/away", http.StatusFound)
			return
		}
		text(page)(w, r)
	}
	if r := get(t, c, "http://"+here+"/desk"); !r.Private { // and its connection stays open
		t.Error("a page of this machine is not told as such")
	}
	if r := get(t, c, "http://"+here+"/out"); r.Private {
		t.Error("a page of the public internet is told as one of this machine")
	}
	before := len(home.requests())
	fails(t, c, "http://"+there+"/admin", ErrPrivate, "it redirects to http://"+here+"/admin", "give its own address")
	if _, err := c.GetPublic(t.Context(), "http://"+here+"/desk"); err == nil {
		t.Error("a link on the public internet led to this machine")
	}
	if got := home.requests()[before:]; len(got) != 0 {
		t.Errorf("requests came through: %v", got)
	}
	get(t, c, "http://"+here+"/desk") // it is still allowed from here
}

// Nor does a robots.txt.
func TestPublicRobotsDoNotLeadHome(t *testing.T) {
	t.Parallel()
	public, home, there, here, c := twoNetworks(t)
	asked := 0
	home.hosts[here] = func(w http.ResponseWriter, r *http.Request) { asked++ }
	public.hosts[there] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+here+"/robots.txt", http.StatusFound)
	}
	fails(t, c, "http://"+there+"/page", ErrPrivate)
	if asked > 0 {
		t.Errorf("%d requests came through", asked)
	}
}
