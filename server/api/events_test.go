package api

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// testEvents: who follows hears at once that the stream is there, and gets comments while nothing happens. No more than some may follow.
func (s *site) testEvents(t *testing.T) {
	s.do(t, call{operation: "followArchive", path: "/events", headers: map[string]string{"Last-Event-ID": "x"}, status: 422, has: "header.Last-Event-ID"})
	head, _ := s.send(t, http.MethodHead, call{path: "/events", status: 200})
	if head.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("%v", head.Header)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for range cap(s.streams) {
		s.listen(t, ctx)
	}
	r, _ := s.do(t, call{operation: "followArchive", path: "/events", status: 503, kind: "busy"})
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	cancel()
	for range cap(s.streams) { // all are free again
		s.streams <- struct{}{}
	}
	for range cap(s.streams) {
		<-s.streams
	}
}

// listen follows the archive, and returns what comes after the first comment.
func (s *site) listen(t *testing.T, ctx context.Context, headers ...string) *bufio.Reader { //nolint:revive // the test comes first everywhere
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+Root+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { got.Body.Close() })
	lines := bufio.NewReader(got.Body)
	if len(headers) > 0 { // what was missed comes at once
		return lines
	}
	said := ""
	for !strings.HasSuffix(said, "\n:\n\n") {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("%v after %q", err, said)
		}
		said += line
	}
	if !strings.HasPrefix(said, "retry: 3000\n\n") {
		t.Errorf("%q", said)
	}
	s.contract.hold(t, "followArchive", replyOf(got), []byte(said))
	return lines
}

// TestStoriesAsTheyCome: who follows the archive hears of a story as it grows, and after a lost connection of what was missed.
func TestStoriesAsTheyCome(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writer, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	grow := func(articles ...stemma.Article) {
		t.Helper()
		if _, err := writer.Add(t.Context(), articles); err != nil {
			t.Fatal(err)
		}
		if _, err := watch.CatchUp(t.Context(), writer, watch.CatchUpOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	all := others()
	grow(all[0])
	s := siteOf(t, dir)
	lines := s.listen(t, t.Context())
	grow(all[1])
	first := nextEvent(t, lines)
	if first.name != "story" || first.event.Story.Articles != 2 || first.event.Story.ID == "" || first.id == "" {
		t.Errorf("%+v", first)
	}
	grow(all[2])
	later := s.listen(t, t.Context(), "Last-Event-ID", first.id)
	if second := nextEvent(t, later); second.event.Story.Title != all[2].Title || second.event.N <= first.event.N {
		t.Errorf("%+v after %+v", second, first)
	}
}

// told is an event as it came.
type told struct {
	id, name string
	event    reader.Event
}

func nextEvent(t *testing.T, lines *bufio.Reader) (e told) {
	t.Helper()
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.event = decoded[reader.Event](t, []byte(value))
			return e
		}
	}
}
