package observe

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
)

// scope names who makes the spans.
const scope = "github.com/stemma-news/stemma"

// tracing makes spans and sends them; nil makes none, and has no goroutines.
type tracing struct {
	provider *sdktrace.TracerProvider
}

// newTracing returns nil where no collector is named.
func newTracing(ctx context.Context, o Options) (*tracing, error) {
	if o.Trace == "" && os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" ||
		os.Getenv("OTEL_SDK_DISABLED") == "true" || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return nil, nil
	}
	var with []otlptracehttp.Option
	if o.Trace != "" {
		at, err := collector(o.Trace)
		if err != nil {
			return nil, err
		}
		with = append(with, otlptracehttp.WithEndpointURL(at))
	}
	exporter, err := otlptracehttp.New(ctx, with...)
	if err != nil {
		return nil, fmt.Errorf("the collector of traces: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { //nolint:contextcheck // it hears of what could not be sent, whenever that is
		o.Log.LogAttrs(context.Background(), slog.LevelWarn, "traces are not sent", slog.String("error", quoted(err.Error())))
	}))
	return tracingTo(ctx, exporter, o.Version)
}

// collector is the address to which spans are sent, for what a user gave: a server's own address stands for the standard path.
func collector(given string) (string, error) {
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("the collector of traces is given as http://HOST:4318 or https://HOST/PATH")
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/traces"
	}
	return u.String(), nil
}

// tracingTo sends spans to an exporter.
func tracingTo(ctx context.Context, exporter sdktrace.SpanExporter, version string) (*tracing, error) {
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "stemma"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv()) // the environment goes first
	if err != nil && !errors.Is(err, resource.ErrPartialResource) {
		return nil, fmt.Errorf("the attributes of traces: %w", err)
	}
	return &tracing{provider: sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))}, nil
}

func (t *tracing) tracer() trace.Tracer {
	if t == nil {
		return noop.NewTracerProvider().Tracer(scope)
	}
	return t.provider.Tracer(scope)
}

// handler has a span for each request. Its name and route are set once they are known (Observer.tell).
func (t *tracing) handler(next http.Handler) http.Handler {
	if t == nil {
		return next
	}
	return otelhttp.NewHandler(next, "request", otelhttp.WithTracerProvider(t.provider), otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithSpanNameFormatter(func(string, *http.Request) string { return unknown }))
}

func (t *tracing) close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// Span begins a read of the archive, and returns what ends it: for reader.Options.Span.
func (o *Observer) Span(ctx context.Context, name string) (context.Context, func(error)) {
	began := time.Now()
	ctx, span := o.tracer.Start(ctx, "archive "+name)
	return ctx, func(err error) {
		o.metrics.reads.WithLabelValues(name).Observe(time.Since(began).Seconds())
		if err != nil && !canceled(err) {
			o.metrics.readErrors.WithLabelValues(name).Inc()
		}
		end(span, err)
	}
}

// Job counts and times a job, with a span for each of its steps: for job.Options.Around.
func (o *Observer) Job(w job.Work) job.Work {
	return func(ctx context.Context, step func(string)) (r *stemma.Result, err error) {
		began := time.Now()
		ctx, span := o.tracer.Start(ctx, "trace")
		s := &steps{ctx: ctx, tracer: o.tracer}
		outcome := "failed" // of one that panics
		defer func() {
			if cause := recover(); cause != nil {
				defer panic(cause) // for the queue, which tells who waits
				o.fault("job", cause)
			}
			s.begin("")
			end(span, err)
			o.metrics.jobs.WithLabelValues(outcome).Inc()
			o.metrics.jobDuration.Observe(time.Since(began).Seconds())
		}()
		r, err = w(ctx, func(name string) {
			s.begin(name)
			step(name)
		})
		switch {
		case err == nil:
			outcome = "done"
		case canceled(err):
			outcome = "canceled"
		}
		return r, err
	}
}

// steps has the span of the step that is at work.
type steps struct {
	ctx    context.Context //nolint:containedctx // of the job
	tracer trace.Tracer

	mu   sync.Mutex
	span trace.Span
}

// begin ends the step before, and begins another unless it has no name.
func (s *steps) begin(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.span != nil {
		s.span.End()
		s.span = nil
	}
	if name != "" {
		_, s.span = s.tracer.Start(s.ctx, name)
	}
}

// end ends a span. The words of an error stay out of it: they may quote what somebody looked for.
func end(span trace.Span, err error) {
	if err != nil && !canceled(err) && !errors.Is(err, reader.ErrUnknown) {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(attribute.String("error.type", fmt.Sprintf("%T", err)))
	}
	span.End()
}
