//go:build unix

package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestWatchMetrics: how a watch is can be asked on this machine, by its own name alone, and ends with it.
func TestWatchMetrics(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, `<rss version="2.0"><channel><title>Herald</title><item><title>Notice</title><guid isPermaLink="false">1</guid><description>The harbour of Larn gives notice to all ships that lie there.</description></item></channel></rss>`)
	}))
	defer site.Close()
	cmd := exec.CommandContext(t.Context(), "stemma", "watch", "--archive", t.TempDir(), "--allow-private", "--delay", "0s", "--metrics", "127.0.0.1:0", "--debug", site.URL+"/feed.xml")
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log, base := bufio.NewScanner(errs), ""
	for log.Scan() {
		if m := regexp.MustCompile(`address=(http://\S+)/metrics`).FindStringSubmatch(log.Text()); m != nil {
			base = m[1]
		}
		if strings.Contains(log.Text(), "msg=feed ") {
			break
		}
	}
	get := func(path, host string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		a, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		return a.StatusCode, string(b)
	}
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		_, body := get("/metrics", "")
		if regexp.MustCompile(`(?m)^stemma_watch_reports_new_total 1$`).MatchString(body) && regexp.MustCompile(`(?m)^go_goroutines \d`).MatchString(body) && strings.Contains(body, "\nstemma_watch_halted 0\n") {
			break
		} else if time.Since(began) > 20*time.Second {
			t.Fatalf("it does not tell of the report:\n%s", body)
		}
	}
	for _, c := range []struct {
		path, host string
		status     int
	}{
		{"/healthz", "", 200},
		{"/healthz", "localhost", 200},
		{"/debug/pprof/goroutine?debug=1", "", 200},
		{"/debug/pprof/cmdline", "", 404},
		{"/", "", 404},
		{"/metrics", "rebound.example", 403},
		{"/debug/pprof/heap", "rebound.example:80", 403},
	} {
		if status, body := get(c.path, c.host); status != c.status {
			t.Errorf("%s of %q: %d %.200s", c.path, c.host, status, body)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, errs)
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != 130 {
		t.Error(err)
	}
}

// TestWatchMetricsStayHere: they are told at no address that others can reach.
func TestWatchMetricsStayHere(t *testing.T) {
	for _, address := range []string{"0.0.0.0:9465", ":9465", "192.0.2.1:9465", "[::]:9465", "news.example:9465", "9465"} {
		if err := (&figuresFlags{address: address}).check(); err == nil {
			t.Errorf("--metrics %s is taken", address)
		}
	}
	for _, address := range []string{"127.0.0.1:9465", "[::1]:9465", "localhost:0"} {
		if err := (&figuresFlags{address: address}).check(); err != nil {
			t.Error(err)
		}
	}
	if err := (&figuresFlags{debug: true}).check(); err == nil {
		t.Error("--debug alone is taken")
	}
}
