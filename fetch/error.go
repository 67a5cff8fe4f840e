package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// The kinds of errors that callers tell apart with errors.Is. An *Error says the rest. What a server answers is a
// *StatusError; the end of a context is the context's own error.
var (
	// ErrAddress: not an address that can be fetched.
	ErrAddress = errors.New("not an address that can be fetched")
	// ErrPrivate: the address, or where it leads, is not on the public internet.
	ErrPrivate = errors.New("not on the public internet")
	// ErrRefused: robots.txt does not allow it, or cannot be read.
	ErrRefused = errors.New("refused by robots.txt")
	// ErrOffline: offline, and not in the cache.
	ErrOffline = errors.New("not in the cache")
	// ErrRedirect: redirects without end, or to nowhere.
	ErrRedirect = errors.New("endless redirect")
	// ErrType: not a type of content that news comes in.
	ErrType = errors.New("unsuitable type of content")
	// ErrTooLarge: more than Options.MaxBody, as sent or unpacked.
	ErrTooLarge = errors.New("too large")
	// ErrSlow: no whole answer within Options.Timeout, or too slow to get one.
	ErrSlow = errors.New("too slow")
	// ErrBroken: the answer was cut short, or cannot be unpacked.
	ErrBroken = errors.New("broken answer")
	// ErrConnection: no host of that name, or none that answers.
	ErrConnection = errors.New("no connection")
)

// ErrFiles is ErrConnection where this process, or its machine, has too many files open: it says nothing of the host, and
// passes when others are done.
var ErrFiles = fmt.Errorf("%w: too many open files", ErrConnection)

// Error is why an address could not be fetched.
type Error struct {
	// Address is what was asked for, without a user's name and password.
	Address string
	// Problem says what went wrong, and what to do about it.
	Problem string
	// Err is one of the kinds above, a *StatusError, or what the system says.
	Err error
}

// Error returns "fetch ADDRESS: problem".
func (e *Error) Error() string { return "fetch " + e.Address + ": " + e.Problem }

// Unwrap returns the kind of error.
func (e *Error) Unwrap() error { return e.Err }

// StatusError is an answer other than a page.
type StatusError struct {
	Status int
	// RetryAfter is when the server wants to be asked again; zero if it does not say.
	RetryAfter time.Time
}

// Error returns the status.
func (e *StatusError) Error() string {
	return fmt.Sprintf("the server answers %d %s", e.Status, http.StatusText(e.Status))
}

// failure is an error that has no address yet.
func failure(kind error, format string, values ...any) *Error {
	return &Error{Problem: fmt.Sprintf(format, values...), Err: kind}
}

// statusFailure says what an answer means for the reader.
func statusFailure(status int, retry time.Time) *Error {
	kind := &StatusError{Status: status, RetryAfter: retry}
	return failure(kind, "%v%s", kind, statusRemedy(status, retry))
}

// closedFailure is the error of an address that was not asked for, because its host is left alone.
func closedFailure(status int, until time.Time) *Error {
	kind := &StatusError{Status: status, RetryAfter: until}
	return failure(kind, "not asked for: its host answered another request with %d %s and is left alone until %s: try again then",
		status, http.StatusText(status), until.UTC().Format(time.RFC3339))
}

func statusRemedy(status int, retry time.Time) string {
	const save = "open it in a browser, save the page and give the file"
	switch {
	case !retry.IsZero():
		return "; it asks to be left alone until " + retry.UTC().Format(time.RFC3339) + ": try again then"
	case status == http.StatusNotFound || status == http.StatusGone:
		return ": check the address, or look for a copy at web.archive.org/web/*/ADDRESS"
	case status == http.StatusUnauthorized || status == http.StatusPaymentRequired || status == http.StatusForbidden ||
		status == http.StatusUnavailableForLegalReasons:
		return ", which is not for programs or not for everybody: " + save
	case status == http.StatusTooManyRequests || status >= 500:
		return ": try again later"
	}
	return ": " + save
}
