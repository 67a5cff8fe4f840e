package page

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
)

// beat is how often a stream without news says that it is alive: proxies close one that is silent for a minute.
const beat = 20 * time.Second

// events tells of stories that are new or have changed, for the script of the list.
func (s *site) events(w http.ResponseWriter, r *http.Request) {
	if err := s.Reader.Ready(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	after, _ := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64) // none, or none of ours: from now on
	follow := s.Reader.Follow(r.Context(), after)
	stream(r.Context(), w, follow, func(e reader.Event) bool {
		return tellEvent(w, strconv.FormatInt(e.N, 10), e.Kind, map[string]string{"id": e.Story.ID, "title": e.Story.Title})
	})
}

// progress tells how a trace stands, for the script of its page.
func (s *site) progress(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	statuses, err := s.Jobs.Watch(ctx, r.PathValue("job"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	stream(ctx, w, statuses, func(st job.Status) bool { return tellEvent(w, "", "status", progressOf(st)) })
}

// stream sends what comes as server-sent events (HTML Standard, 9.2), until it ends, who reads has gone, or tell says so.
func stream[T any](ctx context.Context, w http.ResponseWriter, from <-chan T, tell func(T) bool) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would wait for more
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // a server without deadlines has none to lift
	w.WriteHeader(http.StatusOK)
	_ = out.Flush()
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for ok := true; ok; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, err := fmt.Fprint(w, ": still here\n\n")
			ok = err == nil
		case e, more := <-from:
			ok = more && tell(e)
		}
		if out.Flush() != nil {
			return
		}
	}
}

// tellEvent writes an event; false where nobody reads.
func tellEvent(w http.ResponseWriter, id, kind string, data any) bool {
	b, err := json.Marshal(data) // has no line break
	if err != nil {
		return false
	}
	if id != "" {
		id = "id: " + id + "\n"
	}
	_, err = fmt.Fprintf(w, "%sevent: %s\ndata: %s\n\n", id, kind, b)
	return err == nil
}
