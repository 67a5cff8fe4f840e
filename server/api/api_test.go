package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/history"
	"github.com/stemma-news/stemma/server/reader"
)

// decoded reads an answer.
func decoded[T any](t *testing.T, body []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return v
}

// TestContract sends each operation good and bad requests, and holds every answer to the document.
func TestContract(t *testing.T) {
	s := newSite(t)
	t.Run("stories", s.testStories)
	t.Run("trees", s.testTrees)
	t.Run("find", s.testFind)
	t.Run("compare", s.testCompare)
	t.Run("traces", s.testTraces)
	t.Run("verdicts", s.testVerdicts)
	t.Run("about", s.testAbout)
	t.Run("events", s.testEvents)
	for _, o := range s.contract.operations() {
		seen := slices.Sorted(maps.Keys(s.contract.seen[o.id]))
		if len(seen) == 0 || seen[0] >= 300 {
			t.Errorf("%s was not exercised: %v", o.id, seen)
		}
		if o.id != "getVersion" && o.id != "listLanguages" && (len(seen) == 0 || seen[len(seen)-1] < 400) {
			t.Errorf("%s was sent no bad request: %v", o.id, seen)
		}
	}
}

func (s *site) testStories(t *testing.T) {
	_, body := s.do(t, call{operation: "listStories", path: "/stories", status: 200})
	all := decoded[reader.StoryPage](t, body)
	if len(all.Stories) < 4 || all.Stories[0].ID != s.story || all.Stories[0].Languages < 5 {
		t.Errorf("%s", body)
	}
	s.testPages(t, len(all.Stories))
	for query, has := range map[string]string{
		"min_reports=3": s.story, "min_outlets=3&min_languages=2": s.story, "lang=id,ar": s.story, "outlet=Selm+Courier&outlet=x": s.story, "words=solvent": s.story,
		"since=2025-03&sort=growth": s.story, "since=20w": `"stories":`, "since=2025-03-04T00:00:00Z": s.story, "open=true": `"stories":`, "sort=recent": s.story, "cites=Norlink": s.story,
	} {
		s.do(t, call{operation: "listStories", path: "/stories?" + query, status: 200, has: has})
	}
	for query, field := range map[string]string{
		"limit=0": "query.limit", "limit=x": "query.limit", "limit=": "query.limit", "open=": "query.open", "since=yesterday": "query.since", "sort=growth": "query.sort", "sort=odd": "query.sort", "cursor=odd": "query.cursor",
		"minreports=3": "query.minreports", "min_reports=-1": "query.min_reports",
	} {
		s.do(t, call{operation: "listStories", path: "/stories?" + query, status: 422, kind: "invalid", has: `"field":"` + field + `"`})
	}
	s.do(t, call{operation: "getStory", path: "/stories/" + s.story, status: 200, has: `"reports`[:0] + s.story})
	s.do(t, call{operation: "getStory", path: "/stories/" + url.PathEscape("https://selm-courier.example/news/solvent-lundmar"), status: 200, has: s.story})
	s.do(t, call{operation: "getStory", path: "/stories/nothing", status: 404, kind: "unknown-story"})
}

// testPages: the pages of a list, along cursors and along links, are the whole list.
func (s *site) testPages(t *testing.T, want int) {
	t.Helper()
	seen := map[string]bool{}
	for path, n := "/stories?limit=1&sort=recent", 0; path != "" && n <= want; n++ {
		r, body := s.do(t, call{operation: "listStories", path: path, status: 200})
		p := decoded[reader.StoryPage](t, body)
		for i := range p.Stories {
			seen[p.Stories[i].ID] = true
		}
		link := r.Header.Get("Link")
		if (link != "") != (p.Next != "") {
			t.Fatalf("next is %q, the link %q", p.Next, link)
		}
		to, _, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
		path = strings.TrimPrefix(to, Root)
		if link != "" && !strings.HasSuffix(link, `>; rel="next"`) {
			t.Errorf("Link: %s", link)
		}
	}
	if len(seen) != want {
		t.Errorf("%d stories on the pages, %d in all", len(seen), want)
	}
}

