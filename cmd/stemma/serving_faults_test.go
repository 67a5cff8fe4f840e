//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/smalldisk"
)

// post sends a body, and returns what is answered.
func (s *served) post(path, kind string, body io.Reader, header ...string) (status int, answer string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, err.Error()
	}
	defer a.Body.Close()
	b, _ := io.ReadAll(a.Body) // of one that is cut off as much as came
	return a.StatusCode, string(b)
}

// becomes waits until something is answered as it should.
func (s *served) becomes(path string, want int, says string) {
	s.t.Helper()
	status, body := 0, ""
	for began := time.Now(); time.Since(began) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
		if status, body = s.get(path); status == want && strings.Contains(body, says) {
			return
		}
	}
	s.t.Errorf("%s never becomes %d %q: %d %s", path, want, says, status, body)
}

// begun are the beginning of a form with a file, of which more is to come.
func begun(host string) string {
	const body = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nThe ferry ran aground"
	return fmt.Sprintf("POST /trace HTTP/1.1\r\nHost: %s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n%s", host, body)
}

// TestServeFewFiles: with few files that may be open, connections leave enough of them for the archive; when they are taken all the
// same the server says so, and comes back by itself.
func TestServeFewFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("a process of its own")
	}
	t.Parallel()
	s := startServeBy(t, "sh", "-c", `ulimit -n 64 && TMPDIR="$1" && export TMPDIR && shift && exec stemma "$@"`, "sh", t.TempDir(), "serve", "--listen", "127.0.0.1:0", "--demo")
	host := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/")
	var held []net.Conn
	hold := func(n int, begin string) {
		for range n {
			c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", host)
			if err != nil {
				t.Fatal(err)
			}
			held = append(held, c)
			_, _ = io.WriteString(c, begin) // it may have been sent away
		}
	}
	defer func() {
		for _, c := range held {
			c.Close()
		}
	}()
	hold(200, "GET / HTTP/1.1\r\n")
	if status, body := s.get("", "Accept", "text/html"); status != http.StatusOK {
		t.Errorf("among 200 that ask for nothing: %d %s", status, body)
	}
	if status, body := s.get("readyz"); status != http.StatusOK {
		t.Errorf("ready among 200 that ask for nothing: %d %s", status, body)
	}
	hold(28, begun(host)) // a connection and a file each
	s.becomes("readyz", http.StatusServiceUnavailable, `"files"`)
	for _, c := range held {
		c.Close()
	}
	s.becomes("readyz", http.StatusOK, `"ready"`)
	if status, body := s.get("", "Accept", "text/html"); status != http.StatusOK || !strings.Contains(body, "/stories/") {
		t.Errorf("afterwards: %d %s", status, body)
	}
	s.stop()
	if !strings.Contains(s.said.String(), "too many open files") || !strings.Contains(s.said.String(), "ulimit -n") {
		t.Errorf("the log does not say what is wrong, and what to do: %s", s.said.String())
	}
}

// long is a trace that takes a while.
func long(t *testing.T) io.Reader {
	t.Helper()
	type report struct {
		Text   string `json:"text"`
		Outlet string `json:"outlet"`
	}
	var all []report
	for i := range 300 {
		var b strings.Builder
		for j := range 150 {
			fmt.Fprintf(&b, "The harbour master of town %d said on day %d that ferry %d of the line to Larn had run aground with %d people on board. ", (i*7+j)%40, j%28+1, (i+j)%90, 100+(i*j)%300)
		}
		all = append(all, report{b.String(), fmt.Sprint("Outlet ", i)})
	}
	b, err := json.Marshal(map[string]any{"articles": all, "one_story": true, "rounds": 10000})
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b)
}

// TestServeEndsDuringATrace: a service manager that ends the server in the middle of a trace does not wait for it; who waits is told,
// and nothing of what was handed over is left behind.
func TestServeEndsDuringATrace(t *testing.T) {
	if testing.Short() {
		t.Skip("a process of its own")
	}
	t.Parallel()
	temp := t.TempDir()
	s := startServeIn(t, temp, "--archive", filepath.Join(t.TempDir(), "none"))
	answered := make(chan string, 1)
	go func() {
		status, body := s.post("api/v1/traces", "application/json", long(t))
		answered <- fmt.Sprint(status, " ", body)
	}()
	s.becomes("metrics", http.StatusOK, `stemma_jobs{state="running"} 1`)
	status, body := s.post("api/v1/traces", "application/json", strings.NewReader(`{"articles":[{"text":"The ferry ran aground off Larn."}]}`), "Prefer", "respond-async")
	if status != http.StatusAccepted {
		t.Errorf("another one: %d %s", status, body)
	}
	began := time.Now()
	s.stop()
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("it took %v to end", took)
	}
	if a := <-answered; !strings.HasPrefix(a, "503 ") {
		t.Errorf("who waited is told %s", a)
	}
	if left, err := filepath.Glob(filepath.Join(temp, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// fillUp leaves no room in a folder, and returns the file that takes it.
func fillUp(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "full")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 4096)
	for err == nil {
		_, err = w.Write(make([]byte, 4096))
	}
	return name
}

