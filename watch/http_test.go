package watch

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
	"github.com/stemma-news/stemma/watch/webhook"
)

// site is a server of this machine, with a handler for each path.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	paths map[string]http.HandlerFunc
	asked []string // "path status of If-None-Match"
}

func newSite(t *testing.T) *site { return newSiteAt(t, "127.0.0.1") }

// newSiteAt is one at an address of this machine, of which some systems have only the first.
func newSiteAt(t *testing.T, ip string) *site {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Skip(err)
	}
	s := &site{paths: map[string]http.HandlerFunc{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		h := s.paths[r.URL.Path]
		if r.URL.Path != "/robots.txt" {
			s.asked = append(s.asked, strings.TrimSpace(r.URL.Path+" "+r.Header.Get("If-None-Match")))
		}
		s.mu.Unlock()
		if h == nil {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func (s *site) at(path string, h http.HandlerFunc) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paths[path] = h
	return s.URL + path
}

// requests are those since the last call.
func (s *site) requests() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := strings.Join(s.asked, ", ")
	s.asked = nil
	return all
}

func sends(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}

// round has each feed asked once, with what the program asks with.
func round(t *testing.T, dir string, edit func(*Options), inputs ...string) (Summary, string) {
	t.Helper()
	a := archive(t, dir)
	defer a.Close()
	var log bytes.Buffer
	client := fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Tries: 1, Timeout: time.Second})
	defer client.Close()
	o := Options{
		Archive: a, Lists: NewLists(inputs), Read: ingest.Options{Fetch: client}, Once: true, NoTrees: true,
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	}
	if edit != nil {
		edit(&o)
	}
	sum, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err, log.String())
	}
	return sum, log.String()
}

// TestConditional: what has not changed is not sent again, over two runs; an entry that was added is read alone.
func TestConditional(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	body := rss("Herald", item("herald-1", "Alva aground", ferry, noon))
	address := s.at("/feed", func(w http.ResponseWriter, r *http.Request) {
		tag := fmt.Sprintf(`"%d"`, len(body))
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		sends("application/rss+xml", body)(w, r)
	})
	for i, want := range []Summary{{New: 1}, {Unchanged: 1}, {New: 1}} {
		if i == 2 {
			body = rss("Herald", item("herald-2", "Tug under way", "A tug from Brede is under way to the ferry, and to arrive at noon.", noon), item("herald-1", "Alva aground", ferry, noon))
		}
		sum, log := round(t, dir, nil, address)
		if sum.New != want.New || sum.Unchanged != want.Unchanged || sum.Known+sum.Changed+sum.Failed > 0 {
			t.Errorf("round %d: %+v\n%s", i, sum, log)
		}
		if r := s.requests(); strings.Contains(r, `"`) != (i > 0) {
			t.Errorf("round %d: %s", i, r)
		}
	}
}

