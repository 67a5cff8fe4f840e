package tool_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/server/job"
	"github.com/stemma-news/stemma/server/reader"
	"github.com/stemma-news/stemma/server/tool"
)

// TestStdio: a client of another vendor, by hand: what is no message is answered by an error, and what comes around it by what
// was asked for, the last one, too.
func TestStdio(t *testing.T) {
	jobs := job.NewQueue(job.Options{})
	defer jobs.Close()
	r, err := reader.New(reader.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	call, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": "last", "method": "tools/call", "params": map[string]any{"name": "trace", "arguments": tool.Tracing{Reports: demo(t)}}})
	in := strings.Join([]string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"by hand","version":"1"}}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		"", "garbage", `"a string"`, `{"jsonrpc":"1.0","id":2,"method":"ping"}`, `{"jsonrpc":"2.0","id":3,"method":"ping"}` + "\r",
		strings.Repeat("x", tool.MaxBody+1),
		`{"jsonrpc":"2.0","id":4,"method":"tools/nothing"}`, string(call),
	}, "\n")
	var out bytes.Buffer
	if err := tool.Run(t.Context(), tool.New(tool.Options{Reader: r, Jobs: jobs}), tool.Stdio(strings.NewReader(in), &out)); err != nil {
		t.Error(err)
	}
	have := map[string]int{}
	for line := range strings.Lines(out.String()) {
		var m struct {
			ID     any
			Error  struct{ Code int }
			Result struct{ Content []struct{ Text string } }
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if m.ID == "last" && (len(m.Result.Content) != 1 || !strings.Contains(m.Result.Content[0].Text, "Family tree")) {
			t.Errorf("%.300s", line)
		}
		have[fmt.Sprint(m.ID, " ", m.Error.Code)]++
	}
	for what, n := range map[string]int{"1 0": 1, "3 0": 1, "4 -32601": 1, "last 0": 1, "<nil> -32700": 1, "<nil> -32600": 3} {
		if have[what] != n {
			t.Errorf("%d answers are %q, want %d: %v", have[what], what, n, have)
		}
	}
}
