// Package page is what people look at: pages rendered on the server, which a small script makes quicker to use.
//
// Each page is a template of its own (templates/NAME.gohtml defines "content") within one layout, and one method of site that
// reads a request, asks the reader, and renders. Reading needs no script and no cookie; what a script does, a link or a form does
// as well. Every text of a report is hostile: only html/template puts it into a page.
package page

import (
	"log/slog"
	"net/http"
	"sync"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/trace"
)

// Options are what pages show.
type Options struct {
	Reader  *reader.Reader
	Jobs    *job.Queue
	Book    *review.Book // nil: no verdicts are taken
	Trace   trace.Options
	Intake  intake.Options
	Version string
	Log     *slog.Logger
}

// New returns what answers requests for pages.
func New(o Options) http.Handler { return newSite(o).routes() }

// routes say what answers which address.
func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	for route, answer := range map[string]http.HandlerFunc{
		"/":                  s.nowhere,
		"GET /static/{file}": s.static,
		"GET /favicon.ico":   s.favicon,
		"GET /robots.txt":    robots,
		"GET /{$}":           s.list,
		"GET /events":        s.events,
		"GET /search":        s.search,
		"GET /claim":         s.who,
		"GET /login":         s.login,
		"GET /logout":        s.logout,
		"GET /api":           func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/api/v1/docs", http.StatusFound) },

		"GET /stories/{id}":                        s.story,
		"GET /stories/{id}/lines/{child}/{parent}": s.line,
		"GET /stories/{id}/claims/{n}":             s.claim,
		"GET /stories/{id}/reports/{article}":      s.report,
		"GET /stories/{id}/download/{format}":      s.downloadStory,

		"GET /trace":                               s.dropForm,
		"POST /trace":                              s.drop,
		"GET /traces/{job}":                        s.traced,
		"GET /traces/{job}/events":                 s.progress,
		"POST /traces/{job}/cancel":                s.giveUp,
		"GET /traces/{job}/lines/{child}/{parent}": s.jobLine,
		"GET /traces/{job}/claims/{n}":             s.jobClaim,
		"GET /traces/{job}/reports/{article}":      s.jobReport,
		"GET /traces/{job}/download/{format}":      s.downloadTrace,

		"GET /verdicts":                   s.verdicts,
		"GET /verdicts/download/{format}": s.downloadVerdicts,
		"POST /stories/{id}/verdicts":     s.judge,
		"POST /verdicts/{id}/withdraw":    s.withdraw,
	} {
		mux.HandleFunc(route, answer)
	}
	return mux
}

// bare are pages that show nothing of an archive.
var bare = sync.OnceValue(func() *site { return newSite(Options{}) })

// Problem answers a person whom something else than a page refused: with its reason, in the look of the pages.
func Problem(w http.ResponseWriter, r *http.Request, status int, title, detail string) {
	bare().tell(w, r, status, problem{Heading: title, Text: detail, Link: "/", Label: "All stories"})
}
