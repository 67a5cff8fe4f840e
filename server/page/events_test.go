package page

import (
	"bufio"
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// grown is a site of an archive of its own, into which reports can come.
func grown(t *testing.T, o job.Options) (s *testSite, come func(from, to int)) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "archive")
	writer, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	come = func(from, to int) {
		t.Helper()
		if _, err := writer.Add(t.Context(), others()[from:to]); err != nil {
			t.Fatal(err)
		}
		if _, err := watch.CatchUp(t.Context(), writer, watch.CatchUpOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	come(0, 2)
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	jobs := job.NewQueue(o)
	r, err := reader.New(reader.Options{Archive: a, Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _, _ = jobs.Close(), r.Close(), a.Close(), writer.Close() })
	return serve(t, Options{Reader: r, Jobs: jobs}), come
}

// TestEvents: the list hears of a story that comes into the archive while it is looked at.
func TestEvents(t *testing.T) {
	s, come := grown(t, job.Options{})
	res, err := (&http.Client{Timeout: 30 * time.Second}).Do(s.request(t, http.MethodGet, "/events", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if kind := res.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("%d %s", res.StatusCode, kind)
	}
	come(2, 4)
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "data: ") {
			if !strings.Contains(lines.Text(), "فوز دورا فين") {
				t.Errorf("%s", lines.Text())
			}
			return
		}
	}
	t.Errorf("the stream ended: %v", lines.Err())
}

// TestAwaited: a story whose tree is not there yet says how far it is, and shows the tree by itself, with a script and without one.
func TestAwaited(t *testing.T) {
	s, _ := grown(t, job.Options{})
	begun, hold := make(chan struct{}), make(chan struct{})
	if _, err := s.Jobs.Start("", func(ctx context.Context, _ func(string)) (*stemma.Result, error) {
		close(begun)
		<-hold
		return &stemma.Result{}, nil
	}); err != nil {
		t.Fatal(err)
	}
	<-begun
	st, err := s.Reader.Story(t.Context(), "other/0-0")
	if err != nil {
		t.Fatal(err)
	}
	a := s.get(t, "/stories/"+st.ID)
	checkPage(t, a)
	if !strings.Contains(a.body, `data-progress="/traces/`) || !strings.Contains(a.body, `http-equiv="refresh"`) || !strings.Contains(a.text(), "The family tree is being made") {
		t.Errorf("%s", a.body)
	}
	close(hold)
	if a = s.settled(t, "/stories/"+st.ID); !strings.Contains(a.text(), "Family tree") {
		t.Errorf("%s", a.text())
	}
}
