package fetch

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// ruled has a robots.txt, and a page everywhere else.
func ruled(robots http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			robots(w, r)
			return
		}
		text(page)(w, r)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func says(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
}

func TestRobots(t *testing.T) {
	t.Parallel()
	const desk = "User-agent: *\nDisallow: /desk\n"
	for name, c := range map[string]struct {
		robots http.HandlerFunc
		path   string
		say    string // what the refusal says; empty if there is none
	}{
		"allowed":    {says(desk), "/news", ""},
		"refused":    {says(desk), "/desk/1", "does not allow"},
		"none":       {status(404), "/desk/1", ""},
		"not for us": {status(403), "/desk/1", ""},
		"error":      {status(500), "/news", "cannot be read"},
		"too many":   {status(429), "/news", "cannot be read"},
		"a page":     {says("<!DOCTYPE html><p>Disallow: /"), "/desk", ""},
		"empty":      {says(""), "/desk", ""},
		"an image": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			fmt.Fprint(w, desk)
		}, "/desk/1", "does not allow"},
		"huge, late":         {says(strings.Repeat("# nothing\n", 60<<10) + desk), "/desk/1", ""},
		"huge, early":        {says(desk + strings.Repeat("# nothing\n", 300<<10)), "/desk/1", "does not allow"},
		"packed":             {packed("gzip", gzipped(desk)), "/desk/1", "does not allow"},
		"a bomb":             {packed("gzip", gzipped(desk+strings.Repeat("\n", 8<<20))), "/desk/1", "does not allow"},
		"broken compression": {packed("gzip", gzipped(desk)[:20]), "/news", "cannot be read"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://www.gazette.example/rules", http.StatusMovedPermanently)
		}, "/desk/1", "does not allow"},
		"in a circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) }, "/desk/1", ""},
		"on this machine": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1/robots.txt", http.StatusFound)
		}, "/news", "public internet"},
		"no answer to anyone": {func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, "/news", "cannot be read"},
	} {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": ruled(c.robots), "www.gazette.example": at("/rules", says(desk))}}
		o := quick()
		o.Tries = 2
		client := w.client(t, o)
		_, err := client.Get(t.Context(), "http://gazette.example"+c.path)
		if c.say == "" && err != nil || c.say != "" && (err == nil || !strings.Contains(err.Error(), c.say)) {
			t.Errorf("%s: %v", name, err)
		}
		if c.say != "" && len(w.requests()) > 0 && w.requests()[0] != "www.gazette.example/rules" {
			t.Errorf("%s: asked for %v", name, w.requests())
		}
	}
}

func TestRobotsIsReadOnceForEachHost(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	count := ruled(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		fmt.Fprint(w, "User-agent: *\nDisallow: /desk")
	})
	w := &web{hosts: map[string]http.HandlerFunc{"a.example": count, "b.example": count, "b.example:8080": count}}
	c := w.client(t, quick())
	for i := range 4 {
		get(t, c, fmt.Sprintf("http://a.example/%d", i))
		get(t, c, fmt.Sprintf("http://b.example/%d", i))
		get(t, c, fmt.Sprintf("http://b.example:8080/%d", i))
	}
	if n.Load() != 3 {
		t.Errorf("read %d times", n.Load())
	}
}

// What cannot be read is asked for again, but not for every address.
func TestRobotsThatComesBack(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": ruled(func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})}}
	c := w.client(t, quick())
	for range 3 {
		fails(t, c, "http://gazette.example/news", ErrRefused, "try again later")
	}
	if n.Load() != 1 {
		t.Errorf("read %d times", n.Load())
	}
	c.sites.get("http://gazette.example").until = time.Now()
	get(t, c, "http://gazette.example/news")
}

func TestCrawlDelay(t *testing.T) {
	t.Parallel()
	for delay, want := range map[string]time.Duration{"0.08": 80 * time.Millisecond, "0.001": 20 * time.Millisecond, "600": 150 * time.Millisecond} {
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": ruled(says("User-agent: *\nCrawl-delay: " + delay))}}
		c := w.client(t, Options{Delay: 20 * time.Millisecond, MaxDelay: 150 * time.Millisecond})
		get(t, c, "http://gazette.example/1")
		start := time.Now()
		get(t, c, "http://gazette.example/2")
		if took := time.Since(start); took < want-5*time.Millisecond || took > want+time.Second {
			t.Errorf("Crawl-delay %s: a pause of %v", delay, took)
		}
	}
}
