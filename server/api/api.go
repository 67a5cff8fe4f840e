// Package api is the interface for programs: REST with JSON, described by an OpenAPI 3.1 document that is made of the code.
package api

import (
	"log/slog"
	"net/http"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/trace"
)

// Options are what the interface answers from.
type Options struct {
	Reader  *reader.Reader
	Jobs    *job.Queue
	Book    *review.Book // nil: no verdicts are taken
	Trace   trace.Options
	Intake  intake.Options
	Version string
	Log     *slog.Logger
}

// Root is the path under which everything is.
const Root = "/api/v1"

// New returns what answers requests under Root, its document (Root/openapi.json, .yaml) and its docs (Root/docs).
func New(o Options) http.Handler { return http.NotFoundHandler() }
