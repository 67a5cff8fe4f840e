package access

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
)

// Problem is why a request was not let through. For programs it is written in the form of RFC 9457.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Instance is the path that was asked for.
	Instance string `json:"instance,omitempty"`
}

// explained are the sections of the API's documents that say what to do.
var explained = map[int]string{
	http.StatusUnauthorized: "unauthorised", http.StatusForbidden: "forbidden", http.StatusTooManyRequests: "too-many-requests",
}

// problemOf says why a request is refused.
func problemOf(r *http.Request, status int, detail string) Problem {
	p := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Instance: r.URL.EscapedPath()}
	if section := explained[status]; section != "" && strings.HasPrefix(r.URL.Path, "/api/") {
		p.Type = "/api/v1/docs#problem-" + section
	}
	return p
}

// Show writes a problem as a page for people.
type Show func(w http.ResponseWriter, r *http.Request, p Problem)

// program says whether it is a program that asks: by where it does, or since it wants no pages.
func program(r *http.Request) bool {
	p := r.URL.Path
	return p == "/api" || strings.HasPrefix(p, "/api/") || p == "/mcp" || strings.HasPrefix(p, "/mcp/") || p == "/metrics" ||
		!strings.Contains(r.Header.Get("Accept"), "text/html")
}

// refuse answers with a problem: a document for programs, a page for people.
func (d *Door) refuse(w http.ResponseWriter, r *http.Request, status int, detail string) {
	p := problemOf(r, status, detail)
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	switch {
	case !program(r) && status == http.StatusUnauthorized && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		http.Redirect(w, r, "/login?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
	case !program(r) && d != nil && d.Show != nil:
		d.Show(w, r, p)
	case !program(r):
		plainPage(w, p)
	default:
		h.Set("Content-Type", "application/problem+json")
		if status == http.StatusUnauthorized {
			h.Set("WWW-Authenticate", `Bearer realm="stemma"`)
		}
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(p) // who asked has gone
	}
}

// plainPage is for a server without pages.
func plainPage(w http.ResponseWriter, p Problem) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(p.Status)
	fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>%[1]s</title><h1>%[1]s</h1><p>%[2]s</p></html>\n", html.EscapeString(p.Title), html.EscapeString(p.Detail))
}

// Require lets a request through to next if who asks may, and else answers 401 or 403: a program with a problem document
// (RFC 9457), a person with the page to log in.
func Require(s Scope, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := Who(r.Context())
		d, _ := r.Context().Value(doorKey{}).(*Door)
		switch {
		case who.May(s):
			next.ServeHTTP(w, r)
		case who.Scope == "":
			d.refuse(w, r, http.StatusUnauthorized, "show a token: Authorization: Bearer stemma_…")
		default:
			d.refuse(w, r, http.StatusForbidden, fmt.Sprintf("the token %q is for %q, and this needs %q", who.Name, who.Scope, s))
		}
	})
}

// AdminOrHere lets a request through of who may do all, or of a program on this machine, such as one that collects metrics.
func AdminOrHere(next http.Handler) http.Handler {
	admin := Require(Admin, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, _ := r.Context().Value(doorKey{}).(*Door)
		if d != nil && len(d.Proxies) == 0 && peer(r).IsLoopback() && !forwarded(r) && loopbackName(hostname(r.Host)) {
			// No proxy is known, behind which others could look like this machine; and it is not a browser on this machine that
			// was led here by the name of another site.
			next.ServeHTTP(w, r)
			return
		}
		admin.ServeHTTP(w, r)
	})
}
