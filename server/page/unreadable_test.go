package page

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
)

// TestUnreadable: pages say of an archive that is there and cannot be read that it is so, and neither that there is none nor that
// the program has a fault.
func TestUnreadable(t *testing.T) {
	jobs := job.NewQueue(job.Options{})
	r, err := reader.New(reader.Options{Jobs: jobs, Open: func(context.Context) (*store.Archive, error) {
		return nil, &fs.PathError{Op: "open", Path: "/secret/place", Err: syscall.EIO}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), jobs.Close() })
	s := serve(t, Options{Reader: r, Jobs: jobs, Intake: intake.Options{Dir: t.TempDir()}})
	for _, path := range []string{"/", "/search?q=ferry", "/stories/s1"} {
		lacks(t, s, path, "The archive cannot be read at the moment", "disk does not answer as it should")
	}
}

// TestNothingIsKeptByHalves: on a full disk who hands reports over hears that, and that nothing of them was kept.
func TestNothingIsKeptByHalves(t *testing.T) {
	s := newBareSite(t, Options{})
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &fs.PathError{Op: "write", Path: "/secret/place", Err: syscall.ENOSPC})
	})
	lacks(t, s, "/trace", "It could not be kept", "disk is full", "Nothing was kept")
}

// lacks checks that a page says what the server lacks, and that it passes.
func lacks(t *testing.T, s *testSite, path string, says ...string) {
	t.Helper()
	a, err := s.Client().Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, _ := io.ReadAll(a.Body)
	if a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == "" || strings.Contains(string(b), "secret") {
		t.Errorf("%s: %s %v\n%s", path, a.Status, a.Header, b)
	}
	for _, want := range says {
		if !strings.Contains(strings.ReplaceAll(string(b), "&#39;", "'"), want) {
			t.Errorf("%s: no %q in\n%s", path, want, b)
		}
	}
}
