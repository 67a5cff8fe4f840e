//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// hidden is as much of evil as XML can have.
var hidden = html.EscapeString("a\u009b31m\u202egnp.exe\u2066\u2069\u2069\u200f\U000e0061\u2028</script><b>")

// TestHostileLogs: what is kept, a verdict with it, and programs that run on as they take in what is hostile, or are asked for it, say nothing
// that a terminal acts on.
func TestHostileLogs(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	t.Parallel()
	_, lines := hostileFiles(t)
	archive := filepath.Join(t.TempDir(), "archive")
	ours := []string{"--archive", archive}
	output1(t, append([]string{"import", lines}, ours...)...)
	story := firstStory(t, archive)
	output1(t, append([]string{"show", story}, ours...)...)
	output1(t, append([]string{"verdicts", "add", story, "B", "rejected", "--reviewer", "R. Karo" + evilWord, "--note", "not so" + evilWord}, ours...)...)

	feed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml; charset="+evilWord)
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>Herald %s</title><item><guid>%s</guid><title>%s</title><description>%s</description></item><item>`, hidden, hidden, hidden, strings.Repeat(hidden+" ran aground. ", 20))
	}))
	defer feed.Close()
	s := startServe(t, append([]string{"--verbose"}, ours...)...)
	for _, path := range []string{"stories/" + story, "stories/" + url.PathEscape(evil), "search?q=" + url.QueryEscape(evil), "api/v1/stories?source=" + url.QueryEscape(evil), url.PathEscape(evil)} {
		s.get(path, "Accept", "text/html")
	}
	for name, say := range map[string]func() (said, errs string){
		"verdicts": func() (string, string) { return said(append([]string{"verdicts"}, ours...), "") },
		"show":     func() (string, string) { return said(append([]string{"show", "--evidence", story}, ours...), "") },
		"watch": func() (string, string) {
			return said(append([]string{"watch", "--once", "--allow-private", feed.URL + "/feed.xml"}, ours...), "")
		},
		"mcp":   func() (string, string) { return "", mcpSays(t, archive, calls(t, story)) },
		"serve": func() (string, string) { s.stop(); return "", s.said.String() },
	} {
		out, errs := say()
		if out+errs == "" && name != "mcp" {
			t.Errorf("%s says nothing", name)
		}
		if why := does(out + errs); why != "" {
			t.Errorf("%s prints %s", name, why)
		}
	}
}

// said is what a command says when it is told something.
func said(args []string, told string) (out, errs string) {
	var o, e bytes.Buffer
	run(args, strings.NewReader(told), &o, &e)
	return o.String(), e.String()
}

// mcpSays is what a server of tools says beside its answers.
func mcpSays(t *testing.T, archive, told string) string {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "stemma", "mcp", "--archive", archive)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(told), &out, &errs
	err := cmd.Run()
	if n := strings.Count(out.String(), `"jsonrpc"`); n < 4 {
		t.Errorf("mcp answers %d of 4: %v %s %s", n, err, out.String(), errs.String())
	}
	return errs.String()
}

// calls are what an assistant asks of a server of tools: what there is, and what is not.
func calls(t *testing.T, story string) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for i, c := range []any{
		map[string]any{"method": "initialize", "params": map[string]any{"protocolVersion": "2025-06-18", "capabilities": map[string]any{}, "clientInfo": map[string]any{"name": evil, "version": evil}}},
		map[string]any{"method": "tools/call", "params": map[string]any{"name": "show_story", "arguments": map[string]any{"id": story}}},
		map[string]any{"method": "tools/call", "params": map[string]any{"name": evil, "arguments": map[string]any{evil: evil}}},
		map[string]any{"method": evil},
	} {
		m := c.(map[string]any) //nolint:forcetypeassert // as above
		m["jsonrpc"], m["id"] = "2.0", i
		if err := e.Encode(m); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