func (s *site) testTrees(t *testing.T) {
	path := "/stories/" + s.story + "/trace"
	deadline := time.Now().Add(time.Minute)
	r, body := s.do(t, call{operation: "traceStory", path: path})
	for r.StatusCode == http.StatusAccepted && time.Now().Before(deadline) {
		if !strings.HasPrefix(r.Header.Get("Location"), Root+"/traces/") {
			t.Fatalf("Location: %s", r.Header.Get("Location"))
		}
		s.follow(t, r.Header.Get("Location"))
		r, body = s.do(t, call{operation: "traceStory", path: path})
	}
	tree := decoded[stemma.Result](t, body)
	if len(tree.Stories) != 1 || tree.Stories[0].Origins == 0 || len(tree.Stories[0].Edges) < 5 {
		t.Fatalf("%d: %.500s", r.StatusCode, body)
	}
	for _, f := range traceForms {
		r, _ := s.do(t, call{operation: "traceStory", path: path + "?min_support=0.5&format=" + f.name, status: 200})
		by, _ := s.do(t, call{operation: "traceStory", path: path, headers: map[string]string{"Accept": f.mediaType + ", text/plain;q=0.5"}, status: 200})
		if r.Header.Get("Content-Type") != f.contentType() || by.Header.Get("Content-Type") != f.contentType() {
			t.Errorf("%s: %q, %q", f.name, r.Header.Get("Content-Type"), by.Header.Get("Content-Type"))
		}
		s.do(t, call{operation: "traceStory", path: path + "?min_support=0.5&format=" + f.name, headers: map[string]string{"If-None-Match": r.Header.Get("ETag")}, status: 304})
	}
	s.do(t, call{operation: "traceStory", path: path, headers: map[string]string{"Accept": "image/png"}, status: 406, kind: "not-acceptable"})
	s.do(t, call{operation: "traceStory", path: path + "?min_support=2", status: 422, has: "query.min_support"})
	s.do(t, call{operation: "traceStory", path: "/stories/nothing/trace", status: 404, kind: "unknown-story"})
	s.testClaims(t)
	s.testLines(t, &tree)
}

func (s *site) testClaims(t *testing.T) {
	t.Helper()
	path := "/stories/" + s.story + "/claims/"
	_, body := s.do(t, call{operation: "getClaimHistory", path: path + "1", status: 200})
	h := decoded[history.Claim](t, body)
	if len(h.Reports) < 2 || len(h.First) == 0 || h.Number != 1 || h.Reports[0].Sentences[0].Text == "" {
		t.Errorf("%s", body)
	}
	s.do(t, call{operation: "getClaimHistory", path: path + h.ID, status: 200, has: h.Text[:10]})
	for _, n := range []string{"0", "100000", "c", "1-1"} {
		s.do(t, call{operation: "getClaimHistory", path: path + n, status: 404, kind: "unknown-claim"})
	}
}

func (s *site) testLines(t *testing.T, tree *stemma.Result) {
	t.Helper()
	changes, lost := 0, 0
	for _, e := range tree.Stories[0].Edges {
		_, body := s.do(t, call{operation: "getLine", path: linePath(s.story, e.Child, e.Parent), status: 200})
		l := decoded[Line](t, body)
		if l.Edge == nil || len(l.Edge.Evidence) != len(e.Evidence) {
			t.Errorf("%s", body)
		}
		if changes += len(l.Changes); l.Parent.Source != nil {
			lost++
		} else if len(l.Links) == 0 && e.Kind != stemma.EdgeCitation {
			t.Errorf("no links from %s to %s", e.Parent, e.Child)
		}
	}
	if changes == 0 || lost == 0 {
		t.Errorf("%d changes, %d lost sources", changes, lost)
	}
	s.do(t, call{operation: "getLine", path: linePath(s.story, "selm-courier", "nobody"), status: 404, kind: "unknown-line"})
	s.do(t, call{operation: "getLine", path: linePath(s.story, "selm-courier", "selm-courier"), status: 404, kind: "unknown-line"})
}

func linePath(story, child, parent string) string {
	return "/stories/" + story + "/lines/" + url.PathEscape(child) + "/" + url.PathEscape(parent)
}

func (s *site) testFind(t *testing.T) {
	_, body := s.do(t, call{operation: "getArticle", path: "/articles/selm-courier", status: 200, has: `"sentences":[{`})
	if a := decoded[stemma.Article](t, body); a.Outlet != "Selm Courier" {
		t.Errorf("%s", body)
	}
	s.do(t, call{operation: "getArticle", path: "/articles/other%2F1-0", status: 200, has: "Dora Venn"})
	s.do(t, call{operation: "getArticle", path: "/articles/nothing", status: 404, kind: "unknown-story"})
	s.do(t, call{operation: "search", path: "/search?q=solvent+leak&limit=3", status: 200, has: `"snippets":[{`})
	s.do(t, call{operation: "search", path: "/search?q=solvent&lang=es,id&since=2025&until=2025-03&by=meaning&story=" + s.story, status: 200})
	s.do(t, call{operation: "search", path: "/search?q=solvent&source=Norlink&by=words", status: 200, has: `"hits":[{`})
	for query, field := range map[string]string{"": "query.q", "q=": "query.q", "q=x&by=odd": "query.by", "q=x&until=x": "query.until", "q=-only": "query.q", "q=x&limit=1000": "query.limit"} {
		s.do(t, call{operation: "search", path: "/search?" + query, status: 422, has: `"field":"` + field + `"`})
	}
	claim := url.QueryEscape("Up to 340 tonnes of solvent may have leaked from a storage tank in Port Selm.")
	s.do(t, call{operation: "findClaim", path: "/claims?text=" + claim, status: 200, has: `"says":[{`})
	s.do(t, call{operation: "findClaim", path: "/claims?text=" + url.QueryEscape("Did solvent leak from the tank in Port Selm?"), status: 422, has: "query.text"})
	s.do(t, call{operation: "findClaim", path: "/claims?text=" + claim + "&since=x", status: 422, has: "query.since"})
	s.do(t, call{operation: "findClaim", path: "/claims", status: 422, has: "query.text"})
}

