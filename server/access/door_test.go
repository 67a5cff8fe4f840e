package access

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

// entrance is a door with tokens of each scope, and pages behind it that only some may see.
type entrance struct {
	*Door
	http.Handler
	clock  *clock
	tokens map[Scope]string
}

func newEntrance(t *testing.T, o Options, scopes ...Scope) *entrance {
	t.Helper()
	e := &entrance{clock: newClock(), tokens: map[Scope]string{}}
	o.Tokens = openTokens(t, e.clock)
	for _, s := range scopes {
		e.tokens[s] = add(t, o.Tokens, string(s)+" desk", s, time.Time{})
	}
	e.Door = newDoor(o, e.clock.now)
	mux := http.NewServeMux()
	who := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		i := Who(r.Context())
		_ = json.NewEncoder(w).Encode(map[string]string{"name": i.Name, "form": i.Form, "body": string(b), "from": Address(r)})
	})
	mux.Handle("/", Require(Read, who))
	mux.Handle("/api/", Require(Read, who))
	mux.Handle("POST /verdicts", Require(Write, who))
	mux.Handle("/admin", Require(Admin, who))
	mux.Handle("/metrics", AdminOrHere(who))
	mux.Handle("GET /login", who)
	mux.Handle("/healthz", who)
	e.Handler = e.Wrap(mux)
	return e
}

