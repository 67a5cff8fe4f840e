package page

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/lack"
	"github.com/stemma-news/stemma/server/reader"
)

// problem is a page that says why there is no other, and what to do.
type problem struct {
	Heading, Text, Remedy string
	// Link is where to go on, Label what it is called.
	Link, Label string
}

// nowhere answers where there is no page.
func (s *site) nowhere(w http.ResponseWriter, r *http.Request) {
	s.tell(w, r, http.StatusNotFound, problem{
		Heading: "There is no such page", Text: "The address leads nowhere here.",
		Remedy: "It may be misspelt, or what it led to has gone.", Link: "/", Label: "All stories",
	})
}

// fail answers with what went wrong. What only the operator can understand goes into the log.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	var untraced *reader.TraceError
	switch {
	case errors.As(err, &untraced):
		s.tell(w, r, http.StatusServiceUnavailable, problem{
			Heading: "The story could not be traced", Text: untraced.Problem, Remedy: "It is tried again when more of its reports come in, or in a while.", Link: "/", Label: "All stories",
		})
	case errors.Is(err, reader.ErrUnknown):
		s.tell(w, r, http.StatusNotFound, problem{
			Heading: "There is no such story or report", Text: "The archive has none by this address.",
			Remedy: "Stories merge as reports come in, and reports can be taken out of an archive.", Link: "/", Label: "All stories",
		})
	case errors.Is(err, report.ErrNoPart):
		s.tell(w, r, http.StatusNotFound, problem{
			Heading: "The story has no such line, claim or report", Text: "It may have had it before: a tree changes as reports come in.",
			Remedy: "Look at the tree as it is now.", Link: parentPath(r.URL), Label: "The story",
		})
	case errors.Is(err, reader.ErrNoArchive):
		s.tell(w, r, http.StatusNotFound, noArchive)
	case errors.Is(err, job.ErrUnknown):
		s.tell(w, r, http.StatusNotFound, problem{
			Heading: "This trace is not here any more", Text: "Results of dropped reports are kept for an hour, and not on disk.",
			Remedy: "Drop the reports again, and download what you want to keep.", Link: "/trace", Label: "Trace reports",
		})
	case errors.Is(err, job.ErrFull):
		w.Header().Set("Retry-After", "60")
		s.tell(w, r, http.StatusTooManyRequests, problem{
			Heading: "Too many traces are waiting", Text: "The server works on a few at a time, and the line is full.",
			Remedy: "Go back, and send it again in a minute: the browser has kept what you typed.", Link: "/trace", Label: "Trace reports",
		})
	case errors.Is(err, reader.ErrSeveral):
		s.tell(w, r, http.StatusNotFound, problem{
			Heading: "Several stories are meant", Text: sentence(err), Remedy: "Give the whole id of one.", Link: "/", Label: "All stories",
		})
	case errors.Is(err, job.ErrClosed):
		w.Header().Set("Retry-After", "60")
		s.tell(w, r, http.StatusServiceUnavailable, problem{
			Heading: "The server is about to end", Text: "It takes no new traces any more.", Remedy: "Try again in a minute.", Link: "/trace", Label: "Trace reports",
		})
	case errors.Is(err, reader.ErrCursor):
		s.tell(w, r, http.StatusBadRequest, problem{
			Heading: "This page of the list is not there", Text: "The address of the page was cut short, or is of another list.",
			Remedy: "Begin with the first page.", Link: r.URL.Path, Label: "First page",
		})
	case errors.As(err, &large):
		s.tell(w, r, http.StatusRequestEntityTooLarge, tooLarge)
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil: // nobody reads the answer
	case errors.Is(err, reader.ErrUnreadable):
		s.log(r, err)
		w.Header().Set("Retry-After", "30")
		s.tell(w, r, http.StatusServiceUnavailable, problem{
			Heading: "The archive cannot be read at the moment", Text: lacking(err), Remedy: "Nothing of it is lost by that. Try again in a while; reports that you hand over are traced all the same.",
			Link: "/trace", Label: "Trace reports",
		})
	case isLack(err):
		s.log(r, err)
		w.Header().Set("Retry-After", "30")
		s.tell(w, r, http.StatusServiceUnavailable, problem{
			Heading: "It could not be kept", Text: lacking(err), Remedy: "Nothing was kept of what you sent. Go back, and send it again in a while: the browser has it still.", Link: "/", Label: "All stories",
		})
	case errors.Is(err, context.DeadlineExceeded):
		w.Header().Set("Retry-After", "30")
		s.tell(w, r, http.StatusServiceUnavailable, problem{
			Heading: "It took too long", Text: "The server has much to do, or very much was asked for.", Remedy: "Ask for less at a time, or try again in a while.", Link: "/", Label: "All stories",
		})
	default:
		s.log(r, err)
		s.tell(w, r, http.StatusInternalServerError, problem{
			Heading: "Something went wrong here", Text: "It is not your doing. The server's log has the reason.",
			Remedy: "Try again; if it stays so, tell whoever runs this server the time and the address of this page.", Link: "/", Label: "All stories",
		})
	}
}

// log tells who runs the server why a page could not be shown, and what to do where that is known.
func (s *site) log(r *http.Request, err error) {
	l, _ := lack.Of(err)
	s.Log.ErrorContext(r.Context(), "page failed", "path", r.URL.Path, "error", err, "remedy", or(l.Remedy, "please report it"))
}

func isLack(err error) bool {
	_, is := lack.Of(err)
	return is
}

// lacking says what the server lacks, as far as it is known.
func lacking(err error) string {
	if l, is := lack.Of(err); is {
		return strings.ToUpper(l.Says[:1]) + l.Says[1:] + "."
	}
	return "Its disk does not answer in time."
}

var (
	noArchive = problem{
		Heading: "There is no archive here", Text: "This server was started without one: it has no stories to list or search.",
		Remedy: "It traces the reports that you hand to it. To follow the news, fill an archive with stemma import or stemma watch, and start stemma serve with --archive.",
		Link:   "/trace", Label: "Trace reports",
	}
	tooLarge = problem{
		Heading: "That is too much at once", Text: "What was sent is larger than this server takes.",
		Remedy: "Send fewer or smaller files, or trace them with the command: stemma trace FOLDER.", Link: "/trace", Label: "Trace reports",
	}
	forbidden = problem{
		Heading: "This is not allowed", Text: "Who is logged in may read, but give no verdicts.",
		Remedy: "Log in with a token of the scope write.", Link: "/login", Label: "Log in",
	}
)

// tell answers with a problem.
func (s *site) tell(w http.ResponseWriter, r *http.Request, status int, p problem) {
	s.render(w, r, "problem", view{Title: p.Heading, Status: status, Data: p})
}

// badForm answers to a form that is not as ours are.
func (s *site) badForm(w http.ResponseWriter, r *http.Request, why, back string) {
	s.tell(w, r, http.StatusBadRequest, problem{Heading: "The form was not understood", Text: why, Remedy: "Go back and correct it: the browser has kept what you typed.", Link: back, Label: "Back"})
}

// parentPath is the page of the story or the trace that an address is below.
func parentPath(u *url.URL) string {
	parts := strings.SplitN(u.EscapedPath(), "/", 4)
	if len(parts) < 3 {
		return "/"
	}
	return strings.Join(parts[:3], "/")
}
