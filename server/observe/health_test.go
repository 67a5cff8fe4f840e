package observe_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/observe"
)

func asked(t *testing.T, h http.Handler) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	return w.Code, strings.TrimSpace(w.Body.String())
}

// TestReady: a server whose queue is full takes no more for a while, and is alive.
func TestReady(t *testing.T) {
	o, err := observe.New(t.Context(), observe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	q := job.NewQueue(job.Options{Running: 1, Waiting: 1, Around: o.Job})
	defer q.Close()
	o.Watch(observe.Subjects{Jobs: q})
	if code, body := asked(t, o.Ready()); code != 200 || body != `{"status":"ready","parts":[{"name":"traces","ready":true}]}` {
		t.Errorf("%d %s", code, body)
	}
	end, began := make(chan struct{}), make(chan struct{}, 2)
	held := func(context.Context, func(string)) (*stemma.Result, error) {
		began <- struct{}{}
		<-end
		return &stemma.Result{}, nil
	}
	if _, err := q.Start("", held); err != nil {
		t.Fatal(err)
	}
	<-began
	if _, err := q.Start("", held); err != nil {
		t.Fatal(err)
	}
	if code, body := asked(t, o.Ready()); code != 503 || !strings.Contains(body, `{"name":"traces","ready":false,"problem":"too many are waiting"}`) {
		t.Errorf("%d %s", code, body)
	}
	if _, m := asked(t, o.Metrics()); !strings.Contains(m, `stemma_jobs{state="running"} 1`) || !strings.Contains(m, `stemma_jobs{state="waiting"} 1`) {
		t.Error(grep(m, "jobs"))
	}
	if code, body := asked(t, o.Healthy()); code != 200 || body != `{"status":"alive"}` {
		t.Errorf("%d %s", code, body)
	}
	close(end)
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	if _, m := asked(t, o.Metrics()); !strings.Contains(m, `stemma_job_duration_seconds_count `) || strings.Contains(m, `stemma_jobs_ended_total{outcome="done"} 0`) {
		t.Error(grep(m, "job"))
	}
}

// TestHungDisk: a disk of uploads that does not answer makes the server say so in the time that it says, and one look at it is
// under way, however many ask. Once it answers all is well again.
func TestHungDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, err := observe.New(t.Context(), observe.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var looks atomic.Int32
		hangs := make(chan struct{})
		o.Watch(observe.Subjects{Uploads: func() error { looks.Add(1); <-hangs; return nil }})
		for range 3 {
			began := time.Now()
			if code, body := asked(t, o.Ready()); code != 200 || body != `{"status":"degraded","parts":[{"name":"uploads","ready":false,"problem":"they cannot be kept"}]}` {
				t.Errorf("%d %s", code, body)
			}
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		}
		if _, m := asked(t, o.Metrics()); !strings.Contains(m, `stemma_part_ready{part="uploads"} 0`) {
			t.Error(grep(m, "ready"))
		}
		if n := looks.Load(); n != 1 {
			t.Errorf("%d looks at once", n)
		}
		close(hangs)
		synctest.Wait()
		if code, body := asked(t, o.Ready()); code != 200 || body != `{"status":"ready"}` {
			t.Errorf("%d %s", code, body)
		}
	})
}
