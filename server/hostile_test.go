package server

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/api"
)

// raw sends bytes over a connection of its own, and returns the answers to them up to the end of the connection, or of a second.
func raw(t *testing.T, address, bytes string) (statuses []int, all string) {
	t.Helper()
	c := dial(t, address, bytes)
	if err := c.SetReadDeadline(time.Now().Add(300 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(c) // as much as came
	r := bufio.NewReader(strings.NewReader(string(b)))
	for {
		a, err := http.ReadResponse(r, nil)
		if err != nil {
			return statuses, string(b)
		}
		statuses = append(statuses, a.StatusCode)
		_, _ = io.Copy(io.Discard, a.Body)
		a.Body.Close()
	}
}

// TestSmuggling: a request that two servers could read as different ones is refused, or read as one, and never leaves a second one
// behind that nobody sent.
func TestSmuggling(t *testing.T) {
	seen := make(chan string, 10)
	s := httptest.NewServer(guarded(new(parts(t)), mux(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
		seen <- r.URL.Path
	})))
	defer s.Close()
	at := s.Listener.Addr().String()
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
	for name, request := range map[string]string{
		"two lengths":              "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: " + fmt.Sprint(len(smuggled)) + "\r\n\r\n" + smuggled,
		"a length that is none":    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: +4\r\n\r\n" + smuggled,
		"an unknown coding":        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled,
		"two codings":              "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + smuggled,
		"a space before the colon": "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length : 5\r\n\r\n" + smuggled,
		"a chunk too long":         "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + smuggled,
		"no host":                  "GET / HTTP/1.1\r\n\r\n" + smuggled,
		"two hosts":                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n" + smuggled,
	} {
		statuses, all := raw(t, at, request)
		if len(statuses) != 1 || statuses[0] < 400 {
			t.Errorf("%s: %v %q", name, statuses, all)
		}
	}
	// Both a length and chunks: the chunks count, for us as for every proxy of today (RFC 9112, 6.3), and what follows is another request.
	if statuses, all := raw(t, at, "POST /first HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"); len(statuses) != 1 {
		t.Errorf("a length and chunks: %v %q", statuses, all)
	}
	close(seen)
	for path := range seen {
		if path == "/smuggled" {
			t.Error("a request came through that nobody sent")
		}
	}
}

func mux(h http.HandlerFunc) *http.ServeMux {
	m := http.NewServeMux()
	m.HandleFunc("/", h)
	return m
}

// everywhere are addresses of all parts of a server.
var everywhere = []string{
	"/", "/search?q=a", "/stories/s1", "/stories/s1/download/csv", "/trace", "/traces/x", "/verdicts", "/login", "/static/nothing", "/nowhere", "/api", "/metrics", "/healthz", "/readyz",
	api.Root + "/stories", api.Root + "/nothing", api.Root + "/docs", api.Root + "/openapi.json",
}

// TestHostIsNotRepeated: nothing that a request says of where it is sent to gets into an answer, where a cache would hand it to others.
func TestHostIsNotRepeated(t *testing.T) {
	o := parts(t)
	o.Access = access.Options{Local: true, Hosts: []string{"evil.example"}}
	h := New(o)
	for _, path := range everywhere {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://evil.example"+path, nil)
		r.RemoteAddr = "127.0.0.1:1"
		for _, name := range []string{"X-Forwarded-Prefix", "X-Original-Url", "X-Rewrite-Url", "Referer", "X-Forwarded-Server", "Origin"} {
			r.Header.Set(name, "http://evil.example/evil")
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusMisdirectedRequest {
			t.Errorf("%s: not asked by its name", path)
		}
		if all := fmt.Sprint(w.Header(), w.Body); strings.Contains(all, "evil") {
			t.Errorf("%s: %.300s", path, all)
		}
	}
}

// TestHeadersCannotBeForged: what an address has, in whatever way it is written, ends no header of the answer and begins none, and
// leads nowhere else.
func TestHeadersCannotBeForged(t *testing.T) {
	s := httptest.NewServer(New(parts(t)))
	defer s.Close()
	const attack = "%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a%E5%98%8D%E5%98%8ASet-Cookie:evil=2"
	for _, path := range []string{
		"/stories/" + attack, "/stories/" + attack + "/download/csv", "/stories/x/download/" + attack, "/traces/" + attack, "/traces/" + attack + "/download/html", "/static/" + attack,
		"/?cursor=" + attack, "/?words=" + attack, "/login?next=" + attack, "/login?next=//evil.example", "/login?next=/%5Cevil.example", "//evil.example/%2e%2e", "/%2f%2fevil.example", "/\\evil.example", "/api/../..//evil.example",
		api.Root + "/stories/" + attack, api.Root + "/traces/" + attack + "/result?format=dot", api.Root + "/stories?cursor=" + attack,
	} {
		_, all := raw(t, s.Listener.Addr().String(), "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
		head, _, _ := strings.Cut(all, "\r\n\r\n")
		for line := range strings.SplitSeq(head, "\r\n") {
			name, value, _ := strings.Cut(line, ": ")
			if name == "Set-Cookie" || name == "Location" && (!strings.HasPrefix(value, "/") || strings.HasPrefix(value, "//") || strings.HasPrefix(value, "/\\")) {
				t.Errorf("%s: %s", path, line)
			}
		}
		if head == "" {
			t.Errorf("%s: no answer: %q", path, all)
		}
	}
}

// TestBombs: bodies that are made to take much of the server take little of it, and are refused.
func TestBombs(t *testing.T) {
	h := New(parts(t))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(make([]byte, 16<<20))
	_ = z.Close()
	deep := strings.Repeat("[", 4<<20)
	for name, c := range map[string]struct {
		path, body string
		header     []string
	}{
		"deep JSON for a trace":     {api.Root + "/traces", deep, nil},
		"deep JSON in a report":     {api.Root + "/traces", `{"articles":[{"text":"a","x":` + deep, nil},
		"deep JSON for a verdict":   {api.Root + "/verdicts", deep[:60<<10], nil},
		"deep JSON for a diff":      {api.Root + "/diff", `{"a":` + deep, nil},
		"deep JSON for a tool":      {"/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"trace","arguments":` + deep, nil},
		"a million fields":          {api.Root + "/traces", `{"articles":[{"text":"a"` + strings.Repeat(`,"a":1`, 1<<18) + `}]}`, nil},
		"a packed body":             {api.Root + "/traces", packed.String(), []string{"Content-Encoding", "gzip"}},
		"a packed body for a tool":  {"/mcp", packed.String(), []string{"Content-Encoding", "gzip"}},
		"a packed body for a form":  {"/trace", packed.String(), []string{"Content-Encoding", "gzip", "Content-Type", "multipart/form-data; boundary=x"}},
		"a form of a million parts": {"/trace", strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n", 1<<16), []string{"Content-Type", "multipart/form-data; boundary=x"}},
		"a head of a part":          {"/trace", "--x\r\n" + strings.Repeat("A: b\r\n", 1<<18), []string{"Content-Type", "multipart/form-data; boundary=x"}},
	} {
		began := time.Now()
		w := asks(h, http.MethodPost, c.path, c.body, append([]string{"Content-Type", "application/json", "Accept", "application/json, text/event-stream"}, c.header...)...)
		if w.Code < 400 && !strings.Contains(w.Body.String(), `"error"`) || w.Code == http.StatusInternalServerError {
			t.Errorf("%s: %d %.300s", name, w.Code, w.Body)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// asks is ask with a body.
func asks(h http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(body)) //nolint:noctx // it ends by itself
	r.RemoteAddr = "127.0.0.1:1"
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