// ask asks as a program on this machine does; header are pairs.
func (e *entrance) ask(method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:5555"
	for i := 0; i < len(header); i += 2 {
		switch header[i] {
		case "Host":
			r.Host = header[i+1]
		case "From":
			r.RemoteAddr = header[i+1]
		default:
			r.Header.Add(header[i], header[i+1])
		}
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func status(t *testing.T, what string, w *httptest.ResponseRecorder, want int) {
	t.Helper()
	if w.Code != want {
		t.Errorf("%s: %d %s, want %d", what, w.Code, strings.TrimSpace(w.Body.String()), want)
	}
}

// said is what the page behind the door says of who asks.
func said(t *testing.T, w *httptest.ResponseRecorder) map[string]string {
	t.Helper()
	var m map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return m
}

const people = "text/html,application/xhtml+xml"

// TestLocal: on this machine, without tokens, everybody may do all; but a name that was made to lead here may not, nor
// somebody who comes by a proxy.
func TestLocal(t *testing.T) {
	e := newEntrance(t, Options{Local: true, Hosts: []string{"News.example"}})
	for _, host := range []string{"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "app.localhost", "127.0.0.2", "news.example", "news.example.:8080"} {
		status(t, host, e.ask("POST", "/verdicts", "", "Host", host), http.StatusOK)
	}
	for _, host := range []string{"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "notlocalhost", ""} {
		status(t, host, e.ask("GET", "/", "", "Host", host), http.StatusMisdirectedRequest)
	}
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "X-Forwarded-Host"} {
		status(t, name, e.ask("GET", "/", "", name, "10.1.1.1"), http.StatusForbidden)
	}
	status(t, "health by any name", e.ask("GET", "/healthz", "", "Host", "10.0.0.1:8080"), http.StatusOK)
	if who := said(t, e.ask("GET", "/", "")); who["name"] != "local" || who["form"] != "" {
		t.Errorf("who: %v", who)
	}
	add(t, e.Tokens, "first", Read, time.Time{})
	e.clock.pass(2 * time.Second)
	status(t, "once there are tokens", e.ask("GET", "/api/", ""), http.StatusUnauthorized)
	if err := e.Tokens.Revoke(t.Context(), "first"); err != nil {
		t.Fatal(err)
	}
	e.clock.pass(2 * time.Second)
	status(t, "when all were revoked", e.ask("GET", "/api/", ""), http.StatusUnauthorized)
}

// TestNotLocal: where others can connect, nobody comes in without a token, be there a file or not.
func TestNotLocal(t *testing.T) {
	e := newEntrance(t, Options{})
	status(t, "no file", e.ask("GET", "/api/", ""), http.StatusUnauthorized)
}

// TestCrossOrigin: a page of another site changes nothing.
func TestCrossOrigin(t *testing.T) {
	e := newEntrance(t, Options{Local: true})
	for _, c := range []struct {
		method, name, value string
		want                int
	}{
		{"POST", "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"POST", "Sec-Fetch-Site", "same-site", http.StatusForbidden},
		{"POST", "Sec-Fetch-Site", "same-origin", http.StatusOK},
		{"POST", "Sec-Fetch-Site", "none", http.StatusOK},
		{"POST", "Origin", "https://evil.example", http.StatusForbidden},
		{"POST", "Origin", "null", http.StatusForbidden},
		{"POST", "Origin", "http://127.0.0.1:8080", http.StatusOK},
		{"DELETE", "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"GET", "Sec-Fetch-Site", "cross-site", http.StatusOK}, // a link
	} {
		path := "/"
		if c.method == "POST" {
			path = "/verdicts"
		}
		status(t, c.method+" "+c.name+" "+c.value, e.ask(c.method, path, "", c.name, c.value), c.want)
	}
}

// TestEmbedded: a page of another site has nothing of ours made for it.
func TestEmbedded(t *testing.T) {
	e := newEntrance(t, Options{Local: true})
	for _, c := range []struct {
		site, into string
		want       int
	}{
		{"cross-site", "document", 200}, // a link
		{"cross-site", "image", 403},
		{"cross-site", "iframe", 403},
		{"cross-site", "empty", 403}, // a script
		{"same-site", "empty", 403},  // of another program on this machine
		{"same-origin", "empty", 200},
		{"none", "document", 200},
	} {
		status(t, c.site+" "+c.into, e.ask("GET", "/claim?text=x", "", "Sec-Fetch-Site", c.site, "Sec-Fetch-Dest", c.into), c.want)
	}
}

func TestBearer(t *testing.T) {
	e := newEntrance(t, Options{Local: true}, Read, Write, Admin)
	for _, c := range []struct {
		scope  Scope
		method string
		path   string
		want   int
	}{
		{Read, "GET", "/", 200},
		{Read, "POST", "/verdicts", 403},
		{Read, "GET", "/admin", 403},
		{Write, "GET", "/", 200},
		{Write, "POST", "/verdicts", 200},
		{Write, "GET", "/admin", 403},
		{Admin, "GET", "/", 200},
		{Admin, "POST", "/verdicts", 200},
		{Admin, "GET", "/admin", 200},
	} {
		w := e.ask(c.method, c.path, "", "Authorization", "Bearer "+e.tokens[c.scope])
		status(t, string(c.scope)+" "+c.path, w, c.want)
		if c.want == 403 {
			var p Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != 403 || p.Instance != c.path || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("problem: %v %+v", err, p)
			}
		}
	}
	for _, wrong := range []string{"Bearer", "Bearer x", "Bearer " + e.tokens[Read] + "x", "bearer stemma_"} {
		w := e.ask("GET", "/api/", "", "Authorization", wrong)
		status(t, wrong, w, http.StatusUnauthorized)
		if w.Header().Get("WWW-Authenticate") == "" || !strings.Contains(w.Body.String(), `"type":"/api/v1/docs#problem-unauthorised"`) {
			t.Errorf("a 401 without WWW-Authenticate, or without what to do: %s", w.Body)
		}
	}
	status(t, "another scheme", e.ask("GET", "/api/", "", "Authorization", "Basic "+e.tokens[Read]), http.StatusUnauthorized)
	status(t, "in the address", e.ask("GET", "/api/?token="+e.tokens[Read], ""), http.StatusUnauthorized)
	status(t, "metrics from here", e.ask("GET", "/metrics", ""), http.StatusOK)
	status(t, "metrics by the name of another site", e.ask("GET", "/metrics", "", "Host", "evil.example:8080"), http.StatusUnauthorized)
	status(t, "metrics from elsewhere", e.ask("GET", "/metrics", "", "From", "10.0.0.9:1"), http.StatusUnauthorized)
}

func TestHosts(t *testing.T) {
	e := newEntrance(t, Options{Hosts: []string{"news.example"}}, Read)
	bearer := []string{"Authorization", "Bearer " + e.tokens[Read], "Host"}
	for host, want := range map[string]int{"news.example": 200, "news.example:443": 200, "evil.example": 421, "127.0.0.1": 200} {
		status(t, host, e.ask("GET", "/", "", append(bearer, host)...), want)
	}
	status(t, "this machine's name from elsewhere", e.ask("GET", "/", "", append(bearer, "localhost", "From", "10.0.0.2:1")...), 421)
}

// TestProxy: only a proxy that is known is believed, and only what it wrote itself.
func TestProxy(t *testing.T) {
	e := newEntrance(t, Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}, Hosts: []string{"news.example"}}, Read)
	for _, c := range []struct {
		name, from, forwardedFor, want string
	}{
		{"by the proxy", "10.0.0.1:1", "192.0.2.7", "192.0.2.7"},
		{"by two proxies", "10.0.0.1:1", "192.0.2.7, 10.0.0.2", "192.0.2.7"},
		{"with a lie before it", "10.0.0.1:1", "127.0.0.1, 192.0.2.7", "192.0.2.7"},
		{"with rubbish", "10.0.0.1:1", "unknown", "10.0.0.1"},
		{"by itself", "10.0.0.1:1", "", "10.0.0.1"},
		{"from this machine", "127.0.0.1:1", "192.0.2.7", "127.0.0.1"},
		{"IPv6", "10.0.0.1:1", "2001:db8::7", "2001:db8::7"},
		{"with ports", "10.0.0.1:1", "192.0.2.7:4711, [::ffff:10.0.0.2]:80", "192.0.2.7"},
		{"IPv6 with a port", "10.0.0.1:1", "[2001:db8::7]:4711", "2001:db8::7"},
		{"IPv4 in IPv6", "[::ffff:10.0.0.1]:1", "192.0.2.7", "192.0.2.7"},
	} {
		w := e.ask("GET", "/", "", "From", c.from, "X-Forwarded-For", c.forwardedFor, "Host", "news.example", "Authorization", "Bearer "+e.tokens[Read])
		if got := said(t, w)["from"]; got != c.want {
			t.Errorf("%s: from %s, want %s", c.name, got, c.want)
		}
	}
	secure := []string{"From", "10.0.0.1:1", "X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "news.example", "Host", "backend:8080", "Content-Type", "application/x-www-form-urlencoded"}
	w := e.ask("POST", "/login", "token="+e.tokens[Read], secure...)
	status(t, "log in by the proxy", w, http.StatusSeeOther)
	if c := w.Result().Cookies()[0]; !c.Secure || c.Name != "__Host-stemma" || c.Domain != "" || w.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie by TLS: %v", c)
	}
	from := slices.Concat(secure[:len(secure)-2], []string{"Authorization", "Bearer " + e.tokens[Read], "Origin"})
	status(t, "a page of our own by the proxy", e.ask("POST", "/", "", append(from, "https://news.example")...), http.StatusOK)
	status(t, "a page of the proxy's own", e.ask("POST", "/", "", append(from, "https://backend:8080")...), http.StatusForbidden)
	if h := e.ask("GET", "/", "", "From", "10.0.0.1:1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "localhost").Header(); h.Get("Strict-Transport-Security") != "" {
		t.Error("all that runs on this machine is to speak TLS")
	}
	status(t, "metrics by a proxy on this machine", e.ask("GET", "/metrics", "", "Host", "news.example"), http.StatusUnauthorized)
	lie := e.ask("GET", "/", "", "From", "10.9.9.9:1", "X-Forwarded-Host", "news.example", "Host", "evil.example", "Authorization", "Bearer "+e.tokens[Read])
	status(t, "a host that somebody else names", lie, http.StatusMisdirectedRequest)
	past := []string{"From", "10.0.1.1:1", "X-Forwarded-Proto", "https", "Host", "news.example", "Authorization", "Bearer " + e.tokens[Read]}
	status(t, "past the proxy, in the clear", e.ask("GET", "/", "", past...), http.StatusForbidden)
}

