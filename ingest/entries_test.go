package ingest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/ingest"
)

// TestEntries: of a feed that was got already, the entries that are given are
// read: from the feed, from their pages, or, where there is none, from what the
// feed says.
func TestEntries(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/tug" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="en"><title>Tug under way</title><article><h1>Tug under way</h1><p>` +
			strings.Repeat("A tug from Brede is to tow the ferry Alva into the harbour, the port authority said. ", 5) + `</p></article></html>`))
	}))
	t.Cleanup(s.Close)
	f := &feed.Feed{Title: "Larn Herald", Site: s.URL, Entries: []feed.Entry{
		{URL: s.URL + "/alva", Title: "Alva aground", Text: "The ferry Alva ran aground off Larn with 212 passengers aboard."},
		{URL: s.URL + "/tug", Title: "Tug under way", Summary: "A tug is under way."},
		{URL: s.URL + "/gone", Title: "Harbour closed", Summary: "The harbour of Larn is closed."},
	}}
	o := ingest.Options{Fetch: fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Tries: 1}), Everything: true}
	var places []int64
	var texts []string
	ended := false
	for it, err := range ingest.Entries(t.Context(), f, &fetch.Response{URL: s.URL + "/feed", Fetched: time.Now(), Private: true}, o) {
		if err != nil {
			t.Fatal(err)
		}
		if a := it.Article; a != nil {
			places, texts = append(places, it.At.N), append(texts, a.Text)
			if a.Outlet != "Larn Herald" || !strings.HasPrefix(a.URL, s.URL) {
				t.Errorf("%+v", a)
			}
			if summary := a.Extra["summary_only"] != nil; summary != (it.At.N == 3) {
				t.Errorf("entry %d: summary only: %v", it.At.N, summary)
			}
		}
		ended = it.At == ingest.End()
	}
	if len(places) != 3 || places[0] != 1 || places[1] != 2 || places[2] != 3 || !strings.Contains(texts[1], "port authority") || !ended {
		t.Errorf("articles of the entries %v: %q; ended: %v", places, texts, ended)
	}
}

// What a feed of the public internet names does not lead to this machine, though its user may go there.
func TestEntriesDoNotLeadHome(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s is asked for", r.URL.Path) }))
	t.Cleanup(s.Close)
	f := &feed.Feed{Title: "Larn Herald", Entries: []feed.Entry{{URL: s.URL + "/alva", Title: "Alva aground", Summary: "The ferry Alva ran aground."}}}
	o := ingest.Options{Fetch: fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Tries: 1})}
	problem, summary := "", false
	for it, err := range ingest.Entries(t.Context(), f, &fetch.Response{URL: "https://larn.example/feed"}, o) {
		if err != nil {
			t.Fatal(err)
		}
		if it.Problem != nil {
			problem = it.Problem.Problem
		}
		summary = summary || it.Article != nil && it.Article.Extra["summary_only"] != nil
	}
	if !strings.Contains(problem, "give its own address") || !summary {
		t.Errorf("problem %q, summary %v", problem, summary)
	}
}
