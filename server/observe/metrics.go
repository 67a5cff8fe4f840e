package observe

import (
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Buckets of durations, in seconds: of answers and reads around the 150 ms that a page may take, of jobs up to the ten
// minutes that one may.
var (
	quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .15, .25, .5, 1, 2.5, 10}
	slow  = []float64{.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600}
)

// metrics are those that are counted as things happen. All labels have few values: routes are the server's patterns, and
// what has none is one of them.
type metrics struct {
	registry *prometheus.Registry

	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	sent     *prometheus.CounterVec
	inFlight prometheus.Gauge
	streams  *prometheus.GaugeVec
	limited  prometheus.Counter

	jobs        *prometheus.CounterVec
	jobDuration prometheus.Histogram
	reads       *prometheus.HistogramVec
	readErrors  *prometheus.CounterVec
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "stemma_http_requests_total", Help: "Requests that were answered, by the pattern of their path, method and class of status."},
			[]string{"route", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "stemma_http_request_duration_seconds", Help: "How long answers took, without streams of events.", Buckets: quick},
			[]string{"route", "method"}),
		sent:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "stemma_http_response_bytes_total", Help: "Bytes of the bodies of answers."}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "stemma_http_requests_in_flight", Help: "Requests that are being answered."}),
		streams:  prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "stemma_http_event_streams", Help: "Streams of events that are being followed."}, []string{"route"}),
		limited:  prometheus.NewCounter(prometheus.CounterOpts{Name: "stemma_http_requests_limited_total", Help: "Requests that were refused because too many came (429)."}),

		jobs:        prometheus.NewCounterVec(prometheus.CounterOpts{Name: "stemma_jobs_ended_total", Help: "Traces that ended, by how: done, failed, canceled."}, []string{"outcome"}),
		jobDuration: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "stemma_job_duration_seconds", Help: "How long traces ran.", Buckets: slow}),
		reads: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "stemma_archive_read_duration_seconds", Help: "How long it took to read of the archive, by what was asked for.", Buckets: quick},
			[]string{"read"}),
		readErrors: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "stemma_archive_read_errors_total", Help: "What could not be read of the archive, or is not there."}, []string{"read"}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "stemma_build_info", Help: "The version that runs; always 1.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	})
	info.Set(1)
	m.registry.MustRegister(m.requests, m.duration, m.sent, m.inFlight, m.streams, m.limited, m.jobs, m.jobDuration, m.reads, m.readErrors, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, outcome := range []string{"done", "failed", "canceled"} {
		m.jobs.WithLabelValues(outcome) // zero is told, too
	}
	return m
}

// answered counts one answer.
func (m *metrics) answered(route, asked string, w *response, took time.Duration) {
	m.requests.WithLabelValues(route, method(asked), class(w.status)).Inc()
	m.sent.WithLabelValues(route).Add(float64(w.bytes))
	if w.status == http.StatusTooManyRequests {
		m.limited.Inc()
	}
	if w.stream {
		m.streams.WithLabelValues(route).Dec()
		return // how long somebody follows says nothing of the server
	}
	m.duration.WithLabelValues(route, method(asked)).Observe(took.Seconds())
}

// Scrapes: how many at a time, and how long one may take.
const (
	scrapes   = 4
	scrapeFor = 10 * time.Second
)

// Metrics answers scrapes of Prometheus.
func (o *Observer) Metrics() http.Handler {
	return promhttp.HandlerFor(o.metrics.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(o.log.Handler(), slog.LevelWarn), ErrorHandling: promhttp.ContinueOnError,
		MaxRequestsInFlight: scrapes, Timeout: scrapeFor,
	})
}
