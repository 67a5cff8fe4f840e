package watch

import (
	"errors"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/fetch"
)

const (
	// firstPause is how long a host is left alone that fails once; each further time it is twice as long, up to maxPause.
	firstPause = time.Minute
	maxPause   = 6 * time.Hour
	// fullPause is how long a feed waits that could not be asked since this process had no descriptors left.
	fullPause = 10 * time.Second
	// longestAsked is the longest that a host may ask to be left alone.
	longestAsked = 7 * 24 * time.Hour
	// maxFeedPause is the longest between two tries of a feed that is not there, or is none.
	maxFeedPause = 24 * time.Hour
)

// host is what is known of the machine that feeds are on.
type host struct {
	Failures int       `json:"failures"`
	Until    time.Time `json:"until,omitzero"` // it is left alone till then
	busy     bool
	// errors is how many feeds in a row had an error of the server that may be theirs alone.
	errors int
}

// maxErrors is how many such errors are one of the host: a site with thirty feeds may have a dead one among them.
const maxErrors = 3

// failed notes that the host did not answer as it should, and when it may be asked again.
func (h *host) failed(name string, err error, now time.Time) {
	h.Failures++
	h.Until = now.Add(jitter(doubled(firstPause, h.Failures-1, maxPause), name, h.Failures))
	if asked := retryAfter(err); asked.After(h.Until) {
		h.Until = asked
	}
	if latest := now.Add(longestAsked); h.Until.After(latest) {
		h.Until = latest
	}
}

// until is when the host may be asked again. A time further off than any there can be is of a clock that went wrong.
func (h *host) until(now time.Time) time.Time {
	if h.Until.After(now.Add(longestAsked)) {
		return time.Time{}
	}
	return h.Until
}

// answered notes that it did.
func (h *host) answered() { h.Failures, h.Until, h.errors = 0, time.Time{}, 0 }

// doubled is a time doubled n times, up to a limit.
func doubled(d time.Duration, n int, limit time.Duration) time.Duration {
	for ; n > 0 && d < limit; n-- {
		d *= 2
	}
	return min(d, limit)
}

func retryAfter(err error) time.Time {
	if s, ok := errors.AsType[*fetch.StatusError](err); ok {
		return s.RetryAfter
	}
	return time.Time{}
}

// isHosts reports an error that is the host's and no feed's alone: another address there would fare no better.
func isHosts(err error) bool {
	if isFull(err) {
		return false
	}
	if s, ok := errors.AsType[*fetch.StatusError](err); ok {
		return s.Status >= 500 || s.Status == http.StatusTooManyRequests || s.Status == http.StatusRequestTimeout || s.Status == http.StatusTooEarly
	}
	return errors.Is(err, fetch.ErrConnection) || errors.Is(err, fetch.ErrSlow) || errors.Is(err, fetch.ErrBroken)
}

// isPages reports an error of a server that may be about one page: a fault of its program, and not that it, or the way to
// it, has too much to do.
func isPages(err error) bool {
	s, ok := errors.AsType[*fetch.StatusError](err)
	if !ok || !s.RetryAfter.IsZero() {
		return false
	}
	switch s.Status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return false
	}
	return s.Status >= 500
}

// isOurs reports that nobody was asked, for the user, or the site's rules, do not allow it: another run may.
func isOurs(err error) bool {
	return errors.Is(err, fetch.ErrPrivate) || errors.Is(err, fetch.ErrRefused) || errors.Is(err, fetch.ErrAddress) || errors.Is(err, fetch.ErrOffline)
}

// isFull reports that this process has no descriptors left: nobody was asked, and nothing is wrong with feed or host.
func isFull(err error) bool { return errors.Is(err, fetch.ErrFiles) }

// isGone reports a feed that its server says is no more.
func isGone(err error) bool {
	s, ok := errors.AsType[*fetch.StatusError](err)
	return ok && s.Status == http.StatusGone
}
