package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/fetch/robots"
)

const (
	// A robots.txt is believed for a day at most (RFC 9309, 2.4); that it cannot be had, for a minute.
	robotsAge   = 24 * time.Hour
	noRobotsAge = time.Minute
	// robotsHops is how many redirects of a robots.txt are followed (RFC 9309, 2.3.1.2, asks for five at least).
	robotsHops = 5
	// robotsTime is what they and it may take together.
	robotsTime = 20 * time.Second
	// maxSites is how many are remembered.
	maxSites = 1024
)

// sites are what the robots.txt of each scheme, host and port say.
type sites struct {
	mu sync.Mutex
	of map[string]*site
}

// site is one of them. Who holds its turn may use the other fields.
type site struct {
	turn  chan struct{}
	until time.Time // for how long it holds
	rules robots.Rules
	err   error // why there are none
}

func (s *sites) get(key string) *site {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.of[key]; one != nil {
		return one
	}
	if s.of == nil || len(s.of) >= maxSites {
		s.of = map[string]*site{} // who is at one of the old goes on with it; the others are read again
	}
	one := &site{turn: make(chan struct{}, 1)}
	one.turn <- struct{}{}
	s.of[key] = one
	return one
}

// permit asks the robots.txt of an address, and returns the pause that it wants.
func (c *Client) permit(ctx context.Context, u *url.URL, outside bool) (time.Duration, error) {
	key := u.Scheme + "://" + u.Host
	if outside && c.guard.private {
		key = "outside " + key // what is refused from there may be allowed from here
	}
	s := c.sites.get(key)
	select {
	case <-s.turn:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	defer func() { s.turn <- struct{}{} }()
	if !time.Now().Before(s.until) {
		if err := c.loadSite(ctx, s, u, outside); err != nil {
			return 0, err
		}
	}
	if s.err != nil {
		return 0, s.err
	}
	if !s.rules.Allowed(u) {
		return 0, failure(ErrRefused, "the site's robots.txt does not allow programs to fetch it: open it in a browser, save the page and give the file")
	}
	return s.rules.Delay, nil
}

// loadSite reads a robots.txt. An error of its own is that of ctx.
func (c *Client) loadSite(ctx context.Context, s *site, u *url.URL, outside bool) error {
	e, err := c.askRobots(ctx, u, outside)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.rules, s.err, s.until = robots.Rules{}, nil, time.Now().Add(robotsAge)
	status, isStatus := errors.AsType[*StatusError](err)
	switch {
	case err == nil:
		s.rules = robots.Parse(e.body, c.product())
	case isStatus && status.Status < 500 && status.Status != http.StatusTooManyRequests:
		// There is none: all is allowed (RFC 9309, 2.3.1.3).
	case errors.Is(err, ErrRedirect):
		// Nor is there one at the end of too many redirects (2.3.1.2).
	case errors.Is(err, ErrFiles):
		s.err, s.until = noRobots(err), time.Time{} // it is no fault of the site
	default:
		s.err, s.until = noRobots(err), time.Now().Add(noRobotsAge)
	}
	return nil
}

// noRobots is the error of a site whose robots.txt cannot be had: nothing is allowed until it can (2.3.1.4). Where it is
// not the file but the host that cannot be reached, that is said.
func noRobots(err error) error {
	e, ok := errors.AsType[*Error](err)
	if ok && (errors.Is(e.Err, ErrConnection) || errors.Is(e.Err, ErrPrivate)) {
		return e
	}
	problem := err.Error()
	if ok {
		problem, _, _ = strings.Cut(e.Problem, ": try again later")
	}
	return failure(ErrRefused, "the site's robots.txt, which says what programs may fetch, cannot be read (%s): try again later", problem)
}

// askRobots follows the redirects of a robots.txt, each as a visit of its own that needs no permission.
func (c *Client) askRobots(ctx context.Context, u *url.URL, outside bool) (*entry, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	b := newBudget(min(robotsTime, c.options.Timeout))
	for range robotsHops + 1 {
		if err := c.guardFor(outside).address(at); err != nil {
			return nil, err
		}
		a, err := c.send(ctx, request{url: at, robots: true, budget: b, outside: outside})
		if err != nil {
			return nil, err
		}
		outside = outside || !a.private
		if a.next == nil {
			return a.entry, nil
		}
		at = a.next
	}
	return nil, failure(ErrRedirect, "more than %d redirects", robotsHops)
}

// product is the name by which robots.txt calls this program.
func (c *Client) product() string {
	name, _, _ := strings.Cut(c.options.UserAgent, "/")
	name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
	return name
}
