package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// held is what a process holds at a moment.
type held struct{ rss, heap, goroutines, files float64 }

// sample is how things are at a moment.
type sample struct {
	at                        time.Duration // of the run
	news                      time.Duration // of the feeds' clock
	offered, taken            int
	onWay, trees, undelivered float64
	traced, alerts            float64
	watch, serve              held
	archive, wal              int64
	pages                     int
	slow                      time.Duration // 19 of 20 pages since the last sample took no longer
}

// figures asks a process how it is.
func (s *process) figures(ctx context.Context) (map[string]float64, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: /metrics answers %s", s.name, a.Status)
	}
	return parseFigures(a.Body)
}

// parseFigures reads what Prometheus reads: a name and a number a line.
func parseFigures(r io.Reader) (map[string]float64, error) {
	all := map[string]float64{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		if i := strings.LastIndex(lines.Text(), "} "); i >= 0 {
			name, value = lines.Text()[:i+1], lines.Text()[i+2:]
		}
		x, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[name] = x
	}
	return all, lines.Err()
}

// holding is what is compared over time. The heap is what was in use after the last collection, which is half of what the
// collector waits for; what is in use at a moment has the rubbish in it.
func holding(f map[string]float64) held {
	const mega = 1 << 20
	return held{
		rss: f["process_resident_memory_bytes"] / mega, heap: f["go_memstats_next_gc_bytes"] / 2 / mega,
		goroutines: f["go_goroutines"], files: f["process_open_fds"],
	}
}

// look samples everything.
func (s *soak) look(ctx context.Context) (sample, error) {
	w, err := s.watch.figures(ctx)
	v, err2 := s.serve.figures(ctx)
	if err := errors.Join(err, err2); err != nil {
		return sample{}, err
	}
	x := sample{
		at: time.Since(s.traffic.began), news: s.traffic.now(), offered: s.traffic.offered(), taken: int(w["stemma_watch_reports_new_total"]),
		onWay: w["stemma_watch_reports_on_their_way"] + w["stemma_watch_reports_to_write"], trees: w["stemma_watch_stories_to_trace"],
		undelivered: w["stemma_watch_messages_to_deliver"], traced: w["stemma_watch_trees_total"], alerts: w["stemma_watch_alerts_total"],
		watch: holding(w), serve: holding(v),
	}
	x.archive, x.wal = s.program.size()
	x.pages, x.slow = s.readers.since()
	return x, nil
}

// size is how many bytes the archive takes, and of them what is not yet in its place.
func (p *program) size() (all, wal int64) {
	files, _ := filepath.Glob(filepath.Join(p.Archive, "*"))
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			continue // it came and went
		}
		all += info.Size()
		if strings.HasSuffix(f, "-wal") {
			wal += info.Size()
		}
	}
	return all, wal
}

// profiles writes what the profiler says of both processes.
func (s *soak) profiles(ctx context.Context, when string) error {
	var failed error
	for _, p := range []*process{s.watch, s.serve} {
		for _, kind := range []string{"heap", "goroutine"} {
			failed = errors.Join(failed, p.profile(ctx, kind, filepath.Join(s.program.Dir, fmt.Sprintf("%s-%s-%s.pprof", p.name, kind, when))))
		}
	}
	return failed
}

func (s *process) profile(ctx context.Context, kind, file string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/debug/pprof/"+kind, nil)
	if err != nil {
		return err
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	return errors.Join(err, os.WriteFile(file, b, 0o600))
}
