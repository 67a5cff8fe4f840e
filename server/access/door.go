package access

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// Options say who is let in.
type Options struct {
	// Tokens are those of a file; nil for none.
	Tokens *Tokens
	// Local lets everybody in where there is no file of tokens. It is for a server to which only this machine can connect.
	Local bool
	// Hosts are names that a request may ask for besides those of this machine. Where there are some, or nobody needs a
	// token, it may ask for no other.
	Hosts []string
	// Proxies are the networks of proxies that are believed.
	Proxies []netip.Prefix
	Limits  Limits
	// Heavy says of a request that it takes as many points as Limits.Heavy; nil for none.
	Heavy func(*http.Request) bool
	// Show writes a problem as a page for people; nil for a plain one.
	Show Show
	Log  *slog.Logger
}

// Door lets requests in.
type Door struct {
	Options
	cross    *http.CrossOriginProtection
	sessions *sessions
	asked    *limiter // by who asks
	failed   *limiter // by address
	now      func() time.Time
}

type doorKey struct{}

// New returns a door.
func New(o Options) *Door { return newDoor(o, time.Now) }

func newDoor(o Options, now func() time.Time) *Door {
	o.Limits = o.Limits.orDefault()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	hosts := make([]string, len(o.Hosts))
	for i, h := range o.Hosts {
		hosts[i] = hostname(h)
	}
	o.Hosts = hosts
	return &Door{
		Options: o, cross: http.NewCrossOriginProtection(), sessions: newSessions(now), now: now,
		asked:  newLimiter(rate.Limit(o.Limits.Rate), o.Limits.Burst, now),
		failed: newLimiter(rate.Every(failureEvery), failures, now),
	}
}

// Sessions returns how many are logged in.
func (d *Door) Sessions() int { return d.sessions.count() }

// Wrap lets requests in to next: it finds out who asks, and refuses what comes from another site, asks for another host, or
// comes too often. Somebody unknown is let in as the zero Identity: Require decides what they may see.
func (d *Door) Wrap(next http.Handler) http.Handler {
	return Behind(d.Proxies, Headers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), doorKey{}, d))
		if open(r) {
			next.ServeHTTP(w, r)
			return
		}
		r, ok := d.admit(w, r)
		switch {
		case !ok:
		case r.Method == http.MethodPost && r.URL.Path == "/login":
			d.login(w, r)
		case r.Method == http.MethodPost && r.URL.Path == "/logout":
			d.logout(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})))
}

// open says of what a load balancer asks, by whatever name it knows us: whether the server lives. It tells nothing else.
func open(r *http.Request) bool {
	return (r.URL.Path == "/healthz" || r.URL.Path == "/readyz") && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}

// free says whether nobody needs a token.
func (d *Door) free() bool { return d.Local && (d.Tokens == nil || !d.Tokens.Exist()) }

// admit answers a request that is refused, and returns any other with who asks.
func (d *Door) admit(w http.ResponseWriter, r *http.Request) (*http.Request, bool) {
	free := d.free()
	if name := hostname(originOf(r).host); !d.called(name, free, originOf(r).address) {
		d.refuse(w, r, http.StatusMisdirectedRequest, "this server is not called "+clipped(name)+": stemma serve --host NAME lets it be")
		return r, false
	}
	if free && forwarded(r) {
		d.refuse(w, r, http.StatusForbidden, "a proxy has sent this: who stands before it needs tokens (stemma token add), and the server --behind-proxy NETWORK")
		return r, false
	}
	if d.bypassed(r) {
		d.refuse(w, r, http.StatusForbidden, "this is asked past the proxy, in the clear: ask the proxy, which speaks TLS")
		return r, false
	}
	if embedded(r) {
		d.refuse(w, r, http.StatusForbidden, "a page of another site has asked for this, which may lead here by a link and no more")
		return r, false
	}
	if err := d.cross.Check(r); err != nil {
		d.refuse(w, r, http.StatusForbidden, "this was sent by a page of another site, which may change nothing here")
		return r, false
	}
	who, key, ok := d.identify(w, r, free)
	if !ok {
		return r, false
	}
	if who.Session && unsafeMethod(r.Method) && r.URL.Path != "/login" && !same(formToken(r), who.Form) {
		d.refuse(w, r, http.StatusForbidden, "the page that sent this is of another session: load it again, and send it once more")
		return r, false
	}
	if !d.pay(w, r, key) {
		return r, false
	}
	return r.WithContext(With(r.Context(), who)), true
}

