package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
)

// Options are what a Client does. The zero value is ready to use, without a cache.
type Options struct {
	// UserAgent says who asks, to every server; "stemma/VERSION (+address of the project)" if empty. What stands before
	// its first "/" is the name that robots.txt is read for.
	UserAgent string
	// Cache is a folder where answers are kept; none if empty. It is made where it is missing, and several processes
	// may share it.
	Cache string
	// CacheSize is how many bytes the cache may take; 1 GiB if zero. What was not used for longest goes first.
	CacheSize int64
	// Offline reads the cache only: whatever is there, however old.
	Offline bool
	// AllowPrivate fetches from this machine and its network, too, and from any port, but not where a page of the public
	// internet redirects there (see GetPublic for what its links do). Link-local addresses, where clouds keep the keys of
	// a machine, are refused all the same.
	AllowPrivate bool
	// Proxy uses the proxies of the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). A proxy resolves names itself: that
	// a name leads to the public internet is then for the proxy to see to.
	Proxy bool
	// Delay is the pause between two requests to a host; a second if zero, none if negative.
	Delay time.Duration
	// MaxDelay is the longest pause that a server may ask for, by Crawl-delay or Retry-After; 30 seconds if zero. A longer
	// Crawl-delay counts as this; where Retry-After is longer, the host is left alone.
	MaxDelay time.Duration
	// Timeout is the time for an answer, from the connection to its last byte, with all redirects and tries; two minutes if
	// zero. Waiting for one's turn at a host, and pauses, do not count.
	Timeout time.Duration
	// MaxBody is the size of the largest body, as sent and unpacked; 32 MiB if zero.
	MaxBody int64
	// Parallel is how many hosts are asked side by side; 8 if zero.
	Parallel int
	// Waiting, if not nil, is told of each pause before a request that is longer than ten seconds. It is called by several
	// goroutines.
	Waiting func(host string, pause time.Duration)
	// Tries is how often a request is sent where the trouble may pass; 3 if zero.
	Tries int
	// Turn, if not nil, waits for the turn at a host that other processes ask, too. What it returns is called once, when the
	// answer is there, and told until when nobody is to ask that host.
	Turn func(ctx context.Context, host string) (leave func(until time.Time), err error)
}

// projectURL is where those who read their server's log find out what this is.
const projectURL = "https://github.com/stemma-news/stemma"

func (o Options) withDefaults() Options {
	if o.UserAgent == "" {
		o.UserAgent = "stemma/" + version() + " (+" + projectURL + ")"
	}
	if o.CacheSize <= 0 {
		o.CacheSize = 1 << 30
	}
	if o.Delay == 0 {
		o.Delay = time.Second
	}
	if o.MaxDelay <= 0 {
		o.MaxDelay = 30 * time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Minute
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 32 << 20
	}
	if o.Parallel <= 0 {
		o.Parallel = 8
	}
	if o.Tries <= 0 {
		o.Tries = 3
	}
	return o
}

// version is the module's version as the toolchain knows it, in the characters that a product's version may have.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || strings.ContainsAny(info.Main.Version, "() ") {
		return "devel"
	}
	return info.Main.Version
}

// Client gets pages. It is safe for concurrent use.
type Client struct {
	options Options
	guard   guard
	direct  *http.Transport
	outside *http.Transport // to the public internet only; as direct without Options.AllowPrivate
	proxied *http.Transport // nil without Options.Proxy
	proxy   func(*url.URL) (*url.URL, error)
	pace    pace
	lanes   lanes
	sites   sites
	slots   chan struct{}
	cache   *cache // nil without Options.Cache
}

// New returns a Client. It touches neither network nor disk.
func New(o Options) *Client {
	o = o.withDefaults()
	c := &Client{
		options: o,
		guard:   newGuard(o),
		pace:    defaultPace,
		slots:   make(chan struct{}, o.Parallel),
	}
	c.setTransports()
	if o.Cache != "" {
		c.cache = newCache(o.Cache, o.CacheSize, o.MaxBody)
	}
	return c
}

// Close closes the connections that are kept open. The Client can go on being used.
func (c *Client) Close() {
	c.direct.CloseIdleConnections()
	c.outside.CloseIdleConnections()
	if c.proxied != nil {
		c.proxied.CloseIdleConnections()
	}
}

