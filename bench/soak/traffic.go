package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"html"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/bench/invented"
)

// traffic is the internet of the run: feeds on some machines, and a webhook. Its clock goes faster than ours.
type traffic struct {
	news       []invented.Report
	feeds      [][]int // of each, its reports by their place in news, in the order of time
	pages      map[string]int
	span, long time.Duration
	began      time.Time
	servers    []*http.Server
	addresses  []string // of the machines that feeds are on
	hook       string

	mu      sync.Mutex
	asked   int
	refused int
	taken   map[string]int // how often the webhook took a message, by its id
}

const (
	// machines are the hosts that feeds are on: one is asked for one feed at a time.
	machines = 40
	// newest is how many entries a feed has.
	newest = 40
)

func newTraffic(news []invented.Report, feeds int, span, long time.Duration) *traffic {
	t := &traffic{news: news, feeds: make([][]int, feeds), pages: map[string]int{}, span: span, long: long, taken: map[string]int{}}
	for i, r := range news {
		h := fnv.New32a()
		h.Write([]byte(r.Outlet))
		f := int(h.Sum32() % uint32(feeds))
		t.feeds[f] = append(t.feeds[f], i)
		t.pages[r.ID] = i
	}
	return t
}

// listen begins to answer. The machines are addresses of this one, of which Linux has many.
func (t *traffic) listen(ctx context.Context) error {
	t.began = time.Now()
	for i := range machines + 1 {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.answer(w, r, i) })
		if i == machines {
			h = t.receive
		}
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.2.%d:0", i+1))
		if err != nil {
			return fmt.Errorf("%w (the machines of the feeds are addresses of this one, as Linux has them)", err)
		}
		s := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
		go func() { _ = s.Serve(l) }()
		t.servers = append(t.servers, s)
		if i == machines {
			t.hook = "http://" + l.Addr().String() + "/hook"
		} else {
			t.addresses = append(t.addresses, l.Addr().String())
		}
	}
	return nil
}

func (t *traffic) close() {
	for _, s := range t.servers {
		s.Close()
	}
}

// list is the list of feeds.
func (t *traffic) list() string {
	var b strings.Builder
	for i := range t.feeds {
		fmt.Fprintf(&b, "http://%s/feed/%d.xml\n", t.addresses[i%machines], i)
	}
	return b.String()
}

// now is how far the news is.
func (t *traffic) now() time.Duration {
	return min(t.span, time.Duration(float64(time.Since(t.began))/float64(t.long)*float64(t.span)))
}

// date is when something comes out, of which the last is about now.
func (t *traffic) date(at time.Duration) time.Time { return t.began.Add(t.long - t.span + at).UTC() }

// offered is how many reports are out by now.
func (t *traffic) offered() int {
	now := t.now()
	n, _ := slices.BinarySearchFunc(t.news, now, func(r invented.Report, at time.Duration) int {
		if r.At <= at {
			return -1
		}
		return 1
	})
	return n
}

// answer is a machine with feeds on it. Of ten machines one is gone for an hour of every six, and one answers slowly.
func (t *traffic) answer(w http.ResponseWriter, r *http.Request, machine int) {
	t.mu.Lock()
	t.asked++
	t.mu.Unlock()
	switch over := t.now() >= t.span; {
	case over:
	case machine%10 == 5 && int(t.now().Hours())%6 == 2:
		t.mu.Lock()
		t.refused++
		t.mu.Unlock()
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case machine%10 == 7:
		time.Sleep(time.Second)
	}
	if name, ok := strings.CutPrefix(r.URL.Path, "/feed/"); ok {
		n, err := strconv.Atoi(strings.TrimSuffix(name, ".xml"))
		if err == nil && n >= 0 && n < len(t.feeds) {
			t.feed(w, r, n)
			return
		}
	}
	if name, ok := strings.CutPrefix(r.URL.Path, "/page/"); ok {
		if n, ok := t.pages[name]; ok {
			t.page(w, n)
			return
		}
	}
	http.NotFound(w, r)
}

// feed has the newest entries that are out by now: every second feed whole, the others the beginning of them.
func (t *traffic) feed(w http.ResponseWriter, r *http.Request, n int) {
	now := t.now()
	out := 0
	for out < len(t.feeds[n]) && t.news[t.feeds[n][out]].At <= now {
		out++
	}
	tag := fmt.Sprintf(`"%d"`, out)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	fmt.Fprintf(w, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wire %d</title>`, n)
	for _, i := range slices.Backward(t.feeds[n][max(0, out-newest):out]) {
		a := &t.news[i]
		fmt.Fprintf(w, `<item><guid isPermaLink="false">%s</guid><link>http://%s/page/%s</link><title>%s</title><pubDate>%s</pubDate><source url="https://outlet.example/">%s</source>`,
			a.ID, r.Host, a.ID, html.EscapeString(a.Title), t.date(a.At).Format(time.RFC1123Z), html.EscapeString(a.Outlet))
		if n%2 == 0 {
			fmt.Fprintf(w, "<content:encoded>%s</content:encoded>", html.EscapeString(paragraphs(a.Text)))
		} else {
			beginning, _, _ := strings.Cut(a.Text, "\n")
			fmt.Fprintf(w, "<description>%s</description>", html.EscapeString(beginning))
		}
		fmt.Fprint(w, "</item>")
	}
	fmt.Fprint(w, "</channel></rss>")
}

func paragraphs(text string) string {
	var b strings.Builder
	for p := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' }) {
		fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(p))
	}
	return b.String()
}

func (t *traffic) page(w http.ResponseWriter, n int) {
	a := &t.news[n]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="%s"><head><title>%s</title><meta property="article:published_time" content="%s"><meta property="og:site_name" content="%s"></head><body><nav><a href="/">Home</a></nav><article><h1>%s</h1>%s</article></body></html>`,
		a.Lang, html.EscapeString(a.Title), t.date(a.At).Format(time.RFC3339), html.EscapeString(a.Outlet), html.EscapeString(a.Title), paragraphs(a.Text))
}

// receive is the webhook. It is gone for two hours of twelve.
func (t *traffic) receive(w http.ResponseWriter, r *http.Request) {
	if h := int(t.now().Hours()) % 12; (h == 5 || h == 6) && t.now() < t.span {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	t.mu.Lock()
	t.taken[r.Header.Get("Webhook-Id")]++
	t.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// delivered is how many messages the webhook took, and how many of them more than once.
func (t *traffic) delivered() (messages, again int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, n := range t.taken {
		if n > 1 {
			again++
		}
	}
	return len(t.taken), again
}
