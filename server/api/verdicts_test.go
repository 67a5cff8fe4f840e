package api

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
)

func (s *site) testVerdicts(t *testing.T) {
	tree, err := s.tree(t)
	if err != nil {
		t.Fatal(err)
	}
	e := tree.Stories[0].Edges[0]
	sent := `{"story": "` + s.story + `", "verdict": "confirmed", "child": "` + e.Child + `", "parent": "` + e.Parent + `", "note": "It says so."}`
	r, body := s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: sent, headers: map[string]string{"Idempotency-Key": "v1"}, status: 201})
	v := decoded[review.Verdict](t, body)
	if v.Reviewer != "anna" || v.To.Digest == "" && v.To.Article != "" || r.Header.Get("Location") != Root+"/verdicts/"+v.ID {
		t.Errorf("%s %v", body, r.Header)
	}
	_, again := s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: sent, headers: map[string]string{"Idempotency-Key": "v1"}, status: 201})
	if decoded[review.Verdict](t, again).ID != v.ID {
		t.Errorf("sent again: %s", again)
	}
	s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: strings.Replace(sent, "confirmed", "rejected", 1), headers: map[string]string{"Idempotency-Key": "v1"}, status: 422, kind: "key-reused"})
	s.do(t, call{operation: "getLine", path: linePath(s.story, e.Child, e.Parent), status: 200, has: `"note":"It says so."`})
	s.testVerdictList(t, sent)
	s.testBadVerdicts(t, sent)
	got, _ := s.do(t, call{operation: "getVerdict", path: "/verdicts/" + v.ID, status: 200})
	if got.Header.Get("ETag") != r.Header.Get("ETag") {
		t.Errorf("ETag %s of the answer to POST, %s to GET", r.Header.Get("ETag"), got.Header.Get("ETag"))
	}
	s.do(t, call{operation: "getVerdict", path: "/verdicts/nothing", status: 404, kind: "unknown-verdict"})
	s.do(t, call{operation: "withdrawVerdict", path: "/verdicts/nothing", status: 404, kind: "unknown-verdict"})
	s.do(t, call{operation: "withdrawVerdict", path: "/verdicts/" + v.ID, headers: map[string]string{"If-Match": `"other"`}, status: 412, kind: "changed"})
	s.do(t, call{operation: "withdrawVerdict", path: "/verdicts/" + v.ID, headers: map[string]string{asks: "read"}, status: 403, kind: "forbidden"})
	s.do(t, call{operation: "withdrawVerdict", path: "/verdicts/" + v.ID, headers: map[string]string{"If-Match": r.Header.Get("ETag")}, status: 204})
	s.do(t, call{operation: "getVerdict", path: "/verdicts/" + v.ID, status: 200, has: `"withdrawn":{`})
}

// tree is the demo's.
func (s *site) tree(t *testing.T) (*stemma.Result, error) {
	t.Helper()
	for {
		found, err := s.Reader.Tree(t.Context(), s.story)
		if err != nil || found.Result != nil {
			return found.Result, err
		}
		s.follow(t, Root+"/traces/"+found.Job)
	}
}

// testVerdictList: the list has pages, and the export all of it.
func (s *site) testVerdictList(t *testing.T, sent string) {
	t.Helper()
	s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: strings.Replace(sent, "confirmed", "rejected", 1), status: 201})
	r, body := s.do(t, call{operation: "listVerdicts", path: "/verdicts?limit=1&story=" + s.story, status: 200})
	p := decoded[VerdictPage](t, body)
	if len(p.Verdicts) != 1 || p.Next == "" || !strings.Contains(r.Header.Get("Link"), "cursor="+p.Next) {
		t.Errorf("%s %v", body, r.Header)
	}
	_, body = s.do(t, call{operation: "listVerdicts", path: "/verdicts?limit=1&cursor=" + p.Next, status: 200})
	if p := decoded[VerdictPage](t, body); len(p.Verdicts) != 1 || p.Next != "" || p.Verdicts[0].Opinion != review.Rejected {
		t.Errorf("%s", body)
	}
	_, body = s.do(t, call{operation: "listVerdicts", path: "/verdicts", headers: map[string]string{"Accept": "application/jsonl"}, status: 200})
	if n := strings.Count(string(body), "\n"); n != 2 {
		t.Errorf("%d lines: %s", n, body)
	}
	s.do(t, call{operation: "listVerdicts", path: "/verdicts?format=jsonl&reviewer=nobody", status: 200})
	for _, named := range []string{s.story[:6], "selm-courier"} { // as the story's path has it
		s.do(t, call{operation: "listVerdicts", path: "/verdicts?story=" + named, status: 200, has: `"note":"It says so."`})
	}
	s.do(t, call{operation: "listVerdicts", path: "/verdicts?story=gone", status: 200, has: `"verdicts":[]`})
	s.do(t, call{operation: "listVerdicts", path: "/verdicts?story=a&article=b", status: 422, has: "query.article"})
	s.do(t, call{operation: "listVerdicts", path: "/verdicts?cursor=nothing", status: 422, has: "query.cursor"})
}

func (s *site) testBadVerdicts(t *testing.T, sent string) {
	t.Helper()
	for from, to := range map[string][2]string{
		"body.verdict":  {`"confirmed"`, `"odd"`},
		"body.story":    {`"story": "` + s.story + `",`, ``},
		"body.child":    {`"child": "`, `"child": "no-`},
		"body.parent":   {`"parent": "`, `"parent": "no-`},
		"body.notes":    {`"note"`, `"notes"`},
		"body.subject":  {`"verdict"`, `"subject": "whole", "verdict"`},
		"body.redirect": {`"confirmed"`, `"redirected", "redirect": "nobody"`},
	} {
		s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: strings.Replace(sent, to[0], to[1], 1), status: 422, has: `"field":"` + from})
	}
	s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: strings.Replace(sent, s.story, "nothing", 1), status: 404, kind: "unknown-story"})
	s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: sent, headers: map[string]string{asks: "read"}, status: 403, kind: "forbidden"})
	s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: "{", status: 400, kind: "bad-request"})
	s.do(t, call{operation: "giveVerdict", path: "/verdicts", body: strings.Replace(sent, "It says so.", strings.Repeat("x", 70<<10), 1), status: 413, kind: "too-large"})
}
