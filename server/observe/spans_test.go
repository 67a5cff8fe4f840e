package observe

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/reader"
)

// traced returns an observer that sends its spans to memory.
func traced(t *testing.T) (*Observer, *tracetest.InMemoryExporter) {
	t.Helper()
	o, err := New(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	to := tracetest.NewInMemoryExporter()
	if o.tracing, err = tracingTo(t.Context(), to, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	o.tracer = o.tracing.tracer()
	return o, to
}

// flushed are the spans so far, by name.
func flushed(t *testing.T, o *Observer, to *tracetest.InMemoryExporter) map[string]tracetest.SpanStub {
	t.Helper()
	if err := o.tracing.provider.ForceFlush(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := map[string]tracetest.SpanStub{}
	for _, s := range to.GetSpans() {
		m[s.Name] = s
	}
	return m
}

// TestSpansOfARequest: a request, what it reads and the steps of its job are one trace, and hold nothing that is looked for.
func TestSpansOfARequest(t *testing.T) {
	defer goleak.VerifyNone(t)
	o, to := traced(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /claim", func(_ http.ResponseWriter, r *http.Request) {
		_, end := o.Span(r.Context(), "Claim")
		end(errors.New("no report says: the secret claim"))
		_, end = o.Span(r.Context(), "Story")
		end(reader.ErrUnknown)
		work := o.Job(func(_ context.Context, step func(string)) (*stemma.Result, error) {
			step("reading")
			step("linking")
			return &stemma.Result{}, nil
		})
		var steps []string
		if _, err := work(r.Context(), func(s string) { steps = append(steps, s) }); err != nil || !slices.Equal(steps, []string{"reading", "linking"}) {
			t.Error(steps, err)
		}
	})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/claim?text=the+secret+claim", nil)
	r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	o.Middleware(o.Inside(mux)).ServeHTTP(httptest.NewRecorder(), r)
	spans := flushed(t, o, to)
	request := spans["GET /claim"]
	if got := request.SpanContext.TraceID().String(); got != "0af7651916cd43dd8448eb211c80319c" {
		t.Errorf("the trace is %s", got)
	}
	for name, parent := range map[string]string{"archive Claim": "GET /claim", "archive Story": "GET /claim", "trace": "GET /claim", "reading": "trace", "linking": "trace"} {
		if s, ok := spans[name]; !ok || s.Parent.SpanID() != spans[parent].SpanContext.SpanID() {
			t.Errorf("%s is not below %s", name, parent)
		}
	}
	if spans["archive Claim"].Status.Code != codes.Error || spans["archive Story"].Status.Code != codes.Unset {
		t.Error("what is not there is no error, and an error is one")
	}
	for _, s := range spans {
		for _, a := range s.Attributes {
			if strings.Contains(a.Value.String(), "secret") {
				t.Errorf("%s has %s=%s", s.Name, a.Key, a.Value.String())
			}
		}
		if strings.Contains(s.Status.Description, "secret") || len(s.Events) > 0 {
			t.Errorf("%s: %v %v", s.Name, s.Status, s.Events)
		}
	}
	if err := o.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestSpansHoldNoPath: a span has the pattern of what was asked for, and not what it was.
func TestSpansHoldNoPath(t *testing.T) {
	o, to := traced(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stories/{id}", func(http.ResponseWriter, *http.Request) {})
	for _, path := range []string{"/stories/secret?q=secret", "/secret"} {
		o.Middleware(o.Inside(mux)).ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	}
	for name, s := range flushed(t, o, to) {
		for _, a := range s.Attributes {
			if strings.Contains(a.Value.String(), "secret") {
				t.Errorf("%s has %s=%s", name, a.Key, a.Value.String())
			}
		}
	}
	if err := o.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// collected is what a collector got.
type collected struct {
	sync.Mutex
	paths []string
	body  strings.Builder
}

func (c *collected) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	c.Lock()
	defer c.Unlock()
	c.paths = append(c.paths, r.Method+" "+r.URL.Path+" "+r.Header.Get("Content-Type"))
	_, _ = io.Copy(&c.body, r.Body)
}

// TestCollector: spans go to the collector that is named, by flag or by the standard variable, at the latest as the server ends.
func TestCollector(t *testing.T) {
	for _, how := range []string{"flag", "variable"} {
		t.Run(how, func(t *testing.T) {
			defer goleak.VerifyNone(t)
			got := &collected{}
			s := httptest.NewServer(got)
			defer s.Close()
			options := Options{Version: "1.2.3"}
			if how == "flag" {
				options.Trace = s.URL
			} else {
				t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
			}
			o, err := New(t.Context(), options)
			if err != nil {
				t.Fatal(err)
			}
			_, end := o.Span(t.Context(), "Tree")
			end(nil)
			if err := o.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			got.Lock()
			defer got.Unlock()
			if !slices.Equal(got.paths, []string{"POST /v1/traces application/x-protobuf"}) {
				t.Errorf("%q", got.paths)
			}
			for _, want := range []string{"archive Tree", "service.name", "stemma", "1.2.3"} {
				if !strings.Contains(got.body.String(), want) {
					t.Errorf("%q is not sent", want)
				}
			}
		})
	}
}

// TestOff: where no collector is named there are no goroutines, and no span is recorded.
func TestOff(t *testing.T) {
	defer goleak.VerifyNone(t)
	for name, value := range map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": ""} {
		t.Setenv(name, value)
	}
	o, err := New(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if o.tracing != nil {
		t.Error("spans are made")
	}
	_, span := o.tracer.Start(t.Context(), "x")
	if span.IsRecording() {
		t.Error("spans are recorded")
	}
	if err := o.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCollectorsAddress(t *testing.T) {
	for given, want := range map[string]string{
		"http://collector.example:4318": "http://collector.example:4318/v1/traces", "https://c.example/": "https://c.example/v1/traces",
		"https://c.example/other/path": "https://c.example/other/path", "localhost:4318": "", "ftp://c.example": "", "": "", "http://": "",
	} {
		if got, err := collector(given); got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", given, got, err)
		}
	}
}
