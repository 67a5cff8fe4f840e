package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/stemma-news/stemma/fetch/robots"
)

// request is one address to ask, without its redirects.
type request struct {
	url    *url.URL
	delay  time.Duration // the pause that the site's robots.txt asks for
	kept   *entry        // the older copy, to ask whether it still holds; or nil
	jar    http.CookieJar
	robots bool // it is for robots.txt itself: of any type, and cut at what is read of it
	budget *budget
	// outside says that it was named on the public internet: it is not to lead into this machine and its network.
	outside bool
}

// budget is the time that the answers on one way may take together, redirects and further tries included: each of a dozen
// just in time would be too late.
type budget struct{ total, left time.Duration }

func newBudget(total time.Duration) *budget { return &budget{total, total} }

// reply is what there is at an address: either the next one to ask, or an entry.
type reply struct {
	next      *url.URL
	permanent bool // next is where it is from now on
	entry     *entry
	private   bool // it was this machine or its network that answered
}

// send waits for its turn at the host, asks, and asks again where the trouble may pass.
func (c *Client) send(ctx context.Context, r request) (*reply, error) {
	ln, err := c.lanes.enter(ctx, r.url.Hostname(), c.options.Waiting)
	if err != nil {
		return nil, err
	}
	defer c.lanes.leave(ln)
	if time.Now().Before(ln.closed) {
		return nil, closedFailure(ln.status, ln.closed)
	}
	if c.options.Turn != nil {
		leave, err := c.options.Turn(ctx, r.url.Hostname())
		if err != nil {
			return nil, err
		}
		defer func() { leave(ln.next) }()
	}
	a, err := c.retry(ctx, r)
	s, answered := errors.AsType[*StatusError](err)
	if !r.robots || err != nil && !answered { // after a robots.txt, the page may follow at once
		ln.next = time.Now().Add(c.pause(r))
	}
	weary := answered && passing(s.Status)
	if weary {
		c.shut(ln, s)
	}
	ln.weary = weary
	return a, err
}

// pause is the time between two requests to the host.
func (c *Client) pause(r request) time.Duration {
	return max(c.options.Delay, min(r.delay, c.options.MaxDelay))
}

// shut leaves a host alone that said so: until the time that it named, or for MaxDelay where it answers that these are too
// many requests, however patient they were. A time that is near is waited for. Other answers may be about one page, so
// that it takes two in a row.
func (c *Client) shut(ln *lane, s *StatusError) {
	latest := time.Now().Add(c.options.MaxDelay)
	many := s.Status == http.StatusTooManyRequests
	switch {
	case s.RetryAfter.After(latest) && (many || ln.weary):
		ln.closed, ln.status = s.RetryAfter, s.Status
	case s.RetryAfter.IsZero() && many:
		ln.closed, ln.status = latest, s.Status
	case s.RetryAfter.After(ln.next) && !s.RetryAfter.After(latest):
		ln.next = s.RetryAfter
	}
}

