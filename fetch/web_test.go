package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// web is a small internet: hosts by their names, all on one server of this machine.
type web struct {
	hosts map[string]http.HandlerFunc

	mu    sync.Mutex
	asked []string // "host/path", in the order of the requests, without robots.txt
}

const page = "<!DOCTYPE html><title>Ferry held at Port Selm</title><p>The ferry was held for nine hours.</p>"

func (w *web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	host := strings.TrimSuffix(r.Host, ".")
	handler := w.hosts[host]
	if handler == nil {
		http.NotFound(rw, r)
		return
	}
	if r.URL.Path != "/robots.txt" {
		w.mu.Lock()
		w.asked = append(w.asked, host+r.URL.RequestURI())
		w.mu.Unlock()
	}
	handler(rw, r)
}

// requests are those so far, without those for robots.txt.
func (w *web) requests() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.asked...)
}

// at answers one path, and has no robots.txt.
func at(path string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != path {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}
}

// text answers everything but robots.txt with a page.
func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	}
}

// quick are options without pauses.
func quick() Options { return Options{Delay: -1} }

// client gets its pages from this web, whatever a name is: the guard sees names, and no connections.
func (w *web) client(t *testing.T, o Options) *Client {
	t.Helper()
	server := httptest.NewServer(w)
	c := New(o)
	c.direct.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	t.Cleanup(func() {
		c.Close()
		server.CloseClientConnections()
		server.Close()
	})
	return c
}

// get fails the test unless the address can be had.
func get(t *testing.T, c *Client, address string) *Response {
	t.Helper()
	r, err := c.Get(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// fails makes sure that an address cannot be had, for a reason of this kind and said in some words.
func fails(t *testing.T, c *Client, address string, kind error, words ...string) {
	t.Helper()
	_ = failing(t, c, address, kind, words...)
}

// failing is fails, and returns the error.
func failing(t *testing.T, c *Client, address string, kind error, words ...string) *Error {
	t.Helper()
	r, err := c.Get(t.Context(), address)
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%s: %v, %v: want an *Error", address, r, err)
	}
	if kind != nil && !errors.Is(err, kind) {
		t.Errorf("%s: %v: want %v", address, err, kind)
	}
	for _, word := range append(words, e.Address) {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	return e
}

// faster fails a test that takes longer.
func faster(t *testing.T, limit time.Duration) {
	t.Helper()
	start := time.Now()
	t.Cleanup(func() {
		if took := time.Since(start); took > limit {
			t.Errorf("took %v", took)
		}
	})
}
