//go:build unix

package main

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestWatchSignals: SIGHUP has the lists read again, SIGTERM ends it with what has come put away, and a kill costs
// nothing that was there before.
func TestWatchSignals(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".xml") {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>Feed %[1]s</title><item><title>Notice %[1]s</title><guid isPermaLink="false">%[1]s</guid><description>The harbour of Larn gives notice %[1]s to all ships that lie there.</description></item></channel></rss>`,
			strings.Trim(r.URL.Path, "/"))
	}))
	defer s.Close()
	list, dir := filepath.Join(t.TempDir(), "feeds.txt"), t.TempDir()
	put := func(names ...string) {
		var b strings.Builder
		for _, name := range names {
			fmt.Fprintf(&b, "%s/%s.xml\n", s.URL, name)
		}
		if err := os.WriteFile(list, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("one")
	for i, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL, syscall.SIGINT} {
		cmd := exec.CommandContext(t.Context(), "stemma", "watch", "--archive", dir, "--allow-private", "--delay", "0s", "-v", list)
		out, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		log := bufio.NewScanner(out)
		until := func(part string) {
			t.Helper()
			for log.Scan() {
				if strings.Contains(log.Text(), part) {
					return
				}
			}
			t.Fatalf("%q is not in the log of run %d", part, i)
		}
		until("msg=feeds feeds=")
		if i == 0 { // the others find that nothing is due
			until("msg=feed feed=" + s.URL + "/one.xml")
			put("one", "two")
			if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
			until("msg=feeds feeds=2 new=1 gone=0")
			until("msg=feed feed=" + s.URL + "/two.xml")
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for log.Scan() { // to its end
			continue
		}
		err = cmd.Wait()
		if clean := signal != syscall.SIGKILL; clean != (err == nil) || time.Since(began) > time.Minute {
			t.Errorf("run %d ends after %v with %v", i, time.Since(began), err)
		}
		if n := articlesIn(t, dir); n != 2 {
			t.Errorf("%d reports in the archive after run %d", n, i)
		}
	}
	output1(t, "archive", "check", "--archive", dir)
}

// TestWatchLog: no line of the log gives a terminal an order, whatever a feed is called.
func TestWatchLog(t *testing.T) {
	for _, form := range []string{"text", "json"} {
		var b strings.Builder
		f := watchFlags{logFormat: form}
		f.logger(&b).Info("feed", "note", "Alva\u009b31m\x1b[2J\u202e aground\x7f")
		if s := b.String(); strings.ContainsAny(s, "\u009b\x1b\u202e\x7f") || !strings.Contains(s, " aground") || strings.Count(s, "\n") != 1 {
			t.Errorf("%s: %q", form, s)
		}
	}
}
