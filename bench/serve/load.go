package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// kind is one sort of request.
type kind struct {
	name, method, path, body string
	accept                   string
	clients                  int
	think                    time.Duration
	conditional              bool
}

// taken is what came of requests.
type taken struct {
	name     string
	times    []time.Duration
	statuses map[int]int
	bytes    int64
	failed   int
	odd      string // what was said by the first answer that is none
}

func measure(ctx context.Context, o *options, address, story string, n *news) ([]*taken, error) {
	body, err := n.traceBody()
	if err != nil {
		return nil, err
	}
	const html, json = "text/html", "application/json"
	page := kind{"a story's page", http.MethodGet, "/stories/" + story, "", html, o.readers, o.think, false}
	again, busy := page, page
	again.name, again.conditional = "the same, if it has changed", true
	busy.name, busy.think = "the same, without a pause", 0
	kinds := []kind{
		page, again, busy,
		{"the page of stories", http.MethodGet, "/", "", html, o.readers, o.think, false},
		{"the stories by the API", http.MethodGet, "/api/v1/stories", "", json, o.readers, o.think, false},
		{"a story's tree by the API", http.MethodGet, "/api/v1/stories/" + story + "/trace", "", json, o.readers / 4, o.think, false},
		{"six reports traced by the API", http.MethodPost, "/api/v1/traces", body, json, o.tracers, 0, false},
	}
	fmt.Println("| | clients | pause | requests/s | p50 ms | p95 ms | p99 ms | KB | other than 200 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
	var all []*taken
	for _, k := range kinds {
		if !strings.Contains(k.name, o.only) {
			continue
		}
		var profiled sync.WaitGroup
		if o.profile != "" {
			profiled.Go(func() { profile(ctx, address, o.profile, o.seconds) })
		}
		t := load(ctx, address, k, time.Duration(o.seconds)*time.Second)
		profiled.Wait()
		t.name = k.name
		t.print(k, o.seconds)
		all = append(all, t)
	}
	return all, nil
}

// load has clients ask for as long as that, each on a connection of its own, after a second to begin with.
func load(ctx context.Context, address string, k kind, long time.Duration) *taken {
	ctx, cancel := context.WithTimeout(ctx, long+time.Second)
	defer cancel()
	begin := time.Now().Add(time.Second)
	all := &taken{statuses: map[int]int{}}
	var mu sync.Mutex
	var clients sync.WaitGroup
	for range k.clients {
		clients.Go(func() {
			t := one(ctx, address, k, begin)
			mu.Lock()
			defer mu.Unlock()
			all.add(t)
		})
	}
	clients.Wait()
	return all
}

func (t *taken) add(o *taken) {
	t.times = append(t.times, o.times...)
	t.bytes += o.bytes
	t.failed += o.failed
	t.odd = cmp.Or(t.odd, o.odd)
	for s, n := range o.statuses {
		t.statuses[s] += n
	}
}

// one is a client. What it is sent is read and not unpacked, which is the browser's work.
func one(ctx context.Context, address string, k kind, begin time.Time) *taken {
	t := &taken{statuses: map[int]int{}}
	transport := &http.Transport{DisableCompression: true, MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	tag := ""
	if k.think > 0 {
		pause(ctx, rand.N(k.think)) // not all at once
	}
	for ctx.Err() == nil {
		r, err := http.NewRequestWithContext(ctx, k.method, address+k.path, strings.NewReader(k.body))
		if err != nil {
			t.failed++
			return t
		}
		r.Header.Set("Accept", k.accept)
		r.Header.Set("Accept-Encoding", "gzip")
		if k.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		if k.conditional && tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		began := time.Now()
		status, size, next, said, err := ask(client, r)
		took := time.Since(began)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			t.failed++
		case began.After(begin):
			t.times = append(t.times, took)
			t.statuses[status]++
			t.bytes += size
			t.odd = cmp.Or(t.odd, said)
		}
		if next != "" {
			tag = next
		}
		pause(ctx, k.think)
	}
	return t
}

func ask(client *http.Client, r *http.Request) (status int, size int64, tag, odd string, err error) {
	a, err := client.Do(r)
	if err != nil {
		return 0, 0, "", "", err
	}
	defer a.Body.Close()
	if a.StatusCode >= http.StatusBadRequest {
		b, err := io.ReadAll(io.LimitReader(a.Body, 500))
		return a.StatusCode, int64(len(b)), "", string(b), err
	}
	size, err = io.Copy(io.Discard, a.Body)
	return a.StatusCode, size, a.Header.Get("ETag"), "", err
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// within is how long a share of the requests took at the most.
func (t *taken) within(share float64) time.Duration {
	if len(t.times) == 0 {
		return 0
	}
	slices.Sort(t.times)
	return t.times[min(len(t.times)-1, int(share*float64(len(t.times))))]
}

func (t *taken) print(k kind, seconds int) {
	at := func(share float64) float64 { return float64(t.within(share).Microseconds()) / 1000 }
	var other []string
	for s, n := range t.statuses {
		if s != http.StatusOK {
			other = append(other, fmt.Sprintf("%d: %d", s, n))
		}
	}
	if t.failed > 0 {
		other = append(other, fmt.Sprintf("failed: %d", t.failed))
	}
	slices.Sort(other)
	n := max(1, len(t.times))
	fmt.Printf("| %s | %d | %v | %.0f | %.1f | %.1f | %.1f | %.1f | %s |\n", k.name, k.clients, k.think, float64(len(t.times))/float64(seconds), at(.5), at(.95), at(.99),
		float64(t.bytes)/float64(n)/1000, strings.Join(other, ", "))
	if t.odd != "" {
		fmt.Fprintln(os.Stderr, "serve: one was answered:", t.odd)
	}
}

// profile asks the server for a profile of its processor time.
func profile(ctx context.Context, address, file string, seconds int) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", address, seconds), nil)
	if err != nil {
		return
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		return
	}
	defer a.Body.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, a.Body)
	if err = errors.Join(err, os.WriteFile(file, b.Bytes(), 0o600)); err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
	}
}