// Response is a page, a feed or a file as a server sent it, unpacked.
type Response struct {
	// URL is where it was in the end, after redirects.
	URL string
	// Moved is where the address has moved for good, by permanent redirects; empty if it has not.
	Moved string
	// Original is the address that an archived copy is a copy of; empty if it is none.
	Original string
	// Captured is when an archived copy was taken; zero if it is none, or does not say.
	Captured time.Time
	Status   int
	Header   http.Header
	// ContentType is the header's, as it was sent; empty if there was none. It may lie.
	ContentType string
	// Body is not to be changed.
	Body []byte
	// Modified is what Last-Modified says; zero if it does not.
	Modified time.Time
	// Fetched is when the server was last asked.
	Fetched time.Time
	// Cached says that the body comes from the cache: it is still fresh, the server said that it has not changed, or there
	// is no network.
	Cached bool
	// Unchanged says that the server has nothing new since the validators that GetChanged was given; Body is nil then.
	Unchanged bool
	// Private says that it comes from this machine or its network: what it names may be there, too. Of what comes
	// by a proxy, that is told by the name alone.
	Private bool
	// CacheErr is why the answer could not be kept in the cache; nil if it was, or there is none.
	CacheErr error
}

// Get returns what is at an address: from the cache where that is fresh, else from the network. The error is an *Error,
// or that of ctx.
func (c *Client) Get(ctx context.Context, address string) (*Response, error) {
	return c.getFrom(ctx, address, false)
}

// GetPublic is Get for an address that somebody on the public internet names, in a link, a feed or a list: it does not
// lead into this machine and its network, also with Options.AllowPrivate.
func (c *Client) GetPublic(ctx context.Context, address string) (*Response, error) {
	return c.getFrom(ctx, address, true)
}

// getFrom gets what is at an address that was named on the public internet, or here.
func (c *Client) getFrom(ctx context.Context, address string, outside bool) (*Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	u, err := parse(address)
	if err != nil {
		return nil, about(err, shownRaw(address))
	}
	r, err := c.get(ctx, identity(u), outside)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, about(err, shownRaw(address))
	}
	return r, nil
}

// about puts the address into an error.
func about(err error, address string) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return &Error{Address: address, Problem: err.Error(), Err: err}
	}
	return &Error{Address: address, Problem: e.Problem, Err: e.Err}
}

func (c *Client) get(ctx context.Context, u *url.URL, outside bool) (*Response, error) {
	if isListing(u) {
		return nil, failure(ErrAddress, "an archive's list of copies, not a copy: open it and choose one")
	}
	if c.cache == nil || u.User != nil {
		if c.options.Offline {
			return nil, offline(c.cache == nil, u.User != nil)
		}
		e, err := c.ask(ctx, u, nil, outside)
		return c.answer(e, false), err
	}
	return c.getCached(ctx, u, outside)
}

func (c *Client) getCached(ctx context.Context, u *url.URL, outside bool) (*Response, error) {
	kept := c.cache.load(u.String())
	if kept != nil && kept.Private && outside {
		kept = nil
	}
	if c.options.Offline && kept == nil {
		return nil, offline(false, false)
	}
	if kept != nil && (c.options.Offline || kept.fresh(time.Now())) {
		return c.answer(kept, true), nil
	}
	e, err := c.ask(ctx, u, kept, outside)
	if err != nil {
		return nil, withKept(err, kept)
	}
	r := c.answer(e, e.unchanged)
	r.CacheErr = c.cache.store(u.String(), e)
	return r, nil
}

func offline(noCache, secret bool) error {
	switch {
	case secret:
		return failure(ErrOffline, "offline, and what is for a name and password is never kept: go online, or save the page and give the file")
	case noCache:
		return failure(ErrOffline, "offline, and there is no cache to read: name its folder (--cache DIR), or go online")
	}
	return failure(ErrOffline, "offline, and not in the cache: fetch it once without --offline, or save the page and give the file")
}

// withKept tells of an older copy where there is one.
func withKept(err error, kept *entry) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || kept == nil {
		return err
	}
	return failure(e.Err, "%s; there is a copy of %s in the cache: --offline reads it", e.Problem, kept.Asked.UTC().Format(time.RFC3339))
}

// answer is an entry as callers see it.
func (c *Client) answer(e *entry, cached bool) *Response {
	if e == nil {
		return nil
	}
	r := &Response{
		URL: e.Final, Moved: e.moved, Status: e.Status, Header: e.Header, ContentType: e.Header.Get("Content-Type"),
		Body: e.body, Fetched: e.Asked, Cached: cached, Private: e.Private,
	}
	r.Original, r.Captured = memento(e.Final, e.Header)
	r.Modified = modified(e.Header)
	return r
}

// modified reads Last-Modified. Of a copy, it is the copied page's.
func modified(h http.Header) time.Time {
	for _, key := range []string{"X-Archive-Orig-Last-Modified", "Last-Modified"} {
		if t, err := http.ParseTime(h.Get(key)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
