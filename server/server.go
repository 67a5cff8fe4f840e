// Package server puts the pages, the API and the tools behind one door.
package server

import (
	"log/slog"
	"net/http"
	"net/http/pprof"
	"strings"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/api"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/observe"
	"github.com/stemma-news/stemma/server/page"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/server/tool"
	"github.com/stemma-news/stemma/trace"
)

// Options are the parts of a server, which the caller makes and closes.
type Options struct {
	Reader   *reader.Reader
	Jobs     *job.Queue
	Book     *review.Book // nil: no verdicts are taken
	Observer *observe.Observer
	Trace    trace.Options
	Intake   intake.Options
	// ToolsFetch lets assistants have addresses fetched.
	ToolsFetch bool
	Access     access.Options
	Bounds     access.Bounds
	Version    string
	Log        *slog.Logger
	// Debug adds the profiles of package pprof, for who may do all.
	Debug bool
}

// New returns what answers all requests.
func New(o Options) http.Handler { return guarded(&o, routes(&o)) }

// guarded puts a door before what answers.
//
// From the outside in: where a request comes from; its line in the log, and a last resort for panics; the door; how much is
// done at once; compression; and then what it asks for.
func guarded(o *Options, inside *http.ServeMux) http.Handler {
	o.Access.Heavy, o.Access.Log = heavy, o.Log
	o.Bounds.Body, o.Bounds.Stream = bodyLimit, endless
	o.Access.Show = func(w http.ResponseWriter, r *http.Request, p access.Problem) {
		page.Problem(w, r, p.Status, p.Title, p.Detail)
	}
	door := access.New(o.Access)
	o.Observer.Watch(observe.Subjects{
		Reader: o.Reader, Jobs: o.Jobs, Sessions: door.Sessions, Uploads: func() error { return intake.Try(o.Intake) }, Unjudged: o.Book == nil,
	})
	answer := compressed(o.Observer.Inside(inside))
	return access.Behind(o.Access.Proxies, o.Observer.Middleware(door.Wrap(door.Bounded(o.Bounds, answer))))
}

// routes say which part answers what, and who may ask it.
func routes(o *Options) *http.ServeMux {
	mux := http.NewServeMux()
	read := func(h http.Handler) http.Handler { return access.Require(access.Read, h) }
	pages := page.New(page.Options{Reader: o.Reader, Jobs: o.Jobs, Book: o.Book, Trace: o.Trace, Intake: o.Intake, Version: o.Version, Log: o.Log})
	mux.Handle("/", read(pages))
	for _, open := range []string{"GET /login", "GET /static/", "GET /favicon.ico", "GET /robots.txt"} {
		mux.Handle(open, pages)
	}
	for _, writes := range []string{"POST /stories/{id}/verdicts", "POST /verdicts/{id}/withdraw"} {
		mux.Handle(writes, access.Require(access.Write, pages))
	}
	mux.Handle("/api/", read(api.New(api.Options{Reader: o.Reader, Jobs: o.Jobs, Book: o.Book, Trace: o.Trace, Intake: o.Intake, Version: o.Version, Log: o.Log})))
	mux.Handle("GET /api", http.RedirectHandler(api.Root+"/docs", http.StatusSeeOther))
	mux.Handle("/mcp", read(tool.Handler(NewTools(o))))
	mux.Handle("GET /metrics", access.AdminOrHere(o.Observer.Metrics()))
	mux.Handle("GET /healthz", o.Observer.Healthy())
	mux.Handle("GET /readyz", o.Observer.Ready())
	if o.Debug {
		profiles(mux)
	}
	return mux
}

// profiles are those of the program, without its command line: the address of a database in it can have a password.
func profiles(mux *http.ServeMux) {
	for path, h := range map[string]http.HandlerFunc{
		"/debug/pprof/": pprof.Index, "/debug/pprof/profile": pprof.Profile, "/debug/pprof/symbol": pprof.Symbol, "/debug/pprof/trace": pprof.Trace,
	} {
		mux.Handle("GET "+path, access.Require(access.Admin, h))
	}
}

// heavy says of a request that texts are read and compared for it.
func heavy(r *http.Request) bool {
	p := r.URL.Path
	return r.Method == http.MethodPost && (p == "/trace" || p == "/mcp" || strings.HasPrefix(p, api.Root+"/traces") || strings.HasPrefix(p, api.Root+"/diff")) ||
		p == "/claim" && r.URL.RawQuery != "" || strings.HasPrefix(p, api.Root+"/claim")
}

// endless says of a request that events are sent for it as they happen, also where it does not say that it takes them.
func endless(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/events")
}

// bodyLimit is how many bytes are read of a request: many where reports are handed over.
func bodyLimit(r *http.Request) int64 {
	switch p := r.URL.Path; {
	case p == "/trace":
		return 256 << 20
	case strings.HasPrefix(p, api.Root+"/traces"), strings.HasPrefix(p, api.Root+"/diff"), p == "/mcp":
		return 64 << 20
	}
	return 1 << 20
}
