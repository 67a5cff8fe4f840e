package fetch

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPlainWords has nothing of what Go says to programmers in a problem, and
// what to do in each.
func TestPlainWords(t *testing.T) {
	t.Parallel()
	secure := httptest.NewTLSServer(text(page))
	t.Cleanup(secure.Close)
	closed := httptest.NewServer(text(page))
	closed.Close()
	w := &web{hosts: map[string]http.HandlerFunc{
		"header.example": at("/", raw("HTTP/1.1 200 OK\r\n"+strings.Repeat("X-Filler: "+strings.Repeat("x", 1000)+"\r\n", 400)+"\r\n")),
		"mail.example":   at("/", raw("220 mail.example ESMTP ready\r\n")),
		"silent.example": at("/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }),
	}}
	inside, hasty := w.client(t, quick()), w.client(t, quick())
	hasty.direct.ResponseHeaderTimeout = 20 * time.Millisecond
	local := New(Options{Delay: -1, Tries: 1, AllowPrivate: true})
	t.Cleanup(local.Close)
	for address, want := range map[string]struct {
		client *Client
		say    string
	}{
		"http://header.example/":       {inside, "has more than 256 KiB, which no page needs: open it"},
		"http://mail.example/":         {inside, "not from a server of pages: check the address"},
		"http://silent.example/":       {hasty, "no answer in time: try again later"},
		"http://header.example:99999/": {inside, "they go from 1 to 65535"},
		"ftp://header.example/":        {inside, "save it, and give the file"},
		secure.URL + "/":               {local, "nobody known here vouches for its certificate"},
		closed.URL + "/":               {local, "nothing answers at that port"},
	} {
		e := failing(t, want.client, address, nil, want.say)
		for _, word := range []string{"net/http", "x509", "dial tcp", "connect:", "malformed", "timeout awaiting"} {
			if strings.Contains(e.Problem, word) {
				t.Errorf("%s: %s", address, e.Problem)
			}
		}
	}
}

// TestLongWaitsAreTold tells of a pause that would look like a standstill, and of
// no short one.
func TestLongWaitsAreTold(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	told := map[string]time.Duration{}
	var l lanes
	enter := func(host string, pause time.Duration) {
		ln := l.join(host)
		ln.next = time.Now().Add(pause)
		l.part(ln)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if ln, err := l.enter(ctx, host, func(host string, pause time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			told[host] = pause
		}); err == nil {
			l.leave(ln)
		}
	}
	enter("slow.example", time.Minute)
	enter("quick.example", 10*time.Millisecond)
	if len(told) != 1 || told["slow.example"] < 50*time.Second {
		t.Errorf("%v", told)
	}
}
