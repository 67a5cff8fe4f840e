package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/server/history"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/lack"
	"github.com/stemma-news/stemma/server/reader"
)

// Problem is what is answered when something went wrong (RFC 9457).
type Problem struct { //nolint:errname // the name that RFC 9457 and the document have for it
	Type     string  `json:"type" format:"uri-reference" example:"/api/v1/docs#problem-unknown-story" doc:"Which problem it is; the address explains it."`
	Title    string  `json:"title" example:"No such story" doc:"The problem in a few words, the same each time."`
	Status   int     `json:"status" minimum:"400" maximum:"599" example:"404" doc:"The status of the response."`
	Detail   string  `json:"detail" example:"There is no story \"s0\" in the archive. GET /api/v1/stories lists those there are." doc:"What went wrong this time, and what to do about it."`
	Instance string  `json:"instance,omitempty" format:"uri-reference" example:"/api/v1/stories/s0" doc:"The path that was asked for."`
	Errors   []Fault `json:"errors,omitempty" doc:"Which fields are wrong, and how."`
}

// Fault is a field of a request that is wrong.
type Fault struct {
	Field   string `json:"field" example:"query.limit" doc:"Where it is: query.NAME, path.NAME, header.NAME, or body.PATH."`
	Message string `json:"message" example:"expected number <= 200" doc:"What is wrong with it."`
}

// Error returns what went wrong and what to do about it.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the status of the response: what huma asks of an error.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names the form of a problem.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// kind is a sort of problem. About is what the docs say of it.
type kind struct {
	name   string
	status int
	title  string
	about  string
}

// The problems. Those of access (401, 403, 429) are answered in front of this package.
var (
	badRequest    = kind{"bad-request", 400, "The request cannot be read", "The body is missing, or it is not JSON. Send one JSON value in UTF-8."}
	unauthorised  = kind{"unauthorised", 401, "Nobody is logged in", "Each request needs a token, once there is one, and from other machines in any case: send Authorization: Bearer TOKEN. stemma token makes one."}
	forbidden     = kind{"forbidden", 403, "The token does not allow this", "To give and withdraw verdicts takes a token of the scope write, everything else one of read."}
	unknownPath   = kind{"unknown-path", 404, "No such address", "The docs list all addresses."}
	unknownStory  = kind{"unknown-story", 404, "No such story or report", "Ids come from the lists of stories and from searches. An address may stand in the place of an id: escape it (%2F for /)."}
	several       = kind{"several-stories", 409, "Several stories are meant", "Give the whole id of one of them."}
	unknownClaim  = kind{"unknown-claim", 404, "No such claim", "Claims are numbered anew when a story is traced anew: take the number or id from the trace as it is now."}
	unknownLine   = kind{"unknown-line", 404, "These two are not of the story", "Both ends of a line are ids of the story's trace: reports, or sources that are not among them."}
	unknownTrace  = kind{"unknown-trace", 404, "No such trace", "Results are kept for an hour after they were found, and not across a restart of the server. Hand the reports in again."}
	unknownEntry  = kind{"unknown-verdict", 404, "No such verdict", "It was withdrawn, or the id is wrong: GET /api/v1/verdicts lists those there are."}
	noArchive     = kind{"no-archive", 404, "The server has no archive", "Reports that are handed in can be traced all the same (POST /api/v1/traces). stemma import and stemma watch make an archive."}
	notAllowed    = kind{"method-not-allowed", 405, "This method is not for this address", "The header Allow has those that are."}
	notAcceptable = kind{"not-acceptable", 406, "There is no such form", "Leave out the header Accept for JSON, or name one of the forms that the docs list for the address."}
	notDone       = kind{"not-done", 409, "The trace is not done", "Ask for its status, or follow its events, until its state is done."}
	inProgress    = kind{"in-progress", 409, "A request with this key is at work", "Wait for its answer, then send the request again: it gets the same one."}
	changed       = kind{"changed", 412, "It has changed since you read it", "Read it again, and decide anew."}
	tooLarge      = kind{"too-large", 413, "The body is too large", "Hand in fewer reports at a time, or import them into an archive."}
	mediaType     = kind{"media-type", 415, "The body is not sent as JSON", "Send Content-Type: application/json."}
	invalid       = kind{"invalid", 422, "A value is not as it should be", "The list errors names the fields."}
	keyReused     = kind{"key-reused", 422, "The key was used for another request", "A key stands for one request. Make a new one (a UUID) for each."}
	tooMany       = kind{"too-many-requests", 429, "Too many requests", "Wait for as many seconds as the header Retry-After says."}
	internal      = kind{"internal", 500, "Something went wrong here", "It is in the log of the server. Try again; if it stays, tell who runs the server, with the time and the address."}
	traceFailed   = kind{"trace-failed", 500, "The trace failed", "The detail says why. Try it with fewer reports."}
	busy          = kind{"busy", 503, "The server is busy", "Try again after as many seconds as the header Retry-After says."}
	tookTooLong   = kind{"took-too-long", 503, "It took too long", "Ask for less at a time, or try again when the server has less to do."}
	unreadable    = kind{"unreadable", 503, "The archive cannot be read at the moment", "Nothing of it is lost by that. Try again after as many seconds as the header Retry-After says; reports that are handed in are traced all the same."}
	notKept       = kind{"not-kept", 503, "It could not be kept", "Nothing was kept of what you sent. Send it again after as many seconds as the header Retry-After says."}
	noVerdicts    = kind{"no-verdicts", 404, "The server takes no verdicts", "Verdicts are kept beside an archive: stemma serve --archive DIR."}
)

