package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/bench/invented"
)

// readers look at pages of the server, each at one a second.
type readers struct {
	base    string
	mu      sync.Mutex
	stories []string
	words   []string
	took    []time.Duration
	pages   int
	later   int            // how often a reader was asked to come again later
	bad     map[string]int // answers that are none, by what they are
}

func newReaders(address string, news []invented.Report) *readers {
	r := &readers{base: "http://" + address, bad: map[string]int{}}
	for i := 0; i < len(news); i += max(1, len(news)/500) {
		if f := strings.Fields(news[i].Title); len(f) > 0 {
			r.words = append(r.words, f[len(f)/2])
		}
	}
	return r
}

// run has n readers look until ctx ends, and somebody follow what happens.
func (r *readers) run(ctx context.Context, n int) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { r.one(ctx, rand.New(rand.NewPCG(uint64(i), 9))) })
	}
	for range min(n, 3) {
		all.Go(func() { r.follow(ctx) })
	}
	all.Wait()
}

func (r *readers) one(ctx context.Context, rng *rand.Rand) {
	transport := &http.Transport{MaxConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	for ctx.Err() == nil {
		path := r.path(rng)
		began := time.Now()
		body, err := r.get(ctx, client, path)
		took := time.Since(began)
		if ctx.Err() != nil {
			return
		}
		r.note(path, body, took, err)
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}

// path is what a reader looks at next: mostly a story.
func (r *readers) path(rng *rand.Rand) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch x := rng.IntN(10); {
	case x == 0 && len(r.words) > 0:
		return "/search?q=" + url.QueryEscape(r.words[rng.IntN(len(r.words))])
	case x == 1 || len(r.stories) == 0:
		return "/api/v1/stories?limit=100"
	case x == 2:
		return "/api/v1/stories/" + r.stories[rng.IntN(len(r.stories))]
	case x < 5:
		return "/"
	default:
		return "/stories/" + r.stories[rng.IntN(len(r.stories))]
	}
}

func (r *readers) get(ctx context.Context, client *http.Client, path string) ([]byte, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+path, nil)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(path, "/api/") {
		q.Header.Set("Accept", "text/html")
	}
	a, err := client.Do(q)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	switch {
	case err != nil:
	case a.StatusCode == http.StatusTooManyRequests || a.StatusCode == http.StatusServiceUnavailable && a.Header.Get("Retry-After") != "":
		err = errLater
	case a.StatusCode != http.StatusOK:
		page, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "?")
		page, _, _ = strings.Cut(page, "/")
		err = fmt.Errorf("%s for a page of /%s", a.Status, page)
	}
	return b, err
}

// errLater says that the server has too much to do, and says so: it is no failure.
var errLater = errors.New("come again later")

func (r *readers) note(path string, body []byte, took time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages++
	r.took = append(r.took, took)
	switch {
	case errors.Is(err, errLater):
		r.later++
		return
	case err != nil:
		r.bad[err.Error()]++
		return
	}
	if strings.HasPrefix(path, "/api/v1/stories?") {
		var list struct{ Stories []struct{ ID string } }
		if json.Unmarshal(body, &list) == nil {
			r.stories = r.stories[:0]
			for _, s := range list.Stories {
				r.stories = append(r.stories, s.ID)
			}
		}
	}
}

// follow reads what happens as it happens.
func (r *readers) follow(ctx context.Context) {
	for ctx.Err() == nil {
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+"/api/v1/events", nil)
		if err != nil {
			return
		}
		q.Header.Set("Accept", "text/event-stream")
		if a, err := http.DefaultClient.Do(q); err == nil {
			_, _ = io.Copy(io.Discard, a.Body)
			a.Body.Close()
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}

// since is how many pages were looked at since the last call, and how long 19 of 20 of them took at the most.
func (r *readers) since() (pages int, slow time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	took := r.took
	r.took = nil
	if len(took) == 0 {
		return 0, 0
	}
	slices.Sort(took)
	return len(took), took[len(took)*19/20]
}
