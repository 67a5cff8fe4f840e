// Package page is what people look at: pages rendered on the server, which a small script makes quicker to use.
package page

import (
	"log/slog"
	"net/http"

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
func New(o Options) http.Handler { return http.NotFoundHandler() }
