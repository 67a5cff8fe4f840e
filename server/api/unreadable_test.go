package api

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
)

// TestUnreadable: an archive that is there and cannot be read is a problem of its own, which passes.
func TestUnreadable(t *testing.T) {
	jobs := job.NewQueue(job.Options{})
	r, err := reader.New(reader.Options{Jobs: jobs, Open: func(context.Context) (*store.Archive, error) {
		return nil, &fs.PathError{Op: "open", Path: "/secret/place", Err: syscall.EIO}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), jobs.Close() })
	s := serve(t, &service{Options: Options{Reader: r, Jobs: jobs, Version: "test"}})
	for _, path := range []string{"/stories", "/stories/s1", "/search?q=ferry"} {
		a, err := s.Client().Get(s.URL + Root + path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == "" || !strings.Contains(string(b), "unreadable") || !strings.Contains(string(b), "disk does not answer") || strings.Contains(string(b), "secret") {
			t.Errorf("%s: %s %v\n%s", path, a.Status, a.Header, b)
		}
	}
}
