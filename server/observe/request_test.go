package observe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/observe"
)

// site is a server that is observed, with a log.
type site struct {
	*httptest.Server
	observer *observe.Observer
	log      *bytes.Buffer
}

func newSite(t *testing.T, o observe.Options) *site {
	t.Helper()
	s := &site{log: &bytes.Buffer{}}
	if o.Log == nil {
		log, err := observe.NewLog(s.log, "json", o.Debug)
		if err != nil {
			t.Fatal(err)
		}
		o.Log = log
	}
	var err error
	if s.observer, err = observe.New(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewUnstartedServer(nil)
	s.Config.Handler = s.observer.Middleware(asReader(s.observer.Inside(routes())))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.Start()
	t.Cleanup(func() {
		s.Close()
		if err := s.observer.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s
}

// asReader stands for package access, which says who asks.
func asReader(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(access.With(r.Context(), access.Identity{Name: "desk \x1b[31m\u202e", Scope: access.Read})))
	})
}

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stories/{id}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "id ", observe.RequestID(r.Context()))
	})
	mux.HandleFunc("GET /limited", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })
	mux.HandleFunc("POST /calls", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: the answer\n\n")
	})
	mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: begins\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	below := http.NewServeMux()
	below.HandleFunc("GET /below/{a}", func(http.ResponseWriter, *http.Request) {})
	mux.Handle("/below/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		observe.Routed(below).ServeHTTP(w, r.WithContext(r.Context()))
	}))
	mux.HandleFunc("GET /panics", func(http.ResponseWriter, *http.Request) { panic("line one\nlevel=INFO msg=forged") })
	mux.HandleFunc("GET /halfway", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.Repeat("half of an answer", 1000))
		panic(errors.New("in the middle"))
	})
	mux.HandleFunc("GET /empty", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		panic(errors.New("after the status"))
	})
	return mux
}

// answer is what came of a request.
type answer struct {
	status int
	id     string
	body   string
}

func (s *site) get(t *testing.T, path string, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header.Get("X-Request-Id"), string(b)}
}

// broken asks for what ends in the middle, which the connection must show.
func (s *site) broken(t *testing.T, path string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Client().Do(r)
	if err == nil {
		defer got.Body.Close()
		_, err = io.ReadAll(got.Body)
	}
	if err == nil {
		t.Errorf("%s looks like a whole answer", path)
	}
}

// scraped is what Prometheus would read.
func (s *site) scraped(t *testing.T) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.observer.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestMetricsOfRequests(t *testing.T) {
	s := newSite(t, observe.Options{Version: "1.2.3"})
	s.get(t, "/stories/s7kq2")
	s.get(t, "/stories/another")
	s.get(t, "/limited")
	s.get(t, "/nowhere/at/all")
	s.get(t, "/below/1")
	got := s.scraped(t)
	for _, want := range []string{
		`stemma_http_requests_total{method="GET",route="/stories/{id}",status="2xx"} 2`,
		`stemma_http_requests_total{method="GET",route="/limited",status="4xx"} 1`,
		`stemma_http_requests_total{method="GET",route="other",status="4xx"} 1`,
		`stemma_http_request_duration_seconds_count{method="GET",route="/stories/{id}"} 2`,
		`stemma_http_response_bytes_total{route="/stories/{id}"} 38`,
		`stemma_http_requests_total{method="GET",route="/below/{a}",status="2xx"} 1`,
		`stemma_http_requests_limited_total 1`,
		`stemma_http_requests_in_flight 0`,
		`stemma_jobs_ended_total{outcome="failed"} 0`,
		`stemma_build_info{goversion="go`,
		`version="1.2.3"} 1`,
		"go_goroutines ", "process_start_time_seconds ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, grep(got, strings.SplitN(want, "{", 2)[0]))
		}
	}
}

// TestLabelsAreFew: whatever is asked for, the number of series stays.
func TestLabelsAreFew(t *testing.T) {
	s := newSite(t, observe.Options{Log: slog.New(slog.DiscardHandler)})
	ask := func(from, to int) {
		for i := from; i < to; i++ {
			for _, method := range []string{"GET", fmt.Sprintf("METHOD%d", i)} {
				r := httptest.NewRequestWithContext(t.Context(), method, fmt.Sprintf("/path-%d?q=%d", i, i), nil)
				s.Config.Handler.ServeHTTP(httptest.NewRecorder(), r)
			}
			s.Config.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", fmt.Sprintf("/stories/%d", i), nil))
		}
	}
	ask(0, 2)
	before := strings.Count(s.scraped(t), "\nstemma_")
	ask(2, 200)
	if after := strings.Count(s.scraped(t), "\nstemma_"); after != before {
		t.Errorf("%d series became %d", before, after)
	}
}

