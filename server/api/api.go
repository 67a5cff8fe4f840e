// Package api is the interface for programs: REST with JSON, described by an OpenAPI 3.1 document that is made of the code.
//
// An operation is a method of service with an input and an output that package huma reads the document from. What all
// have in common is in front of them (door.go): scopes, limits of time, ETags, and problems (problem.go) for whatever
// goes wrong, each with what to do about it.
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

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

// documentVersion is that of the interface. It grows with each change of the document that a program may notice.
const documentVersion = "1.0.0"

// service answers the operations.
type service struct {
	Options
	keys      *keys
	now       func() time.Time
	heartbeat time.Duration // between comments of a stream that has nothing to tell
	streams   chan struct{} // holds one for each open stream
}

// maxStreams is how many may follow events at once: each costs a goroutine and a connection, and where who follows does not say so in Accept,
// one of the 512 requests that the server answers at once.
const maxStreams = 128

// New returns what answers requests under Root, its document (Root/openapi.json, .yaml) and its docs (Root/docs).
func New(o Options) http.Handler {
	h, _ := build(&service{Options: o, keys: newKeys(), now: time.Now, heartbeat: 15 * time.Second, streams: make(chan struct{}, maxStreams)})
	return h
}

// build registers all operations, and returns their document, too.
func build(s *service) (http.Handler, *huma.OpenAPI) {
	s.Log = s.logger()
	d := newDoor(s.Log)
	api := huma.NewAPI(config(), d)
	c := &catalogue{service: s, api: api}
	registerContract(api.OpenAPI().Components.Schemas)
	c.responses()
	c.stories()
	c.trees()
	c.lines()
	c.find()
	c.traces()
	c.follow()
	c.verdicts()
	c.about()
	c.finish()
	d.documents(api.OpenAPI(), c.order)
	return d, api.OpenAPI()
}

// logger is where what fails is told.
func (s *service) logger() *slog.Logger {
	if s.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Log
}

// catalogue puts the operations of a service into the document and behind the door.
type catalogue struct {
	*service
	api   huma.API
	order []string // ids of the operations, as they came
}
