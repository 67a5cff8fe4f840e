package tool_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/server/intake"
	"github.com/stemma-news/stemma/server/tool"
)

// TestLinks: where it is allowed addresses are fetched, what cannot be is told, and the tools that do so say that they may
// go to the web.
func TestLinks(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/ferry") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "Ferry aground off Port Merrow\n\nThe ferry Alba Nerin ran aground off Port Merrow on Tuesday with 212 passengers on board, the coast guard said. All of them were taken to the school of Merrow%s by midnight.", r.URL.RawQuery)
	}))
	defer web.Close()
	fetcher := fetch.New(fetch.Options{AllowPrivate: true, Tries: 1})
	defer fetcher.Close()
	s := client(t, tool.Options{Intake: intake.Options{Fetch: fetcher}}, nil)
	text, tree := call[tool.Tree](t, s, "trace", tool.Tracing{OneStory: true, Links: []string{web.URL + "/ferry", web.URL + "/ferry?+Town", web.URL + "/gone"}})
	if tree.Reports != 2 || len(tree.Problems) != 1 || !strings.Contains(text, "Not read: ⟦") {
		t.Errorf("%s", text)
	}
	r, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tl := range r.Tools {
		if open := tl.Name == "trace" || tl.Name == "diff"; *tl.Annotations.OpenWorldHint != open {
			t.Errorf("%s: open to the web: %v", tl.Name, !open)
		}
	}
}
