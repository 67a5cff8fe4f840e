package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestGet(t *testing.T) {
	t.Parallel()
	var agent, accepts string
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/ferry", func(w http.ResponseWriter, r *http.Request) {
		agent, accepts = r.UserAgent(), r.Header.Get("Accept")
		w.Header().Set("Content-Type", "text/html; charset=windows-1251")
		w.Header().Set("Last-Modified", "Tue, 04 Mar 2025 18:20:00 GMT")
		fmt.Fprint(w, page)
	})}}
	r := get(t, w.client(t, quick()), " http://GAZETTE.example.:80/ferry#top ")
	if r.URL != "http://gazette.example/ferry" || string(r.Body) != page || r.Status != 200 || r.Cached || r.Original != "" || !r.Captured.IsZero() {
		t.Errorf("%+v", r)
	}
	if r.ContentType != "text/html; charset=windows-1251" || !r.Modified.Equal(time.Date(2025, 3, 4, 18, 20, 0, 0, time.UTC)) {
		t.Errorf("%q, %v", r.ContentType, r.Modified)
	}
	if !strings.HasPrefix(agent, "stemma/") || !strings.Contains(agent, "(+https://") || !strings.Contains(accepts, "text/html") {
		t.Errorf("asks as %q for %q", agent, accepts)
	}
}

func TestUserAgentIsTheNameInRobots(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: deskbot\nDisallow: /\n")
			return
		}
		fmt.Fprint(w, page)
	}}}
	o := quick()
	get(t, w.client(t, o), "http://gazette.example/")
	o.UserAgent = "Deskbot/2 (+https://desk.example)"
	fails(t, w.client(t, o), "http://gazette.example/", ErrRefused)
}

func TestBadAddresses(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	for address, word := range map[string]string{
		"":                                    "http",
		"gazette.example/ferry":               "http",
		"ftp://gazette.example/ferry":         "ftp",
		"file:///etc/passwd":                  "file",
		"http://":                             "names no host",
		"http:gazette.example":                "names no host",
		"http://gazette.example:99999/":       "no port",
		"http://gazette.example:0/":           "no port",
		"http://gaz ette.example/":            "not an address",
		"http://gaz\tette.example/":           "not an address",
		"http://gazette.example/\x00":         "not an address",
		"http://./":                           "not the name of a host",
		"http://gaz%0Aette.example/":          "not an address",
		"http://gazette!.example/":            "not the name of a host",
		"http://2130706433/":                  "unusual spelling",
		"http://0x7f000001/":                  "unusual spelling",
		"http://0x7f.1/":                      "unusual spelling",
		"http://127.1/":                       "unusual spelling",
		"http://0177.0.0.1/":                  "unusual spelling",
		"http://127.0.0.1.1/":                 "unusual spelling",
		"http://gazette.example.0x/":          "unusual spelling",
		"http://" + strings.Repeat("a", 9000): "longer than",
	} {
		fails(t, c, address, ErrAddress, word)
	}
	fails(t, c, "https://web.archive.org/web/*/https://gazette.example/ferry", ErrAddress, "choose one")
	fails(t, c, "https://web.archive.org/web/2025*/gazette.example", ErrAddress, "choose one")
}

func TestNamesInAnyScript(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"xn--b1agh1afp.example": text(page)}}
	r := get(t, w.client(t, quick()), "http://Привет.example/новости?раз=1")
	if r.URL != "http://xn--b1agh1afp.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8?раз=1" {
		t.Error(r.URL)
	}
}