func (s *site) testCompare(t *testing.T) {
	handed := `{"text": "Diez personas resultaron heridas en un incendio en el puerto de Selm, informó Selm Courier.", "lang": "es", "desk": 7}`
	other := `{"text": "Twelve people were hurt in a fire in the harbour of Selm on Monday, the port said.", "published": "2025-03-31"}`
	s.do(t, call{operation: "compare", path: "/diff", body: `{"a": "selm-courier", "b": "diario-valmora"}`, status: 200, has: `"changes":[{`})
	for _, f := range diffForms {
		s.do(t, call{operation: "compare", path: "/diff?format=" + f.name, body: `{"a": ` + other + `, "b": ` + handed + `}`, status: 200})
	}
	s.do(t, call{operation: "compare", path: "/diff", body: `{"a": "selm-courier", "b": ` + handed + `}`, status: 200, has: `"desk":7`})
	s.do(t, call{operation: "compare", path: "/diff", body: `{"a": "selm-courier", "b": "selm-courier"}`, status: 200})
	for body, field := range map[string]string{
		`{"a": "selm-courier"}`: "body.b", `{"a": {}, "b": "x"}`: "body.a.text", `{"a": {"text": 5}, "b": "x"}`: "body.a.text", `{"a": 5, "b": "x"}`: "body.a",
		`{"a": "selm-courier", "b": "", "c": 1}`: "body.c", `[]`: "body", `{"a": null, "b": ""}`: "body.a", `{"a": "x", "a": "y"}`: "body", `{"a": {"text": "  "}, "b": "x"}`: "body.a",
	} {
		s.do(t, call{operation: "compare", path: "/diff", body: body, status: 422, has: `"field":"` + field + `"`})
	}
	s.do(t, call{operation: "compare", path: "/diff", body: `{"a": "selm-courier", "b": "nothing"}`, status: 404, kind: "unknown-story"})
	s.do(t, call{operation: "compare", path: "/diff", body: `{"a": "`, status: 400, kind: "bad-request"})
	s.do(t, call{operation: "compare", path: "/diff", body: `{"a": "` + strings.Repeat("x", 9<<20) + `"}`, status: 413, kind: "too-large"})
	s.do(t, call{operation: "compare", path: "/diff", body: `{}`, headers: map[string]string{"Content-Type": "text/plain"}, status: 415, kind: "media-type"})
	s.do(t, call{operation: "compare", path: "/diff", body: `{}`, headers: map[string]string{"Content-Type": ""}, status: 415, kind: "media-type"})
	s.do(t, call{operation: "compare", path: "/diff", headers: map[string]string{"Content-Type": "application/json"}, status: 400, kind: "bad-request"})
}

func (s *site) testAbout(t *testing.T) {
	s.do(t, call{operation: "listLanguages", path: "/languages", status: 200, has: `{"name":"en",`})
	s.do(t, call{operation: "listOutlets", path: "/outlets?limit=2", status: 200, has: `"outlets":[{`})
	s.do(t, call{operation: "listOutlets", path: "/outlets?limit=-2", status: 422, has: "query.limit"})
	s.do(t, call{operation: "getVersion", path: "/version", headers: map[string]string{"Accept": "json"}, status: 200})
	_, body := s.do(t, call{operation: "getVersion", path: "/version", status: 200, has: documentVersion})
	if v := decoded[Version](t, body); !v.Archive || !v.Verdicts || v.Version != "test" {
		t.Errorf("%s", body)
	}
}

// TestWithoutArchive: what is handed in is traced, and everything else says kindly that there is no archive.
func TestWithoutArchive(t *testing.T) {
	s := bareSite(t)
	for id, path := range map[string]string{
		"listStories": "/stories", "getStory": "/stories/s1", "traceStory": "/stories/s1/trace", "getArticle": "/articles/a1", "search": "/search?q=fire", "followArchive": "/events",
		"findClaim": "/claims?text=Twelve+people+were+hurt.", "listLanguages": "/languages", "listOutlets": "/outlets", "getClaimHistory": "/stories/s1/claims/1",
		"getLine": "/stories/s1/lines/a/b",
	} {
		s.do(t, call{operation: id, path: path, status: 404, kind: "no-archive"})
	}
	s.do(t, call{operation: "listVerdicts", path: "/verdicts", status: 404, kind: "no-verdicts"})
	s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: `{"story":"s1","verdict":"confirmed","child":"a"}`, status: 404, kind: "no-verdicts"})
	s.do(t, call{operation: "getVersion", path: "/version", status: 200, has: `"archive":false`})
	s.do(t, call{operation: "trace", path: "/traces", body: twoReports, status: 200, has: stemma.Schema})
	s.do(t, call{operation: "compare", path: "/diff", body: fmt.Sprintf(`{"a": {"text": %q}, "b": {"text": %q}}`, courierText, diarioText), status: 200})
}
