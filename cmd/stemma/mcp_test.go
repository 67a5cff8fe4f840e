package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// asks what an assistant would, of the demo in an archive.
func asks(t *testing.T, over mcp.Transport) {
	t.Helper()
	s, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), over, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, c := range []struct {
		tool string
		in   map[string]any
		want string
	}{
		{"stories", map[string]any{"min_reports": 2}, "9 reports"},
		{"search", map[string]any{"query": "solvent", "limit": 2}, "2 reports of 10 searched"},
		{"story", map[string]any{"id": "selm-courier"}, "Family tree"},
		{"claim_history", map[string]any{"claim": "About 1,200 residents of the Kestrel Quay district were told to leave their homes"}, "Who says it"},
		{"diff", map[string]any{"a": map[string]any{"id": "vestnik-larska"}, "b": map[string]any{"id": "severny-portal"}}, "Около 2100"},
		{"trace", map[string]any{"one_story": true, "reports": []map[string]any{
			{"text": "The ferry Alba Nerin ran aground off Port Merrow on Tuesday with 212 passengers on board, the coast guard said.", "published": "2026-03-03T08:00:00Z", "outlet": "Harbour Post"},
			{"text": "The ferry Alba Nerin ran aground off Port Merrow on Tuesday with 221 passengers on board, the Harbour Post reported.", "published": "2026-03-03T10:00:00Z", "outlet": "Varn Courier"},
		}}, "from 1 independent origin"},
	} {
		r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: c.tool, Arguments: c.in})
		if err != nil {
			t.Fatalf("%s: %v", c.tool, err)
		}
		text := r.Content[0].(*mcp.TextContent).Text
		if r.IsError || !strings.Contains(text, c.want) || r.StructuredContent == nil {
			t.Errorf("%s: no %q in %s", c.tool, c.want, text)
		}
	}
	refused, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "trace", Arguments: map[string]any{"links": []string{"http://127.0.0.1:1/"}}})
	if err != nil || !refused.IsError {
		t.Errorf("a link was fetched: %+v, %v", refused, err)
	}
}

// TestMCPOverPipes is what an assistant does that starts the program itself.
func TestMCPOverPipes(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("stemma", "mcp", "--demo", "--log", "json")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	asks(t, &mcp.CommandTransport{Command: cmd})
	if cmd.ProcessState == nil || !cmd.ProcessState.Success() {
		t.Errorf("it ended as %v: %s", cmd.ProcessState, &errs)
	}
	if !strings.Contains(errs.String(), `"name":"trace"`) || strings.Contains(errs.String(), "Alba") {
		t.Errorf("the log is %s", &errs)
	}
}

// TestMCPOverHTTP is what one does that the program waits for.
func TestMCPOverHTTP(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "stemma", "mcp", "--demo", "--listen", "127.0.0.1:0", "--log", "json")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stderr)
	address := ""
	for !strings.HasPrefix(address, "http://") {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if _, rest, ok := strings.Cut(line, "assistants at "); ok {
			address, _, _ = strings.Cut(rest, " ")
		}
	}
	rest := make(chan string, 1)
	go func() {
		b, _ := io.ReadAll(lines)
		rest <- string(b)
	}()
	asks(t, &mcp.StreamableClientTransport{Endpoint: address})
	for _, c := range []struct {
		path, header, value string
		want                int
	}{
		{"healthz", "", "", http.StatusOK},
		{"readyz", "", "", http.StatusOK},
		{"metrics", "", "", http.StatusOK},
		{"", "", "", http.StatusNotFound},
		{"mcp", "Origin", "https://evil.example", http.StatusForbidden},
		{"mcp", "Host", "evil.example", http.StatusMisdirectedRequest},
	} {
		if got := status(t, strings.TrimSuffix(address, "mcp")+c.path, c.header, c.value); got != c.want {
			t.Errorf("%s %s: %d, not %d", c.path, c.value, got, c.want)
		}
	}
	cancel()
	log := <-rest
	if err := cmd.Wait(); err != nil && ctx.Err() == nil {
		t.Error(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != exitInterrupted {
		t.Errorf("it ended as %v: %s", cmd.ProcessState, log)
	}
	if !strings.Contains(log, `"route":"/mcp"`) || strings.Contains(log, "Alba") {
		t.Errorf("the log is %s", log)
	}
}

// status is that of a request; one to /mcp is a POST, which changes something as far as anybody knows.
func status(t *testing.T, address, header, value string) int {
	t.Helper()
	method := http.MethodGet
	if strings.HasSuffix(address, "/mcp") {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if header == "Host" {
		r.Host = value
	} else if header != "" {
		r.Header.Set(header, value)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	return got.StatusCode
}