func TestHeaders(t *testing.T) {
	e := newEntrance(t, Options{Local: true})
	for _, path := range []string{"/", "/nowhere", "/healthz"} {
		h := e.ask("GET", path, "").Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": Policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "", "Server": "",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if !strings.Contains(h.Get("Permissions-Policy"), "camera=()") {
			t.Error("no Permissions-Policy")
		}
	}
	if h := e.ask("GET", "/", "", "Host", "evil.example", "Accept", people).Header(); h.Get("Content-Security-Policy") != Policy || h.Get("Cache-Control") != "no-store" {
		t.Error("a page that refuses has no policy")
	}
}

func TestRates(t *testing.T) {
	heavy := func(r *http.Request) bool { return r.URL.Path == "/trace" }
	e := newEntrance(t, Options{Limits: Limits{Rate: 1, Burst: 10, Heavy: 6}, Heavy: heavy}, Read, Write)
	as := func(s Scope, from string) []string {
		return []string{"Authorization", "Bearer " + e.tokens[s], "From", from + ":1"}
	}
	status(t, "a trace", e.ask("POST", "/trace", "", as(Read, "10.0.0.1")...), 200)
	for range 4 {
		status(t, "a page", e.ask("GET", "/", "", as(Read, "10.0.0.1")...), 200)
	}
	w := e.ask("GET", "/api/", "", as(Read, "10.0.0.1")...)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" || strings.Contains(w.Body.String(), "read desk") {
		t.Errorf("one too many: %d, %q, %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
	w = e.ask("POST", "/trace", "", as(Read, "10.0.0.1")...)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "6" {
		t.Errorf("a trace too many: %d, %q", w.Code, w.Header().Get("Retry-After"))
	}
	status(t, "another token", e.ask("GET", "/", "", as(Write, "10.0.0.1")...), 200)
	status(t, "the same from elsewhere", e.ask("GET", "/", "", as(Read, "10.0.0.2")...), 200)
	e.clock.pass(time.Second)
	status(t, "a second later", e.ask("GET", "/", "", as(Read, "10.0.0.1")...), 200)
	for range 10 {
		e.ask("GET", "/api/", "", "From", "[2001:db8::1]:1")
	}
	status(t, "the same customer", e.ask("GET", "/api/", "", "From", "[2001:db8::2]:1"), http.StatusTooManyRequests)
	status(t, "another customer", e.ask("GET", "/api/", "", "From", "[2001:db8:0:1::2]:1"), http.StatusUnauthorized)
}

func TestRatesBounded(t *testing.T) {
	l := newLimiter(1, 1, newClock().now)
	for i := range maxKeys + 100 {
		l.take(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}).String(), 1)
	}
	if len(l.keys) != maxKeys || l.order.Len() != maxKeys {
		t.Errorf("%d keys", len(l.keys))
	}
}

func TestScopes(t *testing.T) {
	for _, c := range []struct {
		have, need Scope
		may        bool
	}{
		{Read, Read, true}, {Read, Write, false}, {Write, Read, true}, {Write, Admin, false}, {Admin, Write, true}, {"", Read, false}, {Admin, "", false}, {Admin, "all", false}, {"all", Read, false},
	} {
		if (Identity{Scope: c.have}).May(c.need) != c.may {
			t.Errorf("%q may %q: want %v", c.have, c.need, c.may)
		}
	}
}