func TestPasswordsAreNeverShown(t *testing.T) {
	t.Parallel()
	var user, password string
	w := &web{hosts: map[string]http.HandlerFunc{
		"wire.example": at("/feed", func(w http.ResponseWriter, r *http.Request) {
			user, password, _ = r.BasicAuth()
			fmt.Fprint(w, page)
		}),
		"desk.example": func(w http.ResponseWriter, r *http.Request) {
			user, password, _ = r.BasicAuth()
			http.Redirect(w, r, "http://eve:hidden@elsewhere.example/", http.StatusFound)
		},
		"elsewhere.example": at("/", func(w http.ResponseWriter, r *http.Request) {
			if _, _, ok := r.BasicAuth(); ok {
				t.Error("a password was sent to another host")
			}
			http.Error(w, "gone", http.StatusGone)
		}),
	}}
	o := quick()
	o.Cache = t.TempDir()
	c := w.client(t, o)
	r := get(t, c, "http://anna:sesame@wire.example/feed")
	if user != "anna" || password != "sesame" || r.URL != "http://wire.example/feed" {
		t.Errorf("%s %s %s", user, password, r.URL)
	}
	get(t, c, "http://anna:sesame@wire.example/feed")
	if n := len(w.requests()); n != 2 {
		t.Errorf("%d requests: an answer to one person was kept", n)
	}
	for _, address := range []string{
		"http://anna:sesame@wire.example/none", "http://anna:sesame@desk.example/", "http://anna:sesame@127.0.0.1/",
		"ftp://anna:sesame@wire.example/", "http://anna:sesame@wire.example:99999/", "http://anna:sesame@wire.exa mple/",
	} {
		_, err := c.Get(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "sesame") || strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "anna") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		status := 0
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &status); err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
	}}}
	o := quick()
	o.Tries = 1
	c := w.client(t, o)
	for status, words := range map[int]string{
		204: "save the page", 206: "save the page", 304: "save the page", 300: "save the page", 401: "not for programs", 402: "not for",
		403: "not for programs", 404: "web.archive.org", 410: "web.archive.org", 451: "save the page", 500: "later", 503: "later", 599: "later",
	} {
		e := failing(t, c, fmt.Sprintf("http://gazette.example/%d", status), nil, words)
		if s, ok := errors.AsType[*StatusError](e); !ok || s.Status != status {
			t.Errorf("%d: %v", status, e)
		}
	}
}

func TestTriesAgainWhatMayPass(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/ferry", func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) {
		case 1:
			w.WriteHeader(http.StatusBadGateway)
		case 2:
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		default:
			fmt.Fprint(w, page)
		}
	})}}
	c := w.client(t, quick())
	if r := get(t, c, "http://gazette.example/ferry"); string(r.Body) != page || n.Load() != 3 {
		t.Errorf("%d tries, %q", n.Load(), r.Body)
	}
	n.Store(-10)
	w.hosts["gazette.example"] = at("/ferry", func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		w.WriteHeader(http.StatusBadGateway)
	})
	fails(t, c, "http://gazette.example/ferry", nil, "502")
	if n.Load() != -7 {
		t.Errorf("%d tries", n.Load()+10)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	var first, second time.Time
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/ferry", func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			first = time.Now()
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		second = time.Now()
		fmt.Fprint(w, page)
	})}}
	get(t, w.client(t, quick()), "http://gazette.example/ferry")
	if pause := second.Sub(first); pause < 900*time.Millisecond || pause > 3*time.Second {
		t.Errorf("asked again after %v", pause)
	}
}

// A host that wants more patience than there is gets it: none of the other addresses is asked for.
func TestHostsAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.ResponseWriter){
		"for an hour": func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		"until tomorrow": func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", time.Now().Add(24*time.Hour).UTC().Format(http.TimeFormat))
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"for a good while": func(w http.ResponseWriter) { w.WriteHeader(http.StatusTooManyRequests) },
	} {
		w := &web{hosts: map[string]http.HandlerFunc{
			"gazette.example": func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				answer(w)
			},
			"other.example": text(page),
		}}
		o := quick()
		o.Tries = 2
		c := w.client(t, o)
		fails(t, c, "http://gazette.example/1", nil)
		if name == "for an hour" { // 503, which may be about one page
			fails(t, c, "http://gazette.example/1a", nil, "server answers 503")
		}
		asked := len(w.requests())
		e := failing(t, c, "http://gazette.example/2", nil, "not asked for", "left alone until")
		if s, ok := errors.AsType[*StatusError](e); !ok || time.Until(s.RetryAfter) < 10*time.Second {
			t.Errorf("%s: %#v", name, e.Err)
		}
		if len(w.requests()) != asked {
			t.Errorf("%s: it was asked again", name)
		}
		get(t, c, "http://other.example/")
	}
}

