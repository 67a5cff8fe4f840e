package observe

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/stemma-news/stemma/store"
)

// What is counted in the archive is asked for at most once in countedFor, however many scrape; it counts rows, and takes
// about a second for a million reports.
const (
	countedFor = 15 * time.Second
	countFor   = 5 * time.Second
)

// figures are those that are asked for as somebody scrapes.
type figures struct {
	*Observer

	mu     sync.Mutex
	at     time.Time
	counts archived
	err    error
}

// archived is what an archive holds.
type archived struct {
	store.Counts
	last time.Time // when the last report came in
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	descArticles = describe("stemma_archive_articles", "Reports in the archive.")
	descStories  = describe("stemma_archive_stories", "Stories that have reports.")
	descUnplaced = describe("stemma_archive_unplaced_articles", "Reports that came and are not in stories yet.")
	descLast     = describe("stemma_archive_last_article_timestamp_seconds", "When the last report came in, as Unix time.")
	descReadable = describe("stemma_archive_readable", "Whether the archive can be read: 1 or 0.")
	descReady    = describe("stemma_part_ready", "Whether a part of the server can do what it is there for: 1 or 0.", "part")
	descJobs     = describe("stemma_jobs", "Traces that wait or run.", "state")
	descSessions = describe("stemma_sessions", "Sessions of people.")
	descTrees    = describe("stemma_trees_total", "Trees of stories that were asked for, by where they are from: kept, or traced.", "from")
	descTreeSize = describe("stemma_trees_bytes", "Bytes of the trees that are kept in memory.")
	descFollow   = describe("stemma_archive_followers", "Who follows what happens in the archive.")
)

// Describe names what is told.
func (f *figures) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descArticles, descStories, descUnplaced, descLast, descReadable, descReady, descJobs, descSessions, descTrees, descTreeSize, descFollow} {
		ch <- d
	}
}

// Collect tells it.
func (f *figures) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
	}
	if f.subjects.Reader != nil {
		f.archive(gauge)
	}
	if f.subjects.Jobs != nil {
		q := f.subjects.Jobs.Figures()
		gauge(descJobs, float64(q.Waiting), "waiting")
		gauge(descJobs, float64(q.Running), "running")
	}
	if f.subjects.Reader != nil {
		r := f.subjects.Reader.Figures()
		count(descTrees, float64(r.TreesKept), "kept")
		count(descTrees, float64(r.TreesTraced), "traced")
		gauge(descFollow, float64(r.Followers))
		gauge(descTreeSize, float64(r.Bytes))
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkFor)
	defer cancel()
	for _, p := range f.spare(ctx) {
		ready := 0.0
		if p.Ready {
			ready = 1
		}
		gauge(descReady, ready, p.Name)
	}
	if f.subjects.Sessions != nil {
		gauge(descSessions, float64(f.subjects.Sessions()))
	}
}

func (f *figures) archive(gauge func(*prometheus.Desc, float64, ...string)) {
	c, err := f.count()
	if f.isWithout(err) {
		return
	}
	if err != nil {
		gauge(descReadable, 0)
		return
	}
	gauge(descReadable, 1)
	gauge(descArticles, float64(c.Articles))
	gauge(descStories, float64(c.Stories))
	gauge(descUnplaced, float64(c.Unplaced))
	if !c.last.IsZero() {
		gauge(descLast, float64(c.last.Unix()))
	}
}

// count counts what is in the archive, or remembers it.
func (f *figures) count() (archived, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.at.IsZero() && time.Since(f.at) < countedFor {
		return f.counts, f.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), countFor)
	defer cancel()
	f.counts.Counts, f.counts.last, f.err = f.subjects.Reader.Counts(ctx)
	f.at = time.Now()
	return f.counts, f.err
}