// kinds are all problems, in the order of the docs.
var kinds = []kind{
	badRequest, unauthorised, forbidden, unknownPath, unknownStory, several, unknownClaim, unknownLine, unknownTrace, unknownEntry, noArchive, noVerdicts,
	notAllowed, notAcceptable, notDone, inProgress, changed, tooLarge, mediaType, invalid, keyReused, tooMany, internal, traceFailed, busy, tookTooLong, unreadable, notKept,
}

// address is where the docs explain the problem.
func (k kind) address() string { return Root + "/docs#problem-" + k.name }

// of returns the problem as it came up: what went wrong, before what to do about it.
func (k kind) of(format string, args ...any) *Problem {
	return &Problem{Type: k.address(), Title: k.title, Status: k.status, Detail: fmt.Sprintf(format, args...) + " " + k.about}
}

// wrong is the problem of one field of a request.
func wrong(field, format string, args ...any) *Problem {
	message := fmt.Sprintf(format, args...)
	p := invalid.of("%s: %s.", field, message)
	p.Errors = []Fault{{field, message}}
	return p
}

// known are the errors of other packages, each with its problem and what it says.
var known = []struct {
	err  error
	kind kind
	what string
}{
	{reader.ErrUnknown, unknownStory, "There is no such story or report in the archive."},
	{reader.ErrNoArchive, noArchive, "There is no archive here."},
	{job.ErrFull, busy, "Too many traces are waiting."},
	{job.ErrUnknown, unknownTrace, "There is no such trace, or it was forgotten."},
	{review.ErrUnknown, unknownEntry, "There is no such verdict."},
	{review.ErrKey, keyReused, "Another verdict was given by this key."},
	{job.ErrClosed, busy, "The server is about to end."},
	{history.ErrUnknown, unknownClaim, "There is no such claim in the story."},
	{context.DeadlineExceeded, tookTooLong, "The answer was not found in time."},
	{context.Canceled, busy, "The request was given up."},
}

// fields are errors that mean that a field is wrong.
var fields = []struct {
	err   error
	field string
}{
	{reader.ErrCursor, "query.cursor"}, {search.ErrClaim, "query.text"}, {search.ErrQuestion, "query.text"}, {search.ErrEmpty, "query.q"}, {search.ErrLong, "query.q"},
}

// problemOf returns the problem that an error of an operation is. What it does not know is for the log, and nothing of it for
// who asked.
func (s *service) problemOf(err error) error {
	if _, is := errors.AsType[*Problem](err); is {
		return err // as it is, for it may have headers
	}
	for _, f := range fields {
		if errors.Is(err, f.err) {
			return wrong(f.field, "%s", strings.TrimSuffix(f.err.Error(), "."))
		}
	}
	if errors.Is(err, reader.ErrSeveral) { // it names them
		return several.of("%s.", strings.TrimSuffix(err.Error(), "."))
	}
	if f, is := errors.AsType[*reader.TraceError](err); is {
		return traceFailed.of("%s.", strings.TrimSuffix(f.Problem, "."))
	}
	l, lacks := lack.Of(err)
	unread := errors.Is(err, reader.ErrUnreadable)
	if lacks || unread {
		s.Log.Error("an operation of the API failed", "error", err, "remedy", cmp.Or(l.Remedy, lack.Disk.Remedy))
		k, says := notKept, cmp.Or(l.Says, "the disk does not answer in time")
		if unread {
			k = unreadable
		}
		return retry(k.of("%s.", strings.ToUpper(says[:1])+says[1:]))
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			return retry(k.kind.of("%s", k.what))
		}
	}
	if f, is := errors.AsType[*review.Invalid](err); is {
		return wrong("body."+f.Field, "%s", f.Problem)
	}
	s.Log.Error("an operation of the API failed", "error", err)
	return internal.of("The request could not be answered.")
}

// retryAfter is after how many seconds who was turned away may come again.
const retryAfter = "30"

// retry adds the header Retry-After to a problem that passes.
func retry(p *Problem) error {
	if p.Status != http.StatusServiceUnavailable {
		return p
	}
	return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {retryAfter}})
}

// asProblem turns what huma finds wrong with a request into a problem, and says of all problems which path they are of.
func asProblem(ctx huma.Context, _ string, v any) (any, error) {
	at := ctx.URL()
	switch v := v.(type) {
	case *Problem:
		v.Instance = at.EscapedPath()
	case *huma.ErrorModel:
		p := problemOfModel(v)
		p.Instance = at.EscapedPath()
		return p, nil
	}
	return v, nil
}

func problemOfModel(m *huma.ErrorModel) *Problem {
	switch m.Status {
	case http.StatusBadRequest, http.StatusRequestTimeout:
		return badRequest.of("%s.", sentence(m))
	case http.StatusRequestEntityTooLarge:
		return tooLarge.of("The limit is in the docs of the operation.")
	case http.StatusUnsupportedMediaType:
		return mediaType.of("The body is of another type.")
	case http.StatusUnprocessableEntity:
		p := invalid.of("%s.", sentence(m))
		for _, e := range m.Errors {
			p.Errors = append(p.Errors, faultOf(e))
		}
		return p
	}
	return internal.of("The request could not be answered.")
}

// sentence is the first thing that is wrong with a request.
func sentence(m *huma.ErrorModel) string {
	if len(m.Errors) == 0 {
		return m.Detail
	}
	f := faultOf(m.Errors[0])
	return strings.TrimSuffix(f.Field+": "+f.Message, ".")
}

// faultOf is what huma finds wrong with a field. Of one that is missing it names the object.
func faultOf(e *huma.ErrorDetail) Fault {
	if name, is := strings.CutPrefix(e.Message, "expected required property "); is {
		if name, is = strings.CutSuffix(name, " to be present"); is {
			return Fault{e.Location + "." + name, "it is missing"}
		}
	}
	return Fault{e.Location, e.Message}
}
