package tool_test

import (
	"context"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/server/tool"
	"github.com/stemma-news/stemma/store"
)

// TestUnreadable: of an archive that is there and cannot be read an assistant hears so, and neither that there is none nor where it is.
func TestUnreadable(t *testing.T) {
	for err, says := range map[error]string{
		syscall.EIO: "the server's disk does not answer as it should", syscall.EMFILE: "too many files open", syscall.EACCES: "not allowed to use its disk",
	} {
		jobs := job.NewQueue(job.Options{})
		r, e := reader.New(reader.Options{Jobs: jobs, Open: func(context.Context) (*store.Archive, error) {
			return nil, &fs.PathError{Op: "open", Path: "/secret/place", Err: err}
		}})
		if e != nil {
			t.Fatal(e)
		}
		s := client(t, tool.Options{Reader: r, Jobs: jobs}, nil)
		for name, in := range map[string]any{"stories": map[string]any{}, "search": map[string]any{"query": "ferry"}, "story": tool.Showing{ID: "s1"}} {
			if got := refused(t, s, name, in); !strings.Contains(got, "at the moment") || !strings.Contains(got, says) || strings.Contains(got, "secret") {
				t.Errorf("%s, %v: %s", name, err, got)
			}
		}
		_, _ = r.Close(), jobs.Close()
	}
}
