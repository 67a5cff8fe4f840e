package observe_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/observe"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// TestFiguresOfAnArchive: what it holds, how old its last report is, and that it cannot be read any more.
func TestFiguresOfAnArchive(t *testing.T) {
	dir := t.TempDir()
	began := time.Now().Truncate(time.Second)
	a, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var reports []stemma.Article
	for i := range 3 {
		reports = append(reports, stemma.Article{ID: fmt.Sprint(i), Text: fmt.Sprintf("The harbour of Larn gives notice %d to all ships that lie there.", i)})
	}
	if _, err := a.Add(t.Context(), reports); err != nil {
		t.Fatal(err)
	}
	if _, err := watch.CatchUp(t.Context(), a, watch.CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	reports = append(reports, stemma.Article{ID: "late", Text: "A ferry ran aground off Port Merrow."})
	if _, err := a.Add(t.Context(), reports); err != nil {
		t.Fatal(err)
	}
	o, err := observe.New(t.Context(), observe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	jobs := job.NewQueue(job.Options{})
	r, err := reader.New(reader.Options{Archive: a, Jobs: jobs, Span: o.Span})
	if err != nil {
		t.Fatal(err)
	}
	o.Watch(observe.Subjects{Reader: r, Jobs: jobs})
	if _, err := r.Article(t.Context(), "late"); err != nil {
		t.Fatal(err)
	}
	if code, body := asked(t, o.Ready()); code != 200 || !strings.Contains(body, `{"name":"archive","ready":true}`) {
		t.Errorf("%d %s", code, body)
	}
	_, m := asked(t, o.Metrics())
	for _, want := range []string{
		"stemma_archive_articles 4\n", "stemma_archive_unplaced_articles 1\n", "stemma_archive_readable 1\n", `stemma_archive_read_duration_seconds_count{read=`, `stemma_trees_total{from="kept"} 0`,
	} {
		if !strings.Contains(m, want) {
			t.Errorf("no %s in\n%s", want, ours(m))
		}
	}
	var last float64
	if _, err := fmt.Sscanf(grep(m, "stemma_archive_last_article_timestamp_seconds")[strings.LastIndex(grep(m, "stemma_archive_last_article_timestamp_seconds"), " ")+1:], "%g", &last); err != nil || int64(last) < began.Unix() || int64(last) > time.Now().Unix() {
		t.Errorf("the last report came at %v: %v", last, err)
	}
	problems, err := promlint.New(strings.NewReader(ours(m) + "\n")).Lint()
	if err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}

	jobs.Close()
	r.Close()
	a.Close()
	if code, body := asked(t, o.Ready()); code != 503 || !strings.Contains(body, `{"name":"archive","ready":false,"problem":"it cannot be read"}`) {
		t.Errorf("%d %s", code, body)
	}
	gone, err := observe.New(t.Context(), observe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	gone.Watch(observe.Subjects{Reader: r})
	if _, m := asked(t, gone.Metrics()); !strings.Contains(m, "stemma_archive_readable 0\n") || strings.Contains(m, "stemma_archive_articles ") {
		t.Error(ours(m))
	}
}

// TestArchiveComesLater: of a server that began without an archive it is told, too, once one is there.
func TestArchiveComesLater(t *testing.T) {
	for _, c := range []struct {
		open           func(context.Context) (*store.Archive, error)
		ready, figures string
	}{
		{func(context.Context) (*store.Archive, error) { return nil, store.ErrNoArchive }, `{"status":"ready"}`, ""},
		{func(ctx context.Context) (*store.Archive, error) { return store.Create(ctx, t.TempDir()) }, `{"status":"ready","parts":[{"name":"archive","ready":true}]}`, "stemma_archive_articles 0\n"},
	} {
		r, err := reader.New(reader.Options{Open: c.open, Jobs: job.NewQueue(job.Options{})})
		if err != nil {
			t.Fatal(err)
		}
		o, err := observe.New(t.Context(), observe.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o.Watch(observe.Subjects{Reader: r})
		if _, ready := asked(t, o.Ready()); ready != c.ready {
			t.Errorf("%s, want %s", ready, c.ready)
		}
		if _, m := asked(t, o.Metrics()); !strings.HasSuffix(grep(m, "stemma_archive_articles "), c.figures) || c.figures == "" && strings.Contains(m, "\nstemma_archive_readable") {
			t.Errorf("%s, want %s", grep(m, "stemma_archive"), c.figures)
		}
		r.Close()
	}
}
