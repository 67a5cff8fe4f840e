//go:build slow && linux

package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// herald serves a feed of n reports, each of which cites Ines Karo.
func herald(n func() int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Herald of `+r.Host+`</title>`)
		for i := range n() {
			fmt.Fprintf(w, `<item><guid isPermaLink="false">%s-%d</guid><title>Notice %d</title><content:encoded>The ferry Alva ran aground off Larn with %d passengers aboard. Nobody was hurt, the harbour master Ines Karo said. A tug from Brede is under way.</content:encoded></item>`, r.Host, i, i, 200+i)
		}
		fmt.Fprint(w, `</channel></rss>`)
	}
}

// TestWatchWithoutDescriptors: with few descriptors some feeds cannot be asked at once; they are a little later, nobody is blamed, and the processor is not
// kept busy meanwhile.
func TestWatchWithoutDescriptors(t *testing.T) {
	const sites = 40
	var list strings.Builder
	for i := range sites {
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", fmt.Sprintf("127.0.3.%d:0", i+1))
		if err != nil {
			t.Skip(err)
		}
		s := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(200 * time.Millisecond)
			herald(func() int { return 1 })(w, r)
		})}}
		s.Start()
		defer s.Close()
		fmt.Fprintf(&list, "%s/feed.xml\n", s.URL)
	}
	file, archive := filepath.Join(t.TempDir(), "feeds.txt"), filepath.Join(t.TempDir(), "archive")
	if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -n 24; exec stemma watch --archive "$1" --allow-private --delay 0s --no-trees --parallel 40 "$2"`, "sh", archive, file)
	log := &bytes.Buffer{}
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read, came := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(read)
		b, seen, told := make([]byte, 64<<10), map[string]bool{}, false
		for {
			n, err := errs.Read(b)
			log.Write(b[:n])
			for _, m := range regexp.MustCompile(`feed=(\S+) reports=1 `).FindAllStringSubmatch(log.String(), -1) {
				seen[m[1]] = true
			}
			if len(seen) == sites && !told {
				told = true
				close(came)
			}
			if err != nil {
				return
			}
		}
	}()
	select {
	case <-came:
	case <-read:
	case <-time.After(90 * time.Second):
		t.Error("not all feeds were read")
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	<-read
	if t.Failed() {
		t.Log(log.String())
	}
	_ = cmd.Wait()
	took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if !strings.Contains(log.String(), "too many files") {
		t.Error("there were descriptors enough: nothing was tried")
	}
	if strings.Contains(log.String(), "left alone") || took > 30*time.Second {
		t.Errorf("%v of the processor\n%s", took, log.String())
	}
}
