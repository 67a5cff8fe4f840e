package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/trace"
)

// twoReports are handed in.
var twoReports = func() string {
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(exampleTraceRequest)
	return b.String()
}()

// demoRequest are the reports of the demo, as a program would hand them in.
func demoRequest(t *testing.T) string {
	t.Helper()
	batch, err := ingest.ReadFS(t.Context(), trace.Demo(), ".", ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all []Report
	for _, a := range batch.Articles {
		all = append(all, Report{ID: a.ID, URL: a.URL, Outlet: a.Outlet, Lang: a.Lang, Published: a.Published.Format(time.RFC3339), Title: a.Title, Text: a.Text})
	}
	b, err := json.Marshal(TraceRequest{Articles: all})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// follow reads the events of a trace until it has ended.
func (s *site) follow(t *testing.T, location string) {
	t.Helper()
	_, body := s.do(t, call{operation: "followTrace", path: strings.TrimPrefix(location, Root) + "/events", status: 200, has: "event: status\n"})
	if !strings.Contains(string(body), `"state":"done"`) && !strings.Contains(string(body), `"state":"failed"`) {
		t.Errorf("%s", body)
	}
}

func (s *site) testTraces(t *testing.T) {
	body := demoRequest(t)
	_, at := s.do(t, call{operation: "trace", path: "/traces", body: body, status: 200})
	if r := decoded[stemma.Result](t, at); len(r.Stories) != 1 || len(r.Stories[0].Articles) != 9 || len(r.Unplaced) != 1 {
		t.Errorf("%.500s", at)
	}
	for _, f := range traceForms {
		s.do(t, call{operation: "trace", path: "/traces?format=" + f.name, body: twoReports, status: 200})
	}
	s.testBackground(t, body, at)
	s.testTraceOptions(t)
	for sent, field := range map[string]string{
		`{}`: "body.articles", `{"articles": []}`: "body.articles", `{"articles": {}}`: "body.articles", `{"articles": [5]}`: "body.articles[0]",
		`{"articles": [{"text": "a"}, {"title": "b"}]}`: "body.articles[1].text", `{"articles": [{"text": ""}]}`: "body.articles[0].text", `{"articles": [{"text": null}]}`: "body.articles[0].text",
		`{"articles": [{"text": "a", "id": 5}]}`: "body.articles[0].id", `{"articles": [{"text": "   "}]}`: "body.articles", `{"onestory": true}`: "body.onestory",
		`{"articles": [{"text": "a"}], "rounds": 20000}`: "body.rounds", `{"articles": [{"text": "a"}], "seed": -1}`: "body.seed", `{"articles": [{"text": "a"}], "one_story": 1}`: "body.one_story",
		`{"articles": [{"text": "a", "text": "b"}]}`: "body.articles[0]", `{"articles": [` + strings.Repeat(`{"text":"a"},`, 2000) + `{"text":"a"}]}`: "body.articles",
	} {
		s.do(t, call{operation: "trace", path: "/traces", body: sent, status: 422, has: `"field":"` + field + `"`})
	}
	for _, sent := range []string{`{`, `{"articles": [{"text": "a"}]} {}`, `nonsense`, `{"articles": [{"text": "a"`, "\xff"} {
		s.do(t, call{operation: "trace", path: "/traces", body: sent, status: 400, kind: "bad-request"})
	}
	s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Accept": "image/png"}, status: 406})
	for id, path := range map[string]string{"getTrace": "", "getTraceResult": "/result", "followTrace": "/events", "cancelTrace": ""} {
		s.do(t, call{operation: id, path: "/traces/nothing" + path, status: 404, kind: "unknown-trace"})
	}
}

// testBackground: who would rather not wait gets the address of the trace, and there the same result.
func (s *site) testBackground(t *testing.T, body string, want []byte) {
	t.Helper()
	r, _ := s.do(t, call{operation: "trace", path: "/traces", body: body, headers: map[string]string{"Prefer": "respond-async"}, status: 202, has: `"state":"`})
	location := r.Header.Get("Location")
	if location == "" || r.Header.Get("Preference-Applied") != "respond-async" || r.Header.Get("Retry-After") == "" {
		t.Fatalf("%v", r.Header)
	}
	path := strings.TrimPrefix(location, Root)
	s.follow(t, location)
	s.do(t, call{operation: "getTrace", path: path, status: 200, has: `"state":"done"`})
	r, got := s.do(t, call{operation: "getTraceResult", path: path + "/result", status: 200})
	if !bytes.Equal(got, want) {
		t.Error("the result differs from that of a request that waits")
	}
	s.do(t, call{operation: "getTraceResult", path: path + "/result", headers: map[string]string{"If-None-Match": r.Header.Get("ETag")}, status: 304})
	s.do(t, call{operation: "getTraceResult", path: path + "/result?format=svg", status: 200, has: "<svg"})
	s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Prefer": "respond-async, wait=60"}, status: 200})
	s.do(t, call{operation: "cancelTrace", path: path, status: 204})
}

// testTraceOptions: seed and rounds are heeded, and further fields of a report are passed through.
func (s *site) testTraceOptions(t *testing.T) {
	t.Helper()
	_, got := s.do(t, call{operation: "trace", path: "/traces", body: `{"one_story": true, "rounds": 10, "seed": 3, "articles": [
		{"id": "x", "text": "` + courierText + `", "desk": {"name": "night"}}, {"text": "` + diarioText + `"}, {"id": "x", "text": "Nothing of it is of the harbour."}]}`, status: 200, has: `"desk":{"name":"night"}`})
	if r := decoded[stemma.Result](t, got); len(r.Articles) < 2 || r.Articles[0].ID != "x" {
		t.Errorf("%s", got)
	}
}

// TestWaiting: a trace that is not done has no result, can be given up, and says how far it is.
func TestWaiting(t *testing.T) {
	s := bareSite(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	id, err := s.Jobs.Start("", slowly(begun, finish))
	if err != nil {
		t.Fatal(err)
	}
	<-begun
	path := "/traces/" + id
	s.do(t, call{operation: "getTrace", path: path, status: 200, has: `"state":"running"`})
	s.do(t, call{operation: "getTraceResult", path: path + "/result", status: 409, kind: "not-done"})
	r, _ := s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Prefer": "respond-async, wait=0"}, status: 202, has: `"state":"waiting"`})
	next := strings.TrimPrefix(r.Header.Get("Location"), Root)
	s.do(t, call{operation: "cancelTrace", path: next, status: 204})
	s.do(t, call{operation: "getTrace", path: next, status: 200, has: `"state":"failed"`})
	s.do(t, call{operation: "getTraceResult", path: next + "/result", status: 409, kind: "not-done"})
	close(finish)
	s.follow(t, Root+path)
	s.do(t, call{operation: "getTraceResult", path: path + "/result", status: 200})
}

// TestFirstTrace: a story that is being traced for the first time has an address where that is followed; what needs its tree has none yet.
func TestFirstTrace(t *testing.T) {
	t.Parallel()
	s := siteOf(t, archiveOf(t, others()...))
	begun, finish := make(chan struct{}), make(chan struct{})
	if _, err := s.Jobs.Start("", slowly(begun, finish)); err != nil {
		t.Fatal(err)
	}
	<-begun
	t.Cleanup(func() { close(finish) })
	found, err := s.Reader.Story(t.Context(), "other/1-0")
	if err != nil {
		t.Fatal(err)
	}
	path := "/stories/" + found.ID
	for _, c := range []call{
		{operation: "traceStory", path: path + "/trace", status: 202, has: `"state":"waiting"`},
		{operation: "getClaimHistory", path: path + "/claims/1", status: 409, kind: "not-done"},
		{operation: "getLine", path: path + "/lines/a/b", status: 409, kind: "not-done"},
		{operation: "giveVerdict", path: "/verdicts", body: `{"story": "` + found.ID + `", "verdict": "confirmed", "child": "x"}`, status: 409, kind: "not-done"},
	} {
		t.Run(c.operation, func(t *testing.T) {
			t.Parallel()
			r, _ := s.do(t, c)
			if !strings.HasPrefix(r.Header.Get("Location"), Root+"/traces/") {
				t.Errorf("%v", r.Header)
			}
		})
	}
}

// TestFull: who comes when too many wait is told to come again.
func TestFull(t *testing.T) {
	s := bareSite(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	defer close(finish)
	for i := range 40 {
		work := slowly(nil, finish)
		if i == 0 {
			work = slowly(begun, finish)
		}
		if _, err := s.Jobs.Start("", work); err != nil {
			break
		}
		if i == 0 {
			<-begun
		}
	}
	r, _ := s.do(t, call{operation: "trace", path: "/traces", body: twoReports, status: 503, kind: "busy"})
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

// slowly is a job that tells that it began, and ends when it may.
func slowly(begun, finish chan struct{}) job.Work {
	return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
		step("waiting")
		if begun != nil {
			close(begun)
		}
		select {
		case <-finish:
		case <-ctx.Done():
		}
		return &stemma.Result{}, ctx.Err()
	}
}

// TestKeys: a request that is sent again by its key is the same; the key is for no other one.
func TestKeys(t *testing.T) {
	s := bareSite(t)
	key := map[string]string{"Idempotency-Key": "k1", "Prefer": "respond-async"}
	first, _ := s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: key, status: 202})
	s.follow(t, first.Header.Get("Location"))
	s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Idempotency-Key": "k1"}, status: 200})
	again, _ := s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Idempotency-Key": "k2", "Prefer": "respond-async, wait=0"}})
	if again.StatusCode == http.StatusAccepted && again.Header.Get("Location") == first.Header.Get("Location") {
		t.Error("another key has the same trace")
	}
	s.do(t, call{operation: "trace", path: "/traces", body: strings.Replace(twoReports, "Selm Courier", "Orvel Post", 1), headers: key, status: 422, kind: "key-reused"})
	s.do(t, call{operation: "trace", path: "/traces?min_support=0.5", body: twoReports, headers: key, status: 422, kind: "key-reused"})
	s.do(t, call{operation: "compare", path: "/diff", body: `{"a": {"text": "a"}, "b": {"text": "b"}}`, headers: key, status: 200})
}

// TestKeysAtOnce: of two requests with one key that come at once, one is told to wait.
func TestKeysAtOnce(t *testing.T) {
	k := newKeys()
	end, err := k.begin(t.Context(), "traces", "k", []byte("body"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.begin(t.Context(), "traces", "k", []byte("body"))
	if p, is := errors.AsType[*Problem](err); !is || p.Type != inProgress.address() {
		t.Errorf("%v", err)
	}
	end()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if end, err := k.begin(t.Context(), "traces", "k", []byte("body")); err == nil {
				end()
			}
		})
	}
	group.Wait()
}

// TestKeysAreForgotten: as many keys as come are remembered up to a bound, and not for ever.
func TestKeysAreForgotten(t *testing.T) {
	now := time.Now()
	k := newKeys()
	k.now = func() time.Time { return now }
	for i := range maxKeys + 100 {
		end, err := k.begin(t.Context(), "traces", string(rune('a'+i%26))+strings.Repeat("x", i/26), nil)
		if err != nil {
			t.Fatal(err)
		}
		end()
	}
	if len(k.sent) != maxKeys || len(k.order) != maxKeys {
		t.Errorf("%d keys, %d in order", len(k.sent), len(k.order))
	}
	now = now.Add(keptFor + time.Hour)
	k.forget()
	if len(k.sent) != 0 {
		t.Errorf("%d old keys", len(k.sent))
	}
}

// TestWaitingOnDisk: of what waits to be traced nothing is in memory, and nothing is left behind when it has ended.
func TestWaitingOnDisk(t *testing.T) {
	s := bareSite(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	if _, err := s.Jobs.Start("", slowly(begun, finish)); err != nil {
		t.Fatal(err)
	}
	<-begun
	held := func() int {
		all, err := os.ReadDir(s.Intake.Dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	var at []string
	for range 2 {
		r, _ := s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Prefer": "respond-async"}, status: 202})
		at = append(at, strings.TrimPrefix(r.Header.Get("Location"), Root))
	}
	s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Prefer": "respond-async", "Idempotency-Key": "k"}, status: 202})
	s.do(t, call{operation: "trace", path: "/traces", body: twoReports, headers: map[string]string{"Prefer": "respond-async", "Idempotency-Key": "k"}, status: 202})
	if held() != 3 {
		t.Errorf("%d wait on the disk, want 3", held())
	}
	s.do(t, call{operation: "cancelTrace", path: at[0], status: 204})
	close(finish)
	s.follow(t, Root+at[1])
	if err := s.Jobs.Close(); err != nil {
		t.Fatal(err)
	}
	if held() != 0 {
		t.Errorf("%d are left on the disk", held())
	}
}
