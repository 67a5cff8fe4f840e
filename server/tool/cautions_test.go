package tool_test

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/server/tool"
	"github.com/stemma-news/stemma/trace"
)

// TestCautions: an answer says what it does not go by, and that it is one in part, on
// every part of a tree and beside two reports.
func TestCautions(t *testing.T) {
	s := client(t, tool.Options{Trace: trace.Options{StoryTime: 1}}, nil)
	reports := demo(t)
	reports[0].Published = "1970-01-01"
	_, tree := call[tool.Tree](t, s, "trace", tool.Tracing{Reports: reports, OneStory: true})
	for _, part := range []string{"overview", "reports", "changes", "claims", "sources"} {
		text, tree := call[tool.Tree](t, s, "trace", tool.Tracing{Trace: tree.Trace, Part: part})
		cautioned(t, part, text, tree.Cautions)
	}
	text, d := call[tool.Difference](t, s, "diff", tool.Comparing{A: tool.Side{Report: &reports[0]}, B: tool.Side{Report: &reports[1]}})
	cautioned(t, "diff", text, d.Cautions)
}

func cautioned(t *testing.T, what, text string, c tool.Cautions) {
	t.Helper()
	wellQuoted(t, what, text)
	if len(c.Distrusted) != 1 || c.Distrusted[0].Kind != string(stemma.DistrustDate) || c.Distrusted[0].Value != "1970-01-01" || c.Distrusted[0].Detail == "" {
		t.Errorf("%s: not relied on: %+v", what, c.Distrusted)
	}
	if len(c.Partial) == 0 || c.Partial[0].Step == "" || c.Partial[0].Detail == "" {
		t.Errorf("%s: left undone: %+v", what, c.Partial)
	}
	for _, want := range []string{"Partial:", "Not relied on", "1970-01-01"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %q in\n%s", what, want, text)
		}
	}
}

// TestCalm: nothing is said where there is nothing to say.
func TestCalm(t *testing.T) {
	text, tree := call[tool.Tree](t, client(t, tool.Options{}, nil), "trace", tool.Tracing{Reports: demo(t)})
	if len(tree.Distrusted)+len(tree.Partial) > 0 || strings.Contains(text, "Partial") || strings.Contains(text, "Not relied") {
		t.Errorf("%+v\n%s", tree.Cautions, text)
	}
}
