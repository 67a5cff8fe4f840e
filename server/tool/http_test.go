package tool_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"go.uber.org/goleak"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/server/tool"
)

// TestOverHTTP: progress comes as it does over pipes, who no longer waits ends the trace, what is too large is refused, and
// nothing is left running.
func TestOverHTTP(t *testing.T) {
	defer goleak.VerifyNone(t)
	begun, ended := make(chan struct{}, 1), make(chan struct{}, 1)
	held := false
	jobs := job.NewQueue(job.Options{Around: func(w job.Work) job.Work {
		return func(ctx context.Context, step func(string)) (*stemma.Result, error) {
			if !held {
				return w(ctx, step)
			}
			begun <- struct{}{}
			<-ctx.Done()
			ended <- struct{}{}
			return nil, ctx.Err()
		}
	}})
	defer jobs.Close()
	r, err := reader.New(reader.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	web := httptest.NewServer(tool.Handler(tool.New(tool.Options{Reader: r, Jobs: jobs})))
	defer web.Close()
	told := make(chan string, 100)
	s, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, &mcp.ClientOptions{
		ProgressNotificationHandler: func(_ context.Context, r *mcp.ProgressNotificationClientRequest) { told <- r.Params.Message },
	}).Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: web.URL, HTTPClient: web.Client()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := &mcp.CallToolParams{Name: "trace", Arguments: tool.Tracing{Reports: demo(t)}}
	p.SetProgressToken("t")
	got, err := s.CallTool(t.Context(), p)
	if err != nil || got.IsError {
		t.Fatal(err, said(got))
	}
	if first := <-told; first != "reading the reports" {
		t.Errorf("first comes %q", first)
	}
	held = true
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	if _, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "trace", Arguments: tool.Tracing{Reports: demo(t)}}); err == nil {
		t.Error("it was not canceled")
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the trace goes on for nobody")
	}

	big, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL, strings.NewReader(`"`+strings.Repeat("x", tool.MaxBody)+`"`))
	if err != nil {
		t.Fatal(err)
	}
	big.Header.Set("Content-Type", "application/json")
	big.Header.Set("Accept", "application/json, text/event-stream")
	refused, err := web.Client().Do(big)
	if err != nil {
		t.Fatal(err)
	}
	refused.Body.Close()
	if refused.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a request of any size is read: %s", refused.Status)
	}
}