// retry asks until there is an answer, or no hope of one.
func (c *Client) retry(ctx context.Context, r request) (*reply, error) {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval = 2 * max(c.pause(r), time.Millisecond) // half of it, at random, is the pause still
	pauses.Multiplier = 3
	pauses.MaxInterval = c.options.MaxDelay
	a, err := backoff.Retry(ctx, func() (*reply, error) {
		a, err := c.once(ctx, r)
		return a, c.hope(r, err)
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(uint(c.options.Tries)), backoff.WithMaxElapsedTime(0))
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if p, ok := errors.AsType[*backoff.PermanentError](err); ok {
		err = p.Err
	}
	if l, ok := errors.AsType[later](err); ok {
		err = l.error
	}
	return a, err
}

// later is an error after which the server wants a pause.
type later struct {
	error
	pause *backoff.RetryAfterError
}

func (l later) Unwrap() []error { return []error{l.error, l.pause} }

// hope says of an error whether another try may help, and when.
func (c *Client) hope(r request, err error) error {
	status, ok := errors.AsType[*StatusError](err)
	switch {
	case err == nil:
		return nil
	case ok && !passing(status.Status):
		return backoff.Permanent(err)
	case ok && !status.RetryAfter.IsZero():
		pause := time.Until(status.RetryAfter)
		if pause > c.options.MaxDelay {
			return backoff.Permanent(err)
		}
		return later{err, &backoff.RetryAfterError{Duration: max(pause, c.pause(r), time.Millisecond)}}
	case ok, errors.Is(err, ErrBroken), errors.Is(err, ErrFiles):
		return err
	}
	return backoff.Permanent(err)
}

// passing are the statuses that may be another one soon.
func passing(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// once asks once, and reads the answer.
func (c *Client) once(ctx context.Context, r request) (*reply, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	start := time.Now()
	defer func() { r.budget.left -= time.Since(start) }()
	w := c.pace.watch(ctx, r.budget)
	defer w.stop()
	traced, private := c.tracePrivate(w.ctx, r.url)
	resp, err := c.roundTrip(traced, r) //nolint:contextcheck // it is ctx with limits
	if err != nil {
		if err = w.explain(err); errors.Is(err, ErrFiles) {
			c.Close() // connections that are kept open hold descriptors, which the next try needs
		}
		return nil, err
	}
	defer resp.Body.Close()
	if r.jar != nil {
		r.jar.SetCookies(r.url, resp.Cookies())
	}
	a, err := c.read(w, r, resp)
	if err != nil {
		return nil, w.explain(err)
	}
	a.private = private()
	if a.entry != nil {
		a.entry.Private = a.private
	}
	return a, nil
}

// accept is what is asked for: what news comes in, and the rest if need be.
const accept = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json," +
	"application/xml;q=0.9,application/json;q=0.8,text/plain;q=0.8,*/*;q=0.5"

func (c *Client) roundTrip(ctx context.Context, r request) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, shown(r.url), http.NoBody)
	if err != nil {
		return nil, failure(ErrAddress, "not an address: write it as https://host/path")
	}
	req.Header.Set("User-Agent", c.options.UserAgent)
	req.Header.Set("Accept", accept)
	req.Header.Set("Accept-Encoding", "gzip, br, zstd")
	if password, ok := r.url.User.Password(); ok || r.url.User.Username() != "" {
		req.SetBasicAuth(r.url.User.Username(), password)
	}
	if r.kept != nil {
		r.kept.condition(req.Header)
	}
	if r.jar != nil {
		for _, cookie := range r.jar.Cookies(r.url) {
			req.AddCookie(cookie)
		}
	}
	return c.transport(r.url, r.outside).RoundTrip(req)
}

// read makes an answer of a response: a redirect, a page, or an error.
func (c *Client) read(w *watch, r request, resp *http.Response) (*reply, error) {
	status := resp.StatusCode
	switch {
	case redirects(status) && resp.Header.Get("Location") != "":
		drain(w, resp)
		next, err := follow(r.url, resp.Header.Get("Location"))
		return &reply{next: next, permanent: status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect}, err
	case status == http.StatusNotModified && r.kept != nil:
		return &reply{entry: r.kept.confirmed(resp.Header, time.Now())}, nil
	case status != http.StatusOK && status != http.StatusNonAuthoritativeInfo:
		drain(w, resp)
		return nil, statusFailure(status, retryAfter(resp.Header.Get("Retry-After"), time.Now()))
	}
	if r.robots {
		body, err := readHead(w, resp, robots.MaxSize+1)
		return &reply{entry: &entry{body: body}}, err
	}
	if err := suitable(resp.Header.Get("Content-Type")); err != nil {
		return nil, err
	}
	body, err := readBody(w, resp, c.options.MaxBody)
	if err != nil {
		return nil, err
	}
	return &reply{entry: newEntry(r.url, resp, body, time.Now())}, nil
}

// drain reads the little there is in an answer that is no page, so that the connection can be used again. If there is
// more, or nobody knows, it is closed.
func drain(w *watch, resp *http.Response) {
	const little = 64 << 10
	if resp.ContentLength >= 0 && resp.ContentLength <= little {
		_, _ = io.Copy(io.Discard, w.body(resp.Body)) // an error closes it as well
	}
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// follow returns where a redirect leads. A name and password that were given for a host go to this host only, never
// without encryption where they came with it, and a server gives none.
func follow(from *url.URL, location string) (*url.URL, error) {
	ref, err := url.Parse(strings.TrimSpace(location))
	if err != nil || len(location) > maxAddress {
		return nil, failure(ErrRedirect, "it redirects to what is no address (%q): open it in a browser, save the page and give the file", shownRaw(location))
	}
	next := from.ResolveReference(ref)
	next.User = nil
	if err := normalise(next); err != nil {
		e, _ := errors.AsType[*Error](err)
		return nil, failure(e.Err, "it redirects to %s: %s", shownRaw(location), e.Problem)
	}
	if next.Host == from.Host && (next.Scheme == from.Scheme || next.Scheme == "https") {
		next.User = from.User
	}
	return identity(next), nil
}

// retryAfter reads the header's seconds or date; the zero time means that there is none.
func retryAfter(header string, now time.Time) time.Time {
	header = strings.TrimSpace(header)
	if n, err := strconv.ParseUint(header, 10, 31); err == nil {
		return now.Add(time.Duration(n) * time.Second)
	}
	if t, err := http.ParseTime(header); err == nil && t.After(now) {
		return t
	}
	return time.Time{}
}
