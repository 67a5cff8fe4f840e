//go:build slow

package server

import (
	"io"
	"net"
	"net/http"
	"runtime"
	"testing"
	"time"
)

// TestTenThousand: of ten thousand connections that ask for nothing the server holds so many as it may, and answers all the while;
// afterwards nothing of them is left.
func TestTenThousand(t *testing.T) {
	if files := openFiles(); files < 16_000 {
		t.Skipf("%d files may be open here, of which this takes 14,000", files)
	}
	const most, all = 2000, 10_000
	before := goroutines()
	at := flooded(t, most, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "whole") }))
	var conns []net.Conn
	for i := range all {
		c, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, c)
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nX: ")
		if i%1000 == 999 {
			began := time.Now()
			if got := asked(t, dial(t, at, ""), "/"); got != "HTTP/1.1 200 OK" {
				t.Errorf("after %d: %s", i+1, got)
			}
			n := goroutines()
			t.Logf("after %d connections: answered in %v, %d goroutines", i+1, time.Since(began), n)
			if n > before+most+100 {
				t.Errorf("%d goroutines", n)
			}
		}
	}
	for _, c := range conns {
		_ = c.Close()
	}
	if n := goroutines(); n > before+20 {
		t.Errorf("%d goroutines before, %d afterwards", before, n)
	}
}

// goroutines is how many there are once those that are about to end have ended.
func goroutines() int {
	n := runtime.NumGoroutine()
	for range 100 {
		time.Sleep(10 * time.Millisecond)
		now := runtime.NumGoroutine()
		if now >= n {
			return now
		}
		n = now
	}
	return n
}
