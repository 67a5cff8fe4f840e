package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPrint: shares have four decimals, counts none, and a bin is one line.
func TestPrint(t *testing.T) {
	var b strings.Builder
	err := Print(&b, []Figure{
		{"links.light.precision", 0.9871},
		{"links.light.recall", 1},
		{"links.ece", 0.02},
		{"links.bin-10.score", 0.16},
		{"links.bin-10.right", 0.35},
		{"links.bin-10.pairs", 1},
		{"links.bin-90.score", 0.98},
		{"links.bin-90.right", 0.97},
		{"links.bin-90.pairs", 21439},
		{"changes.held-out.pairs", 0},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `links.light.precision  0.9871
links.light.recall     1.0000
links.ece              0.0200
links.bin-10           score 0.1600 right 0.3500 pairs 1
links.bin-90           score 0.9800 right 0.9700 pairs 21439
changes.held-out.pairs 0
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	err := Markdown(&b, []Figure{
		{"links.light.precision", 0.9871},
		{"links.light.recall", 0.98},
		{"links.heavy.precision", 1},
		{"links.heavy.recall", 0.9},
		{"links.ece", 0.02},
		{"links.bin-90.right", 0.97},
		{"links.bin-90.pairs", 21439},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `| | precision | recall |
| --- | --- | --- |
| links.light | 0.987 | 0.980 |
| links.heavy | 1.000 | 0.900 |

| | ece |
| --- | --- |
| links | 0.020 |

| | right | pairs |
| --- | --- | --- |
| links.bin-90 | 0.970 | 21439 |

`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
