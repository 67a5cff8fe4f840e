package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/access"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

// asks is the header by which tests say who asks.
const asks = "Test-Scope"

// site is an API with an archive of the demo's reports and of some others.
type site struct {
	*service
	*httptest.Server
	contract *apiContract
	story    string // of the demo
}

// newSite serves an archive. The archive is made once for all tests: none of them writes to it but for trees; verdicts
// have a book of each test's own.
func newSite(t *testing.T) *site {
	t.Helper()
	dir, err := archiveDir()
	if err != nil {
		t.Fatal(err)
	}
	s := siteOf(t, dir)
	found, err := s.Reader.Story(t.Context(), "selm-courier")
	if err != nil {
		t.Fatal(err)
	}
	s.story = found.ID
	return s
}

// siteOf serves the archive of a folder.
func siteOf(t *testing.T, dir string) *site {
	t.Helper()
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	book, err := review.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	jobs := job.NewQueue(job.Options{})
	r, err := reader.New(reader.Options{Archive: a, Book: book, Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _, _ = r.Close(), jobs.Close(), book.Close(), a.Close() })
	return serve(t, &service{Options: Options{Reader: r, Jobs: jobs, Book: book, Version: "test"}})
}

// bareSite serves without an archive.
func bareSite(t *testing.T) *site {
	t.Helper()
	jobs := job.NewQueue(job.Options{})
	r, err := reader.New(reader.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), jobs.Close() })
	return serve(t, &service{Options: Options{Reader: r, Jobs: jobs, Version: "test", Intake: intake.Options{Dir: t.TempDir()}}})
}

func serve(t *testing.T, s *service) *site {
	t.Helper()
	s.keys, s.now, s.heartbeat, s.streams = newKeys(), time.Now, 50*time.Millisecond, make(chan struct{}, 4)
	h, _ := build(s)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope := access.Write
		if as := r.Header.Get(asks); as != "" {
			scope = access.Scope(as)
		}
		h.ServeHTTP(w, r.WithContext(access.With(r.Context(), access.Identity{Name: "anna", Scope: scope})))
	}))
	t.Cleanup(server.Close)
	return &site{service: s, Server: server, contract: newContract(t)}
}

var archiveDir = sync.OnceValues(func() (string, error) {
	ctx := context.Background()
	batch, err := ingest.ReadFS(ctx, trace.Demo(), ".", ingest.Options{})
	if err != nil {
		return "", err
	}
	a, err := store.Create(ctx, archiveRoot)
	if err != nil {
		return "", err
	}
	defer a.Close()
	if _, err := a.Add(ctx, append(batch.Articles, others()...)); err != nil {
		return "", err
	}
	_, err = watch.CatchUp(ctx, a, watch.CatchUpOptions{})
	return archiveRoot, err
})

// archiveOf is an archive of some reports, of a test alone.
func archiveOf(t *testing.T, articles ...stemma.Article) string {
	t.Helper()
	dir := t.TempDir()
	a, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Add(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	if _, err := watch.CatchUp(t.Context(), a, watch.CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// others are reports of three further events, two of each.
func others() (all []stemma.Article) {
	for i, e := range []struct{ title, text string }{
		{"Ferry Alva aground off Larn", "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. The harbour master Ines Karo said that nobody was hurt."},
		{"Chess title for Dora Venn", "Dora Venn won the chess championship in Tarven after 57 moves. Her opponent resigned in a lost rook ending."},
		{"Wolves back in Alsted forest", "Rangers counted fourteen wolves in the forest of Alsted. Shepherds demand fences, and biologists welcome the pack."},
	} {
		for j := range 2 {
			all = append(all, stemma.Article{
				ID: fmt.Sprintf("other/%d-%d", i, j), Outlet: fmt.Sprintf("Outlet %d", j), URL: fmt.Sprintf("https://outlet%d.example/%d", j, i), Lang: "en", Title: e.title, Text: e.text,
				Published: time.Date(2025, 3, 1+i, 12, j, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionMinute,
			})
		}
	}
	return all
}

var archiveRoot string

// TestMain: nothing is left running.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "stemma-api")
	if err != nil {
		panic(err)
	}
	archiveRoot = dir
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := os.RemoveAll(dir); err != nil {
			panic(err)
		}
		os.Exit(code)
	}))
}