func TestOneAtATimeWithPauses(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		const answer = 300 * time.Millisecond
		var open, most atomic.Int32
		var times []time.Time
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/robots.txt" {
				times = append(times, time.Now())
			}
			most.Store(max(most.Load(), open.Add(1)))
			time.Sleep(answer)
			open.Add(-1)
			text(page)(w, r)
		}}}
		c := w.clientIn(t, Options{}) // a second between two requests
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() {
				if _, err := c.Get(t.Context(), fmt.Sprintf("http://gazette.example/%d", i)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if most.Load() != 1 || len(times) != 5 {
			t.Fatalf("%d at a time, %d requests", most.Load(), len(times))
		}
		for i := 1; i < len(times); i++ {
			if gap := times[i].Sub(times[i-1]); gap != time.Second+answer {
				t.Errorf("from one request to the next %v", gap)
			}
		}
	})
}

func TestHostsAreAskedSideBySide(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		const hosts, atOnce = 9, 3
		var open, most atomic.Int32
		w := &web{hosts: map[string]http.HandlerFunc{}}
		for i := range hosts {
			w.hosts[fmt.Sprintf("host%d.example", i)] = at("/", func(w http.ResponseWriter, _ *http.Request) {
				most.Store(max(most.Load(), open.Add(1)))
				time.Sleep(time.Second)
				open.Add(-1)
				fmt.Fprint(w, page)
			})
		}
		o := quick()
		o.Parallel = atOnce
		c, began := w.clientIn(t, o), time.Now()
		var all sync.WaitGroup
		for i := range hosts {
			all.Go(func() {
				if _, err := c.Get(t.Context(), fmt.Sprintf("http://host%d.example/", i)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); most.Load() != atOnce || took != hosts/atOnce*time.Second {
			t.Errorf("%d at once, in %v", most.Load(), took)
		}
	})
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]bool{
		"": true, "text/html": true, "TEXT/HTML; charset=\"utf-8": true, "text/html;charset": true, "html": true, "text/plain": true, "text/xml": true,
		"application/xhtml+xml": true, "application/rss+xml; charset=utf-8": true, "application/feed+json": true, "application/x-ndjson": true,
		"application/warc": true, "application/gzip": true, "application/x-zip-compressed": true, "application/octet-stream": true,
		"binary/octet-stream": true, "application/pdf": true, "message/rfc822": true, "application/vnd.iptc.g2.newsitem+xml": true, "text/csv": true,
		"application/zstd": true, "application/x-tar": true,
		"image/svg+xml": false, "image/jpeg": false, "video/mp4": false, "audio/mpeg": false, "font/woff2": false, "text/css": false,
		"application/javascript": false, "text/javascript; charset=utf-8": false, "application/x-msdownload": false, "application/wasm": false,
	} {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Content-Type"] = []string{kind}
			if kind == "" {
				w.Header()["Content-Type"] = nil
			}
			fmt.Fprint(w, page)
		})}}
		c := w.client(t, quick())
		if want {
			if r := get(t, c, "http://gazette.example/"); r.ContentType != kind {
				t.Errorf("%q is shown as %q", kind, r.ContentType)
			}
		} else {
			name, _, _ := strings.Cut(kind, ";")
			fails(t, c, "http://gazette.example/", ErrType, name, "report itself")
		}
	}
}

// What is wrong with one page must not cost the others.
func TestOnePageThatIsAway(t *testing.T) {
	t.Parallel()
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		text(page)(w, r)
	}}}
	c := w.client(t, quick())
	for i := range 3 {
		fails(t, c, "http://gazette.example/away", nil, "503", "left alone until")
		get(t, c, fmt.Sprintf("http://gazette.example/%d", i))
	}
}