// bypassed says whether somebody beyond this machine asks in the clear and not by a proxy, where proxies are to speak TLS for us.
func (d *Door) bypassed(r *http.Request) bool {
	from := peer(r)
	return len(d.Proxies) > 0 && r.TLS == nil && !from.IsLoopback() && !within(from, d.Proxies)
}

// embedded says whether a page of another site has something of ours loaded into it, as an image or by a script. It cannot
// read that; but the program would read and compare texts for it, as often as the page likes.
func embedded(r *http.Request) bool {
	site, into := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Sec-Fetch-Dest")
	return (site == "cross-site" || site == "same-site") && into != "" && into != "document"
}

// called says whether a request asks for one of our names.
func (d *Door) called(name string, free bool, from netip.Addr) bool {
	switch {
	case slices.Contains(d.Hosts, name):
		return true
	case free || len(d.Hosts) > 0:
		return loopbackName(name) && from.IsLoopback()
	}
	return true // a token is shown, which no other site has
}

func clipped(s string) string {
	const most = 100
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return `"` + s + `"`
}

// identify finds out who asks, and the key under which that is counted: "" for what is not.
func (d *Door) identify(w http.ResponseWriter, r *http.Request, free bool) (who Identity, key string, ok bool) {
	from := network(originOf(r).address)
	if free {
		return local, "", true // who can start the server need not be kept from asking it
	}
	if secret, shown := bearer(r); shown {
		t, good := d.find(secret)
		if !good {
			d.unknown(w, r, from)
			return Identity{}, "", false
		}
		return Identity{Name: t.Name, Scope: t.Scope}, keyOf(t, r), true
	}
	if who, key, ok := d.bySession(r); ok {
		return who, key, true
	}
	return Identity{}, "address " + from, true
}

// keyOf is what the requests of a token are counted by. It is the same for its sessions: each of them by itself would have as
// many points as there are sessions, and whoever has a token can begin any number.
func keyOf(t Token, r *http.Request) string {
	return "token " + t.ID + " " + network(originOf(r).address)
}

func (d *Door) find(secret string) (Token, bool) {
	if d.Tokens == nil || !strings.HasPrefix(secret, tokenPrefix) {
		return Token{}, false
	}
	return d.Tokens.find(secret)
}

// bearer returns the token that a request shows.
func bearer(r *http.Request) (string, bool) {
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(secret), ok && strings.EqualFold(scheme, "Bearer")
}

// unknown answers who shows a token that is none.
func (d *Door) unknown(w http.ResponseWriter, r *http.Request, from string) {
	if wait, ok := d.failed.take(from, 1); !ok {
		retryAfter(w.Header(), wait)
		d.refuse(w, r, http.StatusTooManyRequests, "too many wrong tokens came from this address")
		return
	}
	d.Log.Warn("a token that is not known, or no longer", "address", from, "path", r.URL.Path)
	d.refuse(w, r, http.StatusUnauthorized, "the token is not known, or has expired")
}

// pay takes the points of a request, and answers it where there are too few.
func (d *Door) pay(w http.ResponseWriter, r *http.Request, key string) bool {
	if key == "" {
		return true
	}
	cost := 1
	if d.Heavy != nil && d.Heavy(r) {
		cost = d.Limits.Heavy
	}
	wait, ok := d.asked.take(key, cost)
	if !ok {
		retryAfter(w.Header(), wait)
		d.refuse(w, r, http.StatusTooManyRequests, "too many requests: wait a moment")
	}
	return ok
}

func unsafeMethod(m string) bool {
	return m != http.MethodGet && m != http.MethodHead && m != http.MethodOptions
}
