//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/server/access"
)

// served is stemma serve as a process of its own.
type served struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	said bytes.Buffer
	read chan struct{} // closed when all was read that it says
}

var servedAt = regexp.MustCompile(`serving .* at (http\S+/) `)

func startServe(t *testing.T, args ...string) *served {
	t.Helper()
	return startServeBy(t, "stemma", append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
}

// startServeIn starts it with a folder for what is temporary.
func startServeIn(t *testing.T, temp string, args ...string) *served {
	t.Helper()
	return startServeBy(t, "env", append([]string{"TMPDIR=" + temp, "stemma", "serve", "--listen", "127.0.0.1:0"}, args...)...)
}

// startServeBy starts a program that becomes stemma serve.
func startServeBy(t *testing.T, program string, args ...string) *served {
	t.Helper()
	s := &served{t: t, cmd: exec.CommandContext(t.Context(), program, args...), read: make(chan struct{})}
	errs, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = s.cmd.Process.Kill(), s.cmd.Wait() }) // of a test that has failed
	lines := bufio.NewScanner(errs)
	for s.url == "" && lines.Scan() {
		fmt.Fprintln(&s.said, lines.Text())
		if m := servedAt.FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
		}
	}
	go func() {
		defer close(s.read)
		for lines.Scan() {
			fmt.Fprintln(&s.said, lines.Text())
		}
	}()
	if s.url == "" {
		<-s.read
		t.Fatalf("it does not serve: %s", s.said.String())
	}
	return s
}

// stop ends it as a service manager does.
func (s *served) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	<-s.read
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("it ends with %v: %s", err, s.said.String())
	}
}

func (s *served) get(path string, header ...string) (status int, body string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.StatusCode, string(b)
}

// TestServeDemo: the demo is there to be looked at, and its archive gone afterwards.
func TestServeDemo(t *testing.T) {
	t.Parallel()
	temp := t.TempDir()
	s := startServeIn(t, temp, "--demo")
	status, list := s.get("", "Accept", "text/html")
	story := regexp.MustCompile(`/stories/[a-z0-9]+`).FindString(list)
	if status != http.StatusOK || story == "" {
		t.Fatalf("the stories: %d %s", status, list)
	}
	if status, page := s.get(story[1:], "Accept", "text/html"); status != http.StatusOK || !strings.Contains(page, "<svg") {
		t.Errorf("%s: %d, %d bytes", story, status, len(page))
	}
	if _, stories := s.get("api/v1/stories"); !strings.Contains(stories, `"origins":2`) {
		t.Errorf("the story is not traced: %s", stories)
	}
	for path, want := range map[string]int{"api/v1/stories": 200, "healthz": 200, "readyz": 200, "metrics": 200, "nowhere": 404} {
		if status, body := s.get(path); status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	s.stop()
	if left, err := filepath.Glob(filepath.Join(temp, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestServeBeforeTheArchive: without an archive it serves, and takes up the one that comes; and tokens that are made.
func TestServeBeforeTheArchive(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "archive")
	s := startServe(t, "--archive", dir)
	if status, page := s.get("trace", "Accept", "text/html"); status != http.StatusOK || !strings.Contains(page, "<form") {
		t.Errorf("without an archive: %d %s", status, page)
	}
	stemma := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), "stemma", args...).Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	stemma("import", "--archive", dir, "../../trace/demo")
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if _, body := s.get("api/v1/stories"); strings.Contains(body, `"stories":[{`) {
			break
		} else if time.Since(began) > 20*time.Second {
			t.Fatalf("the archive is not taken up: %s", body)
		}
	}
	secret := stemma("token", "add", "--archive", dir, "--name", "desk")
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if status, _ := s.get("api/v1/stories"); status == http.StatusUnauthorized {
			break
		} else if time.Since(began) > 20*time.Second {
			t.Fatal("nobody needs a token once there is one")
		}
	}
	if status, body := s.get("api/v1/stories", "Authorization", "Bearer "+secret); status != http.StatusOK {
		t.Errorf("with a token: %d %s", status, body)
	}
	if status, _ := s.get("", "Accept", "text/html"); status != http.StatusSeeOther {
		t.Errorf("a person is led to %d", status)
	}
	if status, page := s.get("login", "Accept", "text/html"); status != http.StatusOK || !strings.Contains(page, `name="token"`) {
		t.Errorf("the page to log in: %d", status)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"login", strings.NewReader(url.Values{"token": {secret}, "next": {"/search"}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/search" || len(a.Cookies()) != 1 {
		t.Fatalf("log in: %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	c := a.Cookies()[0]
	if status, _ := s.get("", "Accept", "text/html", "Cookie", c.Name+"="+c.Value); status != http.StatusOK {
		t.Errorf("logged in: %d", status)
	}
	s.stop()
	if strings.Contains(s.said.String(), secret) {
		t.Error("the log has a token")
	}
	if _, err := access.OpenTokens(filepath.Join(dir, access.TokensName), nil); err != nil {
		t.Error(err)
	}
}
