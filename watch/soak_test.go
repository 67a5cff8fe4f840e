package watch

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/watch/alert"
)

// TestSoak asks feeds on this machine over and over: some that change, some that do not, some in trouble. What the
// program holds must not grow: goroutines, open files, memory. With -tags slow it is some thousand rounds.
func TestSoak(t *testing.T) {
	sites := make([]*site, 4)
	var inputs []string
	var turn atomic.Int64
	for i := range sites {
		s := newSiteAt(t, fmt.Sprintf("127.0.0.%d", i+2))
		sites[i] = s
		inputs = append(inputs, s.at("/feed", func(w http.ResponseWriter, r *http.Request) {
			n := int(turn.Load())
			switch {
			case i == 3 && n%5 == 0:
				w.WriteHeader(http.StatusNotFound)
				return
			case i == 3 && n%7 == 0:
				sends("application/rss+xml", "<rss><channel><item>")(w, r)
				return
			}
			n /= i + 1
			var items []string
			for k := max(0, n-3); k <= n; k++ {
				e := events[(k/3)%len(events)]
				items = append(items, item(fmt.Sprintf("site%d-%d", i, k), e.title, fmt.Sprintf("%s Notice %d.", e.text, k/3), time.Now()))
			}
			sends("application/rss+xml", rss(fmt.Sprintf("Site %d", i), items...))(w, r)
		}))
	}
	dir := t.TempDir()
	client := fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Tries: 1, Timeout: 5 * time.Second})
	defer client.Close()
	a := archive(t, dir)
	defer a.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	reload := make(chan struct{})
	go func() {
		_, err := Run(ctx, Options{
			Archive: a, Lists: NewLists(inputs), Read: ingest.Options{Fetch: client}, Reload: reload,
			Bounds: Bounds{Min: 20 * time.Millisecond, Max: 20 * time.Millisecond}, Feed: filepath.Join(dir, "alerts.xml"),
			Rules: func() ([]alert.Rule, error) {
				return []alert.Rule{{Name: "two", Kind: alert.Reach, Outlets: 2}, {Name: "karo", Kind: alert.Cites, Sources: []string{"Ines Karo"}}}, nil
			},
		})
		done <- err
	}()
	var at [3]holding // after a tenth, a half, and at the end
	for n := range soakRounds {
		turn.Store(int64(n))
		before := polled(sites)
		for polled(sites) < before+3 {
			time.Sleep(5 * time.Millisecond) // the servers are real
			if len(done) > 0 {
				t.Fatal(<-done)
			}
		}
		switch n {
		case soakRounds / 10:
			at[0] = held()
		case soakRounds / 2:
			reload <- struct{}{}
			at[1] = held()
		case soakRounds - 1:
			at[2] = held()
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rounds, %d requests: %+v", soakRounds, polled(sites), at)
	if at[2].goroutines > at[0].goroutines+8 || at[2].files > at[0].files+8 || at[2].heap > at[0].heap*3/2+(24<<20) {
		t.Errorf("it grows: %+v", at)
	}
}

// holding is what the process holds.
type holding struct {
	goroutines, files int
	heap              uint64
}

// held is the least of some looks: what is on its way comes and goes.
func held() holding {
	var least holding
	for i := range looks {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		files, _ := os.ReadDir("/proc/self/fd") // none where there is no such folder
		h := holding{runtime.NumGoroutine(), len(files), m.HeapAlloc}
		if i == 0 {
			least = h
		}
		least = holding{min(least.goroutines, h.goroutines), min(least.files, h.files), min(least.heap, h.heap)}
		time.Sleep(10 * time.Millisecond)
	}
	return least
}

func polled(sites []*site) int {
	n := 0
	for _, s := range sites {
		s.mu.Lock()
		n += len(s.asked)
		s.mu.Unlock()
	}
	return n
}

// TestNothingIsLeftRunning: after the end there are no more goroutines than before.
func TestNothingIsLeftRunning(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	address := s.at("/feed", sends("application/rss+xml", rss("Herald", item("herald-1", "Alva aground", ferry, noon))))
	round(t, dir, nil, address) // what is begun once stays
	before := runtime.NumGoroutine()
	for range 3 {
		round(t, dir, nil, address)
	}
	s.CloseClientConnections()
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before {
		b := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, strings.TrimSpace(string(b[:runtime.Stack(b, true)])))
	}
}