// TestTroubledFeeds: one that is broken, hangs, fails, is moved or is too large costs itself alone, and each is told of.
func TestTroubledFeeds(t *testing.T) {
	dir := t.TempDir()
	page := func(n int) string {
		return fmt.Sprintf(`<html lang="en"><head><title>Notice %d</title></head><body><article><h1>Notice %d</h1><p>%s</p></article></body></html>`, n, n,
			strings.Repeat(fmt.Sprintf("The harbour of Larn gives notice number %d to all ships. ", n), 5))
	}
	hosts := map[string]*site{}
	var inputs []string
	add := func(name, path string, h http.HandlerFunc) *site {
		s := newSiteAt(t, fmt.Sprintf("127.0.0.%d", len(hosts)+2))
		hosts[name] = s
		inputs = append(inputs, s.at(path, h))
		return s
	}
	add("broken", "/feed", sends("application/rss+xml", "<rss><channel><item><title>"))
	add("hangs", "/feed", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	add("fails", "/feed", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	add("busy", "/feed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	moved := add("moved", "/feed", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/new", http.StatusMovedPermanently) })
	moved.at("/new", sends("application/rss+xml", rss("Moved", item("moved-1", "Moved", "The feed of the outlet has moved, and its reports have not.", noon))))
	home := add("page", "/", nil)
	home.at("/", sends("text/html", `<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>News</body></html>`))
	home.at("/rss", sends("application/rss+xml", rss("Home", item("home-1", "Home", "The home page names the feed in which this stands.", noon))))
	large := add("large", "/feed", nil)
	var items []string
	for n := range 10_000 {
		items = append(items, fmt.Sprintf(`<item><guid isPermaLink="false">n%d</guid><title>Notice %d</title><link>%s/n%d</link><pubDate>%s</pubDate></item>`, n, n, "{site}", n, noon.Add(time.Duration(n)*time.Minute).Format(time.RFC1123Z)))
		if n >= 9_990 {
			large.at(fmt.Sprintf("/n%d", n), sends("text/html", page(n)))
		}
	}
	large.at("/feed", func(w http.ResponseWriter, r *http.Request) {
		sends("application/rss+xml", strings.ReplaceAll(rss("Large", items...), "{site}", "http://"+r.Host))(w, r)
	})

	sum, log := round(t, dir, func(o *Options) { o.MaxPages = 10 }, inputs...)
	if sum.Polls != 7 || sum.Failed != 4 || sum.New != 12 {
		t.Errorf("%+v\n%s", sum, log)
	}
	for _, want := range []string{"answers 500", "answers 429", "the feed has moved to http://127.0.0.6", "a page, whose feed is watched: ", "pages_waiting=1000", "passed_over=8990"} {
		if !strings.Contains(log, want) {
			t.Errorf("%q is not in the log:\n%s", want, log)
		}
	}
	for _, s := range hosts {
		s.requests()
	}

	// A moment later those who failed are left alone, and the others are asked where they are now.
	sum, log = round(t, dir, func(o *Options) { o.MaxPages = 10 }, inputs...)
	if sum.LeftAlone != 2 || sum.Failed != 2 || sum.New != 0 || strings.Count(log, "until=") != 2 {
		t.Errorf("%+v\n%s", sum, log)
	}
	if r := moved.requests(); r != "/new" {
		t.Errorf("moved: %s", r)
	}
	if r := home.requests(); r != "/rss" {
		t.Errorf("page: %s", r)
	}
	if r := large.requests(); !strings.HasPrefix(r, "/feed, ") || strings.Count(r, "/n998") != 10 {
		t.Errorf("large: %s", r) // the next that wait
	}
}

// TestOverlap: two feeds that name one page have it fetched once; a page that could not be had is the summary, and
// later, when it can be had, the same report.
func TestOverlap(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	one := func(feed string) http.HandlerFunc {
		return sends("application/rss+xml", fmt.Sprintf(`<rss version="2.0"><channel><title>%s</title><item><title>Ferry Alva aground off Larn</title><link>%s/alva</link><guid isPermaLink="false">%s-1</guid>
			<description>The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard.</description></item></channel></rss>`, feed, s.URL, feed))
	}
	a, b := s.at("/a", one("a")), s.at("/b", one("b"))
	sum, log := round(t, dir, nil, a, b)
	if r := s.requests(); sum.New != 1 || strings.Count(r, "/alva") != 1 || !strings.Contains(log, "problems=1") {
		t.Fatalf("%+v, %s\n%s", sum, r, log)
	}
	s.at("/alva", sends("text/html", `<html lang="en"><head><title>Ferry Alva aground off Larn</title></head><body><article><h1>Ferry Alva aground off Larn</h1><p>`+strings.Repeat(ferry+" ", 2)+`</p></article></body></html>`))
	later(t, dir, a)
	sum, log = round(t, dir, nil, a, b)
	if r := s.requests(); sum.Changed != 1 || sum.New != 0 || strings.Count(r, "/alva") != 1 {
		t.Errorf("%+v, %s\n%s", sum, r, log)
	}
}

// later has the entries of a feed whose pages could not be had wait no longer.
func later(t *testing.T, dir, address string) {
	t.Helper()
	a := archive(t, dir)
	defer a.Close()
	q, err := recallQueue(t.Context(), a, address)
	if err != nil || len(q.Entries) != 1 || q.Entries[0].Tries != 1 {
		t.Fatalf("%+v, %v", q, err)
	}
	q.Entries[0].At, q.changed = time.Time{}, true
	state := map[string][]byte{}
	if err := q.put(state, address); err != nil {
		t.Fatal(err)
	}
	if err := a.Update(t.Context(), store.Update{State: state}); err != nil {
		t.Fatal(err)
	}
}