// upload is a form with a file.
func upload(t *testing.T, size int) (kind string, body io.Reader) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("files", "a.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(f, strings.Repeat("The ferry Alva ran aground off Larn. ", size/37))
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return m.FormDataContentType(), &b
}

// TestServeFullDisk: on a disk that is full nothing is kept by halves. Who hands something over, or gives a verdict, is told why not
// and to come again; all else goes on; and with room again everything does.
func TestServeFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("a process of its own")
	}
	t.Parallel()
	disk := smalldisk.New(t, "8m")
	temp, archive := filepath.Join(disk, "tmp"), filepath.Join(disk, "archive")
	if err := os.Mkdir(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "stemma", "import", "--archive", archive, "../../trace/demo").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := startServeIn(t, temp, "--archive", archive)
	var list struct{ Stories []struct{ ID string } }
	if _, body := s.get("api/v1/stories"); json.Unmarshal([]byte(body), &list) != nil || len(list.Stories) == 0 {
		t.Fatal(body)
	}
	s.becomes("api/v1/stories/"+list.Stories[0].ID+"/trace", http.StatusOK, "") // a busy machine answers first that it traces
	verdict := func() (int, string) {
		var tree struct {
			Stories []struct {
				Edges []struct{ Parent, Child string }
			}
		}
		_, body := s.get("api/v1/stories/" + list.Stories[0].ID + "/trace")
		if json.Unmarshal([]byte(body), &tree) != nil || len(tree.Stories) == 0 {
			t.Fatalf("%.2000s", body)
		}
		return s.post("api/v1/verdicts", "application/json", strings.NewReader(fmt.Sprintf(`{"story":%q,"subject":"edge","verdict":"confirmed","parent":%q,"child":%q,"note":%q}`,
			list.Stories[0].ID, tree.Stories[0].Edges[0].Parent, tree.Stories[0].Edges[0].Child, strings.Repeat("as the byline says. ", 50))))
	}
	if status, body := verdict(); status != http.StatusCreated {
		t.Fatalf("with room: %d %s", status, body)
	}
	s.becomes("readyz", http.StatusOK, `"ready"`)
	full := fillUp(t, disk)
	s.becomes("readyz", http.StatusOK, `"degraded"`)
	kind, body := upload(t, 1<<20)
	if status, page := s.post("trace", kind, body, "Accept", "text/html"); status != http.StatusServiceUnavailable || !strings.Contains(page, "disk is full") {
		t.Errorf("an upload: %d %.2000s", status, page)
	}
	if status, answer := s.post("api/v1/traces", "application/json", strings.NewReader(`{"articles":[{"text":"The ferry ran aground off Larn."}]}`)); status != http.StatusServiceUnavailable || !strings.Contains(answer, "disk is full") {
		t.Errorf("a trace: %d %s", status, answer)
	}
	for range 20 { // the first may find room in pages that the file has already
		if status, answer := verdict(); status == http.StatusServiceUnavailable && strings.Contains(answer, "disk is full") {
			break
		} else if status != http.StatusCreated {
			t.Errorf("a verdict: %d %s", status, answer)
		}
	}
	if status, page := s.get("stories/"+list.Stories[0].ID, "Accept", "text/html"); status != http.StatusOK {
		t.Errorf("what is kept is not shown any more: %d %s", status, page)
	}
	if _, m := s.get("metrics"); !strings.Contains(m, `stemma_part_ready{part="uploads"} 0`) {
		t.Error("the metrics do not say so")
	}
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	s.becomes("readyz", http.StatusOK, `"ready"`)
	if status, answer := verdict(); status != http.StatusCreated {
		t.Errorf("with room again: %d %s", status, answer)
	}
	s.stop()
	if left, err := filepath.Glob(filepath.Join(temp, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
