package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma/server/access"
)

// TestNowhere: what there is not is told as a problem, too, whatever the method.
func TestNowhere(t *testing.T) {
	s := bareSite(t)
	for _, path := range []string{"/nothing", "/stories/a/b/c/d/e", "/docs/", "/%00", "/traces/x/y", "/../v2"} {
		s.send(t, http.MethodGet, call{path: path, status: 404, kind: "unknown-path"})
		s.send(t, http.MethodPost, call{path: path, body: "{}", status: 404, kind: "unknown-path"})
	}
	for path, allow := range map[string]string{"/stories": "GET, HEAD", "/traces": "POST", "/verdicts": "GET, HEAD, POST", "/verdicts/x": "DELETE, GET, HEAD", "/openapi.json": "GET, HEAD", "/diff": "POST"} {
		for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodOptions, "ODD<"} {
			if method == "ODD<" {
				continue // net/http does not send it
			}
			r, _ := s.send(t, method, call{path: path, status: 405, kind: "method-not-allowed"})
			if got := r.Header.Get("Allow"); got != allow {
				t.Errorf("%s %s: Allow: %s, want %s", method, path, got, allow)
			}
		}
	}
}

// TestConditions: what can be read has an ETag that is the same as long as nothing changes, and who has it gets no body. HEAD is GET without one.
func TestConditions(t *testing.T) {
	s := newSite(t)
	if _, err := s.tree(t); err != nil {
		t.Fatal(err)
	}
	story := "/stories/" + s.story
	for _, path := range []string{
		"/stories", story, story + "/trace", story + "/trace?format=html", story + "/claims/1", "/articles/selm-courier", "/search?q=solvent", "/languages", "/outlets", "/version", "/verdicts",
		"/verdicts?format=jsonl", "/openapi.json", "/openapi.yaml", "/docs", "/docs.css", "/claims?text=Up+to+340+tonnes+of+solvent+leaked+in+Port+Selm.",
	} {
		r, body := s.send(t, http.MethodGet, call{path: path, status: 200})
		tag := r.Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || r.Header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: ETag %s, Cache-Control %s", path, tag, r.Header.Get("Cache-Control"))
		}
		for _, have := range []string{tag, "W/" + tag, `"other", ` + tag, "*", strings.TrimSuffix(tag, `"`) + `-gzip"`, strings.TrimSuffix(tag, `"`) + `-zstd"`} {
			again, empty := s.send(t, http.MethodGet, call{path: path, headers: map[string]string{"If-None-Match": have}, status: 304})
			if len(empty) > 0 {
				t.Errorf("%s: %d bytes", path, len(empty))
			}
			for _, name := range []string{"ETag", "Cache-Control", "Vary"} { // RFC 9110, 15.4.5
				if have, want := again.Header.Values(name), r.Header.Values(name); !slices.Equal(have, want) {
					t.Errorf("%s: %s: %q, and with the answer %q", path, name, have, want)
				}
			}
		}
		s.send(t, http.MethodGet, call{path: path, headers: map[string]string{"If-None-Match": `"other"`}, status: 200})
		head, none := s.send(t, http.MethodHead, call{path: path, status: 200})
		if len(none) > 0 || head.Header.Get("ETag") != tag || head.ContentLength != int64(len(body)) {
			t.Errorf("HEAD %s: %d bytes, ETag %s, length %d, want %s and %d", path, len(none), head.Header.Get("ETag"), head.ContentLength, tag, len(body))
		}
	}
	r, _ := s.send(t, http.MethodGet, call{path: "/stories/nothing", status: 404})
	if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("ETag") != "" {
		t.Errorf("%v", r.Header)
	}
}

// TestScopes: nobody gets in where access did not let them, and who may only read does not write.
func TestScopes(t *testing.T) {
	s := newSite(t)
	h, _ := build(s.service)
	for _, c := range []struct {
		method, path string
		scope        access.Scope
		want         int
	}{
		{"GET", "/stories", "", 401},
		{"GET", "/docs", "", 401},
		{"GET", "/openapi.json", "", 401},
		{"POST", "/verdicts", "", 401},
		{"GET", "/stories", access.Read, 200},
		{"POST", "/verdicts", access.Read, 403},
		{"DELETE", "/verdicts/x", access.Read, 403},
		{"DELETE", "/verdicts/x", access.Write, 404},
		{"DELETE", "/verdicts/x", access.Admin, 404},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, Root+c.path, strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		if c.scope != "" {
			r = r.WithContext(access.With(r.Context(), access.Identity{Name: "x", Scope: c.scope}))
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s %s as %q: %d, want %d", c.method, c.path, c.scope, w.Code, c.want)
		}
	}
}

// failing is an API of operations that fail.
func failing(t *testing.T, h func(context.Context) error) *httptest.ResponseRecorder {
	t.Helper()
	d := newDoor((&service{}).logger())
	c := &catalogue{service: &service{Options: Options{Log: d.log}}, api: huma.NewAPI(config(), d)}
	register(c, operation{method: "GET", path: "/fail", id: "fail", tag: "About", limit: time.Second}, func(ctx context.Context, _ *struct{}) (*versionOutput, error) {
		return nil, h(ctx)
	})
	r := httptest.NewRequestWithContext(access.With(t.Context(), access.Identity{Name: "x", Scope: access.Read}), http.MethodGet, Root+"/fail", nil)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

// TestFailures: what fails within is told without what is within, and does not take the server with it.
func TestFailures(t *testing.T) {
	for name, h := range map[string]func(context.Context) error{
		"an error": func(context.Context) error { return errors.New("disk /var/secret is on fire") },
		"a panic":  func(context.Context) error { panic("disk /var/secret is on fire") },
	} {
		w := failing(t, h)
		if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), "problem-internal") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

// TestTimeLimit: what takes too long ends, and says so.
func TestTimeLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := failing(t, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "took-too-long") {
			t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
		}
	})
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		list, tag string
		want      bool
	}{
		{``, `"a"`, false}, {`"a"`, `"a"`, true}, {`W/"a"`, `"a"`, true}, {`"b" , "a"`, `"a"`, true}, {`*`, `"a"`, true}, {`"a-gzip"`, `"a"`, true}, {`"ab"`, `"a"`, false}, {`,,`, `""`, false},
	} {
		if got := matches(c.list, c.tag); got != c.want {
			t.Errorf("matches(%q, %q) = %v", c.list, c.tag, got)
		}
	}
}
