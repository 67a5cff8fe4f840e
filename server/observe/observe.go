// Package observe tells how the server is: metrics for Prometheus, health, a log of requests, and traces of them by
// OpenTelemetry for who wants to have them.
//
// What it tells says how much is asked for and how long that takes, and never what: paths are told by the pattern that
// answers them, queries not at all. Nothing is sent anywhere unless an endpoint is named.
package observe

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
)

// Options say what is told, and where; zero values stand for defaults.
type Options struct {
	Version string
	// Log is where requests are told of; nil for nowhere.
	Log *slog.Logger
	// Debug has paths and queries in the log, which hold what people look for.
	Debug bool
	// Trace is the address of a collector of OpenTelemetry traces (OTLP over HTTP). Where it is empty, the standard
	// variables OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_TRACES_ENDPOINT count, and where these are, too, no
	// traces are made.
	Trace string
	// Remote says from where a request came; nil for what the connection says.
	Remote func(*http.Request) string
}

// Subjects are those whose state is told; each may be nil.
type Subjects struct {
	Reader   *reader.Reader
	Jobs     *job.Queue
	Sessions func() int
	// Uploads tries whether what is handed over can be kept.
	Uploads func() error
	// Unjudged says that no verdicts can be kept.
	Unjudged bool
}

// Observer watches a server. It may be used by many goroutines.
type Observer struct {
	options  Options
	log      *slog.Logger
	metrics  *metrics
	tracing  *tracing // nil where no traces are made
	tracer   trace.Tracer
	subjects Subjects
	had      atomic.Bool // there was an archive to be read
	machine  machine
}

// flushing is how long the last traces may take to be sent.
const flushing = 5 * time.Second

// New returns an observer. The error is that of the collector's address.
func New(ctx context.Context, o Options) (*Observer, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Remote == nil {
		o.Remote = remote
	}
	tracing, err := newTracing(ctx, o)
	if err != nil {
		return nil, err
	}
	return &Observer{options: o, log: o.Log, metrics: newMetrics(o.Version), tracing: tracing, tracer: tracing.tracer()}, nil
}

// Watch tells of others from now on. It is called once, before anything is served.
func (o *Observer) Watch(s Subjects) {
	o.subjects = s
	if s.Reader != nil {
		o.isWithout(s.Reader.Ready(context.Background()))
	}
	o.metrics.registry.MustRegister(&figures{Observer: o})
}

// isWithout says of what came of a look at the archive that there is none, as there was none before: a server works without
// one, too. One that was there and is gone is another thing.
func (o *Observer) isWithout(err error) bool {
	if err == nil {
		o.had.Store(true)
	}
	return errors.Is(err, reader.ErrNoArchive) && !o.had.Load()
}

// Close sends what is still to be sent.
func (o *Observer) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, flushing)
	defer cancel()
	return o.tracing.close(ctx)
}

// remote is the address that the connection is from, without its port.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// canceled says that an error is that of somebody who no longer waits.
func canceled(err error) bool { return errors.Is(err, context.Canceled) }
