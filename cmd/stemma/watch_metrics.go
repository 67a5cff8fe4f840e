package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"

	"github.com/stemma-news/stemma/watch"
)

// figuresFlags say where stemma watch tells how it is. It has no tokens, so it tells this machine alone.
type figuresFlags struct {
	address string
	debug   bool
}

func (f *figuresFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.address, "metrics", "", "tell how it is at this `address` of this machine, for Prometheus (/metrics) and a look (/healthz); as 127.0.0.1:9465")
	cmd.Flags().BoolVar(&f.debug, "debug", false, "with --metrics: serve profiles of the program there, too (/debug/pprof)")
}

func (f *figuresFlags) check() error {
	if f.address == "" {
		if f.debug {
			return usage("--debug serves profiles where --metrics says: give that, too")
		}
		return nil
	}
	host, _, err := net.SplitHostPort(f.address)
	if err != nil || !loopback(host) {
		return usage("--metrics %q: give an address of this machine, as 127.0.0.1:9465; nobody else is told, since nobody is asked who they are", f.address)
	}
	return nil
}

// loopback says of a host that it is this machine.
func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// How long a scrape may take, and a connection may be silent.
const (
	figuresFor     = 10 * time.Second
	figuresAtATime = 4
)

// serve tells how it is until stop is called.
func (f *figuresFlags) serve(ctx context.Context, figures *watch.Figures, log *slog.Logger) (stop func(), err error) {
	if f.address == "" {
		return func() {}, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.address)
	if err != nil {
		return nil, usage("--metrics %s: %w", f.address, err)
	}
	s := &http.Server{
		Handler: f.handler(figures, log), ReadHeaderTimeout: figuresFor, ReadTimeout: figuresFor, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := s.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("metrics", "problem", err)
		}
	}()
	log.Info("metrics", "address", "http://"+l.Addr().String()+"/metrics")
	return func() { s.Close(); <-ended }, nil
}

func (f *figuresFlags) handler(figures *watch.Figures, log *slog.Logger) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &watchCollector{figures}, buildInfo())
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: figuresAtATime, Timeout: figuresFor,
	}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { healthy(w, figures) })
	if f.debug {
		for path, h := range map[string]http.HandlerFunc{
			"/debug/pprof/": pprof.Index, "/debug/pprof/profile": pprof.Profile, "/debug/pprof/symbol": pprof.Symbol, "/debug/pprof/trace": pprof.Trace,
		} {
			mux.HandleFunc("GET "+path, h)
		}
	}
	return here(mux)
}

// healthy says whether what comes is taken in.
func healthy(w http.ResponseWriter, figures *watch.Figures) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if figures.Halted() {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "nothing is taken in: the archive cannot be written to, as the log says")
		return
	}
	fmt.Fprintln(w, "ok")
}

// here answers those who ask for this machine: a page that has its name lead here (DNS rebinding) asks for another host.
func here(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !loopback(host) {
			http.Error(w, "this is told on this machine alone: ask for 127.0.0.1", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func buildInfo() prometheus.Collector {
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "stemma_build_info", Help: "The version that runs; always 1.",
		ConstLabels: prometheus.Labels{"version": buildVersion(), "goversion": runtime.Version()},
	})
	info.Set(1)
	return info
}

// watchCollector tells the figures of a watch.
type watchCollector struct{ figures *watch.Figures }

// Describe names nothing before it is asked for: which figures there are is for the watch to say.
func (*watchCollector) Describe(chan<- *prometheus.Desc) {}

// Collect tells them.
func (c *watchCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), figuresFor)
	defer cancel()
	for _, f := range c.figures.All(ctx) {
		kind := prometheus.GaugeValue
		if f.Total {
			kind = prometheus.CounterValue
		}
		ch <- prometheus.MustNewConstMetric(prometheus.NewDesc("stemma_watch_"+f.Name, f.Help, nil, nil), kind, f.Value)
	}
}