// TestMetricsAreAsPrometheusWants: names, units and help, by its own linter.
func TestMetricsAreAsPrometheusWants(t *testing.T) {
	s := newSite(t, observe.Options{})
	s.get(t, "/stories/s7kq2")
	_, end := s.observer.Span(t.Context(), "Tree")
	end(errors.New("gone"))
	s.observer.Watch(observe.Subjects{Sessions: func() int { return 3 }})
	problems, err := promlint.New(strings.NewReader(ours(s.scraped(t)))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	if got := s.scraped(t); !strings.Contains(got, "stemma_sessions 3") || !strings.Contains(got, `stemma_archive_read_errors_total{read="Tree"} 1`) {
		t.Errorf("%s", ours(got))
	}
}

// TestEventStreams: who follows is counted as long as that lasts, and not as a slow answer.
func TestEventStreams(t *testing.T) {
	s := newSite(t, observe.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/events", nil)
	got, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(got.Body, make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	if m := s.scraped(t); !strings.Contains(m, `stemma_http_event_streams{route="/events"} 1`) {
		t.Error(grep(m, "event_streams"))
	}
	s.Config.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/calls", nil))
	cancel()
	got.Body.Close()
	s.Close() // waits for the answers under way
	m := s.scraped(t)
	if !strings.Contains(m, `duration_seconds_count{method="POST",route="/calls"} 1`) || strings.Contains(m, `streams{route="/calls"}`) {
		t.Error(grep(m, "/calls"))
	}
	if !strings.Contains(m, `stemma_http_event_streams{route="/events"} 0`) || strings.Contains(m, `duration_seconds_count{method="GET",route="/events"}`) {
		t.Error(grep(m, "/events"))
	}
}

func TestRequestLog(t *testing.T) {
	s := newSite(t, observe.Options{Remote: func(*http.Request) string { return "192.0.2.1\nforged" }})
	got := s.get(t, "/stories/s7kq2?q=the+secret+claim", "X-Request-Id", "from-outside.1", "Cookie", "session=hidden", "Authorization", "Bearer hidden")
	if got.id != "from-outside.1" || got.body != "id "+got.id {
		t.Errorf("%+v", got)
	}
	lines := records(t, s.log.String())
	if len(lines) != 1 {
		t.Fatalf("%q", lines)
	}
	delete(lines[0], "time")
	delete(lines[0], "ms")
	want := map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "route": "/stories/{id}", "status": 200., "bytes": 17., "id": "from-outside.1",
		"who": `desk \x1b[31m\u202e`, "remote": `192.0.2.1\nforged`,
	}
	if fmt.Sprint(lines[0]) != fmt.Sprint(want) {
		t.Errorf("%v, not %v", lines[0], want)
	}
	if strings.Contains(s.log.String(), "secret") || strings.Contains(s.log.String(), "hidden") {
		t.Errorf("%s", s.log)
	}
}

// TestRequestIDs: one that could forge a log or is too long is not taken.
func TestRequestIDs(t *testing.T) {
	s := newSite(t, observe.Options{})
	seen := map[string]bool{}
	for _, bad := range []string{"", "with space", `"quoted"`, strings.Repeat("x", 65), "ünï", "a\tb"} {
		got := s.get(t, "/stories/1", "X-Request-Id", bad)
		if len(got.id) != 16 || got.id == bad || seen[got.id] {
			t.Errorf("%q became %q", bad, got.id)
		}
		seen[got.id] = true
	}
}

// TestDebugLog: what is looked for is in the log only where that was asked for, and ends no line there.
func TestDebugLog(t *testing.T) {
	var b bytes.Buffer
	log, err := observe.NewLog(&b, "text", true)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, observe.Options{Log: log, Debug: true})
	s.get(t, "/stories/a%0Ab?q=one%0Alevel=ERROR")
	if n := strings.Count(b.String(), "\n"); n != 1 || !strings.Contains(b.String(), `path=/stories/a%0Ab query="q=one%0Alevel=ERROR"`) {
		t.Errorf("%s", b.String())
	}
	if _, err := observe.NewLog(&b, "xml", false); err == nil {
		t.Error("xml is a form")
	}
}

func TestPanics(t *testing.T) {
	s := newSite(t, observe.Options{})
	got := s.get(t, "/panics", "X-Request-Id", "the-id")
	if got.status != http.StatusInternalServerError || !strings.Contains(got.body, "the-id") || strings.Contains(got.body, "forged") {
		t.Errorf("%+v", got)
	}
	lines := records(t, s.log.String())
	if len(lines) != 2 || lines[0]["msg"] != "panic" || lines[0]["id"] != "the-id" || lines[0]["panic"] != `line one\nlevel=INFO msg=forged` || lines[1]["level"] != "ERROR" {
		t.Errorf("%v", lines)
	}
	s.log.Reset()
	s.broken(t, "/halfway")
	s.broken(t, "/empty")
	s.Close()
	if m := s.scraped(t); !strings.Contains(m, `stemma_http_requests_total{method="GET",route="/panics",status="5xx"} 1`) {
		t.Error(grep(m, "requests_total"))
	}
}

// records are the lines of a log.
func records(t *testing.T, log string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(log) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, m)
	}
	return all
}

// grep leaves the lines that have a word.
func grep(s, word string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if strings.Contains(line, word) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// ours are the lines about metrics of ours.
func ours(s string) string { return grep(s, "stemma_") }
