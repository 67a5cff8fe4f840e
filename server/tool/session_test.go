package tool_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/review"
	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/server/tool"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/watch"
)

// client returns a session with a server of the options, over memory.
func client(t testing.TB, o tool.Options, c *mcp.ClientOptions) *mcp.ClientSession {
	t.Helper()
	if o.Jobs == nil {
		o.Jobs = job.NewQueue(job.Options{Running: 2})
		t.Cleanup(func() { o.Jobs.Close() })
	}
	if o.Reader == nil {
		r, err := reader.New(reader.Options{Trace: o.Trace, Jobs: o.Jobs})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		o.Reader = r
	}
	here, there := mcp.NewInMemoryTransports()
	session, err := tool.New(o).Connect(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, c).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		_ = session.Wait()
	})
	return s
}

// archived returns options with an archive of the demo's reports, and those that are given.
func archived(t testing.TB, more ...stemma.Article) tool.Options {
	t.Helper()
	dir := t.TempDir()
	w, err := store.Create(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := ingest.ReadFS(t.Context(), trace.Demo(), ".", ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Add(t.Context(), append(batch.Articles, more...)); err != nil {
		t.Fatal(err)
	}
	if _, err := watch.CatchUp(t.Context(), w, watch.CatchUpOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	jobs := job.NewQueue(job.Options{})
	book, err := review.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	r, err := reader.New(reader.Options{Archive: a, Jobs: jobs, Book: book})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		jobs.Close()
		r.Close()
		book.Close()
		a.Close()
	})
	return tool.Options{Reader: r, Jobs: jobs, Book: book}
}

// demo are the reports of the demo as somebody hands them over.
func demo(t testing.TB) []tool.Report {
	t.Helper()
	batch, err := ingest.ReadFS(t.Context(), trace.Demo(), ".", ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all []tool.Report
	for _, a := range batch.Articles {
		r := tool.Report{ID: a.ID, Text: a.Text, Title: a.Title, Outlet: a.Outlet, Lang: a.Lang}
		if !a.Published.IsZero() {
			r.Published = a.Published.Format(time.RFC3339)
		}
		all = append(all, r)
	}
	return all
}

// call calls a tool, and returns its text and what is structured.
func call[Out any](t testing.TB, s *mcp.ClientSession, name string, in any) (text string, out Out) {
	t.Helper()
	r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: in})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	text = said(r)
	if r.IsError {
		t.Fatalf("%s: %s", name, text)
	}
	b, err := json.Marshal(r.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return text, out
}

// refused calls a tool that is to refuse, and returns why.
func refused(t testing.TB, s *mcp.ClientSession, name string, in any) string {
	t.Helper()
	r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: in})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !r.IsError {
		t.Fatalf("%s is not refused: %s", name, said(r))
	}
	return said(r)
}

func said(r *mcp.CallToolResult) string {
	var b strings.Builder
	for _, c := range r.Content {
		if t, ok := c.(*mcp.TextContent); ok {
			b.WriteString(t.Text)
		}
	}
	return b.String()
}
