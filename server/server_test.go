package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/api"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/observe"
	"github.com/stemma-news/stemma/server/reader"
)

// parts are those of a server without an archive.
func parts(t *testing.T) Options {
	t.Helper()
	o, err := observe.New(t.Context(), observe.Options{Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	jobs := job.NewQueue(job.Options{})
	r, err := reader.New(reader.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, end := range []func() error{r.Close, jobs.Close} {
			if err := end(); err != nil {
				t.Error(err)
			}
		}
	})
	return Options{Reader: r, Jobs: jobs, Observer: o, Version: "test", Access: access.Options{Local: true}}
}

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost"+path, nil)
	r.RemoteAddr = "127.0.0.1:1"
	for i := 0; i < len(header); i += 2 {
		if header[i] == "From" {
			r.RemoteAddr = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestWhoMayWhat: each part is open to whom it is meant for.
func TestWhoMayWhat(t *testing.T) {
	o := parts(t)
	tokens, err := access.OpenTokens(filepath.Join(t.TempDir(), access.TokensName), nil)
	if err != nil {
		t.Fatal(err)
	}
	o.Access, o.Debug = access.Options{Tokens: tokens}, true
	secrets := map[access.Scope]string{}
	for _, s := range access.Scopes() {
		if secrets[s], err = tokens.Add(t.Context(), string(s), s, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	h := New(o)
	const nobody = access.Scope("")
	for _, c := range []struct {
		method, path string
		least        access.Scope
	}{
		{"GET", "/healthz", nobody},
		{"GET", "/login", nobody},
		{"GET", "/static/nothing", nobody},
		{"GET", "/api", nobody},
		{"GET", "/", access.Read},
		{"GET", "/stories/s1", access.Read},
		{"GET", "/search?q=a", access.Read},
		{"GET", "/readyz", nobody},
		{"GET", "/trace", access.Read},
		{"POST", "/trace", access.Read},
		{"GET", "/traces/a/events", access.Read},
		{"POST", "/traces/a/cancel", access.Read},
		{"GET", "/events", access.Read},
		{"GET", api.Root + "/events", access.Read},
		{"GET", "/logout", access.Read},
		{"POST", "/static/story.css", access.Read},
		{"GET", "/verdicts", access.Read},
		{"GET", "/api/v1/stories", access.Read},
		{"GET", "/api/v1/openapi.json", access.Read},
		{"GET", "/api/v1/nothing", access.Read},
		{"POST", "/mcp", access.Read},
		{"GET", "/nothing", access.Read},
		{"POST", "/stories/s1/verdicts", access.Write},
		{"POST", "/verdicts/v1/withdraw", access.Write},
		{"POST", "/api/v1/verdicts", access.Write},
		{"DELETE", "/api/v1/verdicts/v1", access.Write},
		{"GET", "/metrics", access.Admin},
		{"GET", "/debug/pprof/", access.Admin},
		{"GET", "/debug/pprof/heap", access.Admin},
	} {
		for _, s := range append([]access.Scope{nobody}, access.Scopes()...) {
			header := []string{"From", "192.0.2.1:1", "Content-Type", "application/json"}
			if s != nobody {
				header = append(header, "Authorization", "Bearer "+secrets[s])
			}
			code := ask(h, c.method, c.path, header...).Code
			may := c.least == nobody || access.Identity{Scope: s}.May(c.least)
			if refused := code == http.StatusUnauthorized || code == http.StatusForbidden; refused == may {
				t.Errorf("%s %s by %q: %d", c.method, c.path, s, code)
			}
		}
	}
}

// TestStreams: events have places of their own, and end with the server, also for who does not say that they are wanted.
func TestStreams(t *testing.T) {
	for path, want := range map[string]bool{"/events": true, api.Root + "/events": true, "/traces/a/events": true, api.Root + "/traces/a/events": true, "/": false, "/stories/a": false} {
		if endless(httptest.NewRequest(http.MethodGet, path, nil)) != want {
			t.Errorf("%s: want %v", path, want)
		}
	}
	o := parts(t)
	stop := make(chan struct{})
	close(stop)
	o.Bounds.Stop = stop
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	if w := ask(guarded(&o, mux), "GET", api.Root+"/events"); w.Code != http.StatusOK {
		t.Error(w.Code)
	}
}

func TestNoProfilesUnlessAskedFor(t *testing.T) {
	if code := ask(New(parts(t)), "GET", "/debug/pprof/").Code; code != http.StatusNotFound {
		t.Error(code)
	}
}

// TestCompressed: once, with a tag of its own, by which it is known again.
func TestCompressed(t *testing.T) {
	const text = "The dam at Orvel held, the mayor said. "
	h := compressed(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, strings.Repeat("data: x\n\n", 1000))
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("ETag", `"abc"`)
		if r.URL.Path == "/packed" {
			w.Header().Set("Content-Encoding", "gzip")
		}
		http.ServeContent(w, r, "", time.Time{}, strings.NewReader(strings.Repeat(text, 1000)))
	}))
	w := ask(h, "GET", "/", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("ETag") != `"abc-gzip"` || w.Body.Len() > len(text)*100 || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("%v, %d bytes", w.Header(), w.Body.Len())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || string(b) != strings.Repeat(text, 1000) {
		t.Errorf("what is unpacked: %d bytes, %v", len(b), err)
	}
	if w := ask(h, "GET", "/", "Accept-Encoding", "gzip", "If-None-Match", `"abc-gzip"`); w.Code != http.StatusNotModified {
		t.Errorf("known again: %d", w.Code)
	}
	if w := ask(h, "GET", "/"); w.Header().Get("Content-Encoding") != "" || w.Body.Len() != len(text)*1000 {
		t.Errorf("for who takes none: %v", w.Header())
	}
	if w := ask(h, "GET", "/packed", "Accept-Encoding", "gzip"); w.Body.Len() != len(text)*1000 {
		t.Error("what is packed is packed again")
	}
	for _, accept := range []string{"text/event-stream", "*/*"} {
		if w := ask(h, "GET", "/events", "Accept-Encoding", "gzip", "Accept", accept); w.Header().Get("Content-Encoding") != "" {
			t.Error("events are packed")
		}
	}
}

// TestPanic: a fault of one page is an answer with an id, and the server goes on.
func TestPanic(t *testing.T) {
	o := parts(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) { panic("the dam at Orvel") })
	w := ask(guarded(&o, mux), "GET", "/")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "Orvel") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