// TestWebhookDown: what a receiver does not take waits in the archive, over the end of the process, and comes once, signed.
func TestWebhookDown(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	address := s.at("/feed", sends("application/rss+xml", rss("Herald", item("herald-1", "Alva aground", ferry, noon))))
	key := []byte(strings.Repeat("k", 32))
	status := http.StatusBadGateway
	var got []string
	hook := s.at("/hook", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if status < 300 && r.Header.Get("webhook-signature") != "" {
			got = append(got, string(b))
		}
		w.WriteHeader(status)
	})
	endpoint, err := webhook.New(hook, key, "stemma/test")
	if err != nil {
		t.Fatal(err)
	}
	defer endpoint.Close()
	atom := filepath.Join(t.TempDir(), "alerts.xml")
	with := func(o *Options) {
		o.Webhooks, o.Feed = []*webhook.Endpoint{endpoint}, atom
		o.Rules = func() ([]alert.Rule, error) { return []alert.Rule{{Name: "any", Kind: alert.Reach, Articles: 1}}, nil }
	}
	if sum, log := round(t, dir, with, address); sum.Alerts != 1 || !strings.Contains(log, "502") {
		t.Fatalf("%+v\n%s", sum, log)
	}
	if _, log := round(t, dir, func(*Options) {}, address); !strings.Contains(log, `msg=webhook webhook="`+endpoint.Name()) || !strings.Contains(log, "alerts=1") {
		t.Errorf("without the webhook for which an alert waits:\n%s", log)
	}
	status = http.StatusNoContent
	if _, log := round(t, dir, with, address); strings.Contains(log, "not among those of now") { // too early
		t.Error(log)
	}
	if len(got) != 0 {
		t.Errorf("it came before its time: %q", got)
	}
	a := archive(t, dir)
	defer a.Close()
	d := newDeliverer(a, []*webhook.Endpoint{endpoint}, slog.New(slog.DiscardHandler))
	for i := range 3 {
		d.now = func() time.Time { return time.Now().Add(time.Duration(i+1) * time.Minute) }
		d.round(t.Context())
	}
	if len(got) != 1 || !strings.HasPrefix(got[0], `{"type":"stemma.alert.reach","timestamp":"`) || !strings.Contains(got[0], `"data":{"schema":"stemma/alert/v1"`) {
		t.Errorf("%q", got)
	}
	f, err := feed.Parse(t.Context(), read(t, atom), "")
	if err != nil || len(f.Entries) != 1 || !strings.HasPrefix(f.Entries[0].Title, "1 report from 1 outlet in 1 language tell") {
		t.Errorf("%+v, %v", f, err)
	}
}

// TestSlowWebhook: a receiver that gives no answer holds up no other.
func TestSlowWebhook(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	address := s.at("/feed", sends("application/rss+xml", rss("Herald", item("herald-1", "Alva aground", ferry, noon))))
	taken := make(chan struct{})
	hang := s.at("/hang", func(w http.ResponseWriter, r *http.Request) {
		select { // it is answered when the other has had its message
		case <-taken:
		case <-r.Context().Done():
		}
	})
	good := s.at("/good", func(http.ResponseWriter, *http.Request) { close(taken) })
	var hooks []*webhook.Endpoint
	for _, at := range []string{hang, good} {
		h, err := webhook.New(at, nil, "stemma/test")
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		hooks = append(hooks, h)
	}
	began := time.Now()
	sum, log := round(t, dir, func(o *Options) {
		o.Webhooks = hooks
		o.Rules = func() ([]alert.Rule, error) { return []alert.Rule{{Name: "any", Kind: alert.Reach, Articles: 1}}, nil }
	}, address)
	if sum.Alerts != 1 || time.Since(began) > 15*time.Second || strings.Contains(log, "no answer") {
		t.Errorf("%+v after %v\n%s", sum, time.Since(began), log)
	}
}
