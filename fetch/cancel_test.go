package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCancellation(t *testing.T) {
	wait := func(r *http.Request) { <-r.Context().Done() }
	for name, c := range map[string]struct {
		h http.HandlerFunc
		o Options
	}{
		"before the header": {at("/", func(_ http.ResponseWriter, r *http.Request) { wait(r) }), Options{Delay: -1}},
		"in robots.txt":     {func(_ http.ResponseWriter, r *http.Request) { wait(r) }, Options{Delay: -1}},
		"in the pause":      {text(page), Options{Delay: time.Hour}},
		"between two tries": {at("/", status(502)), Options{Delay: time.Hour}},
		"until it may again": {at("/", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "20")
			w.WriteHeader(http.StatusServiceUnavailable)
		}), Options{Delay: -1}},
		"in the body": {at("/", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, page)
			w.(http.Flusher).Flush()
			wait(r)
		}), Options{Delay: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": c.h}}
				client := w.clientIn(t, c.o)
				if name == "in the pause" {
					get(t, client, "http://gazette.example/")
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				start := time.Now()
				_, err := client.Get(ctx, "http://gazette.example/")
				if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != 5*time.Second {
					t.Errorf("%v after %v", err, took)
				}
			})
		})
	}
}

// Who stands in line and goes away takes nobody else's turn.
func TestLeavingTheLine(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		hold := make(chan struct{})
		w := &web{hosts: map[string]http.HandlerFunc{"gazette.example": at("/", func(w http.ResponseWriter, _ *http.Request) {
			<-hold
			fmt.Fprint(w, page)
		})}}
		c := w.clientIn(t, quick())
		first := make(chan error, 1)
		go func() {
			_, err := c.Get(t.Context(), "http://gazette.example/")
			first <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if _, err := c.Get(ctx, "http://gazette.example/"); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		close(hold)
		if err := <-first; err != nil {
			t.Error(err)
		}
		get(t, c, "http://gazette.example/")
		if l := c.lanes.of["gazette.example"]; l.users != 0 {
			t.Errorf("%d still in line", l.users)
		}
	})
}

// Not parallel: it counts goroutines.
func TestNothingIsLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("requests", func(t *testing.T) {
		w := &web{hosts: map[string]http.HandlerFunc{
			"gazette.example": text(page),
			"slow.example":    at("/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }),
			"packed.example":  at("/", packed("zstd", []byte("(\xB5/\xFDnothing"))),
		}}
		o := quick()
		o.Tries = 2
		c := w.client(t, o)
		get(t, c, "http://gazette.example/")
		fails(t, c, "http://packed.example/", ErrBroken)
		c.options.Timeout = 50 * time.Millisecond
		fails(t, c, "http://slow.example/", ErrSlow)
	})
	for deadline := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, strings.TrimSpace(string(buf[:runtime.Stack(buf, true)])))
		}
	}
}

func TestLanesAreForgotten(t *testing.T) {
	t.Parallel()
	var l lanes
	busy, err := l.enter(t.Context(), "busy.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	shut := l.join("shut.example")
	shut.closed = time.Now().Add(time.Hour)
	l.part(shut)
	for i := range 3 * maxLanes {
		l.part(l.join(string(rune('a'+i%26)) + strings.Repeat("x", i)[:i%7] + time.Duration(i).String()))
	}
	if n := len(l.of); n > maxLanes+2 {
		t.Errorf("%d hosts are remembered", n)
	}
	if l.of["busy.example"] != busy || l.of["shut.example"] != shut {
		t.Error("a host that is in use was forgotten")
	}
}
